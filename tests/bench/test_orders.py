"""Copies of orders are as if the app had written them, and reading them costs no query more for many than for few."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Count

from bench import orders, requests
from bench.web import staff
from returns.presets import first_rules
from returns.publishing import publish, save_draft
from sales import counter
from sales.counter import Item
from sales.importing import runs, work
from sales.models import Customer, Order
from shops import presets
from shops.founding import add_channel
from tests.sales.importing import exports

APART = timedelta(days=-3)


@pytest.fixture
def sell(shop, budi, now):
    """Sell something to Budi at the counter."""

    def make():
        return counter.sell(
            shop, shop.channels.get(kind="counter"), submission=uuid4(), name="Budi Santoso", phone=budi["customer_phone"],
            items=[Item("Sarung tenun", 2, 120_000), Item("Sambal bawang", 1, 37_200)], discount=7_000, now=now,
        )  # fmt: skip

    return make


@pytest.fixture
def originals(shop, ani, sell, now):
    """Two sales to Budi and the orders of a Shopee file, one of them with a hidden buyer."""
    sell(), sell()
    channel, content = add_channel(shop, "shopee", "Shopee", presets.SHOPEE), exports.shopee()
    run, _known = runs.receive(channel, io.BytesIO(content), "a.xlsx", len(content), by=ani.user, now=now)
    work.work_on(run)
    runs.start(run, now=now)
    work.work_on(run)
    keys = list(Order.objects.values_list("pk", flat=True))
    assert len(keys) == 4
    return keys


def test_copies_of_orders_are_as_the_app_writes_them(shop, originals):
    before = list(Order.objects.prefetch_related("lines"))
    orders.copy(originals, 40, apart=APART)

    made = list(Order.objects.exclude(pk__in=originals).select_related("customer").prefetch_related("lines"))
    assert len(made) == 40 == len({order.number for order in made} - {order.number for order in before})
    assert sum(order.submission is not None and order.imported_from_id is None for order in made) == 20
    assert sum(order.customer is None and order.buyer_phone_masked == "62812****90" for order in made) == 10
    for order in made:
        assert order.search == order.searchable()
        assert order.buyer_phone == (order.customer.phone if order.customer else "")
    for customer in Customer.objects.all():
        assert customer.search == customer.searchable()
    # A round of copies lies three days before the one before it, each with the lines of its original.
    assert _earliest(made) == _earliest(before) + 10 * APART
    assert _sums(made) == [10 * part for part in _sums(before)]
    # Budi is copied once for two rounds: whoever buys comes back.
    assert Customer.objects.count() == 1 + 5
    assert set(Customer.objects.annotate(bought=Count("orders")).values_list("bought", flat=True)) == {3, 6}


def _earliest(sold):
    return min(order.placed_at for order in sold)


def _sums(sold):
    """Rupiah of these orders; how many lines they have, with how many units for how much."""
    lines = [line for order in sold for line in order.lines.all()]
    parts = (len(lines), sum(line.quantity for line in lines), sum(line.amount for line in lines))
    return [sum(order.total for order in sold), *parts]


def test_the_app_goes_on_after_copying(shop, originals, sell):
    orders.copy(originals, 40, apart=APART)
    last = Order.objects.latest("pk").pk
    assert sell().pk == last + 1
    newcomer = counter.sell(
        shop, shop.channels.get(kind="counter"), submission=uuid4(), phone="+6286000000002",
        items=[Item("Sarung tenun", 1, 120_000)], now=Order.objects.get(pk=last).created_at,
    )  # fmt: skip
    assert newcomer.customer_id == Customer.objects.exclude(pk=newcomer.customer_id).latest("pk").pk + 1


def test_a_shop_grows_to_so_many_orders(shop, originals):
    orders.grow(shop, originals, 30)
    assert Order.objects.filter(shop=shop).count() == 30
    orders.grow(shop, originals, 20)
    assert Order.objects.filter(shop=shop).count() == 30


def test_what_is_asked_for_is_found(shop, originals, sari, log_in):
    orders.copy(originals, 40, apart=APART)
    client, asked = log_in(sari), requests.orders_asked_for(shop, 12)
    assert set(asked["order list"]) == {"/pesanan/"}
    for address in asked["order search"]:
        assert 1 <= client.get(address).text.count('class="row-what"') <= 10
    for address in asked["order search by name"]:
        assert client.get(address).text.count('class="row-what"') == 25


def test_orders_and_policy_cost_as_many_queries_for_few_as_for_many(shop, originals, sari, now, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    today = now.astimezone(shop.zone).date()
    member, policy = staff(0, sari.user.email), f"/toko/{shop.slug}/kebijakan/"

    def published():
        draft = save_draft(sari, first_rules(), seen="", now=now)
        publish(sari, seen=draft.mark, effective_on=today, understood=True, now=now)

    def queries():
        asked = requests.orders_asked_for(shop, 1)
        pages = [requests._page_queries(paths[0], member) for paths in asked.values()]
        return [*pages, requests._page_queries(policy)]

    published()
    few = queries()
    orders.copy(originals, 120, apart=APART)
    published(), published()
    assert queries() == few
    assert max(few) <= 8
