"""What a customer, or an order, has been through: sources that every app may add to, read as one list by time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from sales.models import Customer, Order
from shops.models import Membership
from shops.paging import PAGE, cursor, place

Subject = TypeVar("Subject", Customer, Order)


@dataclass(frozen=True)
class Entry:
    """One line: what it is, what more there is to say, and where it leads; `text` is what somebody wrote."""

    title: str
    meta: str = ""
    icon: str = "more"
    address: str = ""
    amount: int | None = None  # whole rupiah
    text: str = ""


@dataclass(frozen=True)
class Line:
    """An entry at its time."""

    at: datetime
    entry: Entry


@dataclass(frozen=True)
class Source(Generic[Subject]):
    """Where entries of one kind come from.

    `rows` answers every row about the subject that the member may see, `by` names the field with its
    instant, `entry` puts a row into words. The timeline filters, sorts and cuts the rows itself.
    """

    name: str
    by: str
    rows: Callable[[Membership, Subject], QuerySet]
    entry: Callable[[Membership, Any], Entry]


class Timeline(Generic[Subject]):
    """All sources about one kind of subject; apps add theirs when they are ready."""

    def __init__(self) -> None:
        self._sources: dict[str, Source[Subject]] = {}

    def offer(self, source: Source[Subject]) -> None:
        """Add a source; one of the same name is replaced."""
        self._sources[source.name] = source

    def page(self, member: Membership, subject: Subject, after: str = "") -> tuple[list[Line], str]:
        """The latest lines after the cursor, and the next cursor; as many questions as there are sources."""
        cut = _Cut.read(after)
        found = [
            [(getattr(row, source.by), name, row.pk, row) for row in _rows(source, member, subject, cut)]
            for name, source in self._sources.items()
        ]
        latest = list(islice(merge(*found, key=lambda item: item[:3], reverse=True), PAGE + 1))
        lines = [Line(at, self._sources[name].entry(member, row)) for at, name, _pk, row in latest[:PAGE]]
        if len(latest) <= PAGE:
            return lines, ""
        at, name, pk, _row = latest[PAGE - 1]
        return lines, f"{name}~{cursor(at, pk)}"


@dataclass(frozen=True)
class _Cut:
    """Where the page before ended: lines are sorted by instant, then by the source's name, then by key."""

    name: str
    at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> _Cut | None:
        name, _tilde, rest = text.partition("~")
        found = place(rest)
        return cls(name, *found) if found else None

    def after(self, source: Source) -> Q:
        """What of this source comes after the cut."""
        same = {"pk__lt": self.pk} if source.name == self.name else {}
        earlier, now = Q(**{f"{source.by}__lt": self.at}), Q(**{source.by: self.at}, **same)
        return earlier | now if source.name <= self.name else earlier


def _rows(source: Source, member: Membership, subject: Model, cut: _Cut | None) -> QuerySet:
    rows = source.rows(member, subject)
    if cut:
        rows = rows.filter(cut.after(source))
    return rows.order_by(f"-{source.by}", "-pk")[: PAGE + 1]


OF_CUSTOMER: Timeline[Customer] = Timeline()
OF_ORDER: Timeline[Order] = Timeline()
