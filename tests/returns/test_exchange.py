"""Exchanges: the new goods wait on the shelf until a day, the last piece goes to one, and the difference is settled."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.models import Case, Deadline
from cases.perform import Actor, perform
from cases.picking import Piece
from cases.refusals import Refused
from cases.sweep import sweep
from cases.undo import undo
from cases.workflow import Role
from notifications.models import Message
from remedies.models import Reservation
from returns.models import ReturnRequest
from sales.models import Product, Variant
from sales.products import remove
from tests.cases.roads import CHECKED, take
from tests.together import together

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Tuesday
DAY = (NOW + timedelta(days=5)).date()


@pytest.fixture
def shirts(shop):
    """A shirt in L, sold out, and in XL, of which one is left."""
    product = Product.objects.create(shop=shop, name="Kemeja batik Parang", created_at=NOW)
    large = Variant.objects.create(shop=shop, product=product, name="L", price=185_000, stock=0)
    return large, Variant.objects.create(shop=shop, product=product, name="XL", price=195_000, stock=1)


@pytest.fixture
def exchange(open_return, ani, bought, shirts):
    """An exchange of a shirt in L that was agreed to."""

    def make(number="2511200001ABCD"):
        order = bought({"name": "Kemeja batik Parang", "variant": shirts[0]}, number=number)
        goods = (Piece(order.lines.get().pk, 1),)
        case = open_return(
            variant="exchange", reason="wrong_size", goods=goods, now=NOW, title="", amount=None
        )
        take(case, case.workflow.step("submitted", "approve", "exchange"), Role.SERVICE, NOW)
        return ReturnRequest.objects.get(pk=case.pk)

    return make


def set_aside(case, member, variant, pieces=1, now=NOW, day=DAY):
    return perform(
        case, "set_aside", actor=Actor.member(member), now=now,
        data={"reserved_until": day, "replacements": {variant.pk: pieces}},
    )  # fmt: skip


def alive(case):
    return [
        (row.variant.name, row.quantity) for row in Reservation.objects.filter(case=case.pk, ended_at=None)
    ]


# Setting aside -------------------------------------------------------------------------------------


def test_a_piece_waits_until_a_day(exchange, ani, shirts):
    case = exchange()
    event = set_aside(case, ani, shirts[1])
    assert alive(case) == [("XL", 1)]
    assert event.data == {"reserved_until": DAY.isoformat(), "replacements": "1 × Kemeja batik Parang, XL"}
    row = Deadline.objects.get(case=case.pk, clock="reservation", level=100, outcome="")
    # The shop closes at 17.00 on that day, a Sunday on which it does not open at midnight.
    assert row.due_at.astimezone(case.shop.zone).isoformat() == "2026-11-30T00:00:00+07:00"
    # The customer's own clock goes on as it was.
    assert Deadline.objects.filter(case=case.pk, clock="ship_back", outcome="").count() == 3
    # What costs more than was paid for the old one: 195.000 against 185.000.
    assert ReturnRequest.objects.get().price_difference == 10_000


def test_the_last_piece_goes_to_one(exchange, ani, shirts):
    first, second = exchange(), exchange("2511200002ABCD")
    set_aside(first, ani, shirts[1])
    before = Case.objects.values_list("version", flat=True).get(pk=second.pk)
    with pytest.raises(Refused, match="Stok Kemeja batik Parang, XL tidak cukup: sisa 0"):
        set_aside(second, ani, shirts[1])
    assert alive(second) == [] and Case.objects.get(pk=second.pk).version == before
    assert not Deadline.objects.filter(case=second.pk, clock="reservation").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_gets_it(exchange, ani, shirts):
    cases = [exchange(), exchange("2511200002ABCD"), exchange("2511200003ABCD")]
    answers = together(*(lambda case=case: set_aside(case, ani, shirts[1]) for case in cases))
    assert sum(isinstance(answer, Refused) for answer in answers) == 2
    assert [row.quantity for row in Reservation.objects.filter(ended_at=None)] == [1]


def test_another_choice_takes_the_place_of_the_first(exchange, ani, shirts):
    case, (large, extra) = exchange(), shirts
    Variant.objects.filter(pk=large.pk).update(stock=None)  # not counted: nothing can run out
    set_aside(case, ani, extra)
    set_aside(case, ani, large, 3, NOW + timedelta(minutes=1))
    assert alive(case) == [("L", 3)]
    set_aside(case, ani, extra, 1, NOW + timedelta(minutes=2))
    assert alive(case) == [("XL", 1)]
    assert [row.ending for row in Reservation.objects.order_by("pk")] == ["freed", "freed", ""]


def test_its_own_piece_does_not_stand_in_its_way(exchange, ani, shirts):
    case = exchange()
    for minute in (0, 1):
        set_aside(case, ani, shirts[1], now=NOW + timedelta(minutes=minute))
    assert alive(case) == [("XL", 1)]


@pytest.mark.parametrize("wanted", [{0: 1}, {"1": 1}, {1: 0}, {1: -1}, [1], "1", {1: 10_001}])
def test_nonsense_is_refused(exchange, ani, wanted):
    case = exchange()
    with pytest.raises(Refused):
        perform(case, "set_aside", actor=Actor.member(ani), now=NOW,
                data={"reserved_until": DAY, "replacements": wanted})  # fmt: skip
    assert not Reservation.objects.exists()


def test_another_shops_goods_are_not_there(exchange, ani, other_shop):
    theirs = Product.objects.create(shop=other_shop, name="Sarung", created_at=NOW)
    foreign = Variant.objects.create(shop=other_shop, product=theirs, stock=9)
    with pytest.raises(Refused, match="tidak ada"):
        set_aside(exchange(), ani, foreign)


def test_not_until_yesterday(exchange, ani, shirts):
    with pytest.raises(Refused, match="Tanggalnya sudah lewat"):
        set_aside(exchange(), ani, shirts[1], day=(NOW - timedelta(days=1)).date())


# Letting go ----------------------------------------------------------------------------------------


def test_the_clock_frees_it_once(exchange, ani, shirts):
    case = exchange()
    set_aside(case, ani, shirts[1])
    second = datetime(2026, 11, 29, 23, 59, 59, tzinfo=case.shop.zone)
    sweep(now=second)
    assert alive(case) == [("XL", 1)]
    for _time in range(2):
        sweep(now=second + timedelta(seconds=1))
    assert alive(case) == [] and Reservation.objects.get().ending == "expired"
    assert Message.objects.filter(template="staff_reservation_over").count() == 1
    case.refresh_from_db()
    assert (case.state, case.reserved_until) == ("approved", None)
    assert not Deadline.objects.filter(case=case.pk, clock="reservation", outcome="").exists()
    set_aside(exchange("2511200002ABCD"), ani, shirts[1])


def test_a_case_that_ends_lets_go(exchange, ani, shirts):
    case = exchange()
    set_aside(case, ani, shirts[1])
    perform(case, "cancel", actor=Actor.customer(case), now=NOW)
    assert alive(case) == [] and Reservation.objects.get().ending == "freed"
    assert ReturnRequest.objects.get().reserved_until is None


def test_undoing_brings_back_what_was_set_aside(exchange, ani, shirts):
    case = exchange()
    set_aside(case, ani, shirts[1])
    later = NOW + timedelta(minutes=5)
    event = perform(case, "cancel", actor=Actor.member(ani), now=later)
    undo(case, actor=Actor.member(ani), seen=event.number, now=later + timedelta(seconds=59))
    assert alive(case) == [("XL", 1)]
    assert ReturnRequest.objects.get().reserved_until == DAY
    assert Deadline.objects.get(case=case.pk, clock="reservation", level=100).outcome == ""


# The difference, and sending it ----------------------------------------------------------------------


@pytest.fixture
def due(exchange, ani, joko, shirts):
    """An exchange whose old goods are back, the new ones set aside."""

    def make():
        case = exchange()
        set_aside(case, ani, shirts[1])
        for action, role in (
            ("receive", Role.WAREHOUSE),
            ("inspect", Role.WAREHOUSE),
            ("accept", Role.SERVICE),
        ):
            state = Case.objects.get(pk=case.pk).state
            take(case, case.workflow.step(state, action, "exchange"), role, NOW)
        return case

    return make


def send(case, now=NOW):
    step = case.workflow.step("replacement_due", "send_replacement", "exchange")
    return take(case, step, Role.WAREHOUSE, now)


def test_it_is_not_sent_before_the_difference_is_paid(due, ani, shirts):
    case = due()
    with pytest.raises(Refused, match="Selisih harganya belum dibayar"):
        send(case)
    perform(case, "record_difference", actor=Actor.member(ani), now=NOW,
            data={"difference_paid": 4_000, "difference_paid_on": NOW.date()})  # fmt: skip
    with pytest.raises(Refused, match="belum dibayar"):
        send(case)
    perform(case, "forgive_difference", actor=Actor.member(ani), note="Pelanggan setia", now=NOW)
    send(case)
    assert Case.objects.get().state == "settled"
    assert Variant.objects.get(pk=shirts[1].pk).stock == 0
    assert Reservation.objects.get().ending == "used"


def test_what_was_set_aside_twice_is_taken_out_once(due, ani, shirts):
    case = due()
    Variant.objects.update(price=90_000, stock=5)
    set_aside(case, ani, shirts[1], 2)
    assert ReturnRequest.objects.get().price_difference == -5_000
    send(case)
    assert Variant.objects.get(pk=shirts[1].pk).stock == 3


# Around it -----------------------------------------------------------------------------------------


def test_the_page_offers_the_same_product_first(exchange, ani, shirts, log_in, shop):
    other = Product.objects.create(shop=shop, name="Sarung tenun", created_at=NOW)
    Variant.objects.create(shop=shop, product=other, price=110_000)
    case = exchange()
    address = f"/kerja/kasus/{case.reference}/tindakan/set_aside/"
    page = log_in(ani).get(address)
    text = page.text
    assert (
        text.index("Barang yang sama")
        < text.index("Kemeja batik Parang, XL (sisa 1)")
        < text.index("Sarung tenun")
    )
    page = log_in(ani).post(address, {
        "seen": page.context["case"].version, "reserved_until": "2027-01-30", "replacement_0": shirts[1].pk, "pieces_0": "1",
    })  # fmt: skip
    assert page.status_code == 302 and alive(case) == [("XL", 1)]


def test_goods_that_somebody_waits_for_are_not_deleted(exchange, sari, ani, shop):
    product = Product.objects.create(shop=shop, name="Sarung tenun", created_at=NOW)
    set_aside(exchange(), ani, Variant.objects.create(shop=shop, product=product, stock=1))
    assert not remove(sari, product.pk, now=NOW)
    assert not Product.objects.get(pk=product.pk).is_active


# With the yes --------------------------------------------------------------------------------------


def say_yes(case, member, **data):
    return perform(case, "approve", actor=Actor.member(member), data=CHECKED | data, now=NOW)


def test_the_yes_sets_aside_at_once(open_return, ani, bought, shirts):
    order = bought({"name": "Kemeja batik Parang", "variant": shirts[0]})
    case = open_return(
        variant="exchange", reason="wrong_size", goods=(Piece(order.lines.get().pk, 1),), now=NOW
    )
    say_yes(case, ani, stock_checked="aside", reserved_until=DAY, replacements={shirts[1].pk: 1})
    assert alive(case) == [("XL", 1)]
    assert Deadline.objects.filter(case=case.pk, clock="reservation", level=100, outcome="").count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"stock_checked": ""}, {"stock_checked": "aside"}, {"stock_checked": "aside", "reserved_until": DAY},
        {"stock_checked": "maybe"}, {"stock_checked": "aside", "reserved_until": DAY - timedelta(days=9)},
    ],
)  # fmt: skip
def test_no_yes_without_knowing_the_stock(open_return, ani, shirts, data):
    case = open_return(variant="exchange", reason="wrong_size", now=NOW)
    with pytest.raises(Refused):
        say_yes(case, ani, **data)
    assert (Case.objects.get().state, Case.objects.get().version) == ("submitted", 1)
    assert not Reservation.objects.exists()


def test_a_day_without_goods_starts_no_clock(open_return, ani, shirts):
    case = open_return(variant="exchange", reason="wrong_size", now=NOW)
    say_yes(case, ani, reserved_until=DAY)
    assert ReturnRequest.objects.get().reserved_until is None
    assert not Deadline.objects.filter(case=case.pk, clock="reservation").exists()


def test_the_yes_is_asked_on_one_page(open_return, ani, bought, shirts, log_in):
    order = bought({"name": "Kemeja batik Parang", "variant": shirts[0]})
    case = open_return(
        variant="exchange", reason="wrong_size", goods=(Piece(order.lines.get().pk, 1),), now=NOW
    )
    client, address = log_in(ani), f"/kerja/kasus/{case.reference}/tindakan/approve/"
    assert "Kemeja batik Parang, XL (sisa 1)" in client.get(address).text
    answers = {
        "seen": "1", "kind_verified": "on", "wanted_variant": "XL", "stock_checked": "aside", "pieces_0": "1",
        "reserved_until": "2027-01-30",
    }  # fmt: skip
    missing = client.post(address, answers)
    assert missing.status_code == 400 and "Pilih barang penggantinya" in missing.text and alive(case) == []
    assert client.post(address, {**answers, "replacement_0": shirts[1].pk}).status_code == 302
    assert alive(case) == [("XL", 1)]
