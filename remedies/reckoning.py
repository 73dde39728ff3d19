"""What is due to the customer of a case: worked out from what was paid, what is accepted and what was given before.

All money is whole rupiah. A case may be paid in several goes; together they never give more than one would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sales.shares import Due, Given, Paid


class TooMuch(ValueError):
    """More is asked than there is: of the pieces of a line (its key), or of the "shipping"."""

    def __init__(self, what: int | str, most: int) -> None:
        super().__init__(f"{what}: {most} at most")
        self.what, self.most = what, most


@dataclass(frozen=True)
class Known:
    """An order as it was paid, what was given back of it in any case, and which pieces of that in this one.

    `given_worth` is what the pieces that were given back counted for, by line; without it what they are worth.
    """

    key: int
    paid: Paid
    given: Given = Given()
    own_pieces: Mapping[int, int] = field(default_factory=dict)
    given_worth: Mapping[int, int] = field(default_factory=dict)

    @property
    def shipping_left(self) -> int:
        """What is left of the shipping that the buyer paid."""
        return max(self.paid.shipping - self.given.shipping, 0)

    @property
    def money_left(self) -> int:
        """What is left of all that the buyer paid."""
        return max(self.paid.total - self.given.money, 0)

    def due(self, pieces: Mapping[int, int], shipping: int) -> Due:
        """What further pieces and shipping come to; with all before them never more than all of them are worth.

        In whatever order refunds came and failed: what a line gives follows from how many pieces are given back of it.
        """
        before = {key: self.given.pieces.get(key, 0) for key in pieces}
        until_now = self.paid.due(before).parts
        in_all = self.paid.due({key: before[key] + number for key, number in pieces.items()}).parts
        parts = {
            key: max(in_all[key] - self.given_worth.get(key, until_now[key]), 0) if number else 0
            for key, number in pieces.items()
        }
        asked = sum(parts.values()) + shipping
        total = min(asked, self.money_left)
        return Due(parts, shipping, 0, asked - total, total)


@dataclass(frozen=True)
class Wanted:
    """What shall be paid back: pieces by line (None for all that may be), of the shipping, less a fee."""

    pieces: Mapping[int, int] | None = None
    shipping: int = 0
    fee: int = 0


@dataclass(frozen=True)
class Part:
    """What one line has of a refund: pieces, what they were worth, shipping of its order, and the money in all."""

    line: int
    quantity: int
    amount: int
    shipping: int
    paid: int


@dataclass(frozen=True)
class Reckoning:
    """How the sum came about; `total` is None where nothing says how much it may be."""

    dues: Mapping[int, Due]  # by the order's key
    pieces: Mapping[int, int]
    shipping: int
    behind: int  # what earlier refunds of this very case fell short of
    fee: int
    left_out: int  # by a cap: of the order's money, or of what was agreed
    total: int | None

    @property
    def worth(self) -> int:
        """All the pieces, before shipping and fee."""
        return sum(sum(due.parts.values()) for due in self.dues.values())


@dataclass(frozen=True)
class Account:
    """All that is known of a case's money before anything is asked.

    `payable` are the pieces that are accepted, by line. `paid` is the money that went out in this case, `behind` by
    how much it was less than it might have been, `loose` how much of it belongs to no line. `worth` caps a case
    without orders, `agreed` any case; None where nobody has said so.
    """

    orders: Sequence[Known] = ()
    payable: Mapping[int, int] = field(default_factory=dict)
    paid: int = 0
    behind: int = 0
    loose: int = 0
    worth: int | None = None
    agreed: int | None = None

    @property
    def is_by_line(self) -> bool:
        """Whether the sum comes from the lines of orders, and not from the worth that was said."""
        return any(line.key in self.payable for known in self.orders for line in known.paid.lines)

    @property
    def most(self) -> dict[int, int]:
        """How many pieces of each line may still be paid back here."""
        found = {}
        for known in self.orders:
            for line in known.paid.lines:
                if line.key in self.payable:
                    owed = self.payable[line.key] - known.own_pieces.get(line.key, 0)
                    left = line.quantity - known.given.pieces.get(line.key, 0)
                    found[line.key] = max(min(owed, left), 0)
        return found

    @property
    def shipping_left(self) -> int:
        """What is left of the shipping of all orders."""
        return sum(known.shipping_left for known in self.orders) if self.is_by_line else 0

    def reckon(self, wanted: Wanted = Wanted()) -> Reckoning:
        """Work out what is due; raises `TooMuch`, and ValueError for negative numbers."""
        return self._by_line(wanted) if self.is_by_line else self._by_worth(wanted)

    def _by_line(self, wanted: Wanted) -> Reckoning:
        most = self.most
        pieces = most if wanted.pieces is None else {key: wanted.pieces.get(key, 0) for key in most}
        for key, number in (pieces if wanted.pieces is None else wanted.pieces).items():
            if number > most.get(key, 0):
                raise TooMuch(key, most.get(key, 0))
        if wanted.shipping > self.shipping_left:
            raise TooMuch("shipping", self.shipping_left)
        dues, shipping = {}, wanted.shipping
        for known in self.orders:
            share = min(shipping, known.shipping_left)
            shipping -= share
            accepted = {line.key: pieces[line.key] for line in known.paid.lines if line.key in pieces}
            dues[known.key] = known.due(accepted, share)
        behind = self.behind - self.loose
        asked = sum(sum(due.parts.values()) + due.shipping for due in dues.values()) + behind
        behind = max(behind, 0)
        fee = min(wanted.fee, max(asked, 0))
        new = sum(due.total for due in dues.values())
        room = sum(known.money_left for known in self.orders) - new
        total = self._agreed(max(min(asked - fee, new + min(behind, room)), 0))
        return Reckoning(dues, pieces, wanted.shipping, behind, fee, max(asked - fee - total, 0), total)

    def _by_worth(self, wanted: Wanted) -> Reckoning:
        if wanted.pieces:
            raise TooMuch(next(iter(wanted.pieces)), 0)
        if wanted.shipping:
            raise TooMuch("shipping", 0)
        rooms = [known.money_left for known in self.orders]
        if self.worth is None and not rooms:
            return Reckoning({}, {}, 0, 0, 0, 0, self._agreed(None))
        left = max(self.worth - self.paid, 0) if self.worth is not None else sum(rooms)
        fee = min(wanted.fee, left)
        total = self._agreed(min([left - fee, *([sum(rooms)] if rooms else [])]))
        return Reckoning({}, {}, 0, 0, fee, left - fee - total, total)

    def _agreed(self, total: int | None) -> int | None:
        if self.agreed is None:
            return total
        left = max(self.agreed - self.paid, 0)
        return left if total is None else min(total, left)

    def parts(self, found: Reckoning, amount: int) -> list[Part]:
        """How an amount, at most the total, falls on the lines, so that no order gives more than it has left."""
        parts, left = {}, amount
        rooms = {known.key: known.money_left for known in self.orders}
        shares = {}
        for key, due in found.dues.items():
            shares[key] = min(left, due.total)
            left -= shares[key]
        for key in shares:  # what was behind goes where there is room
            more = min(left, rooms[key] - shares[key])
            shares[key] += more
            left -= more
        for key, due in found.dues.items():
            parts[key] = list(_spread(due, found.pieces, shares[key]))
        return [part for order in parts.values() for part in order if part.quantity or part.paid]


def _spread(due: Due, pieces: Mapping[int, int], money: int) -> Iterable[Part]:
    """The money of one order on its lines, each up to what its pieces are worth; the first bears the rest."""
    shares, left = {}, money
    for line, worth in due.parts.items():
        shares[line] = min(left, worth)
        left -= shares[line]
    for number, (line, worth) in enumerate(due.parts.items()):
        first = number == 0
        yield Part(
            line, pieces[line], worth, due.shipping if first else 0, shares[line] + (left if first else 0)
        )
