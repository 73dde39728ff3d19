"""Refunds through the door, each sum worked out by hand: what is due, what is refused, what counts as given."""

import pytest

from cases.models import Case, Event
from cases.perform import perform
from cases.picking import Piece
from cases.refusals import NotPossible, Refused
from cases.uploads import keep_draft
from notifications.models import Message
from remedies.models import Refund, RefundPart
from remedies.refunds import books_of
from returns.models import ReturnRequest
from shops.models import Shop
from tests.cases import roads
from tests.remedies.conftest import NOW
from tests.together import together
from warranty.models import WarrantyClaim
from warranty.workflow import CLAIM


def written():
    """All that a refund could have written."""
    return (
        list(Refund.objects.order_by("pk").values()), list(RefundPart.objects.order_by("pk").values()),
        list(ReturnRequest.objects.order_by("pk").values()), Event.objects.count(), Message.objects.count(),
    )  # fmt: skip


def refused(take, *how, **more):
    """The refusal, after proving that nothing was written."""
    before = written()
    with pytest.raises(Refused) as refusal:
        take(*how, **more)
    assert written() == before
    return refusal.value


def most(case):
    """What the form would offer for everything that is accepted."""
    return books_of(ReturnRequest.objects.get(pk=case.pk)).account.reckon().total


def asking(order, pieces, **more):
    """The part of the answers that says which pieces."""
    lines = list(order.lines.order_by("position"))
    return {"lines": {lines[number].pk: count for number, count in pieces.items()}, **more}


# Pieces sold and what all of them cost, line by line · the order's total (0: not known), shipping · one case after the
# other: its pieces by line, shipping, fee, and what it is given.
BY_HAND = [
    ([(1, 185_000)], 0, 0, [({0: 1}, 0, 0, 185_000)]),
    ([(2, 200_000)], 0, 0, [({0: 1}, 0, 0, 100_000), ({0: 1}, 0, 0, 100_000)]),
    ([(3, 100_000)], 0, 0, [({0: 1}, 0, 0, 33_333), ({0: 1}, 0, 0, 33_334), ({0: 1}, 0, 0, 33_333)]),
    ([(3, 100_000)], 0, 0, [({0: 2}, 0, 0, 66_667), ({0: 1}, 0, 0, 33_333)]),
    # A voucher of 50.000 on goods of 200.000, shipping 10.000.
    ([(1, 120_000), (1, 80_000)], 160_000, 10_000, [({0: 1}, 0, 0, 90_000), ({1: 1}, 0, 0, 60_000)]),
    ([(1, 120_000), (1, 80_000)], 160_000, 10_000, [({0: 1}, 10_000, 0, 100_000), ({1: 1}, 0, 0, 60_000)]),
    ([(1, 120_000), (1, 80_000)], 160_000, 10_000, [({0: 1, 1: 1}, 10_000, 0, 160_000)]),
    ([(1, 120_000), (1, 80_000)], 160_000, 10_000, [({0: 1}, 4_000, 0, 94_000), ({1: 1}, 6_000, 0, 66_000)]),
    ([(1, 185_000), (1, 120_000)], 290_000, 0, [({0: 1}, 0, 0, 175_902), ({1: 1}, 0, 0, 114_098)]),
    ([(3, 299_997)], 289_997, 0, [({0: 1}, 0, 0, 96_666), ({0: 1}, 0, 0, 96_665), ({0: 1}, 0, 0, 96_666)]),
    ([(1, 150_000), (1, 50_000)], 180_000, 0, [({1: 1}, 0, 0, 45_000), ({0: 1}, 0, 0, 135_000)]),
    # Fees that the shop keeps.
    ([(1, 100_000)], 0, 0, [({0: 1}, 0, 5_000, 95_000)]),
    ([(1, 100_000)], 112_000, 12_000, [({0: 1}, 12_000, 5_000, 107_000)]),
    ([(2, 100_000)], 0, 0, [({0: 1}, 0, 1, 49_999), ({0: 1}, 0, 0, 50_000)]),
    ([(4, 10)], 0, 0, [({0: 1}, 0, 0, 3), ({0: 1}, 0, 0, 2), ({0: 1}, 0, 0, 3), ({0: 1}, 0, 0, 2)]),
    ([(2, 200_000), (3, 90_000)], 261_000, 0, [({0: 1, 1: 2}, 0, 0, 144_000), ({0: 1, 1: 1}, 0, 0, 117_000)]),
]


@pytest.mark.parametrize("sold, total, shipping, cases", BY_HAND)
def test_by_hand(bought, owed, pay, sold, total, shipping, cases):
    lines = [{"name": f"Barang {n}", "quantity": q, "amount": amount} for n, (q, amount) in enumerate(sold)]
    order = bought(*lines, total=total, shipping_fee=shipping, shipping_payer="buyer" if shipping else "")
    paid = 0
    for pieces, of_shipping, fee, gives in cases:
        case, asked = owed(order, pieces), asking(order, pieces, shipping=of_shipping, fee=fee)
        assert "refund_amount" in refused(pay, case, gives + 1, **asked).fields
        case = pay(case, gives, **asked)
        assert (case.state, case.refund_amount) == ("settled", gives)
        [refund] = case.refunds.all()
        assert (refund.status, refund.amount, refund.shipping, refund.fee) == (
            "recorded",
            gives,
            of_shipping,
            fee,
        )
        assert sum(refund.parts.values_list("paid", flat=True)) == gives
        paid += gives
    assert sum(Refund.objects.values_list("amount", flat=True)) == paid


def test_there_are_enough_by_hand():
    assert len(BY_HAND) >= 15


def test_whoever_asks_nothing_more_is_due_all_pieces_without_shipping(bought, owed, pay):
    order = bought({"quantity": 2, "unit_price": 100_000}, total=212_000, shipping_fee=12_000)
    case = owed(order, {0: 2})
    assert most(case) == 200_000
    refused(pay, case, 200_001)
    assert pay(case, 200_000).refunds.get().parts.get().quantity == 2


def test_shipping_is_given_once_and_only_where_the_buyer_paid_it(bought, owed, pay):
    order = bought({"quantity": 2, "unit_price": 50_000}, total=112_000, shipping_fee=12_000)
    pay(owed(order), 62_000, shipping=12_000)
    refusal = refused(pay, owed(order), 50_001, shipping=1)
    assert refusal.fields == {"shipping": "Ongkir yang masih bisa dikembalikan: Rp0."}
    theirs = bought(
        {"unit_price": 50_000}, number="X2", shipping_fee=12_000, shipping_payer="seller", total=50_000
    )
    assert "shipping" in refused(pay, owed(theirs), 50_000, shipping=12_000).fields


def test_pieces_are_no_more_than_accepted(bought, owed, pay):
    order = bought({"quantity": 3, "unit_price": 10_000})
    case = owed(order, {0: 1})
    line = order.lines.get()
    assert refused(pay, case, 20_000, lines={line.pk: 2}).fields == {
        f"pieces_{line.pk}": "Paling banyak 1 buah lagi."
    }
    assert refused(pay, case, 1, lines={line.pk + 999: 1})


@pytest.mark.parametrize(
    "odd",
    [
        {"shipping": -1},
        {"shipping": "banyak"},
        {"fee": True},
        {"fee": 10**30},
        {"lines": [1]},
        {"lines": {1: "x"}},
    ],
)
def test_what_cannot_be_read_is_refused(bought, owed, pay, odd):
    refused(pay, owed(bought()), 1_000, **odd)


def test_less_may_be_given_and_the_rest_later(bought, owed, pay, owed_again):
    case = pay(owed(bought({"unit_price": 100_000})), 60_000)
    case = owed_again(case)
    assert most(case) == 40_000
    refused(pay, case, 40_001)
    case = pay(case, 40_000)
    assert (case.refund_amount, [refund.amount for refund in case.refunds.all()]) == (
        100_000,
        [60_000, 40_000],
    )
    case = owed_again(case)
    assert most(case) == 0
    assert str(refused(pay, case, 1)) == "Paling banyak Rp0 menurut hitungan."


def test_a_fee_is_not_paid_back_later(bought, owed, pay, owed_again):
    case = pay(owed(bought({"unit_price": 100_000})), 95_000, fee=5_000)
    assert most(owed_again(case)) == 0


def test_two_cases_of_the_same_piece_share_it(bought, owed, pay):
    order = bought({"unit_price": 185_000})
    first, second = owed(order), owed(order)
    pay(first, 185_000)
    assert most(second) == 0
    refused(pay, second, 1)


def test_what_is_prepared_elsewhere_counts_as_given(bought, owed, pay, act):
    order = bought({"unit_price": 185_000})
    first, second = owed(order), owed(order)
    act(first, "ani", "prepare_refund", refund_amount=100_000)
    assert (most(first), most(second)) == (185_000, 0)
    refused(pay, second, 1)
    pay(first, 100_000)


def test_what_the_marketplace_gave_counts(bought, owed, pay):
    order = bought({"unit_price": 100_000}, total=100_000)
    named = owed(order_number=order.number, amount=60_000)
    pay(named, 60_000, method="marketplace")
    assert Refund.objects.get().parts.count() == 0
    picked = owed(order)
    assert most(picked) == 40_000
    refused(pay, picked, 40_001)
    pay(picked, 40_000)


def test_an_order_that_the_buyer_only_names_caps_what_is_said(bought, owed, pay):
    order = bought({"unit_price": 100_000})
    assert most(owed(order_number=order.number, amount=185_000)) == 100_000
    # A number alone may be a stranger's: it neither caps nor is it used up.
    stranger = owed(order_number=order.number, amount=185_000, customer_phone="+6281300000001")
    assert most(stranger) == 185_000
    pay(stranger, 185_000)
    assert most(owed(order)) == 100_000


def test_two_orders_in_one_case(bought, owed, pay, open_return, act):
    first = bought({"unit_price": 100_000}, number="A1")
    second = bought({"unit_price": 50_000}, number="B2")
    pay(owed(second), 20_000)
    goods = tuple(Piece(order.lines.get().pk, 1) for order in (first, second))
    case = open_return(variant="refund_only", goods=goods, title="", order_number="", amount=None, now=NOW)
    case = act(case, "ani", "approve")
    assert most(case) == 100_000  # the piece of the second order was given back, for less
    pay(case, 100_000)
    assert [part.paid for part in case.refunds.get().parts.all()] == [100_000]


def test_an_order_without_prices_says_nothing(bought, owed, pay):
    order = bought({"unit_price": 0})
    assert most(owed(order, amount=70_000)) == 70_000
    assert most(owed(order, amount=None)) is None
    pay(owed(order), 999_000)


def test_goods_of_unknown_worth_are_believed(owed, pay):
    assert pay(owed(amount=None), 999_000).refund_amount == 999_000


def test_without_an_order_the_worth_is_never_exceeded(owed, pay, owed_again):
    case = owed(amount=185_000)
    assert refused(pay, case, 185_001).fields == {
        "refund_amount": "Lebih besar dari nilai barang (Rp185.000)."
    }
    case = owed_again(pay(case, 100_000))
    assert most(case) == 85_000
    assert pay(case, 85_000).refund_amount == 185_000


# Two people --------------------------------------------------------------------------------------


def test_prepared_by_one_and_recorded_by_another(bought, owed, act, pay, people):
    order = bought({"quantity": 2, "unit_price": 100_000}, total=212_000, shipping_fee=12_000)
    case = act(
        owed(order, {0: 2}), "ani", "prepare_refund",
        refund_amount=110_000, refund_method="ewallet", **asking(order, {0: 1}, shipping=12_000, fee=2_000),
    )  # fmt: skip
    assert (case.state, case.refund_amount, case.refund_method) == ("refund_due", None, "")
    waiting = case.refunds.get()
    assert (waiting.status, waiting.amount, waiting.method) == ("due", 110_000, "ewallet")
    assert (waiting.prepared_by, waiting.prepared_at) == (people["ani"].user, NOW)
    refusal = refused(pay, case, 109_999, "sari")
    assert refusal.fields == {
        "refund_amount": "Yang disiapkan Rp110.000. Siapkan ulang bila jumlahnya berubah."
    }
    case = pay(case, 110_000, "sari", refund_reference="TRX1")
    paid = case.refunds.get()
    assert (paid.status, paid.paid_by, paid.prepared_by) == (
        "recorded",
        people["sari"].user,
        people["ani"].user,
    )
    assert (paid.reference, paid.paid_on, paid.recorded_at, paid.method) == (
        "TRX1",
        NOW.date(),
        NOW,
        "transfer",
    )
    assert [(part.quantity, part.amount, part.shipping, part.paid) for part in paid.parts.all()] == [
        (1, 100_000, 12_000, 110_000)
    ]


def test_a_second_preparation_takes_the_place_of_the_first(owed, act, pay):
    case = act(owed(), "ani", "prepare_refund", refund_amount=100_000)
    case = act(case, "sari", "prepare_refund", refund_amount=150_000)
    assert [(refund.status, refund.amount) for refund in case.refunds.all()] == [
        ("withdrawn", 100_000),
        ("due", 150_000),
    ]
    assert pay(case, 150_000).refund_amount == 150_000


def test_prepared_without_a_word_is_all_that_is_due(owed, act):
    assert act(owed(amount=185_000), "ani", "prepare_refund").refunds.get().amount == 185_000


def test_above_the_limit_it_takes_two(owed, act, pay):
    Shop.objects.update(refund_limit=100_000)
    case = owed(amount=185_000)
    assert "disiapkan satu orang" in str(refused(pay, case, 100_001))
    assert "disiapkan satu orang" in str(refused(pay, case, 100_001, "sari"))
    case = act(case, "ani", "prepare_refund")
    assert "yang mencatat tidak boleh yang menyiapkan" in str(refused(pay, case, 185_000, "ani"))
    assert pay(case, 185_000, "sari").refunds.get().status == "recorded"


def test_up_to_the_limit_one_is_enough(owed, pay):
    Shop.objects.update(refund_limit=100_000)
    assert pay(owed(), 100_000).state == "settled"


def test_in_two_goes_the_limit_is_no_higher(owed, pay, owed_again):
    Shop.objects.update(refund_limit=100_000)
    case = owed_again(pay(owed(amount=185_000), 100_000))
    assert "disiapkan satu orang" in str(refused(pay, case, 85_000))


def test_the_customer_and_the_warehouse_prepare_nothing(owed, act):
    case = owed()
    for who in ("budi", "joko"):
        assert isinstance(refused(act, case, who, "prepare_refund"), NotPossible)


# Did it arrive? ----------------------------------------------------------------------------------


def test_the_customer_confirms(owed, act, pay):
    case = act(pay(owed(), 100_000), "budi", "confirm")
    assert (case.state, case.refunds.get().status, case.refunds.get().confirmed_at) == (
        "closed",
        "confirmed",
        NOW,
    )


def test_missed_is_looked_for_and_not_owed(owed, act, pay):
    case = act(pay(owed(), 100_000), "budi", "miss", "Belum masuk.")
    assert (case.state, case.turn, case.refund_amount) == ("refund_missed", "shop", 100_000)
    assert isinstance(refused(pay, case, 100_000), NotPossible)
    assert Message.objects.filter(about=case.reference).last().template == "staff_missed"


def test_only_what_failed_is_paid_again(owed, act, pay):
    case = act(pay(owed(amount=185_000), 185_000), "budi", "miss", "Belum masuk.")
    with pytest.raises(Refused):
        act(case, "ani", "refund_failed")  # a word of the bank
    case = act(case, "ani", "refund_failed", "Rekeningnya tutup, dana kembali ke kami.")
    assert (case.state, case.refund_amount, case.refunded_on, case.refund_method) == (
        "refund_due",
        None,
        None,
        "",
    )
    failed = case.refunds.get()
    assert (failed.status, failed.why, failed.failed_at) == (
        "failed",
        "Rekeningnya tutup, dana kembali ke kami.",
        NOW,
    )
    letter = Message.objects.get(template="refund_failed").body
    assert "Rekeningnya tutup, dana kembali ke kami." in letter
    case = pay(case, 185_000)
    assert [refund.status for refund in case.refunds.all()] == ["failed", "recorded"]
    assert case.refund_amount == 185_000


def test_what_arrived_stands(owed, act, pay, photo, shop):
    case = act(pay(owed(), 100_000, refund_reference="TRX1"), "budi", "miss", "Belum masuk.")
    case = act(case, "ani", "refund_stands", "Sudah masuk tanggal 17.", refund_reference="TRX9")
    assert (case.state, case.refund_reference) == ("settled", "TRX9")
    assert (case.refunds.get().status, case.refunds.get().reference) == ("recorded", "TRX9")
    letter = Message.objects.get(template="refund_stands").body
    assert "TRX9" in letter and "Sudah masuk tanggal 17." in letter
    assert act(case, "budi", "confirm").refunds.get().status == "confirmed"


def test_money_that_turns_up_after_all_ends_the_search(owed, act, pay):
    case = act(pay(owed(), 100_000), "budi", "miss", "Belum masuk.")
    case = act(case, "budi", "confirm", "Ternyata sudah.")
    assert (case.state, case.refunds.get().status) == ("closed", "confirmed")


def test_a_later_payment_that_fails_leaves_the_earlier_one(owed, act, pay, owed_again):
    case = owed_again(pay(owed(amount=185_000), 100_000, refund_reference="SATU"))
    case = act(pay(case, 85_000, refund_reference="DUA"), "budi", "miss", "Yang kedua belum.")
    case = act(case, "ani", "refund_failed", "Salah rekening.")
    assert [refund.status for refund in case.refunds.all()] == ["confirmed", "failed"]
    assert (case.refund_amount, case.refund_reference, case.refunded_on) == (100_000, "SATU", NOW.date())


def test_a_proof_stays_with_the_refund(owed, pay, photo, shop, people):
    case = owed()
    kept = keep_draft(photo(), shop=shop, draft_key=case.submission, now=NOW)
    perform(
        case, "record_refund", actor=people["ani"], files=[kept], now=NOW,
        data={"refund_amount": 1_000, "refund_method": "transfer", "refunded_on": NOW.date()},
    )  # fmt: skip
    assert Refund.objects.get().proof == kept
    kept.refresh_from_db()
    assert kept.case_id == case.pk


def test_a_warranty_claim_pays_by_the_same_rules(shop, people):
    case, now = roads.bring(CLAIM, shop, "refund_due", NOW, variant="refund")
    data = {"refund_amount": 185_000, "refund_method": "transfer", "refunded_on": now.date()}
    with pytest.raises(Refused):
        perform(case, "record_refund", actor=people["ani"], data={**data, "refund_amount": 185_001}, now=now)
    perform(case, "record_refund", actor=people["ani"], data=data, now=now)
    perform(case, "miss", actor=people["budi"], note="Belum masuk.", now=now)
    assert Case.objects.get(pk=case.pk).state == "refund_missed"
    perform(case, "refund_failed", actor=people["ani"], note="Ditolak bank.", now=now)
    assert WarrantyClaim.objects.get(pk=case.pk).refund_amount is None
    perform(case, "record_refund", actor=people["ani"], data=data, now=now)
    claim = WarrantyClaim.objects.get(pk=case.pk)
    assert (claim.state, claim.refund_amount, claim.refunds.count()) == ("refunded", 185_000, 2)


# At once -----------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_same_refund_one_wins(owed, pay):
    case = owed()
    results = together(*[lambda who=who: pay(case, 100_000, who) for who in ("ani", "sari") * 4])
    assert sum(isinstance(result, ReturnRequest) for result in results) == 1
    assert sum(isinstance(result, NotPossible) for result in results) == 7
    assert Refund.objects.get().amount == ReturnRequest.objects.get().refund_amount == 100_000


@pytest.mark.django_db(transaction=True)
def test_two_cases_of_one_order_never_give_more_than_was_paid(bought, owed, pay):
    order = bought({"quantity": 2, "unit_price": 100_000}, {"name": "Peci", "unit_price": 30_000})
    cases = [owed(order, {0: 2, 1: 1}) for _number in range(4)]
    results = together(*[lambda case=case: pay(case, 150_000) for case in cases])
    assert sum(isinstance(result, ReturnRequest) for result in results) == 1
    assert [refund.amount for refund in Refund.objects.all()] == [150_000]


@pytest.mark.django_db(transaction=True)
def test_a_piece_each_is_given_to_both(bought, owed, pay):
    order = bought({"quantity": 4, "unit_price": 100_000})
    cases = [owed(order, {0: 1}) for _number in range(4)]
    results = together(*[lambda case=case: pay(case, 100_000) for case in cases])
    assert all(isinstance(result, ReturnRequest) for result in results)
    assert sum(Refund.objects.values_list("amount", flat=True)) == 400_000


def test_the_sum_follows_from_a_fixed_number_of_questions(
    bought, owed, pay, owed_again, django_assert_max_num_queries
):
    case = owed(bought({"quantity": 9, "unit_price": 10_000}), {0: 9})
    for _number in range(4):
        case = owed_again(pay(case, 10_000))
    case = ReturnRequest.objects.get(pk=case.pk)
    with django_assert_max_num_queries(8):
        assert books_of(case).account.reckon().total == 50_000
