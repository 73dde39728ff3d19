"""Many at once, with real threads on a real database."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import transaction

from sales import counter, customers, merging
from sales.counter import Item
from sales.models import Customer, CustomerMerge, Order, Variant
from tests.sales.conftest import BUDI, NOW
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_sales_at_once_get_numbers_of_their_own_without_a_gap(shop, large, sell):
    jobs = [lambda: sell(Item("Kemeja", 1, 185_000, large)) for _n in range(8)]
    numbers = sorted(order.number for order in together(*jobs))
    assert numbers == [f"TK-20261121-{n:04d}" for n in range(1, 9)]
    large.refresh_from_db()
    assert large.stock == 4
    assert Customer.objects.count() == 1


def test_one_form_sent_eight_times_at_once_is_one_sale(shop, large, sell):
    key = uuid4()
    made = together(*[lambda: sell(Item("Kemeja", 1, 185_000, large), submission=key)] * 8)
    assert len({order.pk for order in made}) == Order.objects.count() == 1
    large.refresh_from_db()
    assert large.stock == 11
    assert sell().number == "TK-20261121-0002"


def test_the_same_customers_made_at_once_in_any_order_are_made_once(shop):
    phones = [BUDI, "+6285600001111", "+6285600002222"]

    def make(order):
        return lambda: customers.ensure(shop, dict.fromkeys(order, "Budi"), now=NOW)

    found = together(*[make(phones), make(phones[::-1])] * 4)
    assert Customer.objects.count() == 3
    assert len({frozenset(row.pk for row in answer.values()) for answer in found}) == 1


def test_goods_sold_crosswise_never_block_each_other(shop, shirt, sell):
    large, extra = Variant.objects.select_related("product").order_by("pk")
    Variant.objects.update(stock=100)
    there = [Item("a", 1, 1, large), Item("b", 1, 2, extra)]
    jobs = [lambda: sell(*there, phone=""), lambda: sell(*there[::-1], phone="")] * 5
    assert len(together(*jobs)) == 10
    assert set(Variant.objects.values_list("stock", flat=True)) == {90}


def test_of_two_contrary_merges_one_counts(shop, sari, sell):
    one, two = (sell(phone=phone).customer for phone in (BUDI, "+6285600001111"))
    results = together(
        lambda: merging.merge(sari, one.pk, two.pk, now=NOW),
        lambda: merging.merge(sari, two.pk, one.pk, now=NOW),
    )
    assert sorted(type(result).__name__ for result in results) == ["CustomerMerge", "NotAllowed"]
    assert customers.visible(shop).count() == 1


def test_a_merge_taken_back_by_two_at_once_is_taken_back_once(shop, sari, sell):
    one, two = (sell(phone=phone).customer for phone in (BUDI, "+6285600001111"))
    merge = merging.merge(sari, one.pk, two.pk, now=NOW)
    results = together(*[lambda: merging.unmerge(sari, merge.pk, now=NOW)] * 4)
    assert sum(isinstance(result, CustomerMerge) for result in results) == 1
    assert customers.visible(shop).count() == 2


def test_a_sale_never_lands_on_a_customer_who_is_merged_away_meanwhile(shop, sari, counter_channel, sell):
    """Whoever sells holds the customer, so the merge waits and takes the new order along."""
    for n in range(6):
        old = f"+6285600001{n:03d}"
        kept, gone = sell().customer, sell(phone=old).customer
        together(
            lambda kept=kept, gone=gone: merging.merge(sari, kept.pk, gone.pk, now=NOW),
            lambda old=old: counter.sell(
                shop, counter_channel, items=[Item("Peci", 1, 1)], submission=uuid4(), phone=old, now=NOW
            ),
        )  # fmt: skip
        assert not Order.objects.filter(customer__merged_into__isnull=False).exists()


def test_a_merge_waits_for_whoever_holds_the_customer(shop, sari, sell):
    kept, gone = sell().customer, sell(phone="+6285600001111").customer

    with transaction.atomic():
        customers.ensure(shop, {"+6285600001111": ""}, now=NOW)
        pool = ThreadPoolExecutor(1)
        waiting = pool.submit(together, lambda: merging.merge(sari, kept.pk, gone.pk, now=NOW))
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
    [merge] = waiting.result(timeout=10)
    pool.shutdown()
    assert merge.gone == gone
