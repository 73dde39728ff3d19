"""Pages by key: a page costs the same however many come before it, and stays right while rows are added."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

PAGE = 25
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows, and the cursor after which the next page starts; empty where there is none."""

    rows: list[Row]
    next: str = ""


def newest_first(rows: QuerySet[Row], by: str, after: str = "") -> Page[Row]:
    """The rows after the cursor, sorted by an instant and then by key; after nonsense, from the first on."""
    found = list(rows.filter(_after(by, after)).order_by(f"-{by}", "-pk")[: PAGE + 1])
    if len(found) <= PAGE:
        return Page(found)
    last = found[PAGE - 1]
    return Page(found[:PAGE], cursor(getattr(last, by), last.pk))


def cursor(at: datetime, pk: int) -> str:
    """Where a page ended: a place, not a number of rows."""
    return f"{(at - EPOCH) // timedelta(microseconds=1)}-{pk}"


def place(text: str) -> tuple[datetime, int] | None:
    """The instant and the key of a cursor; None for nonsense."""
    match = _CURSOR.fullmatch(text)
    return (EPOCH + timedelta(microseconds=int(match[1])), int(match[2])) if match else None


def _after(by: str, text: str) -> Q:
    found = place(text)
    if found is None:
        return Q()
    at, pk = found
    # The first condition is the index's range, the second cuts off those of the same instant.
    return Q(**{f"{by}__lte": at}) & (Q(**{f"{by}__lt": at}) | Q(pk__lt=pk))
