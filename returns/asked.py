"""What is asked for, of which goods, from which sale, and the shape of the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

OVER_THE_COUNTER = "counter"  # the kind of channel where goods are handed over when they are paid


class Standing(StrEnum):
    """How a request stands to the policy; the values are those of the cases' rows."""

    ELIGIBLE = "within"
    DECISION = "unknown"
    NOT_ELIGIBLE = "outside"


# Of several things that bear on a request the one that weighs more decides.
WEIGHT = {Standing.ELIGIBLE: 0, Standing.DECISION: 1, Standing.NOT_ELIGIBLE: 2}


@dataclass(frozen=True)
class Sale:
    """What is known of the order: the kind of its channel, and aware instants; None where nobody knows."""

    channel: str = ""
    placed_at: datetime | None = None
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    said_delivered_on: date | None = None  # by the customer, for an order that is not known

    def day(self, zone: ZoneInfo) -> date | None:
        """The day of the shop's calendar whose policy holds: when it was paid, else placed."""
        return _day_in(self.paid_at or self.placed_at, zone)

    def delivery(self, zone: ZoneInfo) -> tuple[date | None, str]:
        """The day from which windows run, and who says so: "order", "counter", "customer" or nobody."""
        if self.delivered_at:
            return _day_in(self.delivered_at, zone), "order"
        if self.channel == OVER_THE_COUNTER and (handed_over := self.day(zone)):
            return handed_over, "counter"
        return self.said_delivered_on, "customer" if self.said_delivered_on else ""


@dataclass(frozen=True)
class Item:
    """The line of the order; without an order nobody knows how many were bought."""

    product: str = ""
    category: str = ""
    returnable: bool = True
    why_not: str = ""
    bought: int | None = None
    returned: int = 0


@dataclass(frozen=True)
class Wish:
    """What is asked for and why; `has_evidence` is None where nobody has looked yet."""

    way: str
    reason: str
    quantity: int = 1
    has_evidence: bool | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that bears on the answer: how it stands for that, by which clause, in two voices."""

    standing: Standing
    clause: str  # empty for what is a fact and no rule of the policy
    sentence: str
    staff_sentence: str


@dataclass(frozen=True)
class Verdict(Finding):
    """The answer: the finding that decides, with every fact that was used, ready for JSON."""

    facts: dict[str, Any] = field(default_factory=dict)


def _day_in(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at.astimezone(zone).date() if at else None
