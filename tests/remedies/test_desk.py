"""The parcel desk: any number leads to the case, what nobody knows gets one, and what is awaited stands in a list."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.intake import open_case
from cases.models import Attachment, Case, Event
from cases.perform import Actor, perform
from cases.sweep import sweep
from notifications.models import Message
from remedies import unknown
from remedies.awaited import awaited
from remedies.finding import find
from remedies.models import Parcel
from shops.paging import PAGE
from tests.remedies.conftest import NOON

DESK = "/kerja/paket/"
AWAITED = "/kerja/paket/ditunggu/"


def where(response):
    return response.headers.get("Location")


def case_page(case):
    return f"/kerja/kasus/{case.reference}/"


# Finding -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["JX1234567890", "jx1234567890", " jx 1234 5678 90 ", "JX-1234-567890"], ids=lambda typed: typed
)
def test_a_tracking_number_however_it_is_typed_leads_to_its_case(log_in, joko, shipped, typed):
    assert where(log_in(joko).get(DESK, {"q": typed})) == case_page(shipped)


def test_so_do_the_reference_and_the_number_of_the_order(log_in, ani, shipped, bought):
    bought(number=shipped.order_number, channel="website")
    client, reference = log_in(ani), shipped.reference
    for typed in (reference, reference.lower().replace("-", " "), shipped.order_number):
        assert where(client.get(DESK, {"q": typed})) == case_page(shipped), typed


def test_the_number_by_which_it_went_out_leads_to_the_case_of_the_order(log_in, joko, open_return, bought):
    bought(number="INV/1", tracking_number="SPXID012345678901", courier="SPX Express", channel="website")
    case = open_return(order_number="INV/1")
    assert where(log_in(joko).get(DESK, {"q": "spxid012345678901"})) == case_page(case)


def test_a_case_from_before_there_were_parcels_is_found_by_its_own_column(log_in, joko, shipped):
    Parcel.objects.all().delete()
    assert where(log_in(joko).get(DESK, {"q": "jx 1234-5678 90"})) == case_page(shipped)


def test_an_order_that_came_back_without_a_case_offers_to_open_one(log_in, ani, joko, bought):
    order = bought(number="2511200001ABCD", tracking_number="SPXID012345678901", courier="SPX Express")
    page = log_in(ani).get(DESK, {"q": "SPXID012345678901"}).content.decode()
    assert "Pesanan ini belum punya kasus" in page
    assert f'href="/kerja/baru/?pesanan={order.pk}"' in page
    page = log_in(joko).get(DESK, {"q": "SPXID012345678901"}).content.decode()
    assert "/kerja/baru/" not in page
    assert 'href="/kerja/paket/baru/?q=SPXID012345678901"' in page


def test_a_case_that_is_over_does_not_hide_that_the_parcel_came_back(log_in, ani, open_return, bought):
    bought(number="INV/1", tracking_number="SPXID012345678901", channel="website")
    case = open_return(order_number="INV/1")
    perform(case, "cancel", actor=Actor.customer(case))
    page = log_in(ani).get(DESK, {"q": "SPXID012345678901"}).content.decode()
    assert case.reference in page
    assert "Atau pesanan ini, belum ada kasus terbuka" in page


def test_of_several_cases_somebody_chooses_the_open_ones_first(log_in, joko, open_return):
    over, going, other = (open_return(order_number="INV/1") for _each in range(3))
    perform(over, "cancel", actor=Actor.customer(over))
    for case in (over, going):
        Parcel.objects.create(
            shop=case.shop, case=case, direction="in", status="sent", tracking_number="JX1", created_at=NOON
        )
    found = re.findall(r'<span class="ref">(RT-\w+)', log_in(joko).get(DESK, {"q": "JX1"}).content.decode())
    assert found == [going.reference, over.reference]
    assert other.reference not in found


def test_what_nobody_knows_can_be_written_down(log_in, joko, shipped):
    page = log_in(joko).get(DESK, {"q": "JX0000000000"})
    assert page.status_code == 200
    assert "Paket tak dikenal" in page.content.decode()
    assert "/kerja/paket/baru/?q=JX0000000000" in page.content.decode()


@pytest.mark.parametrize("nonsense", ["", " ", "\x00", "-", "%", "a" * 500, "🙂", "1'--"])
def test_nonsense_finds_nothing_and_breaks_nothing(log_in, joko, shipped, nonsense):
    assert log_in(joko).get(DESK, {"q": nonsense}).status_code == 200


def test_another_shop_finds_none_of_it(log_in, tono, joko, shipped, bought):
    bought(number="INV/9", tracking_number="SPXID012345678901")
    client = log_in(tono)
    for typed in ("JX1234567890", shipped.reference, "INV/9", "SPXID012345678901", shipped.order_number):
        page = client.get(DESK, {"q": typed})
        assert page.status_code == 200, typed
        assert not find(tono, typed), typed
        text = page.content.decode()
        assert "Budi" not in text and "/kerja/baru/?pesanan" not in text


def test_the_desk_asks_the_same_number_of_questions_however_much_there_is(joko, shipped, bought, open_return):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            find(joko, "JX1234567890")
        return len(queries)

    find(joko, "x")
    few = asked()
    for number in range(30):
        case = open_return(order_number=f"INV/{number}")
        Parcel.objects.create(
            shop=case.shop,
            case=case,
            direction="in",
            status="sent",
            tracking_number=f"JX{number}",
            created_at=NOON,
        )
        bought(number=f"B{number}", tracking_number=f"SPXID{number:012}")
    assert asked() == few == 3


# The warehouse -----------------------------------------------------------------------------------


def test_the_warehouse_sees_no_money_and_no_whole_phone(log_in, joko, ani, shipped, open_return, bought):
    bought({"unit_price": 199_000}, number="INV/5", tracking_number="SPXID012345678901")
    twins = [open_return(order_number="INV/7", amount=185_000) for _each in range(2)]
    for case in twins:
        Parcel.objects.create(
            shop=case.shop, case=case, direction="out", status="sent", tracking_number="JX9", sent_on=NOON.date(),
            cost=12_345, payer="shop", created_at=NOON,
        )  # fmt: skip
    slip = f"/kerja/kasus/{twins[0].reference}/slip/"
    pages = [
        f"{DESK}?q=JX9",
        f"{DESK}?q=SPXID012345678901",
        AWAITED,
        case_page(twins[0]),
        slip,
        "/kerja/paket/baru/",
    ]
    client = log_in(joko)
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        text = response.content.decode()
        for secret in (
            "185.000",
            "199.000",
            "12.345",
            "Rp1",
            "081234567890",
            "0812-3456-7890",
            "6281234567890",
        ):
            assert secret not in text, (address, secret)
    assert "0812-****-7890" in client.get(slip).content.decode()
    assert "0812-3456-7890" in log_in(ani).get(slip).content.decode()
    assert "12.345" in log_in(ani).get(case_page(twins[0])).content.decode()


# Unknown parcels ---------------------------------------------------------------------------------


@pytest.fixture
def stray(joko, shop):
    """A parcel on the floor of the warehouse."""
    return unknown.take_in(
        joko, courier="JNE", tracking_number="0012 3456 7890", received_on=NOON.date(), now=NOON, submission=uuid4(),
        files=(), description="Kemeja batik, tanpa nota. Pengirim: B. Santoso.",
    )  # fmt: skip


def test_joko_writes_down_a_parcel_with_a_photo(log_in, joko, photo, now):
    client = log_in(joko)
    page = client.get("/kerja/paket/baru/", {"q": "SPXID012345678901"}).content.decode()
    assert 'value="SPXID012345678901"' in page
    key = re.search(r'name="submission" value="([^"]+)"', page)[1]
    basket = re.search(r'name="draft_key" value="([^"]+)"', page)[1]
    sent = {
        "tracking_number": "spxid 012345678901", "courier": "", "received_on": "2026-11-17", "submission": key,
        "description": "Sepatu satu, kanan.", "draft_key": basket, "evidence": photo(),
    }  # fmt: skip
    response = client.post("/kerja/paket/baru/", {**sent, "description": ""})
    assert response.status_code == 422
    assert (Case.objects.count(), Attachment.objects.filter(case=None).count()) == (0, 1)
    del sent["evidence"]
    response = client.post("/kerja/paket/baru/", sent)
    again = client.post("/kerja/paket/baru/", sent)

    case = Case.objects.get().specific
    assert where(response) == where(again) == case_page(case)
    assert (case.kind, case.reference[:3], case.title) == (
        "parcel_case",
        "PK-",
        "Paket SPX Express SPXID012345678901",
    )
    assert (case.attachments.count(), case.customer_name, case.customer_phone) == (1, "", "")
    found = Parcel.objects.get()
    assert (found.case_id, found.status, found.tracking_number) == (case.pk, "arrived", "SPXID012345678901")
    assert client.get(case_page(case)).status_code == 200
    assert where(client.get(DESK, {"q": "SPXID012345678901"})) == case_page(case)


def test_nobody_outside_hears_or_sees_anything_of_it(stray, ani):
    assert not Message.objects.exists()
    assert Client().get(f"/lacak/{stray.token}/").status_code == 404
    for action in ("write", "reply"):
        assert stray.workflow.step("unknown", action) is None


def test_two_working_days_then_the_owner_is_alarmed(stray, sari):
    while sweep(now=stray.due_at) > 0:
        pass
    assert Case.objects.get().state == "unknown"
    assert list(Message.objects.values_list("template", "recipient")) == [("staff_alarm", "sari@sari.test")]
    assert (stray.due_at - NOON).days == 2


def test_its_owner_is_found_and_both_cases_tell_of_it(log_in, joko, stray, shipped):
    client, address = log_in(joko), f"/kerja/paket/{stray.reference}/pemilik/"
    page = client.get(address, {"q": "Budi Santoso"}).content.decode()
    assert shipped.reference in page
    response = client.post(
        address, {"case": shipped.reference, "seen": "1", "note": "Nama pengirimnya sama."}
    )
    assert where(response) == case_page(shipped)

    closed = Case.objects.get(pk=stray.pk).specific
    assert (closed.state, closed.is_open, closed.belongs_to_id) == ("matched", False, shipped.pk)
    found = Parcel.objects.get(tracking_number="001234567890")
    assert (found.case_id, found.found_as_id) == (shipped.pk, stray.pk)
    last = Event.objects.filter(case=shipped.pk).last()
    assert (last.action, last.internal, last.by) == ("note", True, "Joko")
    assert stray.reference in last.note and "Kemeja batik, tanpa nota" in last.note
    assert (
        Event.objects.filter(case=stray.pk).last().note
        == f"Milik kasus {shipped.reference}. Nama pengirimnya sama."
    )
    theirs = client.get(case_page(shipped)).content.decode()
    assert f"Datang sebagai {stray.reference}" in theirs
    assert where(client.get(DESK, {"q": "001234567890"})) == case_page(shipped)
    # A second press finds it done.
    assert where(client.post(address, {"case": shipped.reference, "seen": "1"})) == case_page(stray)
    assert Event.objects.filter(case=shipped.pk, action="note").count() == 1


def test_it_never_goes_to_another_shop_or_to_another_unknown_parcel(
    log_in, joko, tono, stray, other_shop, budi
):
    theirs = open_case(
        "complaint",
        channel=other_shop.channels.get(kind="website"),
        category="product",
        description="Rusak.",
        **budi,
    )
    second = unknown.take_in(
        joko, courier="", tracking_number="", received_on=NOON.date(), now=NOON, submission=uuid4(), files=(),
        description="Dus kosong.",
    )  # fmt: skip
    events = Event.objects.count()
    client, address = log_in(joko), f"/kerja/paket/{stray.reference}/pemilik/"
    assert client.post(address, {"case": theirs.reference, "seen": "1"}).status_code == 404
    assert client.post(address, {"case": second.reference, "seen": "1"}).status_code == 400
    assert client.post(address, {"seen": "1"}).status_code == 400
    assert log_in(tono).get(address).status_code == 404
    assert Event.objects.count() == events
    assert Parcel.objects.filter(case=stray.pk).count() == 1


def test_the_wrong_owner_gives_it_back(stray, shipped, joko, ani):
    unknown.give(stray, shipped, actor=Actor.member(joko), note="", seen=1, now=NOON)
    perform(stray, "reopen", actor=Actor.member(ani), note="Ternyata bukan.", now=NOON)
    again = Case.objects.get(pk=stray.pk).specific
    assert (again.state, again.belongs_to) == ("unknown", None)
    found = Parcel.objects.get(tracking_number="001234567890")
    assert (found.case_id, found.found_as_id) == (stray.pk, None)


def test_sent_back_it_is_a_parcel_of_its_own(stray, joko):
    data = {"back_courier": "JNE", "back_tracking_number": "009999999999"}
    perform(stray, "send_back", actor=Actor.member(joko), note="Ke alamat pengirim.", data=data, now=NOON)
    assert list(Parcel.objects.values_list("direction", "status", "tracking_number")) == [
        ("in", "arrived", "001234567890"), ("out", "sent", "009999999999"),
    ]  # fmt: skip


# What is awaited ---------------------------------------------------------------------------------


@pytest.fixture
def road(open_return):
    """So many parcels on their way, the first one the longest."""

    def make(count, days=10):
        made = []
        for number in range(count):
            case = open_return(title=f"Kemeja {number}", now=NOON)
            made.append(
                Parcel.objects.create(
                    shop=case.shop, case=case, direction="in", status="sent", courier="JNE",
                    tracking_number=f"00123456{number:04}", created_at=NOON - timedelta(days=days, minutes=-number),
                )
            )  # fmt: skip
        return made

    return make


def test_the_longest_waiting_stands_on_top_and_every_page_goes_on_where_the_last_one_ended(shop, road):
    made = road(PAGE + 3)
    first = awaited(shop, NOON)
    second = awaited(shop, NOON, after=first.next)
    assert [row.parcel for row in (*first.rows, *second.rows)] == made
    assert (len(first.rows), second.next, first.rows[0].days) == (PAGE, "", 10)


def test_what_came_or_was_given_up_is_awaited_no_more(shop, road, ani):
    came, lost, over, going = road(4)
    Parcel.objects.filter(pk=came.pk).update(status="arrived")
    Parcel.objects.filter(pk=lost.pk).update(status="lost")
    perform(over.case, "cancel", actor=Actor.member(ani), now=NOON)
    assert [row.parcel for row in awaited(shop, NOON).rows] == [going]


def test_late_is_more_than_a_week(shop, road):
    [old], [fresh] = road(1, days=8), road(1, days=7)
    assert [row.parcel for row in awaited(shop, NOON).rows] == [old, fresh]
    assert [row.parcel for row in awaited(shop, NOON, days=7).rows] == [old]


def test_the_page_of_it(log_in, joko, tono, road):
    client = log_in(joko)
    assert "Tidak ada paket yang sedang ditunggu." in client.get(AWAITED).content.decode()
    client.get(AWAITED)
    road(3)
    with CaptureQueriesContext(connection) as few:
        page = client.get(AWAITED).content.decode()
    assert page.count("Salin resi") == 3
    assert "001234560000" in page
    road(PAGE)
    with CaptureQueriesContext(connection) as many:
        page = client.get(AWAITED).content.decode()
    assert len(many) == len(few)
    assert page.count("Salin resi") == PAGE
    after = re.search(r'href="\?after=([^"]+)"', page)[1]
    assert client.get(AWAITED, {"after": after}).content.decode().count("Salin resi") == 3
    assert "001234560000" not in log_in(tono).get(AWAITED).content.decode()
    assert client.get(AWAITED, {"after": "x", "lewat": "x"}).status_code == 200


# Paper -------------------------------------------------------------------------------------------


def test_the_customer_prints_a_slip_while_the_shop_waits_for_the_parcel(approved, shipped, open_return):
    page = Client().get(f"/lacak/{open_return().token}/slip/")
    assert page.status_code == 302
    assert Client().get(f"/lacak/{shipped.token}/slip/").status_code == 302


def test_the_slip_says_where_it_goes_and_which_number_to_write_on_it(approved):
    page = Client().get(f"/lacak/{approved.token}/slip/").content.decode()
    for words in (
        approved.reference,
        "Jl. Kenanga 12, Bandung 40115",
        "Toko Sari",
        "Kemeja batik Parang",
        "<svg",
    ):
        assert words in page
    assert "0812-3456-7890" not in page
    assert f"/lacak/{approved.token}/slip/" in Client().get(f"/lacak/{approved.token}/").content.decode()
