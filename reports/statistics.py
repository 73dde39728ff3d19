"""Figures for the owner: exact middles, honest comparisons, and how both are said."""

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shops.templatetags.words import span

Number = int | Fraction

# Fewer cases than this show no more than chance.
ENOUGH = 10

_HALF = Fraction(1, 2)


def median(values: Iterable[int]) -> Fraction | None:
    """The middle value, or the exact mean of the two in the middle; PostgreSQL's `percentile_cont(0.5)`."""
    exact = [Fraction(value) for value in values]
    return statistics.median(exact) if exact else None


def percentile(values: Iterable[int], percent: int) -> int | None:
    """The smallest of the values that at least `percent` % of them do not exceed, so always one of them.

    This is the nearest-rank method, rank = ⌈percent/100 · n⌉, as PostgreSQL's `percentile_disc`
    (https://www.postgresql.org/docs/15/functions-aggregate.html, "Ordered-Set Aggregate Functions"):
    "the first value within the ordered set of aggregated argument values whose position in the ordering
    equals or exceeds the specified fraction".
    """
    if not 0 < percent <= 100:
        raise ValueError("A percentile is above 0 and at most 100.")
    ordered = sorted(values)
    rank = -(-percent * len(ordered) // 100)
    return ordered[rank - 1] if ordered else None


def small(number: int) -> bool:
    """Too few cases to conclude anything from."""
    return number < ENOUGH


def caution(number: int) -> str:
    """What stands beside a figure that rests on so few cases; nothing when there are enough."""
    return _("belum bisa disimpulkan") if small(number) else ""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure beside that of the period before; `part` is the exact change as a part of `before`.

    `part` is None where it would mislead: nothing to compare with, or too little.
    """

    before: Number | None
    after: Number | None
    part: Fraction | None
    is_small: bool
    say: Callable[[Number], str]

    def words(self) -> str:
        """ "naik 33%, dari 12 menjadi 16"."""
        if self.after is None:
            return _("belum ada data")
        if self.before is None:
            return _("belum ada pembanding")
        words = self._moved()
        return f"{words}, {_('belum bisa disimpulkan')}" if self.is_small else words

    def _moved(self) -> str:
        words = {
            "before": self.say(self.before),
            "after": self.say(self.after),
            "percent": "" if self.part is None else _at_least_something(abs(self.part)),
        }
        if words["before"] == words["after"]:  # also where the difference is smaller than what is said
            return _("tetap %(after)s") % words
        if self.part is None:
            rises, falls = (
                _("naik dari %(before)s menjadi %(after)s"),
                _("turun dari %(before)s menjadi %(after)s"),
            )
        else:
            rises = _("naik %(percent)s, dari %(before)s menjadi %(after)s")
            falls = _("turun %(percent)s, dari %(before)s menjadi %(after)s")
        return (rises if self.after > self.before else falls) % words


def change(
    before: Number | None,
    after: Number | None,
    *,
    counted: int | None = None,
    say: Callable[[Number], str] | None = None,
) -> Change:
    """How a figure moved against the period before; None stands for a period without a figure.

    A count speaks for itself: no percentage of fewer than ten, no conclusion when both are fewer. A median
    or a rate needs `counted`, how many cases stand behind the weaker of the two periods.
    """
    known = before is not None and after is not None
    weak_base = known and small(before if counted is None else counted)
    part = Fraction(after - before) / before if known and before and not weak_base else None
    is_small = known and small(max(before, after) if counted is None else counted)
    return Change(before, after, part, is_small, say or figure)


def duration(seconds: Number | None) -> str:
    """A length of time in its two largest units, never rounded up: "1 hari 4 jam"."""
    if seconds is None:
        return "–"
    if seconds < 0:
        raise ValueError("A duration cannot be negative.")
    if 0 < seconds < 60:
        return _("kurang dari 1 mnt")
    return span(timedelta(seconds=floor(seconds)), parts=2)


def figure(value: Number) -> str:
    """A number as the reader's language writes it, with one decimal where it is not whole: "1.234", "4,1"."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return number_format(exact.numerator, use_l10n=True, force_grouping=True)
    tenths = half_up(exact * 10)
    return number_format(Decimal(tenths).scaleb(-1), decimal_pos=1, use_l10n=True, force_grouping=True)


def cases(number: int) -> str:
    """ "14 kasus"."""
    return ngettext("%(number)s kasus", "%(number)s kasus", number) % {"number": figure(number)}


def whole_percent(part: Fraction) -> int:
    """An exact part of the whole in whole percents."""
    return half_up(part * 100)


def half_up(value: Number) -> int:
    """The nearest whole number, halves upwards."""
    return floor(value + _HALF)


def _at_least_something(part: Fraction) -> str:
    """A whole percentage that never calls a change none."""
    number = whole_percent(part)
    return f"{figure(number)}%" if number else _("kurang dari %(percent)s") % {"percent": "1%"}
