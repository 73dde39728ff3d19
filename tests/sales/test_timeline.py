"""One timeline from many sources: sorted by time, paged without a gap, closed to strangers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.intake import open_case
from cases.models import Case
from notifications.models import Message
from sales import customers, merging
from sales.models import Customer
from sales.timeline import OF_CUSTOMER, OF_ORDER, Entry, Source, Timeline
from shops.founding import add_channel
from shops.models import Channel
from tests.sales.conftest import BUDI, NOW
from warranty import units
from warranty.models import WarrantyTerm


@pytest.fixture
def budi_row(order):
    return order.customer


@pytest.fixture
def complain(shop):
    """A complaint at Toko Sari or elsewhere."""

    def make(phone=BUDI, number="", channel="website", now=NOW, where=None, **fields):
        channel = Channel.objects.select_related("shop").get(shop=where or shop, kind=channel)
        return open_case(
            "complaint", channel=channel, now=now, customer_name="Budi Santoso", customer_phone=phone, order_number=number,
            description="Chat tidak dibalas.", category="service", **fields,
        )  # fmt: skip

    return make


def walk(timeline, member, subject):
    """Every line, page after page."""
    found, after = [], ""
    while True:
        lines, after = timeline.page(member, subject, after)
        found += lines
        if not after:
            return found


def titles(lines):
    return [line.entry.title for line in lines]


def test_a_customers_page_tells_all_of_it_by_time(shop, sari, budi_row, complain):
    customers.write_note(sari, budi_row, "Suka dikabari sore.", now=NOW + timedelta(hours=1))
    case = complain(now=NOW + timedelta(hours=2))
    term = WarrantyTerm.objects.create(shop=shop, product="Blender mini", months=12)
    units.register(
        shop, term=term, serial_number="BM-1", owner_name="Budi", owner_phone=BUDI, purchased_on=NOW.date(),
        now=NOW + timedelta(hours=3),
    )  # fmt: skip

    lines = walk(OF_CUSTOMER, sari, budi_row)

    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)
    sent = Message.objects.get(to_customer=True)
    assert titles(lines) == [
        "Blender mini",
        sent.subject,
        case.headline,
        "Catatan Sari",
        "Kemeja batik Parang",
    ]
    assert [line.entry.address for line in lines] == [
        f"/kerja/unit/{term.units.get().pk}/", f"/kerja/kasus/{case.reference}/", f"/kerja/kasus/{case.reference}/", "",
        f"/pesanan/{budi_row.orders.get().pk}/",
    ]  # fmt: skip
    assert lines[0].entry.meta == "Kartu garansi · BM-1 · sampai 21 Nov 2027"
    assert lines[3].entry.text == "Suka dikabari sore."
    assert lines[4].entry.amount == 370_000


def test_what_came_under_a_merged_number_is_there_too(sari, sell, budi_row, complain):
    sell(phone="+6285600001111", name="Budi lama")
    complain(phone="+6285600001111")
    merging.merge(sari, budi_row.pk, Customer.objects.get(phone="+6285600001111").pk, now=NOW)
    assert len(walk(OF_CUSTOMER, sari, budi_row)) == 4  # two orders, a case, its message


def test_nothing_of_others(sari, tono, budi_row, complain, other_shop, sell):
    complain(where=other_shop)
    complain(phone="+6285600001111")
    sell(shop=other_shop, channel=other_shop.channels.get(kind="counter"))
    assert titles(walk(OF_CUSTOMER, sari, budi_row)) == ["Kemeja batik Parang"]


def test_no_line_is_lost_or_told_twice_between_pages(sari, budi_row, sell, complain):
    for n in range(40):  # all at one instant, from two sources
        customers.write_note(sari, budi_row, f"Catatan {n}", now=NOW)
        sell(now=NOW)
    lines = walk(OF_CUSTOMER, sari, budi_row)
    told = [line.entry.text or line.entry.address for line in lines]
    assert (len(told), len(set(told))) == (81, 81)


@pytest.mark.parametrize("after", ["x", "order~", "order~1", "~1-1", "zzz~1-1", "order~" + "9" * 40])
def test_nonsense_for_a_cursor_is_answered(sari, budi_row, after):
    OF_CUSTOMER.page(sari, budi_row, after)


def test_a_page_asks_as_often_however_much_there_is(sari, budi_row, sell, complain):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            OF_CUSTOMER.page(sari, budi_row)
        return len(seen)

    few = asked()
    for n in range(6):
        complain(now=NOW + timedelta(minutes=n))
        sell(now=NOW + timedelta(minutes=n))
        customers.write_note(sari, budi_row, "x", now=NOW)
    assert asked() == few


def test_an_order_shows_the_cases_that_name_it(shop, sari, joko, order, sell, complain):
    add_channel(shop, "shopee", "Shopee", "own")
    by_form, by_chat = complain(number=order.number), complain(number=order.number, channel="whatsapp")
    complain(number="TK-20261121-0009")
    # A marketplace counts its own orders: the same number there is another order.
    there = complain(number=order.number, channel="shopee")
    assert {line.entry.address for line in walk(OF_ORDER, sari, order)} == {
        f"/kerja/kasus/{case.reference}/" for case in (by_form, by_chat)
    }
    order.channel = there.channel
    assert len(walk(OF_ORDER, sari, order)) == 3


def test_the_warehouse_hears_of_no_sums(sari, joko, order, complain):
    case = complain(number=order.number)
    Case.objects.filter(pk=case.pk).update(amount=370_000)
    assert [walk(OF_ORDER, member, order)[0].entry.amount for member in (sari, joko)] == [370_000, None]


def test_a_later_app_adds_a_source_and_the_last_word_counts(sari, budi_row):
    timeline = Timeline()
    for title in ("Lama", "Baru"):
        timeline.offer(
            Source(
                "order",
                "placed_at",
                lambda member, row: row.orders.all(),
                lambda member, row, t=title: Entry(t),
            )
        )
    assert titles(walk(timeline, sari, budi_row)) == ["Baru"]
