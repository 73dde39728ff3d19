"""Orders: found by what people have at hand, paged by key, corrected with a trace."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from sales import merging, orders
from sales.counter import Item
from sales.models import Customer, Order
from shops.models import AuditEntry
from tests.sales.conftest import BUDI, NOW


def found(shop, query=""):
    return [order.number for order in orders.page_of(shop, orders.Wish.read(QueryDict(query), shop)).rows]


@pytest.fixture
def parcel(sari, sell, shop):
    """An order on its way."""
    made = sell(channel=shop.channels.get(kind="whatsapp"), now=NOW - timedelta(days=2))
    return orders.change(
        sari, made.pk, {"courier": "J&T Express", "tracking_number": "JX8009962760", "shipped_at": NOW - timedelta(days=1)},
        now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "TK-20261119-0001",
        "20261119",
        "jx8009962760",
        "JX 8009-962760",
        "0812 3456 7890",
        "+62812 3456",
        "santoso budi",
    ],
)
def test_an_order_is_found_by_number_phone_name_and_parcel(shop, parcel, sell, text):
    sell(name="Rina Putri", phone="+6285600001111")
    assert found(shop, f"q={text.replace('+', '%2B')}") == [parcel.number]


@pytest.mark.parametrize("text", ["ab", "zzzz", "TK-20261119-0002", "%25%25%25", "JX8009962761"])
def test_what_is_not_there_is_not_found(shop, parcel, text):
    assert found(shop, f"q={text}") == []


def test_two_shops_with_one_number_and_one_phone(shop, other_shop, sell):
    ours, theirs = (
        sell(),
        sell(shop=other_shop, channel=other_shop.channels.get(kind="counter"), name="Budi T"),
    )
    assert ours.number == theirs.number
    for text in (ours.number, "0812-3456-7890", "budi"):
        assert [row.pk for row in orders.page_of(shop, orders.Wish(text)).rows] == [ours.pk]
        assert [row.pk for row in orders.page_of(other_shop, orders.Wish(text)).rows] == [theirs.pk]


def test_the_list_is_narrowed_by_channel(shop, parcel, sell, other_shop):
    at_counter = sell()
    whatsapp, form = (shop.channels.get(kind=kind).pk for kind in ("whatsapp", "website"))
    assert found(shop) == [at_counter.number, parcel.number]
    assert found(shop, f"kanal={whatsapp}") == [parcel.number]
    assert found(shop, f"kanal={form}") == []
    assert found(shop, f"kanal={whatsapp}&q=budi") == [parcel.number]
    for nonsense in ("x", "-1", "9" * 30, str(other_shop.channels.first().pk)):
        assert len(found(shop, f"kanal={nonsense}")) == 2


def test_a_wish_is_an_address_again(shop):
    channel = shop.channels.get(kind="whatsapp")
    wish = orders.Wish.read(QueryDict(f"q=budi+%26+co&kanal={channel.pk}&after=1-2&x=y"), shop)
    assert wish.address() == f"?q=budi+%26+co&kanal={channel.pk}&after=1-2"
    assert wish.address(channel=None, after="") == "?q=budi+%26+co"


def test_pages_go_on_where_the_last_one_ended_whatever_came_since(shop, sell):
    made = [sell(now=NOW) for _n in range(30)]  # all at one instant
    first = orders.page_of(shop, orders.Wish())
    sell(now=NOW + timedelta(hours=1))
    second = orders.page_of(shop, orders.Wish(after=first.next))
    assert [row.pk for row in first.rows + second.rows] == [order.pk for order in reversed(made)]
    assert second.next == ""


def test_an_order_is_titled_by_its_goods(shop, sell):
    sell(Item("Sarung", 1, 1), Item("Peci", 1, 1), Item("Sajadah", 1, 1))
    [row] = orders.page_of(shop, orders.Wish()).rows
    assert orders.goods(row) == "Sarung +2"
    assert orders.goods(row, []) == row.number


@pytest.mark.parametrize(
    "fields, words",
    [
        ({}, "Belum dibayar"), ({"paid_at": NOW}, "Dibayar"), ({"paid_at": NOW, "shipped_at": NOW}, "Dikirim"),
        ({"delivered_at": NOW}, "Diterima"), ({"delivered_at": NOW, "cancelled_at": NOW}, "Dibatalkan"),
        ({"status": "Perlu dikirim", "paid_at": NOW}, "Perlu dikirim"),
    ],
)  # fmt: skip
def test_how_far_it_is(fields, words):
    assert orders.standing(Order(**fields)) == words


# Corrections -------------------------------------------------------------------------------------


def traces():
    return list(AuditEntry.objects.filter(what="order").order_by("pk").values_list("about", flat=True))


def test_a_correction_is_written_down_with_before_and_after(sari, order):
    orders.change(sari, order.pk, {"delivered_at": NOW + timedelta(days=2), "courier": "JNE"}, now=NOW)
    order.refresh_from_db()
    assert (order.delivered_at, order.courier, order.updated_at) == (NOW + timedelta(days=2), "JNE", NOW)
    assert traces() == [
        "TK-20261121-0001: diterima Sab 21 Nov 2026, 14.20 WIB → Sen 23 Nov 2026, 14.20 WIB; kurir – → JNE"
    ]


def test_nothing_changed_is_nothing_written(sari, order):
    before = Order.objects.values().get(pk=order.pk)
    orders.change(sari, order.pk, {"courier": "", "buyer_phone": BUDI}, now=NOW + timedelta(days=1))
    assert Order.objects.values().get(pk=order.pk) == before
    assert traces() == []


def test_a_date_can_be_taken_back(sari, order):
    orders.change(sari, order.pk, {"delivered_at": None}, now=NOW)
    order.refresh_from_db()
    assert order.delivered_at is None


def test_a_phone_that_becomes_known_finds_or_makes_the_customer(sari, shop, sell, order):
    masked = sell(phone="", name="B**i")
    orders.change(sari, masked.pk, {"buyer_phone": BUDI}, now=NOW)
    masked.refresh_from_db()
    assert masked.customer == order.customer
    assert masked.pk in [row.pk for row in orders.page_of(shop, orders.Wish("0812-3456-7890")).rows]
    orders.change(sari, masked.pk, {"buyer_phone": "+6285600001111", "buyer_name": "Rina"}, now=NOW)
    assert Order.objects.get(pk=masked.pk).customer.name == "Rina"
    orders.change(sari, masked.pk, {"buyer_phone": ""}, now=NOW)
    assert Order.objects.get(pk=masked.pk).customer is None
    assert Customer.objects.count() == 2
    assert all("0812" not in trace and "6285" not in trace for trace in traces())
    assert traces()[0] == f"{masked.number}: nomor HP pembeli"


def spoken_of(member, *, numbers=(), phones=(), parcels=()):
    return orders.spoken_of(member, numbers=numbers, phones=phones, parcels=parcels)


def test_what_somebody_speaks_of_is_found_by_number_phone_or_parcel(ani, sell, parcel):
    old, new = sell(phone="+6285600001111", now=NOW - timedelta(days=9)), sell()
    assert spoken_of(ani, numbers=[old.number.lower()]) == [old]
    assert spoken_of(ani, phones=[BUDI]) == [new, parcel]
    assert spoken_of(ani, parcels=["JX8009962760"]) == [parcel]
    assert spoken_of(ani, numbers=[old.number], phones=[BUDI]) == [old, new, parcel]
    assert spoken_of(ani) == spoken_of(ani, numbers=["0"], phones=["+6285600002222"], parcels=["JX1"]) == []


def test_a_merged_customer_is_still_spoken_of(sari, sell):
    kept, gone = sell(), sell(phone="+6285600001111")
    merging.merge(sari, kept.customer_id, gone.customer_id, now=NOW)
    assert set(spoken_of(sari, phones=["+6285600001111"])) == {kept, gone}


def test_nobody_speaks_of_another_shops_orders(tono, sell, parcel):
    said = {"numbers": [parcel.number], "phones": [BUDI], "parcels": ["JX8009962760"]}
    assert spoken_of(tono, **said) == []


def test_what_somebody_speaks_of_costs_the_same_however_much_it_is(ani, sell, django_assert_num_queries):
    for _again in range(orders.MOST_SPOKEN_OF + 1):
        sell()
    with django_assert_num_queries(3):
        found = spoken_of(ani, phones=[BUDI])
        assert [len(order.lines.all()) for order in found] == [1] * orders.MOST_SPOKEN_OF
