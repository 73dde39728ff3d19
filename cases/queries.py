"""The inbox's questions: what is lost first, how much is at risk, what a member looks for.

Every answer costs the same however many cases there are: pages by key, counts with a ceiling.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.reference import is_plausible, normalise
from cases.workflow import Role, Turn, all_workflows
from shops import search
from shops.models import Membership, Shop
from shops.paging import PAGE, Page, cursor, place

CEILING = 99  # a count above it reads "99+"
RISK_WINDOW = timedelta(hours=24)


class View(StrEnum):
    """The saved views, by their names in the address."""

    OPEN = "terbuka"
    OURS = "giliran-kita"
    TODAY = "hari-ini"
    CUSTOMER = "menunggu"
    MOVING = "di-jalan"
    GOODS = "barang"
    UNANSWERED = "belum-dibalas"
    NOBODY = "tanpa-pic"
    CLOSED = "selesai"


LABELS: dict[str, Promise] = {
    View.OPEN: _("Semua terbuka"),
    View.OURS: _("Giliran kita"),
    View.TODAY: _("Jatuh tempo hari ini"),
    View.CUSTOMER: _("Menunggu pelanggan"),
    View.MOVING: _("Barang di jalan"),
    View.GOODS: _("Barang di jalan, perlu diperiksa"),
    View.UNANSWERED: _("Belum dibalas"),
    View.NOBODY: _("Belum ada PIC"),
    View.CLOSED: _("Selesai"),
}


def views_for(role: str) -> list[str]:
    """The saved views of a role, the one it starts with first."""
    if role == Membership.Role.WAREHOUSE:
        return [View.GOODS, View.OPEN, View.TODAY, View.CLOSED]
    return [view for view in View if view != View.GOODS]


def cases_in(view: str, shop: Shop, now: datetime) -> QuerySet[Case]:
    """The shop's cases in a saved view."""
    return Case.objects.filter(_condition(view, _end_of_day(shop, now)), shop=shop)


def _condition(view: str, end_of_day: datetime) -> Q:
    match view:
        case View.OURS:
            return Q(is_open=True, turn=Turn.SHOP.value)
        case View.TODAY:
            return Q(is_open=True, due_at__lt=end_of_day)
        case View.CUSTOMER:
            return Q(is_open=True, turn=Turn.CUSTOMER.value)
        case View.MOVING:
            return Q(is_open=True, turn=Turn.NOBODY.value)
        case View.GOODS:
            return Q(is_open=True) & _goods_at_hand()
        case View.UNANSWERED:
            return Q(unanswered=True)
        case View.NOBODY:
            return Q(is_open=True, assignee=None)
        case View.CLOSED:
            return Q(is_open=False)
    return Q(is_open=True)


def _end_of_day(shop: Shop, now: datetime) -> datetime:
    tomorrow = now.astimezone(shop.zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), tzinfo=shop.zone)


def _goods_at_hand() -> Q:
    """States in which the warehouse moves on and nobody waits for the customer."""
    found = Q()
    for workflow in all_workflows():
        states = [
            name
            for name, state in workflow.states.items()
            if state.turn is not Turn.CUSTOMER
            and any(step.source == name and Role.WAREHOUSE in step.by for step in workflow.steps)
        ]
        found |= Q(kind=workflow.kind, state__in=states)
    return found


# What a member asks for --------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """What stands in the inbox's address; whatever makes no sense there is as good as absent."""

    view: str = ""  # empty: a search through everything
    text: str = ""
    state: str = ""
    kind: str = ""  # a kind or one of its variants
    channel: str = ""
    assignee: str = ""  # "saya", or a membership
    after: str = ""

    @classmethod
    def read(cls, address: QueryDict, role: str) -> "Wish":
        """The wish in an address."""
        text = search.asked(address.get("q", ""))
        view = address.get("view", "")
        if view not in views_for(role):
            view = "" if text else views_for(role)[0]
        rest = {
            name: _plain(address.get(name, "")) for name in ("state", "kind", "channel", "assignee", "after")
        }
        return cls(view, text, **rest)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the view narrows the list."""
        return bool(self.text or self.state or self.kind or self.channel or self.assignee)

    @property
    def is_too_short(self) -> bool:
        """Whether the text is too short to look for."""
        return search.is_too_short(self.text)

    def address(self, **changes: str) -> str:
        """This wish, changed, as the query of an address."""
        wish = replace(self, **changes)
        query = QueryDict(mutable=True)
        pairs = {
            "view": wish.view, "q": wish.text, "state": wish.state, "kind": wish.kind, "channel": wish.channel,
            "assignee": wish.assignee, "after": wish.after,
        }  # fmt: skip
        query.update({name: value for name, value in pairs.items() if value})
        return f"?{query.urlencode()}"


def _plain(value: str) -> str:
    return value if re.fullmatch(r"[a-z0-9_-]{1,40}", value) else ""


def wished(wish: Wish, membership: Membership, now: datetime) -> QuerySet[Case]:
    """The cases that the wish names, in no order yet."""
    cases = (
        cases_in(wish.view, membership.shop, now)
        if wish.view
        else Case.objects.filter(shop=membership.shop_id)
    )
    if wish.state:
        cases = cases.filter(state=wish.state)
    if wish.kind:
        cases = cases.filter(Q(kind=wish.kind) | Q(variant=wish.kind))
    if wish.channel.isdecimal():
        cases = cases.filter(channel=_small(wish.channel))
    if wish.assignee == "saya":
        cases = cases.filter(assignee=membership.pk)
    elif wish.assignee.isdecimal():
        cases = cases.filter(assignee=_small(wish.assignee))
    if wish.is_too_short:
        return cases.none()
    return cases.filter(_matches(wish.text)) if wish.text else cases


def _small(digits: str) -> int:
    """A key from an address; one too large for the column is nobody's."""
    return min(int(digits), 2**63 - 1)


def _matches(text: str) -> Q:
    """What was typed, or its letters as a reference."""
    reference = normalise(text)
    return search.matches(text, *([reference] if is_plausible(reference) else []))


# One page of it ----------------------------------------------------------------------------------


def page_of(cases: QuerySet[Case], wish: Wish) -> Page[Case]:
    """The cases after the cursor, in the order of the wish."""
    by, _newest_first = _order(wish.view)
    rows = list(
        in_order(cases.filter(_after(wish)), wish.view)
        .select_related("channel", "assignee__user")
        .defer("description", "search")[: PAGE + 1]
    )
    if len(rows) <= PAGE:
        return Page(rows)
    last = rows[PAGE - 1]
    return Page(rows[:PAGE], _cursor(getattr(last, by), last.pk))


def in_order(cases: QuerySet[Case], view: str) -> QuerySet[Case]:
    """What is lost first on top; of closed ones the newest, and of what a search finds.

    Each order is that of an index, so that a page costs the same however many cases there are.
    """
    by, newest_first = _order(view)
    return cases.order_by(f"-{by}", "-id") if newest_first else cases.order_by(by, "id")


def _order(view: str) -> tuple[str, bool]:
    """By which instant a view is sorted, and whether the newest comes first."""
    return {View.CLOSED: ("closed_at", True), "": ("opened_at", True)}.get(view, ("due_at", False))


def _cursor(at: datetime | None, pk: int) -> str:
    return cursor(at, pk) if at else f"x-{pk}"


def _after(wish: Wish) -> Q:
    """What comes after the cursor; after nonsense, everything."""
    by, newest_first = _order(wish.view)
    if without := re.fullmatch(r"x-([0-9]{1,18})", wish.after):
        return Q(**{by: None}, id__gt=int(without[1]))
    found = place(wish.after)
    if found is None:
        return Q()
    at, pk = found
    # The first condition is the index's range, the second cuts off those of the same instant.
    if newest_first:
        return Q(**{f"{by}__lte": at}) & (Q(**{f"{by}__lt": at}) | Q(id__lt=pk))
    later = Q(due_at__gte=at) & (Q(due_at__gt=at) | Q(id__gt=pk))
    # An unanswered case may be closed: it has no clock and stands at the end.
    return later | Q(due_at=None) if wish.view == View.UNANSWERED else later


# The sums on top ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Risk:
    """What is lost within a day if nobody acts."""

    amount: int
    cases: int
    without_amount: int
    first_due_at: datetime | None


def at_risk(shop: Shop, now: datetime) -> Risk:
    """Open cases whose clock ends in a loss within 24 hours."""
    losing = Case.objects.filter(
        shop=shop, is_open=True, due_action__in=losing_actions(), due_at__lte=now + RISK_WINDOW
    )
    found = losing.aggregate(
        cases=Count("*"), known=Count("amount"), total=Sum("amount"), first=Min("due_at")
    )
    return Risk(found["total"] or 0, found["cases"], found["cases"] - found["known"], found["first"])


def losing_actions() -> list[str]:
    """The actions by which silence loses the case's money."""
    return sorted({step.action for workflow in all_workflows() for step in workflow.steps if step.loses})


def next_due_at(shop: Shop, now: datetime) -> datetime | None:
    """When the next clock of an open case is up."""
    coming = Case.objects.filter(shop=shop, is_open=True, due_at__gt=now).order_by("due_at")
    return coming.values_list("due_at", flat=True).first()


def has_cases(shop: Shop) -> bool:
    """Whether the shop ever had a case."""
    return Case.objects.filter(shop=shop).exists()


def tally(shop: Shop, names: Sequence[str], now: datetime) -> list[int]:
    """How many cases each saved view has, and how many are late; none counted further than the ceiling and one.

    One statement. Its text is always the same, so it is put together once and then only filled in.
    """
    sql, blanks = _tally(tuple(names))
    facts = {_SHOP: shop.pk, _NOW: now, _END_OF_DAY: _end_of_day(shop, now)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [facts.get(blank, blank) for blank in blanks])
        return list(cursor.fetchone())


# What stands in the statement for what is not known yet; values that no real question holds.
_SHOP, _NOW, _END_OF_DAY = -1, datetime(1, 1, 2, tzinfo=UTC), datetime(1, 1, 3, tzinfo=UTC)


@cache
def _tally(names: tuple[str, ...]) -> tuple[str, tuple]:
    cases = Case.objects.filter(shop=_SHOP)
    questions = [in_order(cases.filter(_condition(name, _END_OF_DAY)), name) for name in names]
    questions.append(in_order(cases.filter(is_open=True, due_at__lte=_NOW), View.OPEN))
    compiled = [_capped(question) for question in questions]
    parts = ", ".join(f"({sql})" for sql, _own in compiled)
    return f"SELECT {parts}", tuple(value for _sql, own in compiled for value in own)


def _capped(question: QuerySet[Case]) -> tuple[str, tuple]:
    """Asked in the order of an index, a question is answered from that index and nothing else."""
    sql, own = question.values("pk")[: CEILING + 1].query.sql_with_params()
    return f"SELECT count(*) FROM ({sql}) AS found", own


def count(question: QuerySet[Case]) -> int:
    """How many cases a question finds, not counted further than the ceiling and one."""
    try:
        sql, own = _capped(question)
    except EmptyResultSet:  # it says itself that nothing can be found
        return 0
    with connection.cursor() as cursor:
        cursor.execute(sql, own)
        return cursor.fetchone()[0]


def capped(count: int) -> str:
    """ "99+" for what was not counted to its end."""
    return f"{CEILING}+" if count > CEILING else str(count)
