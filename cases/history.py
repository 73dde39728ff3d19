"""A case as its customer reads it: the road it travels and what was said and done, nothing internal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.models import Attachment, Case, Event, Tick
from cases.perform import Actor
from cases.workflow import STAFF, Role, Turn
from shops.money import rupiah

SAME_SENDING = timedelta(minutes=5)


@dataclass(frozen=True)
class Station:
    """One stop of the road: `stage` is "done", "here" or "ahead"."""

    label: str
    stage: str
    at: datetime | None = None


@dataclass
class Entry:
    """One event as the customer reads it."""

    event: Event
    words: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)

    @property
    def mine(self) -> bool:
        """Whether the customer did it."""
        return self.event.role == Role.CUSTOMER

    @property
    def automatic(self) -> bool:
        """Whether the clock did it."""
        return self.event.role == Role.SYSTEM

    @property
    def photos(self) -> list[Attachment]:
        """What can be looked at at once."""
        return [file for file in self.files if file.thumbnail]

    @property
    def other_files(self) -> list[Attachment]:
        """What is opened by its name."""
        return [file for file in self.files if not file.thumbnail]

    @property
    def is_talk(self) -> bool:
        """Whether somebody said or sent something, so that it deserves more than one line."""
        return bool(self.event.note or self.files or self.facts)


def public_events(case: Case) -> list[Event]:
    """Everything that the customer may know, the oldest first."""
    known = Event.objects.standing().filter(case=case.pk, internal=False)
    return list(known.defer("before").order_by("number"))


def road(case: Case, events: Iterable[Event]) -> list[Station]:
    """The stations of the case's variant or kind: those passed with their dates, where it is, what is to come.

    Whoever goes back on the road (a parcel never came) passes its later stations anew.
    """
    stops = case.way.road if case.way else case.workflow.road
    passed: dict[str, datetime] = {}
    for event in events:
        if event.target in stops and event.target != event.source:
            later = stops[stops.index(event.target) + 1 :]
            passed = {stop: at for stop, at in passed.items() if stop not in later}
            passed[event.target] = event.at
        elif event.target not in stops and case.workflow.place(event.source).turn is Turn.CUSTOMER:
            passed.pop(event.source, None)  # what the customer was to do there is still to come
    return list(_stations(case, stops, passed))


def _stations(case: Case, stops: tuple[str, ...], passed: dict[str, datetime]) -> Iterator[Station]:
    def label(state: str) -> str:
        place = case.workflow.place(state)
        return str(place.station or place.public)

    for stop in stops:
        if stop in passed and stop != case.state:
            yield Station(label(stop), "done", passed[stop])
    # Only the end of the road is a thing done; a refusal or a withdrawal is where it stopped.
    arrived = not case.is_open and case.state in stops
    yield Station(label(case.state), "done" if arrived else "here", case.entered_at)
    if case.is_open:
        reached = max((stops.index(stop) for stop in (*passed, case.state) if stop in stops), default=-1)
        for stop in stops[reached + 1 :]:
            yield Station(label(stop), "ahead")


def timeline(case: Case, events: Iterable[Event]) -> list[Entry]:
    """What happened, the newest first, each with the files that came with it; one query."""
    files = defaultdict(list)
    for attachment in Attachment.objects.filter(case=case.pk, internal=False):
        files[attachment.event_id].append(attachment)
    entries = [
        Entry(event, words_of(case, event), list(_facts(case, event)), files[event.pk]) for event in events
    ]
    return entries[::-1]


def said_by_shop(case: Case, entries: Iterable[Entry]) -> Entry | None:
    """With which words of the shop the case came to where it rests: what it asks for, offers, or why.

    `entries` is the timeline, the newest first.
    """
    moves = (e for e in entries if e.event.target == case.state and e.event.target != e.event.source)
    last = next(moves, None)
    return last if last and last.is_talk and last.event.role in STAFF else None


def words_of(case: Case, event: Event) -> str:
    """What an event is called towards the customer."""
    step = case.workflow.named(event.action, case.variant)
    return str(step.done_public or step.done) if step else event.action


def _facts(case: Case, event: Event) -> Iterator[tuple[str, str]]:
    columns = {column.name for column in case._meta.fields if not isinstance(column, Tick)}
    for name, value in event.data.items():
        # What a step tells of rows beside its case is the team's.
        if name == "variant":
            yield _("Permintaan"), _turned(case, value)
        elif name in columns and name not in case.workflow.team_only:
            yield from _fact(case, name, value)


def _turned(case: Case, value: dict[str, str]) -> str:
    ways = case.workflow.variants
    return " → ".join(
        str(ways[name].public if name in ways else name) for name in (value["from"], value["to"])
    )


def known(case: Case) -> list[tuple[str, str]]:
    """What the kind shows its customer of its own fields, those that are filled."""
    return [fact for name in case.workflow.shown for fact in _fact(case, name, getattr(case, name))]


def _fact(case: Case, name: str, value: Any) -> Iterator[tuple[str, str]]:
    if value not in (None, ""):
        column = case._meta.get_field(name)
        yield capfirst(str(column.verbose_name)).removesuffix(" (Rp)"), _shown(column, value)


def _shown(column: models.Field, value: Any) -> str:
    if isinstance(column, models.BigIntegerField):
        return rupiah(value)
    if isinstance(column, models.DateField):
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return date_format(day, "j M Y")
    return str(dict(column.flatchoices).get(value, value))


def silence_means(case: Case) -> str:
    """What follows, in words for the customer, when the time is up and nobody has acted."""
    step = case.workflow.step(case.state, case.due_action, case.variant) if case.due_action else None
    return str(step.if_silent_public or step.if_silent) if step else ""


def was_just_sent(
    case: Case,
    action: str,
    note: str,
    data: dict[str, Any],
    files: Iterable[Attachment],
    *,
    actor: Actor,
    now: datetime,
) -> bool:
    """Whether this person sent exactly this a moment ago: a second press of the button, not a second message."""
    recent = Event.objects.filter(
        case=case.pk, role=actor.role, user=actor.user, action=action, note=note, at__gt=now - SAME_SENDING
    )
    wanted = {file.sha256 for file in files}
    for event in recent.prefetch_related("attachments"):
        same_data = all(str(event.data.get(name, "")) == str(value) for name, value in data.items())
        if same_data and wanted <= {attached.sha256 for attached in event.attachments.all()}:
            return True
    return False
