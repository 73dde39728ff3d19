"""A case as the people who handle it read it: what happened, which clock bites and why, what is known."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import models
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.almanac import Almanac
from cases.clocks import DUE, Clocks, settle
from cases.models import Attachment, Case, Deadline, Event, Tick
from cases.workflow import STAY, Role, Step
from shops.amounts import Amount
from shops.money import rupiah
from shops.prepared import Prepared

HISTORY = 100  # events on a page, unless all are asked for


@dataclass(frozen=True)
class Fact:
    """One thing known of a case, in words."""

    label: str
    value: str


def facts_of(case: Case, *, with_money: bool, with_team: bool = True) -> list[Fact]:
    """What the kind knows of this case beyond what every case has: its own fields that are filled.

    Without the team, what the kind keeps to itself is left out.
    """
    hidden = () if with_team else case.workflow.team_only
    fields = (column for column in case._meta.local_fields if not isinstance(column, Tick))
    own = [c for c in fields if c.editable and not c.remote_field and c.name not in hidden]
    return [
        Fact(str(column.verbose_name), _words(case, column))
        for column in own
        if getattr(case, column.name) not in (None, "") and (with_money or not _is_money(column))
    ]


def _is_money(column: models.Field) -> bool:
    return isinstance(column, models.BigIntegerField)


def _words(case: Case, column: models.Field) -> str:
    return _written(column, getattr(case, column.name))


def _written(column: models.Field, value) -> str:
    if _is_money(column):
        return rupiah(value)
    if isinstance(value, date):
        return date_format(value, "j M Y")
    return str(dict(column.flatchoices).get(value, value))


# The history -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One event, ready to be read."""

    event: Event
    words: str
    note: str
    facts: list[Fact]
    files: list[Attachment]
    by: str  # "customer", "shop", "system": which side
    undone: bool = False

    @property
    def speaks(self) -> bool:
        """Whether somebody said something here, or it is a line that says what happened."""
        return bool(self.note or self.files)


@dataclass(frozen=True)
class History:
    """The latest events, the oldest of them first, and how many older ones are left out."""

    entries: list[Entry]
    left_out: int

    def newest(self) -> Iterator[Event]:
        """The events, the newest first."""
        return (entry.event for entry in reversed(self.entries))


def _newest(case: int) -> QuerySet[Event]:
    return Event.objects.filter(case=case).defer("before").order_by("-number")


_LATEST = Prepared(lambda case: _newest(case)[:HISTORY], int)


def history_of(
    case: Case, files: list[Attachment], *, with_money: bool, whole: bool = False, with_team: bool = True
) -> History:
    """The events of a case, from one query; `files` are the case's, already read."""
    events = list(_newest(case.pk) if whole else _LATEST(case.pk))[::-1]
    undone = {event.undoes for event in events}
    by_event = defaultdict(list)
    for file in files:
        by_event[file.event_id].append(file)
    entries = [
        replace(_entry(case, event, by_event[event.pk], with_money, with_team), undone=event.number in undone)
        for event in events
    ]
    return History(entries, max(case.version - len(events), 0))


def entries(case: Case, events: list[Event], *, with_money: bool) -> list[Entry]:
    """These events, without their files: for saying what changed."""
    return [_entry(case, event, [], with_money) for event in events]


def news(case: Case, seen: int, *, with_money: bool) -> list[Entry]:
    """What happened after the event number `seen`, but for what makes nobody's page stale."""
    if seen >= case.version:
        return []
    newer = Event.objects.since(seen).filter(case=case.pk).defer("before").order_by("number")[:HISTORY]
    steps = {event.action: case.workflow.named(event.action, case.variant) for event in newer}
    loud = [event for event in newer if not (steps[event.action] and steps[event.action].quiet)]
    return entries(case, loud, with_money=with_money)


def _entry(
    case: Case, event: Event, files: list[Attachment], with_money: bool, with_team: bool = True
) -> Entry:
    step = case.workflow.named(event.action, case.variant)
    opening = event.number == 1
    return Entry(
        event,
        str(step.done) if step else event.action,
        # The customer's first words stand on top of the page.
        "" if opening and event.note == case.description else event.note,
        _answers(case, event.data, with_money, () if with_team else case.workflow.team_only),
        [] if opening else files,
        _side(event.role),
    )


def _side(role: str) -> str:
    return {Role.CUSTOMER: "customer", Role.SYSTEM: "system"}.get(role, "shop")


def _answers(case: Case, data: dict, with_money: bool, hidden: Collection[str]) -> list[Fact]:
    columns = {column.name: column for column in case._meta.fields if not isinstance(column, Tick)}
    found = []
    for name, value in data.items():
        column = columns.get(name)
        if column is None or name in hidden or value in (None, "") or (_is_money(column) and not with_money):
            continue
        if name == "variant":
            found.append(Fact(_("jenis"), _turned(case, value)))
        elif isinstance(value, dict):
            found.append(Fact(str(column.verbose_name), value.get("name", "")))
        else:
            value = date.fromisoformat(value) if isinstance(column, models.DateField) else value
            found.append(Fact(str(column.verbose_name), _written(column, value)))
    return found


def _turned(case: Case, value: dict) -> str:
    ways = case.workflow.variants
    return " → ".join(
        str(ways[name].label if name in ways else name) for name in (value["from"], value["to"])
    )


# The clocks --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clock:
    """The clock that bites first, with everything that explains it."""

    row: Deadline
    rule: str
    lines: list[str]
    sent: list[Deadline]
    coming: list[Deadline]
    others: list[Deadline]
    paused: list[Deadline] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """How long the whole time is."""
        return max(int((self.row.due_at - self.row.started_at).total_seconds()) // 60, 1)

    def used(self, now: datetime) -> int:
        """How many of its minutes are gone."""
        return min(max(int((now - self.row.started_at).total_seconds()) // 60, 0), self.minutes)


_STILL_SAID = [Deadline.Outcome.RUNNING, Deadline.Outcome.FIRED, Deadline.Outcome.PAUSED]
_CLOCKS = Prepared(
    lambda case: Deadline.objects.filter(case=case, outcome__in=_STILL_SAID).order_by("due_at", "-level"), int
)


def clock_of(case: Case) -> Clock | None:
    """The clock whose time stands on the case; one query, None where there is none."""
    if case.due_at is None:
        return None
    outcomes, rows = Deadline.Outcome, _CLOCKS(case.pk)
    ups = [row for row in rows if row.level == DUE]
    main = next((row for row in ups if row.due_at == case.due_at and row.outcome != outcomes.PAUSED), None)
    if main is None:
        return None
    same = [row for row in rows if (row.clock, row.started_at) == (main.clock, main.started_at)]
    reminders = [row for row in same if row.level != DUE]
    return Clock(
        main,
        _rule_words(main.rule),
        [line["text"] for line in main.ledger],
        [row for row in reminders if row.outcome == outcomes.FIRED],
        [row for row in reminders if row.outcome == outcomes.RUNNING],
        [row for row in ups if row is not main and row.outcome == outcomes.RUNNING],
        [row for row in ups if row.outcome == outcomes.PAUSED],
    )


def _rule_words(rule: dict) -> str:
    if "until" in rule:
        return _("sampai toko tutup pada tanggal yang dijanjikan")
    return str(Amount(rule["number"], rule["unit"]))


def consequence(case: Case, now: datetime) -> str:
    """What happens if nobody acts; of a time that is up already, what has happened."""
    step = case.workflow.step(case.state, case.due_action, case.variant) if case.due_action else None
    if step is None:
        return ""
    rung = case.is_late(now) and (case.next_due_at is None or case.next_due_at > case.due_at)
    return f"{step.done}." if rung else str(step.if_silent)


def after(case: Case, step: Step, now: datetime) -> Case:
    """This case as it would stand after a step, in memory: where, and until when."""
    then = copy(case)
    if step.target in (STAY, case.state):
        return then
    place = case.workflow.states[step.target]
    alive = [Deadline.Outcome.RUNNING, Deadline.Outcome.PAUSED]
    clocks = Clocks(list(Deadline.objects.filter(case=case.pk, outcome__in=alive)))
    almanac = Almanac()
    almanac.know(case.shop)
    clocks.move(then, step.pauses, place.timers, almanac.shop(case.shop_id), now)
    then.state = step.target
    settle(then, clocks, moved=True)
    if any(timer.until in step.asks for timer in place.timers):
        then.due_at = None  # that day is only being asked for
    return then
