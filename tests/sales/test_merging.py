"""Two customers who are one: everything goes over, and comes back exactly."""

from datetime import timedelta

import pytest

from sales import customers, merging
from sales.models import Customer, CustomerMerge, CustomerNote, Order
from shops.audit import NotAllowed
from shops.models import AuditEntry
from tests.sales.conftest import BUDI, NOW

OLD = "+6285600001111"
OLDER = "+6285600002222"


@pytest.fixture
def people(shop, sari, sell):
    """Budi under three numbers, each with an order and a note."""
    found = []
    for phone in (BUDI, OLD, OLDER):
        sell(phone=phone, name=f"Budi {phone[-2:]}", now=NOW)
        row = Customer.objects.get(phone=phone)
        customers.write_note(sari, row, f"Catatan {phone[-2:]}", now=NOW)
        found.append(row)
    return found


def state(shop):
    """All that a merge may touch."""
    return [
        list(model.objects.filter(shop=shop).order_by("pk").values())
        for model in (Customer, CustomerNote, Order)
    ]


def visible(shop):
    return [row.pk for row in customers.visible(shop).order_by("pk")]


def test_everything_goes_over_and_the_old_number_still_leads_there(shop, sari, people, sell):
    kept, gone, _third = people
    customers.change(sari, gone.pk, email="budi@mail.test", preferences="Ukuran L", consented_at=NOW)

    merging.merge(sari, kept.pk, gone.pk, now=NOW)

    kept.refresh_from_db()
    assert (kept.orders.count(), kept.notes.count()) == (2, 2)
    assert (kept.email, kept.preferences, kept.consented_at, kept.name) == (
        "budi@mail.test", "Ukuran L", NOW, "Budi 90",
    )  # fmt: skip
    assert gone.pk not in visible(shop)
    assert customers.by_phone(shop, OLD) == kept
    assert customers.phones_of(kept) == [BUDI, OLD]
    for text in ("0856-0000-1111", "budi 11"):
        assert [row.pk for row in customers.page_of(shop, text=text).rows] == [kept.pk]
    assert sell(phone=OLD).customer == kept


def test_it_is_written_down_without_whole_numbers(sari, people):
    kept, gone, _third = people
    merge = merging.merge(sari, kept.pk, gone.pk, now=NOW)
    merging.unmerge(sari, merge.pk, now=NOW + timedelta(hours=1))
    told = list(
        AuditEntry.objects.filter(what__in=["merged", "unmerged"])
        .order_by("pk")
        .values_list("what", "about", "by")
    )
    about = "Budi 11 (0856-****-1111) → Budi 90 (0812-****-7890)"
    assert told == [("merged", about, sari.user_id), ("unmerged", about, sari.user_id)]


def test_taken_back_everything_is_as_it_was(shop, sari, people):
    kept, gone, _third = people
    customers.change(sari, gone.pk, email="budi@mail.test", consented_at=NOW)
    customers.change(sari, kept.pk, preferences="Ukuran XL")
    before = state(shop)
    merge = merging.merge(sari, kept.pk, gone.pk, now=NOW)
    assert state(shop) != before
    merging.unmerge(sari, merge.pk, now=NOW)
    assert state(shop) == before
    merge.refresh_from_db()
    assert (merge.undone_by, merge.undone_at) == (sari.user, NOW)


def test_a_chain_comes_apart_in_reverse(shop, sari, people):
    first, second, third = people
    start = state(shop)
    inner = merging.merge(sari, second.pk, third.pk, now=NOW)
    middle = state(shop)
    outer = merging.merge(sari, first.pk, second.pk, now=NOW)
    assert customers.by_phone(shop, OLDER) == first
    assert first.orders.count() == 3
    with pytest.raises(NotAllowed, match="lebih baru"):
        merging.unmerge(sari, inner.pk, now=NOW)
    merging.unmerge(sari, outer.pk, now=NOW)
    assert state(shop) == middle
    merging.unmerge(sari, inner.pk, now=NOW)
    assert state(shop) == start


def test_of_two_merged_into_one_the_latest_comes_out_first(shop, sari, people):
    first, second, third = people
    one = merging.merge(sari, first.pk, second.pk, now=NOW)
    two = merging.merge(sari, first.pk, third.pk, now=NOW)
    assert [merge.pk for merge in merging.merges_of(first)] == [two.pk, one.pk]
    with pytest.raises(NotAllowed):
        merging.unmerge(sari, one.pk, now=NOW)
    merging.unmerge(sari, two.pk, now=NOW)
    merging.unmerge(sari, one.pk, now=NOW)
    assert visible(shop) == [row.pk for row in people]


def test_what_was_changed_since_stays(sari, people):
    kept, gone, _third = people
    customers.change(sari, gone.pk, email="budi@mail.test", preferences="Ukuran L")
    merge = merging.merge(sari, kept.pk, gone.pk, now=NOW)
    customers.change(sari, kept.pk, email="baru@mail.test")
    merging.unmerge(sari, merge.pk, now=NOW)
    kept.refresh_from_db()
    assert (kept.email, kept.preferences) == ("baru@mail.test", "")


def test_what_came_meanwhile_goes_to_whose_number_it_is(sari, people, sell):
    kept, gone, _third = people
    merge = merging.merge(sari, kept.pk, gone.pk, now=NOW)
    by_old, by_new = sell(phone=OLD, now=NOW + timedelta(days=1)), sell(now=NOW + timedelta(days=1))
    merging.unmerge(sari, merge.pk, now=NOW + timedelta(days=2))
    assert (Order.objects.get(pk=by_old.pk).customer, Order.objects.get(pk=by_new.pk).customer) == (
        gone,
        kept,
    )


def test_the_one_with_a_number_stays_whichever_was_named(sari, people):
    with_number, without, _third = people
    customers.change(sari, without.pk, phone="")
    merge = merging.merge(sari, without.pk, with_number.pk, now=NOW)
    assert (merge.kept, merge.gone) == (with_number, without)


def test_nobody_is_merged_twice_or_with_themselves(shop, sari, people):
    kept, gone, third = people
    merge = merging.merge(sari, kept.pk, gone.pk, now=NOW)
    before = state(shop)
    for pair in ((third.pk, gone.pk), (gone.pk, third.pk), (kept.pk, kept.pk)):
        with pytest.raises(NotAllowed):
            merging.merge(sari, *pair, now=NOW)
    merging.unmerge(sari, merge.pk, now=NOW)
    after = state(shop)
    with pytest.raises(NotAllowed, match="sudah dibatalkan"):
        merging.unmerge(sari, merge.pk, now=NOW)
    assert state(shop) == after != before


def test_another_shops_customer_cannot_be_drawn_in(shop, sari, tono, people):
    kept = people[0]
    theirs = customers.ensure(tono.shop, {OLD: "Budi"}, now=NOW)[OLD]
    with pytest.raises(NotAllowed):
        merging.merge(sari, kept.pk, theirs.pk, now=NOW)
    with pytest.raises(NotAllowed):
        merging.merge(tono, theirs.pk, kept.pk, now=NOW)
    assert CustomerMerge.objects.count() == 0
