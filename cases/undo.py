"""Second thoughts: the team's latest step is taken back before anybody is told of it, as if it had never been taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import records
from cases.almanac import Almanac
from cases.before import clocks_before, put_back
from cases.models import Attachment, Case, Deadline, Event
from cases.perform import MOVED, Actor, Change, is_quiet, lock, write
from cases.refusals import NotPossible, Refused, Stale, TooLate
from cases.telling import told_by
from cases.workflow import UNDO, Audience, Role
from notifications import outbox

LATEST = 50  # events among which the latest that matters is looked for


def undo(case: Case, *, actor: Actor, seen: int, now: datetime | None = None) -> None:
    """Take back the latest step of `case`, or raise `Refused` and write nothing.

    `seen` is the version that the caller looked at. What the step changed on the case and its clocks becomes
    what it was; its messages are withdrawn; the step itself stays in the history.
    """
    now = now or timezone.now()
    with transaction.atomic():
        change = lock(Case.objects.filter(pk=case.pk), Almanac())[0]
        step = _step_to_undo(change.case, actor, seen, now)
        _withdraw(change.case, step, actor, now)
        _put_back(change, step)
        if not change.case.still_there():
            raise TooLate(
                _("Yang dilepas langkah ini sudah dijanjikan ke orang lain, jadi tidak bisa dibatalkan lagi.")
            )
        change.events.append(_trace(change.case, step, actor, now))
        write([change])


def _step_to_undo(case: Case, actor: Actor, seen: int, now: datetime) -> Event:
    """The event of the step, or the reason why this person cannot undo it."""
    newest = list(Event.objects.filter(case=case.pk).order_by("-number")[:LATEST])
    event = _latest(case, newest)
    if event is not None and event.number > seen and event.action != UNDO.action:
        newer = [newer for newer in newest[::-1] if newer.number > seen and not is_quiet(case, newer)]
        raise Stale(_("Ada yang baru di kasus ini, jadi langkah tadi tidak bisa dibatalkan lagi."), newer)
    if refusal := _refusal(event, actor, now):
        raise refusal
    return event


def _latest(case: Case, newest: Iterable[Event]) -> Event | None:
    """The latest event that leaves no way back behind it; what the clock did counts, who is in charge does not."""
    return next((e for e in newest if e.role == Role.SYSTEM or not is_quiet(case, e)), None)


def _refusal(event: Event | None, actor: Actor, now: datetime) -> Refused | None:
    """Why this person cannot undo the latest step; None where they can."""
    if event is not None and event.action == UNDO.action:
        return TooLate(_("Langkah ini sudah dibatalkan."))
    if event is None or event.undo_until is None:
        return NotPossible(_("Langkah terakhir di kasus ini tidak bisa dibatalkan."))
    if actor.role is not Role.OWNER and (actor.user is None or actor.user.pk != event.user_id):
        return NotPossible(_("Hanya yang mengambil langkah ini atau pemilik toko yang bisa membatalkannya."))
    if now >= event.undo_until:
        return TooLate(_("Waktu untuk membatalkan sudah lewat. Pakai langkah lain di kasus ini."))
    return None


def _withdraw(case: Case, step: Event, actor: Actor, now: datetime) -> None:
    if not outbox.withdraw(case.shop, case.reference, told_by(case, step), by=actor.user, now=now):
        raise TooLate(_("Pesannya sudah dikirim, jadi langkah ini tidak bisa dibatalkan lagi."))


def _put_back(change: Change, step: Event) -> None:
    change.answered |= put_back(change.case, step.before["case"]) - set(MOVED)
    records.put_back(step.before.get("rows", ()))
    lived, changed = clocks_before(step.before)
    # First, because a clock that goes on may ring at the very instant of one that was started.
    Deadline.objects.filter(pk__in={row.pk for row in change.clocks.rows} - lived).delete()
    change.clocks.resumed |= {row.pk: row for row in changed}
    # They stay with the step in the history, where only the team sees it.
    Attachment.objects.filter(event=step.pk).update(internal=True)


def _trace(case: Case, step: Event, actor: Actor, now: datetime) -> Event:
    """It goes from the old state to the old state: for whoever counts moves, nothing has moved."""
    case.version += 1
    return Event(
        case_id=case.pk, number=case.version, action=UNDO.action, source=case.state, target=case.state,
        role=actor.role.value, by=actor.name[:80], user=actor.user, internal=True, undoes=step.number, at=now,
    )  # fmt: skip


# What is offered on the page -----------------------------------------------------------------------


@dataclass(frozen=True)
class Chance:
    """A step that may still be undone: what it is called, whether the customer waits to be told, until when."""

    words: str
    tells_customer: bool
    until: datetime
    seconds: int


def chance(case: Case, newest: Iterable[Event], actor: Actor, now: datetime) -> Chance | None:
    """What this person may undo, given the case's events, the newest first; no query."""
    event = _latest(case, newest)
    if _refusal(event, actor, now):
        return None
    step = case.workflow.step(event.source, event.action, case.variant) or case.workflow.named(event.action)
    tells = any(tell.to is Audience.CUSTOMER for tell in step.tells)
    left = event.undo_until - now
    return Chance(str(step.done), tells, event.undo_until, max(round(left.total_seconds()), 1))
