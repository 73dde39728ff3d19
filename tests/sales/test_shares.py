"""What an order's pieces are worth when they come back: worked out by hand, and what holds for all orders."""

from random import Random

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as some

from sales.shares import Given, Paid, Sold, discount_shares


def lines_of(text):
    """ "A2=300 B1=100": two pieces of A for 300 together, one of B for 100."""
    found = (word.partition("=") for word in text.split())
    return [Sold(ord(name[0]), int(name[1:]), int(amount)) for name, _sign, amount in found]


def pieces_of(text):
    """ "A1 B2": one piece of A, two of B."""
    return {ord(word[0]): int(word[1:]) for word in text.split()}


TEN = "A1=1 B1=1 C1=1 D1=1 E1=1 F1=1 G1=1 H1=1 I1=1 J1=1"

# What was sold, order discount, shipping paid · pieces, shipping, money given before · pieces accepted now,
# shipping and fee asked · what each line gives, shipping, total.
BY_HAND = [
    # One line, no discount.
    ("A1=100000", 0, 0, "", 0, 0, "A1", 0, 0, "A=100000", 0, 100_000),
    ("A2=200000", 0, 0, "", 0, 0, "A1", 0, 0, "A=100000", 0, 100_000),
    ("A2=200000", 0, 0, "", 0, 0, "A2", 0, 0, "A=200000", 0, 200_000),
    ("A3=100000", 0, 0, "", 0, 0, "A1", 0, 0, "A=33333", 0, 33_333),
    ("A3=100000", 0, 0, "A1", 0, 33_333, "A1", 0, 0, "A=33334", 0, 33_334),
    ("A3=100000", 0, 0, "A2", 0, 66_667, "A1", 0, 0, "A=33333", 0, 33_333),
    ("A3=100000", 0, 0, "", 0, 0, "A2", 0, 0, "A=66667", 0, 66_667),
    ("A3=100000", 0, 0, "", 0, 0, "A3", 0, 0, "A=100000", 0, 100_000),
    ("A2=99999", 0, 0, "", 0, 0, "A1", 0, 0, "A=50000", 0, 50_000),
    ("A2=99999", 0, 0, "A1", 0, 50_000, "A1", 0, 0, "A=49999", 0, 49_999),
    ("A7=10", 0, 0, "", 0, 0, "A1", 0, 0, "A=1", 0, 1),
    ("A7=10", 0, 0, "A1", 0, 1, "A1", 0, 0, "A=2", 0, 2),
    ("A7=10", 0, 0, "A6", 0, 9, "A1", 0, 0, "A=1", 0, 1),
    ("A1=0", 0, 0, "", 0, 0, "A1", 0, 0, "A=0", 0, 0),
    ("A5=12500", 0, 0, "", 0, 0, "A4", 0, 0, "A=10000", 0, 10_000),
    ("A6=100", 0, 0, "", 0, 0, "A1", 0, 0, "A=17", 0, 17),
    ("A6=100", 0, 0, "", 0, 0, "A5", 0, 0, "A=83", 0, 83),
    ("A6=100", 0, 0, "A5", 0, 83, "A1", 0, 0, "A=17", 0, 17),
    ("A4=10", 0, 0, "", 0, 0, "A1", 0, 0, "A=3", 0, 3),
    ("A4=10", 0, 0, "A1", 0, 3, "A1", 0, 0, "A=2", 0, 2),
    ("A4=10", 0, 0, "A2", 0, 5, "A1", 0, 0, "A=3", 0, 3),
    ("A4=10", 0, 0, "A3", 0, 8, "A1", 0, 0, "A=2", 0, 2),
    ("A2=1", 0, 0, "", 0, 0, "A1", 0, 0, "A=1", 0, 1),
    ("A2=1", 0, 0, "A1", 0, 1, "A1", 0, 0, "A=0", 0, 0),
    # One line, the order's discount on it.
    ("A1=100000", 10_000, 0, "", 0, 0, "A1", 0, 0, "A=90000", 0, 90_000),
    ("A2=200000", 25_000, 0, "", 0, 0, "A1", 0, 0, "A=87500", 0, 87_500),
    ("A3=300000", 1, 0, "", 0, 0, "A1", 0, 0, "A=100000", 0, 100_000),
    ("A3=300000", 1, 0, "A1", 0, 100_000, "A1", 0, 0, "A=99999", 0, 99_999),
    ("A3=300000", 1, 0, "A2", 0, 199_999, "A1", 0, 0, "A=100000", 0, 100_000),
    ("A1=100000", 100_000, 0, "", 0, 0, "A1", 0, 0, "A=0", 0, 0),
    ("A1=100000", 150_000, 0, "", 0, 0, "A1", 0, 0, "A=0", 0, 0),
    ("A1=1", 1, 0, "", 0, 0, "A1", 0, 0, "A=0", 0, 0),
    ("A3=299997", 10_000, 0, "", 0, 0, "A1", 0, 0, "A=96666", 0, 96_666),
    ("A3=299997", 10_000, 0, "A1", 0, 96_666, "A1", 0, 0, "A=96665", 0, 96_665),
    ("A3=299997", 10_000, 0, "A2", 0, 193_331, "A1", 0, 0, "A=96666", 0, 96_666),
    # Several lines share the discount; the remainder falls on the largest.
    ("A1=100000 B1=100000", 10_000, 0, "", 0, 0, "A1", 0, 0, "A=95000", 0, 95_000),
    ("A1=100000 B1=100000", 10_000, 0, "", 0, 0, "B1", 0, 0, "B=95000", 0, 95_000),
    ("A1=100000 B1=100000", 10_000, 0, "", 0, 0, "A1 B1", 0, 0, "A=95000 B=95000", 0, 190_000),
    ("A1=150000 B1=50000", 20_000, 0, "", 0, 0, "A1", 0, 0, "A=135000", 0, 135_000),
    ("A1=150000 B1=50000", 20_000, 0, "", 0, 0, "B1", 0, 0, "B=45000", 0, 45_000),
    ("A1=100 B1=200", 10, 0, "", 0, 0, "A1", 0, 0, "A=97", 0, 97),
    ("A1=100 B1=200", 10, 0, "", 0, 0, "B1", 0, 0, "B=193", 0, 193),
    ("A1=100 B1=100", 5, 0, "", 0, 0, "A1", 0, 0, "A=98", 0, 98),
    ("A1=100 B1=100", 5, 0, "", 0, 0, "B1", 0, 0, "B=97", 0, 97),
    ("A1=1 B1=1 C1=1", 2, 0, "", 0, 0, "A1", 0, 0, "A=1", 0, 1),
    ("A1=1 B1=1 C1=1", 2, 0, "", 0, 0, "B1", 0, 0, "B=0", 0, 0),
    ("A1=1 B1=1 C1=1", 2, 0, "", 0, 0, "C1", 0, 0, "C=0", 0, 0),
    ("A1=100 B1=100 C1=100", 100, 0, "", 0, 0, "A1", 0, 0, "A=66", 0, 66),
    ("A1=100 B1=100 C1=100", 100, 0, "", 0, 0, "B1", 0, 0, "B=67", 0, 67),
    ("A1=100 B1=100 C1=100", 100, 0, "", 0, 0, "A1 B1 C1", 0, 0, "A=66 B=67 C=67", 0, 200),
    ("A1=500 B1=300 C1=200", 99, 0, "", 0, 0, "A1", 0, 0, "A=451", 0, 451),
    ("A1=500 B1=300 C1=200", 99, 0, "", 0, 0, "B1", 0, 0, "B=270", 0, 270),
    ("A1=500 B1=300 C1=200", 99, 0, "", 0, 0, "C1", 0, 0, "C=180", 0, 180),
    (TEN, 5, 0, "", 0, 0, "A1", 0, 0, "A=1", 0, 1),  # one line cannot bear five rupiah less
    (TEN, 5, 0, "", 0, 0, "E1", 0, 0, "E=1", 0, 1),
    (TEN, 5, 0, "", 0, 0, "F1", 0, 0, "F=0", 0, 0),
    ("A2=200000 B3=90000", 29_000, 0, "", 0, 0, "A1 B2", 0, 0, "A=90000 B=54000", 0, 144_000),
    ("A2=200000 B3=90000", 29_000, 0, "A1 B2", 0, 144_000, "A1 B1", 0, 0, "A=90000 B=27000", 0, 117_000),
    ("A1=185000 B1=120000", 15_000, 0, "", 0, 0, "A1", 0, 0, "A=175902", 0, 175_902),
    ("A1=185000 B1=120000", 15_000, 0, "", 0, 0, "B1", 0, 0, "B=114098", 0, 114_098),
    ("A1=0 B1=100", 10, 0, "", 0, 0, "A1", 0, 0, "A=0", 0, 0),
    ("A1=0 B1=100", 10, 0, "", 0, 0, "B1", 0, 0, "B=90", 0, 90),
    # A voucher is a discount of the order; the refunds come one after the other.
    ("A1=120000 B1=80000", 50_000, 10_000, "", 0, 0, "A1", 0, 0, "A=90000", 0, 90_000),
    ("A1=120000 B1=80000", 50_000, 10_000, "A1", 0, 90_000, "B1", 0, 0, "B=60000", 0, 60_000),
    ("A1=120000 B1=80000", 50_000, 10_000, "A1 B1", 0, 150_000, "", 10_000, 0, "", 10_000, 10_000),
    # Shipping.
    ("A1=100000", 0, 12_000, "", 0, 0, "A1", 12_000, 0, "A=100000", 12_000, 112_000),
    ("A1=100000", 0, 12_000, "", 0, 0, "A1", 0, 0, "A=100000", 0, 100_000),
    ("A1=100000", 0, 12_000, "", 0, 0, "A1", 20_000, 0, "A=100000", 12_000, 112_000),
    ("A2=100000", 0, 12_000, "A1", 12_000, 62_000, "A1", 12_000, 0, "A=50000", 0, 50_000),
    ("A2=100000", 0, 12_000, "A1", 5_000, 55_000, "A1", 12_000, 0, "A=50000", 7_000, 57_000),
    ("A1=100000", 0, 0, "", 0, 0, "A1", 12_000, 0, "A=100000", 0, 100_000),
    ("A1=100000", 0, 12_000, "", 0, 0, "", 12_000, 0, "", 12_000, 12_000),
    ("A2=200000", 0, 15_000, "", 0, 0, "A1", 7_500, 0, "A=100000", 7_500, 107_500),
    # A fee that the policy lets the shop keep.
    ("A1=100000", 0, 0, "", 0, 0, "A1", 0, 5_000, "A=100000", 0, 95_000),
    ("A1=100000", 0, 0, "", 0, 0, "A1", 0, 150_000, "A=100000", 0, 0),
    ("A1=100000", 0, 12_000, "", 0, 0, "A1", 12_000, 5_000, "A=100000", 12_000, 107_000),
    ("A3=100000", 0, 0, "", 0, 0, "A1", 0, 3_333, "A=33333", 0, 30_000),
    ("A1=100000", 0, 0, "", 0, 0, "", 0, 5_000, "", 0, 0),
    # What the marketplace, or whoever, has given already.
    ("A1=100000", 0, 0, "", 0, 100_000, "A1", 0, 0, "A=100000", 0, 0),
    ("A1=100000", 0, 0, "", 0, 40_000, "A1", 0, 0, "A=100000", 0, 60_000),
    ("A1=100000 B1=50000", 0, 0, "", 0, 100_000, "A1", 0, 0, "A=100000", 0, 50_000),
    ("A2=200000", 0, 0, "A1", 0, 100_000, "A1", 0, 0, "A=100000", 0, 100_000),
    ("A2=200000", 0, 0, "A1", 0, 150_000, "A1", 0, 0, "A=100000", 0, 50_000),
    ("A2=200000", 0, 0, "", 0, 250_000, "A1", 0, 0, "A=100000", 0, 0),
    ("A1=100000", 0, 12_000, "", 0, 5_000, "A1", 12_000, 0, "A=100000", 12_000, 107_000),
    ("A1=100000", 0, 0, "", 0, 5_000, "A1", 0, 10_000, "A=100000", 0, 90_000),
    ("A1=100000", 0, 0, "", 0, 20_000, "A1", 0, 10_000, "A=100000", 0, 80_000),
]  # fmt: skip


def test_there_are_enough():
    assert len(BY_HAND) >= 80


@pytest.mark.parametrize(
    "sold, discount, paid_shipping, pieces, gone_shipping, money, accepted, shipping, fee, parts, gives, total",
    BY_HAND,
)
def test_by_hand(
    sold, discount, paid_shipping, pieces, gone_shipping, money, accepted, shipping, fee, parts, gives, total
):
    paid = Paid(lines_of(sold), discount, paid_shipping)
    given = Given(pieces_of(pieces), gone_shipping, money)
    due = paid.due(pieces_of(accepted), given, shipping=shipping, fee=fee)
    expected = {ord(word[0]): int(word[2:]) for word in parts.split()}
    assert (due.parts, due.shipping, due.total) == (expected, gives, total)
    assert sum(due.parts.values()) + due.shipping == due.fee + due.capped + due.total


@pytest.mark.parametrize(
    "accepted, before, shipping, fee",
    [("B1", "", 0, 0), ("A3", "", 0, 0), ("A1", "A2", 0, 0), ("A2", "A1", 0, 0), ("A1", "", -1, 0), ("A1", "", 0, -1)],
)  # fmt: skip
def test_what_was_not_sold_is_not_given_back(accepted, before, shipping, fee):
    with pytest.raises(ValueError, match="line|negative"):
        Paid(lines_of("A2=200")).due(
            pieces_of(accepted), Given(pieces_of(before)), shipping=shipping, fee=fee
        )


@pytest.mark.parametrize("pieces", [{65: -1}, {65: 1, 66: -1}])
def test_negative_pieces_are_refused(pieces):
    with pytest.raises(ValueError, match="line|negative"):
        Paid(lines_of("A2=200 B1=100")).due(pieces)


@pytest.mark.parametrize("wrong", [lambda: Sold(1, 0, 5), lambda: Sold(1, 1, -5), lambda: Paid([], -1),
                                   lambda: Paid([], 0, -1), lambda: Paid([Sold(1, 1, 5), Sold(1, 2, 5)])])  # fmt: skip
def test_no_order_is_like_this(wrong):
    with pytest.raises(ValueError, match="line|negative"):
        wrong()


amounts = some.one_of(some.integers(0, 50), some.integers(0, 99_999_999_999))
orders = some.builds(
    Paid,
    some.lists(some.tuples(some.integers(1, 9), amounts), min_size=1, max_size=8).map(
        lambda rows: [Sold(key, quantity, amount) for key, (quantity, amount) in enumerate(rows)]
    ),
    amounts,
    amounts,
)


@drawn(orders, some.randoms(use_true_random=False))
def test_over_any_number_of_refunds_everything_is_given_once(paid, random):
    """Piece by piece in any order, all is given back to the rupiah, never below nothing and never above what was paid."""
    pieces, shipping, money = dict.fromkeys((line.key for line in paid.lines), 0), 0, 0
    waiting = [line.key for line in paid.lines for _piece in range(line.quantity)]
    random.shuffle(waiting)
    while waiting or shipping < paid.shipping:
        now = [waiting.pop() for _each in range(min(random.randint(1, 4), len(waiting)))]
        accepted = {key: now.count(key) for key in now}
        due = paid.due(
            accepted,
            Given(dict(pieces), shipping, money),
            shipping=random.choice([0, paid.shipping]) if waiting else paid.shipping,
        )
        assert due.total >= 0 and due.shipping >= 0 and all(part >= 0 for part in due.parts.values())
        assert due.capped == 0
        for key, number in accepted.items():
            pieces[key] += number
        shipping, money = shipping + due.shipping, money + due.total
        assert money <= sum(paid.net[key] for key, number in pieces.items() if number) + paid.shipping
    assert money == paid.total == sum(line.amount for line in paid.lines) - min(
        paid.discount, sum(line.amount for line in paid.lines)
    ) + paid.shipping  # fmt: skip


@drawn(orders, amounts, amounts, amounts, some.randoms(use_true_random=False))
def test_never_above_what_is_left_of_the_money(paid, money, shipping, fee, random):
    accepted = {line.key: random.randint(0, line.quantity) for line in paid.lines}
    due = paid.due(accepted, Given(money=money), shipping=shipping, fee=fee)
    assert 0 <= due.total <= max(paid.total - money, 0)
    assert 0 <= due.fee <= fee and due.shipping <= paid.shipping


@drawn(orders, some.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(paid, random):
    shuffled = random.sample(list(paid.lines), len(paid.lines))
    assert discount_shares(paid.lines, paid.discount) == discount_shares(shuffled, paid.discount)


def test_shares_add_up_to_the_discount_for_ten_thousand_orders():
    random = Random(11)
    for _order in range(10_000):
        lines = [
            Sold(key, 1, random.choice([0, 1, 99, 18_500, 999_999])) for key in range(random.randint(1, 12))
        ]
        whole = sum(line.amount for line in lines)
        discount = random.randint(0, whole + 5)
        shares = discount_shares(lines, discount)
        assert sum(shares.values()) == min(discount, whole)
        assert all(0 <= shares[line.key] <= line.amount for line in lines)
