"""The return form once it knows the order: found by number and phone, picked by line, judged by the policy of its day."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import throttle
from cases.models import Attachment, Case
from cases.refusals import Refused
from returns.models import ReturnLine, ReturnRequest
from returns.policy import Window
from returns.presets import first_rules
from returns.publishing import publish, save_draft
from returns.views.intake import ReturnFormView
from sales.merging import merge
from sales.models import Order, OrderLine
from shops.amounts import Amount
from tests.together import together

FORM = "/toko/sari/retur/"
BUDI = "+6281234567890"
FIND = {"order_number": "2511200001ABCD", "phone": "0812-3456-7890", "find": "1"}
REST = {"kind": "return_refund", "reason": "damaged", "consent": "on"}


def said(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def token(page):
    found = re.search(r'name="orders" value="([^"]+)"', page.content.decode())
    return found and found[1]


def ticked(page):
    return re.findall(r'name="line" value="(\d+)" checked', page.content.decode())


def nothing_happened():
    return not (Case.objects.exists() or ReturnLine.objects.exists())


@pytest.fixture
def publish_rules(sari, now):
    """A policy of so many days from today on."""

    def make(days=7, *, owner=sari, since=None, **more):
        since = since or now
        window = Window(True, Amount(days, "kalender"))
        rules = replace(first_rules(), windows={**first_rules().windows, "return_refund": window}, **more)
        draft = save_draft(owner, rules, seen="", now=since)
        day = since.astimezone(owner.shop.zone).date()
        return publish(owner, seen=draft.mark, effective_on=day, understood=True, now=since)

    return make


# Finding it ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["2511200001ABCD", " #2511200001abcd ", "2511 2000 01AB CD"])
@pytest.mark.parametrize("phone", ["081234567890", "+62 812-3456-7890", "62812 3456 7890"])
def test_number_and_phone_find_the_order(client, bought, typed, phone):
    order = bought()
    page = client.post(FORM, {**FIND, "order_number": typed, "phone": phone})
    assert page.status_code == 200 and token(page)
    assert "Kemeja batik Parang" in said(page)
    # A single line is picked by itself; name, phone, price and day are known and not asked again.
    assert ticked(page) == [str(order.lines.get().pk)]
    for name in ("order_number", "phone", "customer_name", "product", "amount", "delivered_on"):
        assert f'id="id_{name}"' not in page.content.decode()
    assert nothing_happened()


def test_whoever_does_not_know_both_learns_nothing(client, bought):
    bought()
    wrong_phone = client.post(FORM, {**FIND, "phone": "081299990000"})
    no_order = client.post(FORM, {**FIND, "order_number": "2511200001WXYZ"})
    for page in (wrong_phone, no_order):
        assert page.status_code == 200 and not token(page)
        assert "belum ketemu" in said(page) and "Kemeja" not in said(page)
    # Not a letter of difference but what was typed and what is random.
    plain = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in (wrong_phone, no_order)]
    assert plain[0] == plain[1]


def test_what_was_typed_and_uploaded_survives_the_search(client, bought, photo):
    page = client.post(
        FORM, {**FIND, "phone": "081299990000", "description": "Sobek.", "evidence": [photo()]}
    )
    assert 'value="2511200001ABCD"' in page.content.decode() and "Sobek." in said(page)
    assert Attachment.objects.get().draft_key is not None
    bought()
    key = re.search(r'name="draft_key" value="([^"]+)"', page.content.decode())[1]
    found = client.post(FORM, {**FIND, "description": "Sobek.", "draft_key": key})
    assert "Sobek." in said(found) and "foto.jpg" in said(found)


def test_another_shops_order_of_the_same_number_and_phone_stays_there(client, bought, other_shop):
    bought({"name": "Rahasia Tono"}, where=other_shop)
    assert not token(client.post(FORM, FIND))
    bought({"name": "Kemeja batik Parang"})
    page = client.post(FORM, FIND)
    assert "Kemeja batik Parang" in said(page) and "Rahasia" not in said(page)


def test_what_another_shop_has_found_counts_nothing_here(client, bought, other_shop):
    theirs = bought({"name": "Rahasia Tono"}, where=other_shop)
    line = theirs.lines.get().pk
    stolen = token(client.post("/toko/tono/retur/", FIND))
    page = client.post(FORM, {"orders": stolen, "line": line, **REST})
    assert page.status_code == 422 and "Rahasia" not in said(page)
    forged = signing.dumps({"shop": other_shop.pk, "phone": BUDI, "orders": [theirs.pk]}, salt="wrong")
    for value in (forged, "x", stolen[:-2] + "zz"):
        assert client.post(FORM, {"orders": value, "line": line, **REST}).status_code == 422
    # Signed by this shop for an order that is not its own: the wall holds all the same.
    signed = signing.dumps(
        {"shop": other_shop.pk - 1, "phone": BUDI, "orders": [theirs.pk]}, salt=ReturnFormView.salt
    )
    assert client.post(FORM, {"orders": signed, "line": line, **REST}).status_code == 422
    assert nothing_happened()


@pytest.mark.parametrize(
    "mask, fits",
    [("0812****7890", True), ("62812*****90", True), ("0812****7891", False), ("0813****7890", False),
     ("******90", False), ("*******", False), ("", False)],
)  # fmt: skip
def test_a_masked_phone_is_enough_where_what_it_shows_fits(client, bought, mask, fits):
    bought(phone="", buyer_phone_masked=mask, name="B***i")
    page = client.post(FORM, FIND)
    assert bool(token(page)) is fits
    if fits:  # whose name is masked is asked for it
        assert 'name="customer_name"' in page.content.decode()


def test_a_merged_customers_old_phone_still_finds_it(client, bought, sari, now):
    kept = bought(number="A-1", phone="+6281311112222").customer
    gone = bought(number="A-2").customer
    merge(sari, kept.pk, gone.pk, now=now)
    Order.objects.update(buyer_phone="")
    assert token(client.post(FORM, {**FIND, "order_number": "A-2"}))


def test_searching_is_counted_by_network_and_by_number(client, bought, used_up, shop):
    bought()
    used_up(throttle.ORDER_BY_NUMBER, f"{shop.pk}/2511200001ABCD")
    page = client.post(FORM, FIND)
    assert not token(page) and "terlalu sering" in said(page)
    assert "belum ketemu" in said(client.post(FORM, {**FIND, "order_number": "X"}))
    for _time in range(throttle.ORDER_BY_ADDRESS.times):
        page = client.post(FORM, {**FIND, "order_number": f"X-{_time}"})
    assert "terlalu sering" in said(page)
    # A request can be sent all the same.
    answers = {
        **REST,
        "order_number": "X",
        "customer_name": "Budi",
        "phone": "081234567890",
        "description": "Sobek",
    }
    assert client.post(FORM, answers).status_code == 303


@pytest.mark.parametrize(
    "data, words", [({"phone": ""}, "Tulis nomor HP"), ({"order_number": " "}, "Isi dulu nomor pesanannya")]
)
def test_the_search_says_what_it_lacks(client, bought, data, words):
    bought()
    page = client.post(FORM, {**FIND, **data})
    assert words in said(page) and not token(page)


# Picking -------------------------------------------------------------------------------------------


def test_three_inputs_make_a_case(client, bought, publish_rules):
    """Number, phone, reason; the wish is what the page suggests for the reason, the consent is the button itself."""
    order = bought()
    page = client.post(FORM, FIND)
    assert 'data-usual="damaged:return_refund' in page.content.decode()
    sent = client.post(FORM, {"orders": token(page), "line": ticked(page), **REST})

    case = ReturnRequest.objects.get()
    assert sent.status_code == 303 and sent.url == f"/lacak/{case.token}/"
    assert (case.customer_name, case.customer_phone) == ("Budi Santoso", BUDI)
    assert (case.order_number, case.title, case.amount) == (order.number, "Kemeja batik Parang", 185_000)
    line = case.lines.get()
    assert (line.order_line.order, line.quantity, line.amount, line.shop) == (order, 1, 185_000, order.shop)
    assert case.consented_at is not None


def test_lines_and_quantities_of_several_orders(client, bought):
    first = bought({"name": "Kemeja", "quantity": 3, "amount": 500_000}, {"name": "Sarung"})
    second = bought({"name": "Blus", "variation": "L"}, number="LAIN-9")
    bought({"name": "Lama"}, number="LAMA-1", placed_at=timezone.now() - timedelta(days=200))
    bought({"name": "Punya orang"}, number="ORANG-1", phone="+6281311112222")
    page = client.post(FORM, FIND)
    assert "Blus" in said(page) and "Lama" not in said(page) and "Punya orang" not in said(page)
    assert ticked(page) == []  # of several each is to be said

    shirt, blouse = first.lines.get(name="Kemeja"), second.lines.get()
    answers = {"orders": token(page), "line": ["", shirt.pk, blouse.pk], f"quantity_{shirt.pk}": "2", **REST}
    assert client.post(FORM, answers).status_code == 303
    case = ReturnRequest.objects.get()
    assert [(line.name, line.quantity, line.amount) for line in case.lines.all()] == [
        ("Kemeja", 2, 333_333), ("Blus, L", 1, 185_000),
    ]  # fmt: skip
    assert (case.title, case.amount, case.order_number) == ("2 × Kemeja +1", 518_333, first.number)


def test_behind_a_mask_other_orders_stay_hidden(client, bought):
    order = bought(phone="", buyer_phone_masked="0812****7890")
    other = bought({"name": "Blus"}, number="LAIN-9")
    Order.objects.filter(pk=order.pk).update(customer=other.customer)
    page = client.post(FORM, {**FIND, "phone": "081299997890"})
    assert token(page) and "Blus" not in said(page)


@pytest.mark.parametrize(
    "data, words",
    [({"line": ""}, "Centang dulu barangnya."), ({"quantity": "0"}, "Tulis 1 sampai 3."), ({"quantity": "4"}, "Tulis 1 sampai 3."),
     ({"quantity": "dua"}, "Tulis 1 sampai 3."), ({"quantity": "9" * 400}, "Tulis 1 sampai 3."), ({"quantity": "²"}, "Tulis 1 sampai 3.")],
)  # fmt: skip
def test_a_wrong_pick_comes_back_filled(client, bought, data, words):
    line = bought({"name": "Kemeja", "quantity": 3}).lines.get()
    known = token(client.post(FORM, FIND))
    quantity = data.get("quantity", "1")
    answers = {**REST, "orders": known, "line": data.get("line", line.pk), f"quantity_{line.pk}": quantity}
    page = client.post(FORM, answers)
    assert page.status_code == 422 and words in said(page)
    assert (
        token(page) and f'value="{quantity}"' in page.content.decode() and "checked" in page.content.decode()
    )
    assert nothing_happened()


def test_a_line_that_was_not_found_cannot_be_picked(client, bought):
    bought()
    strange = bought({"name": "Blus"}, number="ORANG-1", phone="+6281311112222").lines.get()
    page = client.post(FORM, {**REST, "orders": token(client.post(FORM, FIND)), "line": strange.pk})
    assert page.status_code == 422 and nothing_happened()


def test_sent_twice_it_is_one_case(client, bought):
    bought()
    page = client.post(FORM, FIND)
    submission = re.search(r'name="submission" value="([^"]+)"', page.content.decode())[1]
    answers = {"orders": token(page), "line": ticked(page), "submission": submission, **REST}
    first, second = client.post(FORM, answers), client.post(FORM, answers)
    assert first.url == second.url and ReturnRequest.objects.count() == ReturnLine.objects.count() == 1


def test_not_this_order_goes_back_to_the_plain_form(client, bought):
    bought()
    page = client.post(
        FORM, {"orders": token(client.post(FORM, FIND)), "forget": "1", "description": "Sobek."}
    )
    assert not token(page) and 'name="order_number"' in page.content.decode() and "Sobek." in said(page)


# Without looking for it first -----------------------------------------------------------------------


def test_a_form_sent_at_once_knows_an_order_of_one_piece(client, bought, answers):
    order = bought()
    sent = client.post(FORM, {**answers, "order_number": order.number})
    case = ReturnRequest.objects.get()
    assert sent.status_code == 303 and case.lines.get().order_line.order == order
    assert (case.title, case.amount) == ("Kemeja batik Parang", 185_000)
    again = client.post(FORM, {**answers, "order_number": order.number, "submission": str(case.submission)})
    assert again.url == sent.url and ReturnRequest.objects.count() == 1


def test_what_known_goods_are_called_and_worth_is_not_the_customers_to_say(client, bought, answers):
    order = bought()
    typed = {"order_number": f" {order.number.lower()}", "product": "Berlian", "amount": "99.999.999"}
    sent = client.post(FORM, {**answers, **typed})
    case = ReturnRequest.objects.get()
    assert (case.title, case.amount) == ("Kemeja batik Parang", 185_000)
    assert case.order_number == order.number  # by which its page finds the case
    again = client.post(FORM, {**answers, **typed, "submission": str(case.submission)})
    assert again.url == sent.url and ReturnRequest.objects.count() == 1


def test_whoever_says_nothing_more_has_said_why(client, bought):
    bought()
    page = client.post(FORM, FIND)
    client.post(FORM, {"orders": token(page), "line": ticked(page), **REST})
    assert ReturnRequest.objects.get().description == "Rusak waktu sampai"


def test_enter_behind_the_phone_number_looks_for_the_order(client, bought):
    bought()
    only = {"order_number": FIND["order_number"], "phone": FIND["phone"]}
    page = client.post(FORM, only)
    assert page.status_code == 200 and token(page)
    assert client.post(FORM, {**only, "reason": "damaged"}).status_code == 422  # that was meant to be sent


def test_the_team_chooses_the_channel_unless_the_order_tells(ani, log_in, bought, shop):
    for n in range(6):
        shop.channels.create(kind="branch", name=f"Cabang {n}")
    order, desk = bought(), log_in(ani)
    assert '<option value="" selected>Pilih kanal</option>' in desk.get(DESK).content.decode()
    found = desk.post(DESK, {"find": "1", "order_number": order.number, "channel": ""}).content.decode()
    pasted = desk.post(DESK, {"prefill": "1", "order_number": order.number}).content.decode()
    for page in (found, pasted):
        assert f'<option value="{order.channel_id}" selected>' in page and 'value="Budi Santoso"' in page


@pytest.mark.parametrize("lines", [[{"name": "A"}, {"name": "B"}], [{"name": "A", "quantity": 2}]])
def test_which_of_several_pieces_is_not_guessed(client, bought, answers, lines):
    order = bought(*lines)
    client.post(FORM, {**answers, "order_number": order.number})
    assert ReturnRequest.objects.get().order_number == order.number and not ReturnLine.objects.exists()


def test_an_unknown_order_is_accepted_and_marked(client, log_in, ani, answers):
    client.post(FORM, answers)
    case = ReturnRequest.objects.get()
    assert not case.lines.exists()
    assert "Pesanan ini tidak ada di data toko" in said(log_in(ani).get(f"/kerja/kasus/{case.reference}/"))


# The policy of its day ------------------------------------------------------------------------------


def test_the_order_brings_the_policy_that_it_was_sold_under(client, bought, publish_rules, now):
    first = publish_rules(30, since=now - timedelta(days=20))
    order = bought(placed_at=now - timedelta(days=12), delivered_at=now - timedelta(days=10))
    publish_rules(2, since=now)
    page = client.post(FORM, FIND)
    client.post(FORM, {"orders": token(page), "line": ticked(page), **REST})
    case = ReturnRequest.objects.get()
    assert (case.policy, case.standing) == (first, "within")
    line = case.lines.get()
    assert (line.policy, line.standing, line.policy_facts["policy_basis"]) == (first, "within", "sale")
    assert line.policy_facts["delivered_said_by"] == "order"
    assert order.number == case.order_number


def test_of_several_lines_the_one_that_stands_worst_decides(client, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    bought(placed_at=now - timedelta(days=4), delivered_at=now - timedelta(days=2))
    bought(
        {"name": "Blus"},
        number="LAMA-2",
        placed_at=now - timedelta(days=40),
        delivered_at=now - timedelta(days=38),
    )
    page = client.post(FORM, FIND)
    lines = list(OrderLine.objects.values_list("pk", flat=True))
    client.post(FORM, {"orders": token(page), "line": lines, **REST})
    case = ReturnRequest.objects.get()
    assert {line.name: line.standing for line in case.lines.all()} == {
        "Kemeja batik Parang": "within",
        "Blus": "outside",
    }
    assert (case.standing, case.policy_facts["product"]) == ("outside", "Blus")


def test_a_missing_day_of_delivery_is_asked_and_never_guessed(client, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    bought(delivered_at=None)
    page = client.post(FORM, FIND)
    assert 'name="delivered_on"' in page.content.decode()
    known = {"orders": token(page), "line": ticked(page), **REST}
    client.post(FORM, known)
    first = ReturnRequest.objects.get()
    assert first.standing == "unknown"
    Case.objects.update(is_open=False, state="rejected")
    day = (now - timedelta(days=2)).date().isoformat()
    client.post(FORM, {**known, "delivered_on": day})
    case = ReturnRequest.objects.exclude(pk=first.pk).get()
    assert (case.standing, case.policy_facts["delivered_said_by"]) == ("within", "customer")


def test_what_was_asked_back_already_is_counted(client, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    line = bought({"name": "Kemeja", "quantity": 2}).lines.get()
    page = client.post(FORM, FIND)
    known = {"orders": token(page), "line": line.pk, f"quantity_{line.pk}": "2", **REST}
    client.post(FORM, known)
    first = ReturnRequest.objects.get()
    assert first.standing == "within"
    client.post(FORM, known)
    second = ReturnRequest.objects.exclude(pk=first.pk).get()
    assert (
        second.standing == "outside"
        and "Sudah diretur atau sedang diajukan semua: 2 dari 2." in second.policy_words_staff
    )

    # A request that was refused takes nothing away, one that was paid does.
    Case.objects.filter(pk=first.pk).update(is_open=False, state="rejected")
    Case.objects.filter(pk=second.pk).update(is_open=False, state="closed")
    client.post(FORM, known)
    third = ReturnRequest.objects.latest("pk")
    assert third.standing == "within"
    ReturnRequest.objects.filter(pk=third.pk).update(refunded_on=now.date())
    Case.objects.filter(pk=third.pk).update(is_open=False, state="closed")
    client.post(FORM, known)
    assert ReturnRequest.objects.latest("pk").standing == "outside"


def test_what_the_marketplace_took_back_counts_too(client, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    bought({"name": "Kemeja", "returned_quantity": 1})
    page = client.post(FORM, FIND)
    client.post(FORM, {"orders": token(page), "line": ticked(page), **REST})
    assert ReturnRequest.objects.get().standing == "outside"


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_only_one_has_the_last_piece(bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    bought()
    page = Client().post(FORM, FIND)
    known = {"orders": token(page), "line": ticked(page), **REST}
    results = together(*[lambda: Client().post(FORM, known).status_code for _time in range(4)])
    assert results == [303] * 4 and not any(isinstance(result, Refused) for result in results)
    standings = sorted(ReturnRequest.objects.values_list("standing", flat=True))
    assert standings == ["outside", "outside", "outside", "within"]


# The answer on the form -----------------------------------------------------------------------------


def test_the_form_says_how_it_stands_while_it_is_filled_in(client, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    bought()
    page = client.post(FORM, FIND)
    known = {"orders": token(page), "line": ticked(page)}
    live = "/toko/sari/retur/syarat/"
    assert said(client.post(live, known)) == ""  # nothing can be said yet
    answer = client.post(live, {**known, "kind": "return_refund", "reason": "wrong_size"})
    assert "Masih dalam batas retur: 7 hari kalender" in said(answer)
    Order.objects.update(delivered_at=now - timedelta(days=30), placed_at=now - timedelta(days=33))
    answer = client.post(live, {**known, "kind": "return_refund", "reason": "wrong_size"})
    assert (
        "Permintaan Kakak tetap kami periksa." in said(answer) and 'data-is="no"' in answer.content.decode()
    )
    # Without the order by what was typed; without JavaScript by a button.
    typed = {
        "kind": "return_refund",
        "reason": "wrong_size",
        "delivered_on": (now - timedelta(days=2)).date().isoformat(),
    }
    assert "Masih dalam batas" in said(client.post(live, typed))
    checked = client.post(FORM, {**typed, "check": "1", "description": "Kekecilan"})
    assert (
        checked.status_code == 200 and "Masih dalam batas" in said(checked) and "Kekecilan" in said(checked)
    )
    assert nothing_happened()


def test_the_answer_needs_a_policy(client, shop):
    assert said(client.post("/toko/sari/retur/syarat/", {"kind": "return_refund", "reason": "damaged"})) == ""


def test_the_answer_is_counted(client, shop, used_up):
    live = "/toko/sari/retur/syarat/"
    used_up(throttle.CHECK_BY_ADDRESS, "127.0.0.1")
    assert client.post(live, {}).status_code == 429


def test_evidence_that_the_owner_insists_on_is_needed_to_send(client, bought, publish_rules, now, photo):
    publish_rules(7, since=now - timedelta(days=90), insists=frozenset({"damaged"}))
    bought()
    page = client.post(FORM, FIND)
    known = {"orders": token(page), "line": ticked(page), **REST}
    refused = client.post(FORM, known)
    assert refused.status_code == 422 and "toko perlu melihat dulu" in said(refused)
    assert token(refused) and ticked(refused) and nothing_happened()
    assert client.post(FORM, {**known, "evidence": [photo()]}).status_code == 303


def test_without_an_order_todays_policy_insists(client, answers, publish_rules, photo):
    publish_rules(7, insists=frozenset({"damaged"}))
    assert client.post(FORM, answers).status_code == 422 and nothing_happened()
    assert client.post(FORM, {**answers, "reason": "changed_mind"}).status_code == 303
    assert client.post(FORM, {**answers, "evidence": [photo()]}).status_code == 303


def test_the_case_page_and_the_customers_page_name_the_goods(client, log_in, ani, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    order = bought({"name": "Kemeja", "quantity": 2}, {"name": "Sarung"})
    lines = [line.pk for line in order.lines.all()]
    page = client.post(FORM, FIND)
    client.post(FORM, {"orders": token(page), "line": lines, f"quantity_{lines[0]}": "2", **REST})
    case = ReturnRequest.objects.get()
    staff = log_in(ani).get(f"/kerja/kasus/{case.reference}/")
    assert "2 × Kemeja" in said(staff) and "Sarung" in said(staff)
    assert f'href="{reverse("order", args=[order.pk])}"' in staff.content.decode()
    assert "tidak ada di data toko" not in said(staff)
    assert "Barang 2 × Kemeja; 1 × Sarung" in said(client.get(f"/lacak/{case.token}/"))


# Taken in by the team -------------------------------------------------------------------------------

DESK = "/kerja/baru/return_request/"


def test_from_the_order_page_most_is_filled_in(ani, log_in, bought):
    order, desk = bought({"name": "Kemeja"}), log_in(ani)
    page = desk.get(reverse("order", args=[order.pk]))
    kinds = desk.get(re.search(r'href="([^"]*\?pesanan=[^"]*)"', page.content.decode())[1])
    page = desk.get(re.search(r'href="(/kerja/baru/return_request/[^"]*)"', kinds.content.decode())[1])
    html = page.content.decode()
    assert ticked(page) == [str(order.lines.get().pk)]
    assert 'value="0812-3456-7890"' in html and 'value="Budi Santoso"' in html
    assert re.search(rf'value="{order.channel_id}"[^>]*checked', html)

    answers = {
        "orders": token(page), "line": ticked(page), "channel": order.channel_id, "customer_name": "Budi Santoso",
        "phone": "0812-3456-7890", "kind": "exchange", "wanted_variant": "XL", "reason": "wrong_size", "consent": "on",
    }  # fmt: skip
    assert desk.post(DESK, answers).status_code == 303
    case = ReturnRequest.objects.get()
    assert (case.lines.get().order_line.order, case.variant, case.order_number) == (
        order,
        "exchange",
        order.number,
    )


def test_the_team_finds_an_order_by_its_number(ani, log_in, bought):
    bought({"name": "Kemeja"})
    desk = log_in(ani)
    page = desk.post(DESK, {"find": "1", "order_number": "2511200001abcd", "customer_name": "Ibu Budi"})
    html = page.content.decode()
    assert token(page) and 'value="Ibu Budi"' in html and 'value="0812-3456-7890"' in html
    gone = desk.post(DESK, {"find": "1", "order_number": "TIDAK-ADA", "customer_name": "Ibu Budi"})
    assert (
        not token(gone)
        and "tidak ada di data toko" in said(gone)
        and 'value="Ibu Budi"' in gone.content.decode()
    )


def test_another_shops_order_is_not_there_for_the_team(ani, log_in, bought, other_shop):
    theirs, desk = bought({"name": "Rahasia Tono"}, where=other_shop), log_in(ani)
    assert desk.get(DESK, {"pesanan": theirs.pk}).status_code == 404
    page = desk.post(DESK, {"find": "1", "order_number": theirs.number})
    assert not token(page) and "Rahasia" not in said(page)
    for nonsense in ("x", "²", "9" * 30, "-1"):
        assert desk.get(DESK, {"pesanan": nonsense}).status_code == 200


def test_a_complaint_about_an_order_knows_whose_it_is(ani, log_in, bought):
    order = bought()
    page = log_in(ani).get("/kerja/baru/complaint/", {"pesanan": order.pk})
    html = page.content.decode()
    assert 'value="Budi Santoso"' in html and f'value="{order.number}"' in html and 'name="line"' not in html


def test_a_pasted_chat_brings_its_order(ani, log_in, bought):
    bought({"name": "Kemeja"})
    page = log_in(ani).post(
        DESK, {"prefill": "1", "order_number": "2511200001ABCD", "description": "Kak, sobek."}
    )
    assert token(page) and "Kemeja" in said(page) and "Kak, sobek." in said(page) and nothing_happened()


def test_at_the_desk_missing_evidence_is_asked_for_later(ani, log_in, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90), insists=frozenset({"damaged"}))
    order, desk = bought(), log_in(ani)
    page = desk.get(DESK, {"pesanan": order.pk})
    answers = {
        "orders": token(page), "line": ticked(page), "channel": order.channel_id, "customer_name": "Budi Santoso",
        "phone": "0812-3456-7890", **REST,
    }  # fmt: skip
    assert desk.post(DESK, answers).status_code == 303


def test_each_order_shows_the_case_that_is_about_its_goods(client, log_in, ani, bought):
    first, second = bought(), bought({"name": "Blus"}, number="LAIN-9")
    lines = OrderLine.objects.values_list("pk", flat=True)
    client.post(FORM, {"orders": token(client.post(FORM, FIND)), "line": list(lines), **REST})
    case = ReturnRequest.objects.get()
    for order in (first, second):
        page = log_in(ani).get(reverse("order", args=[order.pk]))
        assert page.content.decode().count(f'href="{reverse("case", args=[case.reference])}"') == 1


def test_an_order_says_which_policy_it_was_sold_under(log_in, ani, bought, publish_rules, now):
    old = bought(placed_at=now - timedelta(days=40), number="LAMA-1")
    first = publish_rules(30, since=now - timedelta(days=20))
    order = bought(placed_at=now - timedelta(days=12))
    publish_rules(2, since=now)
    desk = log_in(ani)
    page = desk.get(reverse("order", args=[order.pk]))
    assert "Kebijakan retur versi 1" in said(page) and f"?versi={first.version}" in page.content.decode()
    assert "versi 2, karena pada hari pesanan belum ada kebijakan" in said(
        desk.get(reverse("order", args=[old.pk]))
    )


# What a second pair of eyes found ---------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["0000000019", "000000001" + "9" * 30, "9" * 5000, "00000000000000000004"])
def test_leading_zeros_do_not_carry_a_quantity_past_the_check(client, bought, typed):
    line = bought({"name": "Kemeja", "quantity": 3}).lines.get()
    known = {**REST, "orders": token(client.post(FORM, FIND)), "line": line.pk, f"quantity_{line.pk}": typed}
    assert client.post(FORM, known).status_code == 422 and nothing_happened()
    assert client.post("/toko/sari/retur/syarat/", known).status_code == 200


def test_all_spellings_of_a_number_are_counted_as_one(client, bought):
    bought()
    for spelling in ("2511200001abcd", "#2511200001ABCD", "2511 200001abcd", "2511200001Abcd") * 2:
        client.post(FORM, {**FIND, "order_number": spelling, "phone": "081299990000"})
    assert "terlalu sering" in said(client.post(FORM, FIND))


def test_sending_the_form_tells_no_more_than_searching(client, bought, answers, used_up, shop):
    """Whoever has searched too often may send a request, but its page does not tell what was in the order."""
    order = bought({"name": "Rahasia Budi"})
    used_up(throttle.ORDER_BY_NUMBER, f"{shop.pk}/{order.number}")
    sent = client.post(FORM, {**answers, "order_number": order.number})
    assert sent.status_code == 303 and not ReturnLine.objects.exists()
    assert "Rahasia" not in said(client.get(sent.url))


@pytest.mark.parametrize("mask", ["62*********90", "08********90", "+62*******90", "8********90"])
def test_what_every_mobile_number_begins_with_says_nothing(client, bought, mask):
    bought(phone="", buyer_phone_masked=mask)
    assert not token(client.post(FORM, {**FIND, "phone": "081234567890"}))


def test_behind_a_mask_the_name_is_asked(client, bought):
    bought(phone="", buyer_phone_masked="0812****7890", name="Budi Santoso")
    page = client.post(FORM, {**FIND, "phone": "081299997890"})
    assert token(page) and 'name="customer_name"' in page.content.decode() and "Budi" not in said(page)


def test_the_evidence_of_the_day_of_sale_is_asked_of_a_plain_form_too(
    client, bought, answers, publish_rules, now
):
    publish_rules(7, since=now - timedelta(days=90), insists=frozenset({"damaged"}))
    order = bought()
    publish_rules(7, since=now)
    assert (
        client.post(FORM, {**answers, "order_number": order.number}).status_code == 422 and nothing_happened()
    )


def test_the_evidence_of_today_is_not_asked_of_an_older_order(client, bought, answers, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    order = bought()
    publish_rules(7, since=now, insists=frozenset({"damaged"}))
    assert client.post(FORM, {**answers, "order_number": order.number}).status_code == 303


def test_a_new_piece_for_the_old_one_can_be_asked_back_again(client, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    bought()
    page = client.post(FORM, FIND)
    known = {"orders": token(page), "line": ticked(page), **REST}
    client.post(FORM, {**known, "kind": "reshipment"})
    ReturnRequest.objects.update(replaced_on=now.date())
    Case.objects.update(is_open=False, state="closed")
    client.post(FORM, known)
    assert ReturnRequest.objects.latest("pk").standing == "within"


def test_a_cancelled_order_needs_a_look(client, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    bought(cancelled_at=now - timedelta(days=3))
    page = client.post(FORM, FIND)
    assert "dibatalkan" in said(page)
    client.post(FORM, {"orders": token(page), "line": ticked(page), **REST})
    case = ReturnRequest.objects.get()
    assert case.standing == "unknown" and "tercatat dibatalkan" in case.policy_words_staff


def test_the_page_shows_the_rules_that_the_order_was_sold_under(client, bought, publish_rules, now):
    publish_rules(30, since=now - timedelta(days=90))
    bought()
    publish_rules(3, since=now)
    assert "paling lambat 3 hari kalender" in said(client.get(FORM))
    assert "paling lambat 30 hari kalender" in said(client.post(FORM, FIND))


def test_one_typed_day_does_not_hold_for_two_orders(client, bought, publish_rules, now):
    publish_rules(7, since=now - timedelta(days=90))
    bought(delivered_at=None)
    bought({"name": "Blus"}, number="LAMA-2", placed_at=now - timedelta(days=60), delivered_at=None)
    page = client.post(FORM, FIND)
    day = (now - timedelta(days=2)).date().isoformat()
    lines = list(OrderLine.objects.values_list("pk", flat=True))
    client.post(FORM, {"orders": token(page), "line": lines, "delivered_on": day, **REST})
    assert {line.standing for line in ReturnLine.objects.all()} == {"unknown"}


def test_nothing_typed_is_lost_on_the_way_to_the_order_and_back(client, bought):
    bought()
    typed = {"email": "budi@mail.test", "product": "Kemeja sobek", "amount": "100.000"}
    page = client.post(FORM, {**FIND, **typed})
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    sent = client.post(FORM, {**carried, "line": ticked(page), **REST})
    assert sent.status_code == 303 and ReturnRequest.objects.get().customer_email == "budi@mail.test"
    back = client.post(FORM, {**carried, "forget": "1"}).content.decode()
    for value in (*typed.values(), FIND["order_number"], FIND["phone"]):
        assert f'value="{value}"' in back


def test_an_old_page_says_that_the_order_must_be_looked_for_again(client, bought, monkeypatch):
    bought()
    page = client.post(FORM, FIND)
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    monkeypatch.setattr("cases.views.intake.DAY", -1)
    old = client.post(FORM, {**carried, "line": ticked(page), **REST})
    assert old.status_code == 422 and "dicari sekali lagi" in said(old) and nothing_happened()
    assert f'value="{FIND["order_number"]}"' in old.content.decode()


def test_the_teams_key_opens_nothing_for_the_public(client, ani, log_in, bought):
    order = bought({"name": "Rahasia Budi"})
    desk = token(log_in(ani).get(DESK, {"pesanan": order.pk}))
    page = client.post(FORM, {"orders": desk, "line": order.lines.get().pk, **REST})
    assert page.status_code == 422 and "Rahasia" not in said(page)


def test_the_desk_reads_whose_order_it_found(ani, log_in, bought):
    order = bought(name="Budi Santoso")
    page = log_in(ani).post(DESK, {"find": "1", "order_number": order.number, "customer_name": "Ibu Rina"})
    assert "Budi Santoso, 0812-****-7890" in said(page)


def test_the_goods_of_a_chat_are_ticked_among_several(ani, log_in, bought):
    order = bought({"name": "Kemeja batik"}, {"name": "Sarung tenun"})
    known = {
        "prefill": "1",
        "order_number": order.number,
        "product": "Sarung tenun",
        "description": "Kak, sobek.",
    }
    assert ticked(log_in(ani).post(DESK, known)) == [str(order.lines.get(name="Sarung tenun").pk)]


def test_a_complaint_becomes_a_return_of_a_known_order(ani, log_in, bought):
    order, desk = bought(phone="+6281311112222"), log_in(ani)
    whatsapp = order.shop.channels.get(kind="whatsapp").pk
    told = {
        "customer_name": "Budi Santoso", "phone": "0812-3456-7890", "category": "service", "description": "Sobek.",
        "channel": whatsapp, "consent": "on",
    }  # fmt: skip
    desk.post("/kerja/baru/complaint/", told)
    address = f"/kerja/kasus/{Case.objects.get().reference}/jadikan/return_request/"
    assert token(desk.post(address, {"find": "1", "order_number": order.number}))


def test_a_case_of_several_orders_is_found_by_each_number(client, ani, log_in, bought):
    other = bought({"name": "Blus"}, number="LAIN-9")
    order = bought()
    lines = list(OrderLine.objects.values_list("pk", flat=True))
    client.post(FORM, {"orders": token(client.post(FORM, FIND)), "line": lines, **REST})
    case = ReturnRequest.objects.get()
    assert case.order_number == order.number  # the one that was looked for, though the other is older
    for number in (order.number, other.number):
        assert case.reference in log_in(ani).get("/kerja/", {"q": number}).content.decode()


def test_a_second_sending_is_the_same_case_though_somebody_took_it_over(ani, log_in, bought):
    order, desk = bought(), log_in(ani)
    page = desk.get(DESK, {"pesanan": order.pk})
    answers = {
        "orders": token(page), "line": ticked(page), "channel": order.channel_id, "customer_name": "Budi Santoso",
        "phone": "0812-3456-7890", "submission": re.search(r'name="submission" value="([^"]+)"', page.content.decode())[1],
        **REST,
    }  # fmt: skip
    desk.post(DESK, answers)
    Case.objects.update(assignee=ani)
    desk.post(DESK, answers)
    assert Case.objects.count() == 1


def test_a_closed_form_has_nothing_to_say_in_its_middle(client, shop):
    shop.channels.filter(kind="website").update(is_active=False)
    answer = client.post("/toko/sari/retur/syarat/", {"kind": "return_refund", "reason": "damaged"})
    assert answer.status_code == 200 and answer.content == b""


def test_a_piece_is_worth_what_was_paid_for_it(client, bought):
    """A voucher of the whole order falls on its lines by their value: 50,000 of 200,000 off is a quarter off each."""
    lines = [{"name": "Kemeja", "quantity": 2, "amount": 120_000}, {"name": "Sarung", "amount": 80_000}]
    order = bought(*lines, total=162_000, shipping_fee=12_000, shipping_payer="buyer")
    shirts = order.lines.get(name="Kemeja")
    known = {
        "orders": token(client.post(FORM, FIND)),
        "line": shirts.pk,
        f"quantity_{shirts.pk}": "1",
        **REST,
    }
    client.post(FORM, known)
    case = ReturnRequest.objects.get()
    assert (case.amount, case.lines.get().amount) == (45_000, 45_000)
