"""Where the parts of a return meet: no rupiah, piece or place falls between two of them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.models import Case
from cases.perform import SYSTEM, Actor, perform
from cases.picking import Piece
from cases.refusals import TooLate
from cases.undo import undo
from remedies.models import Refund, Reservation
from remedies.refunds import books_of
from returns.models import ReturnRequest
from sales.models import Product, Variant
from shops import presets
from shops.founding import add_channel
from tests.cases.roads import CHECKED

NOW = datetime(2026, 11, 17, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))
TODAY = date(2026, 11, 17)
pytestmark = pytest.mark.django_db


@pytest.fixture
def who(sari, ani, joko):
    return {
        "sari": Actor.member(sari),
        "ani": Actor.member(ani),
        "joko": Actor.member(joko),
        "budi": Actor.customer(Case(customer_name="Budi Santoso")),
        "sys": SYSTEM,
    }


@pytest.fixture
def act(who):
    t = [NOW]

    def go(case, w, action, note="x", **data):
        t[0] += timedelta(seconds=5)
        perform(case, action, actor=who[w], note=note, data=CHECKED | data, now=t[0])
        return ReturnRequest.objects.get(pk=case.pk)

    return go


@pytest.fixture
def new(open_return, bought, shop):

    def make(n=2, variant="return_refund", order=None, channel=None, number="INV1", **more):
        order = order or bought(
            {"name": "Kemeja", "quantity": 2, "unit_price": 100000, **more}, number=number
        )
        extra = {"channel": channel} if channel else {}
        return (
            open_return(
                variant=variant,
                reason="damaged",
                title="",
                amount=None,
                order_number="",
                now=NOW,
                goods=(Piece(order.lines.get().pk, n),),
                **extra,
            ),
            order,
        )

    return make


def pay(act, case, amount):
    return act(
        case, "ani", "record_refund", refund_amount=amount, refund_method="transfer", refunded_on=TODAY
    )


def total(case):
    return books_of(ReturnRequest.objects.get(pk=case.pk)).account.reckon().total


def exchange(new, act, shop, price=150000, stock=1, number="INV1"):
    p, _ = Product.objects.get_or_create(shop=shop, name="Baru", defaults={"created_at": NOW})
    v, _ = Variant.objects.get_or_create(
        shop=shop, product=p, name="XL", defaults={"price": price, "stock": stock}
    )
    case, _ = new(variant="exchange", n=1, number=number)
    case = act(
        case,
        "ani",
        "approve",
        stock_checked="aside",
        reserved_until=TODAY + timedelta(days=5),
        replacements={v.pk: 1},
    )
    return (case, v)


def test_pays_no_more_than_approved(new, act):
    case, _ = new()
    line = case.lines.get()
    act(case, "ani", "approve", lines={line.pk: {"approved": 1, "refusal": "used"}})
    act(case, "joko", "receive", received_on=TODAY)
    act(case, "joko", "inspect", condition="good")
    case = act(case, "ani", "accept")
    assert total(case) == 100000


def test_agreed_offer_after_nothing_accepted(new, act):
    case, _ = new()
    act(case, "ani", "approve")
    act(case, "joko", "receive", received_on=TODAY)
    act(case, "joko", "inspect", condition="damaged")
    act(case, "ani", "offer_partial", offer_amount=50000)
    case = act(case, "budi", "accept_offer")
    pay(act, case, 50000)


def test_ruled_case_keeps_no_prepared_refund(new, act, shop):
    ch = add_channel(shop, "tokopedia", "T", presets.TOKOPEDIA)
    case, order = new(variant="refund_only", channel=ch)
    act(case, "ani", "approve")
    act(case, "ani", "prepare_refund")
    act(case, "ani", "platform_ruled", ruling="refund", ruled_on=TODAY, ruled_amount=200000)
    assert not Refund.objects.filter(status="due").exists()


def test_ruled_money_is_not_paid_again(new, act, shop):
    ch = add_channel(shop, "tokopedia", "T", presets.TOKOPEDIA)
    case, order = new(variant="refund_only", channel=ch)
    act(case, "ani", "platform_ruled", ruling="refund", ruled_on=TODAY, ruled_amount=200000)
    act(case, "ani", "waive_appeal")
    act(case, "budi", "reopen")
    case = act(case, "ani", "approve")
    assert total(case) == 0


def test_difference_of_what_is_approved(new, act, shop):
    p = Product.objects.create(shop=shop, name="Baru", created_at=NOW)
    v = Variant.objects.create(shop=shop, product=p, name="XL", price=100000, stock=5)
    case, _ = new(variant="exchange")
    line = case.lines.get()
    case = act(
        case,
        "ani",
        "approve",
        lines={line.pk: {"approved": 1, "refusal": "used"}},
        stock_checked="aside",
        reserved_until=TODAY + timedelta(days=5),
        replacements={v.pk: 1},
    )
    assert case.price_difference == 0


def test_reshipment_after_exchange(new, act, shop):
    case, v = exchange(new, act, shop)
    act(case, "budi", "cancel")
    act(case, "budi", "reopen")
    act(case, "ani", "change_kind", variant="reshipment")
    case = act(case, "ani", "approve")
    act(
        case,
        "joko",
        "send_replacement",
        replacement_courier="JNE",
        replacement_tracking_number="1",
        replaced_on=TODAY,
    )


def test_reservation_after_agreed_offer(new, act, shop):
    case, v = exchange(new, act, shop)
    act(case, "joko", "receive", received_on=TODAY)
    act(case, "joko", "inspect", condition="good")
    act(case, "ani", "offer_partial", offer_amount=50000)
    act(case, "budi", "accept_offer")
    assert not Reservation.objects.filter(ended_at=None).exists()


def test_warehouse_sees_no_difference(new, act, shop, log_in, joko):
    import re

    case, v = exchange(new, act, shop)
    page = log_in(joko).get(f"/kerja/kasus/{case.reference}/").content.decode()
    assert not re.search("(?<!\\d)50[.]000", page)


def test_reject_after_reopen_keeps_yes(new, act):
    case, _ = new()
    line = case.lines.get()
    act(case, "ani", "approve", lines={line.pk: {"approved": 1, "refusal": "used"}})
    act(case, "budi", "cancel")
    act(case, "budi", "reopen")
    case = act(case, "ani", "reject", rejection_reason="too_late")
    assert not case.payable


def test_wait_due_other(new, act, shop):
    ch = add_channel(shop, "tokopedia", "T", presets.TOKOPEDIA)
    case, order = new(variant="refund_only", channel=ch, n=2)
    act(case, "ani", "approve")
    act(case, "ani", "prepare_refund")
    case = act(case, "ani", "platform_ruled", ruling="other", ruled_on=TODAY, ruled_amount=10000)
    act(case, "ani", "waive_appeal")
    other, _ = new(variant="refund_only", order=order, n=1)
    other = act(other, "ani", "approve")
    assert total(other) == 100000


def test_offer_above_approved(new, act):
    case, _ = new(variant="return_refund")
    line = case.lines.get()
    act(case, "ani", "approve", lines={line.pk: {"approved": 1, "refusal": "used"}})
    act(case, "joko", "receive", received_on=TODAY)
    act(case, "joko", "inspect", condition="good", lines={line.pk: {"received": 1, "accepted": 1}})
    act(case, "ani", "offer_partial", offer_amount=150000)
    case = act(case, "budi", "accept_offer")
    assert total(case) == 150000


def test_undoing_takes_nothing_from_another(new, act, shop, who):
    mine, variant = exchange(new, act, shop)
    other, _order = new(variant="exchange", n=1, number="INV2")
    act(other, "ani", "approve")
    mine = act(mine, "ani", "cancel")
    act(other, "ani", "set_aside", reserved_until=TODAY + timedelta(days=5), replacements={variant.pk: 1})
    with pytest.raises(TooLate, match="sudah dijanjikan ke orang lain"):
        undo(mine, actor=who["ani"], seen=mine.version, now=NOW + timedelta(seconds=50))
    assert [row.case_id for row in Reservation.objects.filter(ended_at=None)] == [other.pk]


def test_where_nothing_is_due_the_case_goes_on(new, act):
    case, _order = new(variant="refund_only")
    act(case, "ani", "approve")
    act(case, "ani", "prepare_refund")
    case = act(case, "ani", "nothing_due")
    assert case.state == "reopened"
    assert [refund.status for refund in Refund.objects.all()] == ["withdrawn"]
