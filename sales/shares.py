"""What the pieces of an order were paid for, and what is left to give back: nothing is lost and nothing given twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Sold:
    """A line of an order: its key, its pieces, and what all of them cost after the line's own discounts."""

    key: int
    quantity: int
    amount: int

    def __post_init__(self) -> None:
        if self.quantity < 1 or self.amount < 0:
            raise ValueError(f"no line is sold like this: {self}")


@dataclass(frozen=True)
class Given:
    """What was given back already: pieces by line, of the shipping, and all money, a marketplace's too."""

    pieces: Mapping[int, int] = field(default_factory=dict)
    shipping: int = 0
    money: int = 0


@dataclass(frozen=True)
class Due:
    """What is to be given back now: by line, of the shipping, less a fee, and what a cap leaves out."""

    parts: Mapping[int, int]
    shipping: int
    fee: int
    capped: int  # what was left out because more than the buyer paid would have been given
    total: int


@dataclass(frozen=True)
class Paid:
    """An order as the buyer paid it; `shipping` only where the buyer paid for it."""

    lines: Sequence[Sold]
    discount: int = 0
    shipping: int = 0

    def __post_init__(self) -> None:
        if (
            self.discount < 0
            or self.shipping < 0
            or len({line.key for line in self.lines}) != len(self.lines)
        ):
            raise ValueError("discounts and shipping are not negative, and each line has a key of its own")

    @property
    def net(self) -> dict[int, int]:
        """What was paid for each line: its amount less its share of the order's discount."""
        shares = discount_shares(self.lines, self.discount)
        return {line.key: line.amount - shares[line.key] for line in self.lines}

    @property
    def total(self) -> int:
        """All that the buyer paid."""
        return sum(self.net.values()) + self.shipping

    def due(
        self, accepted: Mapping[int, int], given: Given = Given(), *, shipping: int = 0, fee: int = 0
    ) -> Due:
        """What accepted pieces are worth now, after what was given before.

        Raises ValueError for a line that the order does not have, for more pieces than are left of one, and for
        negative numbers. `shipping` is capped by what is left of it, all together by what is left of the money.
        """
        if shipping < 0 or fee < 0:
            raise ValueError("shipping and fee are not negative")
        net, sold = self.net, {line.key: line for line in self.lines}
        parts = {
            key: _worth(sold[key], net[key], given.pieces.get(key, 0), pieces)
            for key, pieces in _known(accepted, sold).items()
        }
        shipping = min(shipping, max(self.shipping - given.shipping, 0))
        asked = sum(parts.values()) + shipping
        fee = min(fee, asked)
        total = min(asked - fee, max(self.total - given.money, 0))
        return Due(parts, shipping, fee, asked - fee - total, total)


def discount_shares(lines: Sequence[Sold], discount: int) -> dict[int, int]:
    """How an order's discount falls on its lines: by their value, each share rounded half up to the rupiah.

    What the rounding leaves over goes to the largest line, and where that one cannot bear it to the next; no share is
    negative or above its line. The order in which lines stand does not matter.
    """
    whole = sum(line.amount for line in lines)
    discount = min(discount, whole)
    shares = {line.key: _half_up(discount * line.amount, whole) for line in lines}
    left = discount - sum(shares.values())
    for line in sorted(lines, key=lambda line: (-line.amount, line.key)):
        share = shares[line.key]
        shares[line.key] = min(max(share + left, 0), line.amount)
        left -= shares[line.key] - share
    return shares


def _known(accepted: Mapping[int, int], sold: Mapping[int, Sold]) -> Mapping[int, int]:
    for key, pieces in accepted.items():
        if key not in sold or pieces < 0:
            raise ValueError(f"nothing can be accepted of line {key}: {pieces}")
    return accepted


def _worth(line: Sold, net: int, before: int, pieces: int) -> int:
    """What so many further pieces are worth; all pieces together are worth exactly what was paid for the line."""
    if before < 0 or before + pieces > line.quantity:
        raise ValueError(
            f"line {line.key} has {line.quantity} pieces, {before} are given back, {pieces} asked"
        )
    return _half_up(net * (before + pieces), line.quantity) - _half_up(net * before, line.quantity)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator) if denominator else 0
