"""A case as one line of a list: worked out here, because a template asks for each word many times over."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from cases.story import consequence
from cases.workflow import Turn
from shops.money import rupiah
from shops.templatetags.icons import icon
from shops.templatetags.words import at, left, level


@dataclass(frozen=True)
class Line:
    """What the line says, in the order in which it is read."""

    address: str
    level: str
    symbol: str
    left: str
    instant: datetime
    at: str
    title: str
    meta: str
    unanswered: bool
    lose: str
    money: str
    turn: str
    pic: str


class Lines:
    """Makes the lines of one page: what all of them share is worked out once."""

    def __init__(self, now: datetime, zone: ZoneInfo, *, with_money: bool) -> None:
        self.now, self.zone, self.with_money = now, zone, with_money
        self.turns = {turn.value: render_to_string("cases/turn.html", {"turn": turn.value}) for turn in Turn}
        self.symbols = {name: icon(name) for name in ("warn", "clock", "check")}
        self.nobody = _("Belum ada PIC")
        self.stem = reverse("case", args=["-"]).removesuffix("-/")

    def of(self, case: Case) -> Line:
        """The line of one case."""
        place = str(case.place.label)
        if case.is_open:
            urgency = level(case.due_at, self.now)
            symbol, rest, instant = (
                ("warn" if urgency == "late" else "clock"),
                left(case.due_at, self.now),
                case.due_at,
            )
            lose = f"{place}. {consequence(case, self.now)}"
        else:
            urgency, symbol, rest, instant, lose = "calm", "check", place, case.closed_at, ""
        return Line(
            address=f"{self.stem}{case.reference}/", level=urgency, symbol=self.symbols[symbol], left=rest, instant=instant,
            at=at(instant, self.zone), title=case.headline,
            meta="\u00a0· ".join(filter(None, (case.label, case.channel.name, case.customer_name))),
            unanswered=case.unanswered, lose=lose, money=rupiah(case.amount) if self.with_money else "",
            turn=self.turns[case.turn] if case.is_open else "",
            pic=str(case.assignee.user) if case.assignee else self.nobody,
        )  # fmt: skip
