"""From a pasted chat to the filled-in form: what is shown, to whom, and that nothing is kept before somebody confirms."""

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cases.models import Case
from sales import counter, orders, products
from sales.counter import Item
from sales.models import Order
from sales.products import VariantChange

PASTE = "/kerja/kasus/baru/tempel/"
BUDI = "+6281234567890"
NUMBER = "251229MRF7XUTH"
CHAT = f"""[12/11/26 10.05.33] Budi Santoso: kak kemeja parang navy yang L sobek
[12/11/26 10.06.10] Toko Sari: mau refund atau tukar kak?
[12/11/26 10.07.59] Budi Santoso: No pesanan {NUMBER}
hp saya 0812-3456-7890, mau tuker aja"""
SAID = f"kak kemeja parang navy yang L sobek\nNo pesanan {NUMBER}\nhp saya 0812-3456-7890, mau tuker aja"


@pytest.fixture
def shirt(sari):
    """A shirt in two sizes."""
    sizes = [
        VariantChange({"name": f"Navy, {size}", "sku": f"KBP-{size}", "price": 185_000})
        for size in ("L", "XL")
    ]
    return products.add(sari, {"name": "Kemeja batik Parang"}, sizes, now=timezone.now())


@pytest.fixture
def sell(shop):
    """An order of Budi's, of the shop unless another is named, under any number."""

    def make(number=NUMBER, *, of=shop, phone=BUDI, goods="Sarung tenun", days_ago=1, **fields):
        sold = counter.sell(
            of, of.channels.get(kind="counter"), items=[Item(goods, 1, 185_000)], submission=uuid4(),
            name="Budi Santoso", phone=phone, now=timezone.now() - timedelta(days=days_ago),
        )  # fmt: skip
        for name, value in {"number": number, **fields}.items():
            setattr(sold, name, value)
        sold.search = sold.searchable()
        sold.save()
        return sold

    return make


@pytest.fixture
def read(ani, log_in):
    """The page after somebody, Ani unless another is named, has it read a chat."""

    def make(text, member=ani, **other):
        return log_in(member).post(PASTE, {"chat": text, **(other or {"read": "1"})})

    return make


def value_of(page, name):
    """What a field of the page is filled with."""
    return page.context["form"][name].value()


def values_of(page):
    return {name: value for name in page.context["form"].fields if (value := value_of(page, name))}


def words_of(page, name):
    """What a field of the page says of the chat."""
    hint = re.search(rf'id="id_{name}_hint">(.*?)</div>', page.content.decode(), re.DOTALL)[1]
    return unescape(" ".join(re.sub("<[^>]+>", " ", hint).split()))


def everything():
    """Every row of every table, without what logging in leaves behind."""
    models = [
        model for model in apps.get_models() if model is not Session and model._meta.label != "shops.User"
    ]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def sent_by(page):
    """What the page's form sends with its button to go on."""
    return {"chat": page.context["chat"], "prefill": "1", **values_of(page), "go": "1"}


def test_it_is_the_first_choice_of_a_new_case(ani, log_in):
    html = log_in(ani).get("/kerja/baru/").content.decode()
    assert re.findall(r'class="choice" href="([^"]+)"', html)[0] == PASTE


def test_an_empty_page_asks_for_the_chat_alone(ani, log_in):
    page = log_in(ani).get(PASTE)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Tempel chat di sini" in html
    assert "Baca chat" in html
    assert "Lanjut ke formulir" not in html


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_without_a_chat_there_is_nothing_to_read(text, read):
    page = read(text)
    assert page.status_code == 422
    assert "Tempel dulu chat-nya." in page.content.decode()
    assert "Lanjut ke formulir" not in page.content.decode()


def test_what_is_read_stands_in_the_form_with_its_words(shirt, read):
    page = read(CHAT)
    assert page.status_code == 200
    assert values_of(page) == {
        "case_kind": "return_request", "order_number": NUMBER, "phone": "0812-3456-7890", "customer_name": "Budi Santoso",
        "product": "Kemeja batik Parang, Navy, L", "kind": "exchange", "reason": "damaged", "description": SAID,
    }  # fmt: skip
    said = {name: words_of(page, name) for name in values_of(page) if name != "description"}
    assert said == {
        "case_kind": "Dari chat: “tuker”", "order_number": f"Dari chat: “{NUMBER}”",
        "phone": "Dari chat: “0812-3456-7890”", "customer_name": "Dari chat: “Budi Santoso”",
        "product": "Dari chat: “kemeja parang navy yang L”", "kind": "Dari chat: “tuker”", "reason": "Dari chat: “sobek”",
    }  # fmt: skip


def test_what_the_chat_does_not_say_stays_empty(read):
    page = read("Halo kak")
    assert values_of(page) == {"description": "Halo kak"}
    for name in ("case_kind", "order_number", "phone", "customer_name", "product", "kind", "reason"):
        assert words_of(page, name) == "Belum ketemu."


def test_of_several_none_is_chosen(read):
    page = read(f"{NUMBER} atau 251230ABCDEFGH, mau refund")
    html = page.content.decode()
    assert values_of(page).keys() == {"case_kind", "description"}
    assert words_of(page, "order_number") == (
        f"Ada beberapa kemungkinan, pilih satu: “{NUMBER}” “251230ABCDEFGH”"
    )
    assert words_of(page, "kind") == (
        "Ada beberapa kemungkinan, pilih satu: Dana kembali saja: “refund” Kirim balik, dana kembali: “refund”"
    )
    assert re.findall(r'name="order_number" value="(\w+)">Pakai', html) == [NUMBER, "251230ABCDEFGH"]


def test_a_button_takes_one_of_several_and_keeps_what_was_typed(read):
    text = f"{NUMBER} atau 251230ABCDEFGH"
    page = read(text, customer_name="Pak Budi", order_number=["", "251230ABCDEFGH"])
    assert page.status_code == 200
    assert values_of(page) == {"customer_name": "Pak Budi", "order_number": "251230ABCDEFGH"}
    assert page.context["chat"] == text


def test_orders_that_fit_the_number_the_phone_or_the_parcel(sell, read):
    by_phone = sell("TK-1", phone=BUDI, days_ago=1)
    by_number = sell(NUMBER, phone="+6285600001111", days_ago=9)
    by_parcel = sell("TK-3", phone="+6285600002222", tracking_number="JX8009962760", days_ago=2)
    sell("TK-4", phone="+6285600003333")
    page = read(f"{NUMBER.lower()} hp 081234567890 resi JX8009962760")
    assert [order for order, _goods in page.context["orders"]] == [by_number, by_phone, by_parcel]
    html = page.content.decode()
    assert f'href="/pesanan/{by_number.pk}/"' in html
    assert html.count("Sarung tenun") == 3
    assert "TK-4" not in html


def test_a_number_that_was_typed_finds_its_order_too(sell, read):
    order = sell("X-77")
    assert page_orders(read("mau tukar", order_number="X-77")) == [order]
    assert page_orders(read("mau tukar", order_number="", phone="0812 3456 7890")) == [order]
    assert page_orders(read("mau tukar", order_number="", phone="bukan nomor")) == []


def page_orders(page):
    return [order for order, _goods in page.context["orders"]]


def test_the_goods_of_a_found_order_are_known_by_name(sell, read):
    sell(goods="Gamis Wolfis premium")
    assert value_of(read(f"{NUMBER} gamis wolfisnya sobek"), "product") == "Gamis Wolfis premium"
    assert value_of(read("gamis wolfisnya sobek"), "product") is None


def test_at_most_a_few_orders(sell, read):
    for number in range(orders.MOST_SPOKEN_OF + 2):
        sell(f"TK-{number}")
    assert len(page_orders(read("081234567890"))) == orders.MOST_SPOKEN_OF


def test_orders_and_goods_of_another_shop_are_never_shown(sell, shirt, other_shop, tono, read):
    sell(of=other_shop, tracking_number="JX8009962760")
    text = f"{CHAT}\nresi JX8009962760"
    assert page_orders(read(text)) == []
    own = sell()
    assert page_orders(read(text)) == [own]
    theirs = read(text, member=tono)
    assert [order.shop for order in page_orders(theirs)] == [other_shop]
    assert value_of(theirs, "product") is None


def test_what_the_shop_itself_says_is_not_the_customers(sari, ani, read):
    page = read("Toko Sari: mau refund kak?\nAni: atau garansi? hubungi 0812-9876-5432\nmau tukar")
    assert values_of(page) == {"case_kind": "return_request", "kind": "exchange", "description": "mau tukar"}


def test_going_on_needs_the_kind(read):
    page = read("Halo kak", go="1", prefill="1", description="Halo kak", customer_name="Budi")
    html = page.content.decode()
    assert page.status_code == 422
    assert "Pilih dulu jenis kasusnya." in html
    assert values_of(page) == {"customer_name": "Budi", "description": "Halo kak"}


@pytest.mark.parametrize("kind", ["hadiah", "case", "../akun"])
def test_an_unknown_kind_is_no_kind(kind, read):
    assert read("Halo kak", go="1", prefill="1", case_kind=kind).status_code == 422


def test_the_form_is_filled_in_and_nothing_is_judged(shirt, ani, log_in, read):
    client = log_in(ani)
    sent = sent_by(read(CHAT))
    on = client.post(PASTE, sent)
    assert (on.status_code, on.url) == (307, "/kerja/baru/return_request/")

    form_page = client.post(on.url, sent)

    html = form_page.content.decode()
    assert form_page.status_code == 200
    assert "Diisi dari chat, belum disimpan. Periksa dulu." in html
    filled = {name: value_of(form_page, name) for name in form_page.context["form"].fields}
    assert {name: value for name, value in filled.items() if value} == {
        "order_number": NUMBER, "phone": "0812-3456-7890", "customer_name": "Budi Santoso", "kind": "exchange",
        "product": "Kemeja batik Parang, Navy, L", "reason": "damaged", "description": SAID,
        "received_at": filled["received_at"],
    }  # fmt: skip
    assert filled["received_at"]
    assert 'class="error"' not in html
    assert "<details open>" in html  # the goods that were read stand there
    assert not Case.objects.exists()


@pytest.mark.parametrize("kind, words", [("complaint", "description"), ("warranty_claim", "problem")])
def test_every_kind_takes_over_the_words(kind, words, ani, log_in):
    sent = {"prefill": "1", "description": "Kak, mati total", "phone": "0812-3456-7890", "kind": "exchange"}
    page = log_in(ani).post(f"/kerja/baru/{kind}/", sent)
    assert page.status_code == 200
    assert value_of(page, words) == "Kak, mati total"
    assert value_of(page, "phone") == "0812-3456-7890"
    assert not Case.objects.exists()


def test_nothing_is_kept_before_somebody_confirms(shirt, sell, ani, log_in, read):
    sell()
    client = log_in(ani)
    before, kept = everything(), cached()
    page = client.post(PASTE, {"chat": CHAT, "read": "1"})
    client.post(PASTE, sent_by(page), follow=True)
    assert everything() == before
    assert [name for name in ("Budi", NUMBER, "3456", "tuker") if name in repr(session_of(client))] == []
    assert [words for words in cached() - kept if b"tuker" in words or NUMBER.encode() in words] == []
    assert not Case.objects.exists()


def cached():
    """Everything in the cache of this run."""
    server = cache._cache.get_client(None)
    keys = server.scan_iter(f"{cache.key_prefix}:*")
    return {server.get(key) or b"" for key in keys if server.type(key) == b"string"}


def session_of(client):
    return dict(client.session.items()), {name: morsel.value for name, morsel in client.cookies.items()}


def test_then_it_is_one_case(shop, shirt, ani, log_in, read):
    client = log_in(ani)
    form_page = client.post(PASTE, sent_by(read(CHAT)), follow=True)
    form = form_page.context["form"]
    answers = {name: form[name].value() for name in form.fields if form[name].value()}
    answers |= {"channel": shop.channels.get(kind="whatsapp").pk, "consent": "on", "wanted_variant": "XL"}
    client.post("/kerja/baru/return_request/", {**answers, "submission": form_page.context["submission"]})
    case = Case.objects.get()
    assert (case.kind, case.variant, case.order_number) == ("return_request", "exchange", NUMBER)
    assert (case.customer_phone, case.customer_name, case.description) == (BUDI, "Budi Santoso", SAID)
    assert case.specific.reason == "damaged"


def test_long_words_are_cut_to_what_the_form_takes(read):
    page = read("kata " * 1000)
    assert len(value_of(page, "description")) == 4000
    assert len(value_of(read("kata\n" * 1000), "description").replace("\n", "\r\n")) <= 4000
    assert "hanya bagian awalnya" not in page.content.decode()
    assert "hanya bagian awalnya" in read("kata " * 5000).content.decode()


def test_only_the_desk_reads_chats(joko, sari, log_in, read):
    assert read(CHAT, member=joko).status_code == 403
    assert NUMBER not in read(CHAT, member=joko).content.decode()
    assert read(CHAT, member=sari).status_code == 200
    assert Client().post(PASTE, {"chat": CHAT, "read": "1"}).status_code == 302
    assert (
        log_in(joko).post("/kerja/baru/complaint/", {"prefill": "1", "description": "x"}).status_code == 403
    )


def test_what_is_pasted_is_shown_as_words_and_not_as_a_page(read):
    html = read("<script>alert(1)</script> Nama: <b>Budi</b> ini rusak").content.decode()
    assert "<script>alert" not in html
    assert "<b>Budi" not in html


def test_the_same_number_of_questions_however_much_there_is(
    shirt, sell, ani, log_in, django_assert_max_num_queries
):
    for number in range(5):
        sell(f"TK-{number}")
    client = log_in(ani)
    client.post(PASTE, {"chat": "x", "read": "1"})
    with django_assert_max_num_queries(12):
        client.post(PASTE, {"chat": f"{CHAT} {CHAT} 085712345678 081298765432", "read": "1"})
    assert Order.objects.count() == 5
