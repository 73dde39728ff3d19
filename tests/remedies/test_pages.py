"""The pages of a refund: the sum that explains itself, the number that nobody sees, and what they cost."""

import html
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Case, Event
from cases.perform import Actor, perform
from notifications.models import Message
from remedies.destinations import fingerprint, forget
from remedies.models import Destination, Refund
from remedies.tasks import forget_numbers
from returns.models import ReturnRequest
from shops.models import Shop
from tests.remedies.conftest import ACCOUNT, NOW

NUMBER, MASKED = "7719442083", "******2083"
SPELLED = (NUMBER, "771-944 2083", "771-9442083", "771 944 2083")


def said(response):
    content = b"".join(response) if response.streaming else response.content
    return html.unescape(content.decode(errors="replace"))


def holds(text):
    return any(number in text for number in SPELLED)


@pytest.fixture
def desk(ani, log_in):
    return log_in(ani)


@pytest.fixture
def press(desk):
    """Post a step's form as Ani."""

    def go(case, action, **data):
        version = Case.objects.values_list("version", flat=True).get(pk=case.pk)
        return desk.post(
            f"/kerja/kasus/{case.reference}/tindakan/{action}/", {"seen": version, "matched": "1", **data}
        )

    return go


@pytest.fixture
def two(bought, owed):
    """Two pieces for 200.000 with a voucher of 25.000 and shipping of 12.000."""
    order = bought({"quantity": 2, "unit_price": 100_000}, total=187_000, shipping_fee=12_000)
    return owed(order, {0: 2}), order.lines.get()


# The sum -----------------------------------------------------------------------------------------


def test_the_form_explains_the_sum_and_fills_it_in(two, desk):
    case, line = two
    page = said(desk.get(f"/kerja/kasus/{case.reference}/tindakan/record_refund/"))
    assert "Dibeli 2, Rp200.000, bagian potongan pesanan Rp25.000, jadi dibayar Rp175.000." in page
    assert f'name="pieces_{line.pk}" value="2"' in page
    assert 'name="refund_amount" value="175.000"' in page
    assert "Ongkir yang dibayar pembeli dan belum dikembalikan: Rp12.000." in page


def test_counting_again_writes_nothing_and_keeps_what_was_typed(two, press):
    case, line = two
    typed = {f"pieces_{line.pk}": "1", "shipping": "12.000", "fee": "2.500", "refund_reference": "TRX7"}
    response = press(case, "record_refund", again="1", **typed)
    page = said(response)
    assert response.status_code == 200
    assert 'name="refund_amount" value="97.000"' in page  # 87.500 + 12.000 − 2.500
    assert 'value="TRX7"' in page and 'name="shipping" value="12.000"' in page
    assert not Refund.objects.exists() and Case.objects.get(pk=case.pk).version == case.version
    wrong = press(case, "record_refund", again="1", **{**typed, f"pieces_{line.pk}": "3"})
    assert "aria-invalid" in said(wrong) and not Refund.objects.exists()


def test_what_was_typed_is_what_is_paid(two, press):
    case, line = two
    payment = {"refund_method": "transfer", "refunded_on": timezone.localdate()}
    typed = {f"pieces_{line.pk}": "1", "shipping": "12.000", "fee": "2.500", **payment}
    response = press(case, "record_refund", refund_amount="97.001", **typed)
    assert response.status_code == 400 and "Paling banyak Rp97.000 menurut hitungan." in said(response)
    assert not Refund.objects.exists()
    assert press(case, "record_refund", refund_amount="97.000", **typed).status_code == 302
    refund = Refund.objects.get()
    assert (refund.amount, refund.shipping, refund.fee, refund.parts.get().quantity) == (
        97_000,
        12_000,
        2_500,
        1,
    )


def test_preparing_and_then_recording_what_was_prepared(two, press, desk, log_in, sari):
    case, line = two
    Shop.objects.update(refund_limit=50_000)
    page = said(desk.get(f"/kerja/kasus/{case.reference}/tindakan/record_refund/"))
    assert "Di atas Rp50.000 diurus dua orang" in page
    press(
        case, "prepare_refund", refund_amount="87.500", refund_method="transfer", **{f"pieces_{line.pk}": "1"}
    )
    assert Refund.objects.get().status == "due"
    address = f"/kerja/kasus/{case.reference}/tindakan/record_refund/"
    page = said(log_in(sari).get(address))
    assert "Disiapkan Ani. Yang mencatat harus orang lain." in page
    assert 'name="refund_amount" value="87.500"' in page and "readonly" in page
    assert "Disiapkan" in said(desk.get(f"/kerja/kasus/{case.reference}/"))
    payment = {"refund_amount": "87.500", "refund_method": "transfer", "refunded_on": timezone.localdate()}
    assert press(case, "record_refund", **payment).status_code == 400
    version = Case.objects.get(pk=case.pk).version
    assert log_in(sari).post(address, {"seen": version, "matched": "1", **payment}).status_code == 302
    assert Refund.objects.get().status == "recorded"


def test_the_owner_sets_the_limit_and_the_days(log_in, sari, client):
    profile = {
        "name": "Toko Sari", "slug": "sari", "whatsapp": "", "email": "", "address": "", "return_address": "",
        "time_zone": "Asia/Jakarta", "undo_seconds": "60", "account_days": "7", "refund_limit": "Rp 250.000",
    }  # fmt: skip
    assert log_in(sari).post("/pengaturan/toko/", profile).status_code == 302
    assert Shop.objects.values_list("refund_limit", "account_days").get(pk=sari.shop_id) == (250_000, 7)
    for wrong in ({"refund_limit": "0"}, {"account_days": "366"}, {"account_days": "-1"}):
        assert log_in(sari).post("/pengaturan/toko/", {**profile, **wrong}).status_code == 200
    assert Shop.objects.values_list("refund_limit", "account_days").get(pk=sari.shop_id) == (250_000, 7)


# The case's pages --------------------------------------------------------------------------------


def test_five_refunds_cost_what_one_costs(owed, pay, owed_again, desk, client, shop):
    case = pay(owed(amount=500_000), 1_000)

    def asked(who, address):
        who.get(address)
        with CaptureQueriesContext(connection) as questions:
            assert who.get(address).status_code == 200
        return len(questions)

    pages = [(desk, f"/kerja/kasus/{case.reference}/"), (client, f"/lacak/{case.token}/")]
    one = [asked(*page) for page in pages]
    for _number in range(4):
        case = pay(owed_again(case), 1_000)
    assert case.refunds.count() == 5
    assert [asked(*page) for page in pages] == one


def test_the_customer_reads_amount_way_and_day(owed, act, pay, client):
    case = act(owed(amount=185_000), "budi", "give_destination", **ACCOUNT)
    pay(case, 100_000)
    page = said(client.get(f"/lacak/{case.token}/"))
    assert all(words in page for words in ("Dana Kakak", "Rp100.000", "Transfer bank", MASKED, "17 Nov 2026"))


def test_the_warehouse_reads_nothing_of_money(owed, act, pay, log_in, joko):
    case = pay(act(owed(amount=185_000), "budi", "give_destination", **ACCOUNT), 123_456)
    page = said(log_in(joko).get(f"/kerja/kasus/{case.reference}/"))
    assert "123.456" not in page and MASKED not in page and "h-dana" not in page


# Where it goes -----------------------------------------------------------------------------------


def test_the_customer_gives_the_number_on_the_tracking_page(owed, client):
    case = owed()
    assert "Isi rekening tujuan" in said(client.get(f"/lacak/{case.token}/"))
    address = f"/lacak/{case.token}/tindakan/give_destination/"
    assert client.get(address).status_code == 200
    for wrong in ({"number": "abc"}, {"number": "1234"}, {"bank": ""}, {"holder": " "}):
        assert client.post(address, {**ACCOUNT, **wrong, "seen": "1"}).status_code == 422
    assert not Destination.objects.exists()
    assert client.post(address, {**ACCOUNT, "seen": "1"}).status_code == 303
    found = Destination.objects.get()
    assert (found.bank, found.number, found.tail, found.by_customer) == ("BCA", NUMBER, "2083", True)
    page = said(client.get(f"/lacak/{case.token}/"))
    assert MASKED in page and not holds(page)
    # A slip is mended at once, and the wrong number is not kept.
    assert client.post(address, {**ACCOUNT, "number": "7719442084", "seen": "1"}).status_code == 303
    assert list(Destination.objects.order_by("pk").values_list("number", "tail")) == [
        ("", "2083"), ("7719442084", "2084"),
    ]  # fmt: skip


def test_the_desk_may_write_it_down_too(owed, press, desk):
    case = owed()
    address = f"/kerja/kasus/{case.reference}/tindakan/give_destination/"
    assert desk.get(address).status_code == 200
    assert (
        press(case, "give_destination", bank="gopay", number="0812 3456 7890", holder="Budi").status_code
        == 302
    )
    assert (Destination.objects.get().bank, Destination.objects.get().by_customer) == ("GoPay", False)


def test_an_unusual_length_is_only_worth_a_look(owed, act, client, desk):
    case = act(owed(), "budi", "give_destination", **{**ACCOUNT, "number": "771944208"})
    words = "Nomor rekening BCA biasanya 10 angka, yang ini 9. Periksa sekali lagi."
    assert words in said(client.get(f"/lacak/{case.token}/"))
    assert words in said(desk.get(f"/kerja/kasus/{case.reference}/"))


def test_cash_needs_no_number(owed, act, client):
    case = act(owed(), "ani", "prepare_refund", refund_method="cash", refund_amount=1_000)
    assert "Isi rekening tujuan" not in said(client.get(f"/lacak/{case.token}/"))
    assert (
        client.post(f"/lacak/{case.token}/tindakan/give_destination/", {**ACCOUNT, "seen": "1"}).status_code
        == 422
    )
    assert not Destination.objects.exists()


def test_looking_at_the_number_is_written_down(owed, act, desk, log_in, joko, ani):
    case = act(owed(), "budi", "give_destination", **ACCOUNT)
    address = f"/kerja/kasus/{case.reference}/rekening/"
    page = said(desk.get(address))
    assert MASKED in page and not holds(page)
    events = Event.objects.count()
    assert log_in(joko).post(address).status_code == 403
    assert Event.objects.count() == events
    response = desk.post(address)
    assert NUMBER in said(response) and "no-store" in response["Cache-Control"]
    looked = Event.objects.order_by("pk").last()
    assert (looked.action, looked.user, looked.internal, looked.data) == (
        "look_destination",
        ani.user,
        True,
        {},
    )
    assert not holds(said(desk.get(address))), "it is shown once"
    assert "Nomor rekening tujuan dilihat" in said(desk.get(f"/kerja/kasus/{case.reference}/"))


def test_looking_does_not_age_other_peoples_pages(owed, act, desk, pay, people):
    case = act(owed(), "budi", "give_destination", **ACCOUNT)
    desk.post(f"/kerja/kasus/{case.reference}/rekening/")
    data = {"refund_amount": 1_000, "refund_method": "transfer", "refunded_on": NOW.date()}
    perform(case, "record_refund", actor=people["sari"], data=data, seen=case.version, now=NOW)


def test_after_the_money_went_nobody_looks(owed, act, pay, desk):
    case = pay(act(owed(), "budi", "give_destination", **ACCOUNT), 1_000)
    events = Event.objects.count()
    assert desk.post(f"/kerja/kasus/{case.reference}/rekening/").status_code == 302
    assert Event.objects.count() == events


def test_the_number_stands_nowhere_else(owed, act, pay, log_in, sari, ani, joko, client):
    case = act(owed(amount=185_000), "budi", "give_destination", **ACCOUNT)
    case = act(pay(case, 1_000), "budi", "miss", "Belum masuk.")
    work = f"/kerja/kasus/{case.reference}/"
    for member in (sari, ani, joko):
        visitor = log_in(member)
        for address in (
            work, f"{work}bukti/", f"{work}perhatikan/", f"{work}rekening/", f"{work}tindakan/refund_failed/",
            f"{work}tindakan/give_destination/", "/kerja/", "/kerja/pesan/",
            "/laporan/kasus/", "/laporan/unduh.csv", "/laporan/",
        ):  # fmt: skip
            assert not holds(said(visitor.get(address))), address
        assert case.reference not in said(visitor.get(f"/kerja/?q={NUMBER}"))  # nor can it be looked for
        if member is sari:
            assert not _any_file_holds(visitor.get("/laporan/unduh.xlsx"))
        bundle = visitor.post(f"{work}bukti/unduh/", {"team": "1"})
        assert bundle.status_code == 200
        assert not _any_file_holds(bundle)
    assert not holds(said(client.get(f"/lacak/{case.token}/")))
    assert not any(holds(message.subject + message.body) for message in Message.objects.all())
    assert not any(holds(json.dumps([event.data, event.before, event.note])) for event in Event.objects.all())
    assert not any(holds(str(row)) for row in Case.objects.values())


def _any_file_holds(response):
    content = b"".join(response) if response.streaming else response.content
    archive = zipfile.ZipFile(io.BytesIO(content))
    return any(holds(archive.read(name).decode(errors="replace")) for name in archive.namelist())


def test_the_same_number_in_somebody_elses_name_is_remarked(owed, act, desk, log_in, joko):
    mine = act(owed(), "budi", "give_destination", **ACCOUNT)
    again = act(owed(), "budi", "give_destination", **ACCOUNT)
    other = {"customer_name": "Wati", "customer_phone": "+6281300000001"}
    theirs = act(owed(**other), "budi", "give_destination", **{**ACCOUNT, "number": "7719442083"})
    page = said(desk.get(f"/kerja/kasus/{mine.reference}/perhatikan/"))
    assert "Nomor rekening yang sama dipakai atas nama lain di" in page
    assert theirs.reference in page and again.reference not in page
    assert "atas nama lain" not in said(log_in(joko).get(f"/kerja/kasus/{mine.reference}/perhatikan/"))
    nobody = act(owed(**other), "budi", "give_destination", **{**ACCOUNT, "number": "9876543210"})
    assert "atas nama lain" not in said(desk.get(f"/kerja/kasus/{nobody.reference}/perhatikan/"))


def test_another_shop_knows_nothing_of_the_number(owed, act, other_shop):
    case = act(owed(), "budi", "give_destination", **ACCOUNT)
    assert fingerprint(case.shop, NUMBER) == Destination.objects.get().fingerprint
    assert fingerprint(other_shop, NUMBER) != Destination.objects.get().fingerprint
    assert NUMBER not in Destination.objects.get().fingerprint


def test_the_number_is_forgotten_when_the_case_is_over(owed, act, pay, desk):
    case = act(owed(), "budi", "give_destination", **ACCOUNT)
    still_open = act(owed(), "budi", "give_destination", **ACCOUNT)
    act(pay(case, 1_000), "budi", "confirm")
    days = timedelta(days=30)
    assert forget(now=NOW + days - timedelta(seconds=1)) == 0
    assert forget(now=NOW + days) == 1
    gone = Destination.objects.get(case=case.pk)
    assert (gone.number, gone.holder, gone.tail, gone.forgotten_at) == ("", "", "2083", NOW + days)
    assert len(gone.fingerprint) == 64
    assert Destination.objects.get(case=still_open.pk).number == NUMBER
    assert forget(now=NOW + days) == 0
    assert MASKED in said(desk.get(f"/kerja/kasus/{case.reference}/"))


def test_the_shop_says_after_how_many_days(owed, act, pay):
    Shop.objects.update(account_days=0)
    act(pay(act(owed(), "budi", "give_destination", **ACCOUNT), 1_000), "budi", "confirm")
    assert forget_numbers() == 1
    assert ReturnRequest.objects.get().destinations.get().number == ""


def test_a_stranger_finds_no_such_page(owed, act, log_in, tono):
    case = act(owed(), "budi", "give_destination", **ACCOUNT)
    assert log_in(tono).post(f"/kerja/kasus/{case.reference}/rekening/").status_code == 404
    assert Actor.member(tono).role == "owner"
