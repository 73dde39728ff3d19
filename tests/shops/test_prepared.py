"""A prepared question answers as the query itself does: rows, what they were read with, and nothing of another's."""

from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales.models import Customer
from shops.models import Membership
from shops.prepared import Prepared

pytestmark = pytest.mark.django_db


def _of_shop(shop, role):
    return Membership.objects.filter(shop=shop, role=role).select_related("user", "shop").order_by("pk")


def test_it_answers_as_the_query_does(shop, sari, ani, joko, other_shop):
    asked = Prepared(_of_shop, int, str)
    for wanted in (shop, other_shop):
        for role in ("owner", "service", "warehouse", "'; --"):
            rows = list(_of_shop(wanted.pk, role))
            with CaptureQueriesContext(connection) as seen:
                found = asked(wanted.pk, role)
                assert [(row, row.user.email, row.shop.slug) for row in found] == [
                    (row, row.user.email, row.shop.slug) for row in rows
                ]
            assert len(seen) == 1
            assert asked.first(wanted.pk, role) == (rows[0] if rows else None)


def test_what_it_leaves_out_is_read_when_it_is_wanted(shop):
    Customer.objects.create(shop=shop, name="Rina", phone="+6281200000001", created_at="2026-11-22T09:00Z")
    asked = Prepared(lambda shop: Customer.objects.filter(shop=shop).defer("preferences")[:5], int)
    (customer,) = asked(shop.pk)
    assert customer.get_deferred_fields() == {"preferences"} and customer.preferences == ""


def test_a_value_too_few_is_said(shop):
    with pytest.raises(ValueError, match="zip"):
        Prepared(_of_shop, int, str)(shop.pk)


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_a_line_of_its_own(shop, sari):
    asked, found = Prepared(_of_shop, int, str), []
    asked(shop.pk, "owner")

    def ask():
        found.append([row.user.email for row in asked(shop.pk, "owner")])
        connection.close()

    threads = [Thread(target=ask) for _time in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[sari.user.email]] * 4
