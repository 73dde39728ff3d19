"""The one door: every change of a case's state goes through here, from the web, a link, the API or the clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.almanac import Almanac, ShopFacts
from cases.before import Before, as_json
from cases.clocks import Clocks, settle
from cases.models import Attachment, Case, Deadline, Event
from cases.records import Record, Taken
from cases.refusals import NotPossible, Refused, Stale
from cases.telling import messages_for
from cases.workflow import STAFF, STAY, Note, Role, Step
from notifications.models import Message
from shops import rows
from shops.models import Membership, Shop, User
from shops.phones import searchable

MAX_NOTE = 4000

# What a step may move on the Case row itself; all of it is written in one statement.
MOVED = (
    "state", "variant", "turn", "is_open", "unanswered", "assignee", "version", "entered_at", "closed_at",
    "first_answer_at", "first_answer_role", "first_closed_at", "due_at", "due_action", "next_due_at", "sweep_failures",
    "search",
)  # fmt: skip
ENDED = ("outcome", "ended_at")
RESUMED = (*ENDED, "due_at", "pauses", "ledger")


@dataclass(frozen=True)
class Actor:
    """Who acts: the role decides what is allowed, the name is what the timeline says."""

    role: Role
    name: str
    user: User | None = None

    @classmethod
    def member(cls, membership: Membership) -> Actor:
        """A person of the shop, in the role that they have there."""
        return cls(Role(membership.role), str(membership.user), membership.user)

    @classmethod
    def customer(cls, case: Case) -> Actor:
        """Whoever holds the case's link."""
        return cls(Role.CUSTOMER, case.customer_name)


SYSTEM = Actor(Role.SYSTEM, "")


@dataclass
class Change:
    """Everything that one or more steps on one case will write."""

    case: Case  # the specific one: the only object that is written
    clocks: Clocks
    events: list[Event] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    records: list[Record] = field(default_factory=list)


def perform(
    case: Case,
    action: str,
    *,
    actor: Actor,
    note: str = "",
    data: dict[str, Any] | None = None,
    files: Sequence[Attachment] = (),
    seen: int | None = None,
    now: datetime | None = None,
) -> Event:
    """Take `action` on `case` and answer its event, or raise `Refused` and write nothing.

    Locks the case row first, so two callers never act on the same state. `data` holds the fields
    that the step asks for, `files` drafts to attach, `seen` the version that the caller looked at.
    """
    now = now or timezone.now()
    almanac = Almanac()
    with transaction.atomic():
        change = lock(Case.objects.filter(pk=case.pk), almanac)[0]
        event = decide(
            change, action, almanac, actor=actor, note=note, data=data, files=files, seen=seen, now=now
        )
        rows.draw_keys([event])
        write([change])
        attach(files, change.case, event)
    return event


def lock(cases: models.QuerySet[Case], almanac: Almanac, *, skip_locked: bool = False) -> list[Change]:
    """Lock these Case rows, then read each as its own kind with its clocks: 2 queries and 1 per kind."""
    locked = cases.select_for_update(of=("self",), skip_locked=skip_locked).values_list("pk", "kind")
    keys = dict(locked)
    found = _specific(keys)
    clocks = defaultdict(list)
    alive = ["", Deadline.Outcome.PAUSED]
    for row in Deadline.objects.filter(case__in=keys, outcome__in=alive):
        clocks[row.case_id].append(row)
    for case in found.values():
        almanac.know(case.shop)
        case.shop = almanac.shop(case.shop_id).shop
    return [Change(found[pk], Clocks(clocks[pk])) for pk in keys]


def _specific(kinds: dict[int, str]) -> dict[int, Case]:
    by_kind = defaultdict(list)
    for pk, kind in kinds.items():
        by_kind[kind].append(pk)
    found = {}
    for kind, keys in by_kind.items():
        model = Case.model_of(kind)
        found |= model.objects.select_related("shop", "channel").in_bulk(keys)
    return found


def decide(
    change: Change,
    action: str,
    almanac: Almanac,
    *,
    actor: Actor,
    now: datetime,
    note: str = "",
    data: dict[str, Any] | None = None,
    files: Sequence[Attachment] = (),
    seen: int | None = None,
    rung: Deadline | None = None,
) -> Event:
    """Work out one step on a locked case, in memory; `rung` is the deadline that asks for it."""
    case, facts = change.case, almanac.shop(change.case.shop_id)
    step = find_step(case, action, actor)
    _refuse_stale(case, step, actor, seen)
    if words := case.why_shut(step, now):
        raise Refused(words)
    note = _clean_note(step, note, files)
    answers = _clean_answers(case, step, data or {})
    chance = _second_thoughts(step, actor, facts.shop)
    before = Before.of(case, change.clocks) if chance else None
    if step.guard:
        step.guard(case, answers, now)
    variant = case.variant
    for name, value in answers.items():
        setattr(case, name, value)
    case.variant = step.becomes or case.variant
    change.answered |= answers.keys()
    if step.effect:
        change.answered |= set(step.effect(case, now) or ())
    record = _beside(case, step, Taken(actor, answers, data or {}, now, note, files))
    change.answered |= record.own
    change.records.append(record)
    if change.answered & set(case.workflow.searchable):
        case.search = search_text(case)
    event = _record(change, step, actor, note, answers, now)
    event.data |= record.said
    if case.variant != variant:
        event.data["variant"] = {"from": variant, "to": case.variant}
    _move(change, step, actor, facts, rung, now)
    if before:
        event.undo_until = now + chance
        event.before = before.changed(case, change.clocks) | record.before()
    change.messages += messages_for(step, case, event, facts, now)
    return event


def _beside(case: Case, step: Step, taken: Taken) -> Record:
    """What the step writes beside the case."""
    record = Record()
    for name in step.records:
        record.join(getattr(case, name)(taken))
    if case.workflow.ending and case.is_open and not case.workflow.place(_target(case, step)).is_open:
        record.join(getattr(case, case.workflow.ending)(taken))
    record.draw_keys()
    return record


def _second_thoughts(step: Step, actor: Actor, shop: Shop) -> timedelta:
    """How long this person may take the step back; until then nobody is told of it."""
    may = actor.role in STAFF and step.can_be_undone
    return timedelta(seconds=shop.undo_seconds if may else 0)


def find_step(case: Case, action: str, actor: Actor) -> Step:
    """The step that this person may take now, or `NotPossible`."""
    step = case.workflow.step(case.state, action, case.variant)
    if step is not None and actor.role in step.by:
        return step
    # A customer has no role to ask the owner about: to them the step simply is not there.
    if step is None or actor.role is Role.CUSTOMER:
        raise NotPossible(
            _("Langkah ini tidak tersedia lagi. Status kasus sekarang: %s.") % _label_for(case, actor)
        )
    raise NotPossible(_("Peran Anda tidak dapat mengambil langkah ini. Minta bantuan pemilik toko."))


def _label_for(case: Case, actor: Actor) -> str:
    return str(case.place.public if actor.role is Role.CUSTOMER else case.place.label)


def _refuse_stale(case: Case, step: Step, actor: Actor, seen: int | None) -> None:
    if seen is None or seen >= case.version or step.additive:
        return
    newer = Event.objects.since(seen).filter(case=case.pk)
    events = [event for event in newer if not is_quiet(case, event)]
    if actor.role is Role.CUSTOMER:
        # That a step was taken back is none of theirs, but whoever saw it looked at another case than this.
        events = [event for event in events if event.undoes or not event.internal]
    if events:
        raise Stale(_("Kasus ini baru saja berubah. Periksa dulu yang baru, lalu putuskan lagi."), events)


def is_quiet(case: Case, event: Event) -> bool:
    """Whether this makes nobody's page stale."""
    step = case.workflow.named(event.action, case.variant)
    return step is not None and step.quiet


def _clean_note(step: Step, note: str, files: Sequence[Attachment]) -> str:
    note = _tidy(note)
    if step.note is Note.NONE:
        return ""
    if len(note) > MAX_NOTE:
        raise Refused(_("Pesan terlalu panjang, paling banyak 4.000 huruf."), {"note": _("Terlalu panjang.")})
    if step.note is Note.MUST and not note and not (step.files and files):
        raise Refused(_("Tulis dulu pesannya."), {"note": _("Bagian ini masih kosong.")})
    return note


def _clean_answers(case: Case, step: Step, data: dict[str, Any]) -> dict[str, Any]:
    """The values of the fields that the step asks for, validated by the model; nothing else of `data` counts."""
    answers, wrong = {}, {}
    for name in (*step.asks, *step.takes):
        column = case._meta.get_field(name)
        value = _tidy(data.get(name))
        if value in (None, ""):
            if name in step.asks:
                wrong[name] = _("Bagian ini masih kosong.")
            elif name in data:
                answers[name] = column.get_default() if not column.null else None
            continue
        try:
            answers[name] = _clean_answer(case, column, value)
        except ValidationError as error:
            wrong[name] = " ".join(error.messages)
        except (TypeError, ValueError):  # a thing of a type that the field cannot even look at
            wrong[name] = _("Isian ini tidak dapat dibaca.")
    if wrong:
        labels = ", ".join(str(case._meta.get_field(name).verbose_name) for name in wrong)
        raise Refused(_("Periksa lagi: %s.") % labels, wrong)
    return answers


def _clean_answer(case: Case, column: models.Field, value: Any) -> Any:
    if column.name == "variant" and value not in case.workflow.variants_through(case.state):
        raise ValidationError(_("Pilihan ini tidak ada."))
    if not column.is_relation:
        return column.clean(value, case)
    # Only a row of this shop that still counts; a bare number says nothing about whose it is.
    ours = isinstance(value, column.related_model) and value.shop_id == case.shop_id
    if not ours or not getattr(value, "is_active", True):
        raise ValidationError(_("Pilihan ini tidak ada."))
    return value


def _tidy(value: Any) -> Any:
    """Text without the margins, and without the character that PostgreSQL cannot keep."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def _record(change: Change, step: Step, actor: Actor, note: str, answers: dict, now: datetime) -> Event:
    case = change.case
    case.version += 1
    event = Event(
        case_id=case.pk, number=case.version, action=step.action, source=case.state,
        target=_target(case, step), role=actor.role.value, by=actor.name[:80], user=actor.user, note=note,
        data={name: _plain(value) for name, value in answers.items()}, internal=step.internal, at=now,
    )  # fmt: skip
    change.events.append(event)
    return event


def _target(case: Case, step: Step) -> str:
    return case.state if step.target == STAY else step.target


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    return as_json(value)


def _move(
    change: Change, step: Step, actor: Actor, facts: ShopFacts, rung: Deadline | None, now: datetime
) -> None:
    case, clocks = change.case, change.clocks
    if rung is not None:
        clocks.ring(rung, now)
    target = _target(case, step)
    moved = target != case.state
    place = case.workflow.place(target)
    promised = [timer for timer in place.timers if timer.until in (*step.asks, *step.takes)]
    if moved:
        clocks.move(case, step.pauses, place.timers, facts, now)
    elif promised:
        clocks.promise(case, promised, facts, now)
    clocks.stop(step.ends, now)
    answers = case.unanswered and actor.role not in (Role.CUSTOMER, Role.SYSTEM) and not step.internal
    held = not moved and answers and clocks.resume_held(case, place.timers, facts, now)
    if moved:
        case.state, case.entered_at = target, now
        case.turn, case.is_open = place.turn.value, place.is_open
        case.closed_at = None if place.is_open else now
        case.first_closed_at = case.first_closed_at or case.closed_at
    _note_first_answer(case, step, actor, moved, now)
    settle(case, clocks, moved=moved or held, anew=promised)
    case.sweep_failures = 0
    if actor.role is Role.CUSTOMER:
        case.unanswered = case.is_open or step.action == "reply" or (not moved and case.unanswered)
    elif actor.role is not Role.SYSTEM and not step.internal:
        case.unanswered = False


def _note_first_answer(case: Case, step: Step, actor: Actor, moved: bool, now: datetime) -> None:
    """What the customer first hears: from the team, or from the clock when it decides; its reminders are none."""
    answers = actor.role in STAFF or (actor.role is Role.SYSTEM and moved)
    if answers and not step.internal and case.first_answer_at is None:
        case.first_answer_at, case.first_answer_role = now, actor.role.value


def write(changes: Sequence[Change]) -> None:
    """Write the changes of any number of locked cases, each table in one statement, all in one trip."""
    for change in changes:
        _save_own(change)
    batch = rows.Batch()
    batch.update(Case, [change.case for change in changes], MOVED)
    batch.insert([event for change in changes for event in change.events])
    batch.update(Deadline, [row for change in changes for row in change.clocks.ended.values()], ENDED)
    # After the end of those they follow: a promise may go on until the very same instant.
    batch.insert([row for change in changes for row in change.clocks.started])
    batch.update(Deadline, [row for change in changes for row in change.clocks.resumed.values()], RESUMED)
    for change in changes:
        for record in change.records:
            record.write(batch)
    batch.insert([message for change in changes for message in change.messages])
    batch.send()


def _save_own(change: Change) -> None:
    """The kind's own fields, where a step has answered any."""
    case = change.case
    if own := sorted(change.answered - set(MOVED)):
        case.save(update_fields=own)


def search_text(case: Case) -> str:
    """What the inbox's search looks through: reference, order, names, phone, and what the kind adds."""
    own = (getattr(case, name, "") for name in case.workflow.searchable)
    phone = searchable(case.customer_phone)
    orders = (order.number for order in case.known_orders if order.number != case.order_number)
    words = (case.reference, case.order_number, *orders, case.title, case.customer_name, phone, *own)
    return " ".join(str(word) for word in words if word).lower()


def attach(files: Sequence[Attachment], case: Case, event: Event) -> None:
    """Hand draft uploads to the case; somebody else's file or an already used one is left alone."""
    if files:
        drafts = Attachment.objects.filter(pk__in=[f.pk for f in files], case=None, shop=case.shop_id)
        drafts.update(case=case.pk, event=event, draft_key=None, internal=event.internal)
