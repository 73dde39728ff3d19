"""What was paid before there were refunds becomes refunds, once."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from cases.perform import perform
from remedies.models import Refund, RefundPart
from returns.models import ReturnRequest
from tests.cases import roads
from tests.remedies.conftest import NOW
from warranty.workflow import CLAIM

pytestmark = pytest.mark.django_db(transaction=True)


def tell(name):
    """Run the migration's own step on what is there."""
    with connection.schema_editor(atomic=False) as editor:
        import_module(name).tell(apps, editor)


def test_payments_of_old_become_refunds_with_their_goods(bought, owed, pay, act):
    order = bought({"quantity": 2, "unit_price": 100_000}, {"name": "Peci", "unit_price": 30_000})
    with_goods = pay(owed(order, {0: 1, 1: 1}), 110_000, refund_reference="TRX1")
    without = act(pay(owed(amount=50_000), 50_000), "budi", "confirm")
    owed()
    RefundPart.objects.all().delete()
    Refund.objects.all().delete()

    for _twice in range(2):
        tell("returns.migrations.0006_refund")
    rows = Refund.objects.order_by("case").values_list(
        "case", "status", "amount", "reference", "paid_on", "recorded_at"
    )
    assert list(rows) == [
        (with_goods.pk, "recorded", 110_000, "TRX1", NOW.date(), NOW), (without.pk, "recorded", 50_000, "", NOW.date(), NOW),
    ]  # fmt: skip
    parts = RefundPart.objects.order_by("pk").values_list("quantity", "amount", "paid")
    assert list(parts) == [(1, 100_000, 100_000), (1, 30_000, 10_000)]
    assert Refund.objects.first().paid_by is not None


def test_what_was_owed_again_because_it_never_came_counts_as_failed(owed, pay, act):
    case = act(pay(owed(), 100_000), "budi", "miss", "Belum masuk.")
    Refund.objects.all().delete()
    # So it stood under the table of old.
    ReturnRequest.objects.filter(pk=case.pk).update(state="refund_due")
    tell("returns.migrations.0006_refund")
    assert Refund.objects.get().status == "failed"
    assert pay(ReturnRequest.objects.get(pk=case.pk), 100_000).refunds.count() == 2


def test_claims_too(shop, people):
    case, now = roads.bring(CLAIM, shop, "refund_due", NOW, variant="refund")
    data = {"refund_amount": 185_000, "refund_method": "cash", "refunded_on": now.date()}
    perform(case, "record_refund", actor=people["ani"], data=data, now=now)
    Refund.objects.all().delete()
    for _twice in range(2):
        tell("warranty.migrations.0003_refund")
    assert Refund.objects.values_list("case", "status", "amount", "method").get() == (
        case.pk,
        "recorded",
        185_000,
        "cash",
    )
