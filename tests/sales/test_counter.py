"""A sale written down: its number, its lines and sums, its customer, the stock."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import DataError

from sales import counter
from sales.counter import Item
from sales.models import Customer, InvoiceCount, Order, Variant
from shops.models import Channel, Shop
from tests.sales.conftest import BUDI, NOW


def lines(order):
    return list(
        order.lines.values_list(
            "position", "name", "variation", "sku", "quantity", "unit_price", "discount", "amount"
        )
    )


def test_a_sale_at_the_counter(order, large, counter_channel):
    assert (order.number, order.channel, order.buyer_phone, order.buyer_name) == (
        "TK-20261121-0001", counter_channel, BUDI, "Budi Santoso",
    )  # fmt: skip
    assert lines(order) == [(1, "Kemeja batik Parang", "Navy, L", "KBP-L", 2, 185_000, 0, 370_000)]
    assert (order.total, order.discount, order.payment) == (370_000, 0, "Tunai")
    # It changed hands: the warranty and the return window count from here.
    assert {order.placed_at, order.paid_at, order.shipped_at, order.delivered_at} == {NOW}
    assert order.customer == Customer.objects.get(phone=BUDI)
    large.refresh_from_db()
    assert large.stock == 10


def test_a_sale_in_a_chat_is_still_to_be_sent_and_paid(shop, sell):
    order = sell(channel=shop.channels.get(kind="whatsapp"), is_paid=False, payment="")
    assert (order.paid_at, order.shipped_at, order.delivered_at) == (None, None, None)


def test_numbers_follow_the_shops_own_day(sell, shop):
    late = datetime(2026, 11, 21, 23, 30, tzinfo=ZoneInfo("Asia/Jakarta"))
    numbers = [sell(now=late).number, sell(now=late).number, sell(now=late + timedelta(hours=1)).number]
    assert numbers == ["TK-20261121-0001", "TK-20261121-0002", "TK-20261122-0001"]
    Shop.objects.filter(pk=shop.pk).update(time_zone="Asia/Jayapura")
    assert sell(now=late, shop=Shop.objects.get(pk=shop.pk)).number == "TK-20261122-0002"


def test_each_shop_counts_for_itself(sell, other_shop):
    sell()
    theirs = sell(shop=other_shop, channel=other_shop.channels.get(kind="counter"))
    assert theirs.number == "TK-20261121-0001"


def test_the_ten_thousandth_of_a_day_has_five_digits(sell, shop):
    InvoiceCount.objects.create(shop=shop, day=NOW.date(), last=9_999)
    assert sell().number == "TK-20261121-10000"


def test_a_number_that_a_file_brought_is_passed_over(sell, order):
    Order.objects.filter(pk=order.pk).update(number="TK-20261121-0002")
    assert sell().number == "TK-20261121-0003"


def test_a_form_that_is_sent_twice_is_one_sale(sell, large):
    key = uuid4()
    first, second = (sell(Item("Kemeja", 1, 185_000, large), submission=key) for _time in range(2))
    assert first.pk == second.pk
    large.refresh_from_db()
    assert (Order.objects.count(), large.stock, InvoiceCount.objects.get().last) == (1, 11, 1)


def test_a_sale_that_fails_leaves_nothing_and_gives_its_number_back(sell, large):
    with pytest.raises(DataError):  # the very last statement refuses a name that no column holds
        sell(Item("Kemeja", 1, 185_000, large), Item("S" * 300, 1, 50_000))
    large.refresh_from_db()
    assert (Order.objects.count(), Customer.objects.count(), large.stock) == (0, 0, 12)
    assert sell().number == "TK-20261121-0001"


def test_the_same_thing_twice_is_one_line(sell, large):
    order = sell(
        Item("Kemeja", 1, 185_000, large), Item("Sarung", 1, 50_000), Item("Kemeja", 2, 185_000, large)
    )
    assert lines(order) == [
        (1, "Kemeja", "Navy, L", "KBP-L", 3, 185_000, 0, 555_000), (2, "Sarung", "", "", 1, 50_000, 0, 50_000),
    ]  # fmt: skip
    large.refresh_from_db()
    assert large.stock == 9


def test_the_discount_is_shared_out_to_the_last_rupiah(sell, large):
    order = sell(Item("Kemeja", 1, 100_000, large), Item("Sarung", 1, 50_000), discount=10_001)
    assert [line[-2:] for line in lines(order)] == [(6_667, 93_333), (3_334, 46_666)]
    assert (order.discount, order.total) == (10_001, 139_999)


def test_stock_that_is_not_counted_stays_uncounted_and_more_than_there_is_can_be_sold(sell, large):
    extra = Variant.objects.select_related("product").get(sku="KBP-XL")
    sell(Item("Kemeja", 20, 185_000, large), Item("Kemeja", 5, 195_000, extra))
    assert dict(Variant.objects.values_list("sku", "stock")) == {"KBP-L": -8, "KBP-XL": None}


def test_a_buyer_without_a_phone_is_no_customer(sell):
    order = sell(phone="", name="Ibu di pasar")
    assert (order.customer, order.buyer_name, Customer.objects.count()) == (None, "Ibu di pasar", 0)


def test_a_known_buyer_needs_no_name(sell):
    sell()
    assert sell(name="").buyer_name == "Budi Santoso"


def test_sales_are_written_down_where_hands_sell_the_counter_first(shop):
    kinds = [channel.kind for channel in counter.channels_by_hand(shop)]
    assert kinds == ["counter", "whatsapp"]
    Channel.objects.filter(shop=shop, kind="counter").update(is_active=False)
    assert [channel.kind for channel in counter.channels_by_hand(Shop.objects.get(pk=shop.pk))] == [
        "whatsapp"
    ]
