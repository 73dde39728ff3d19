"""The sweep: takes the action of every deadline that is due, once, however many sweepers run or die."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cases import manners
from cases.almanac import Almanac
from cases.clocks import DUE, settle
from cases.models import Case, Deadline
from cases.perform import SYSTEM, Change, decide, lock, write
from cases.telling import owner_alert

logger = logging.getLogger(__name__)

BATCH = 100  # cases per transaction: large enough to share the queries, small enough to lose little
FIRST_DELAY = timedelta(minutes=5)
MAX_DELAY = timedelta(hours=6)
MAX_FAILURES = 30_000  # what the column holds


def sweep(*, now: datetime | None = None, limit: int = 5000) -> int:
    """Fire what is due at `now`, at most `limit` cases, and answer how many cases moved.

    1. Lock a batch of due cases, earliest first, passing over those that somebody else holds.
    2. Work out all of their due steps, then write them in one transaction.
    3. If any of them fails, roll the batch back and take its cases one by one; the one that fails
       is put off with a growing delay and shown to the owner, the others go on.
    """
    now = now or timezone.now()
    fired = 0
    while fired < limit:
        batch = _fire_batch(now, min(BATCH, limit - fired))
        if not batch:
            break
        fired += batch
    return fired


def _due(now: datetime):
    return Case.objects.filter(next_due_at__lte=now).order_by("next_due_at")


def _fire_batch(now: datetime, size: int) -> int:
    """Fire one batch; answers how many cases it took, 0 when none is due."""
    try:
        with transaction.atomic():
            almanac = Almanac()
            changes = lock(_due(now)[:size], almanac, skip_locked=True)
            for change in changes:
                fire(change, almanac, now)
            write(changes)
            return len(changes)
    except Exception:
        logger.exception("A batch of deadlines failed; taking its cases one by one")
    return _fire_singly(now, size)


def _fire_singly(now: datetime, size: int) -> int:
    taken = 0
    for pk in list(_due(now).values_list("pk", flat=True)[:size]):
        taken += _fire_one(pk, now)
    return taken


@transaction.atomic
def _fire_one(pk: int, now: datetime) -> int:
    # Only the row itself: whatever may be wrong with the rest of the case is met inside the `try`.
    case = _due(now).select_for_update(skip_locked=True).filter(pk=pk).first()
    if case is None:
        return 0
    try:
        with transaction.atomic():
            almanac = Almanac()
            changes = lock(Case.objects.filter(pk=pk), almanac)
            fire(changes[0], almanac, now)
            write(changes)
    except Exception:
        logger.exception("A deadline of case %s failed; it is put off", case.reference)
        _put_off(case, now)
    return 1


def fire(change: Change, almanac: Almanac, now: datetime) -> None:
    """Take the action of every clock of this case that is due, the earliest first."""
    for rung in change.clocks.due(now):
        if rung.outcome == Deadline.Outcome.RUNNING:
            _ring(change, rung, almanac, now)
    # Also where nothing rang: `next_due_at` must not call the sweep again for nothing.
    settle(change.case, change.clocks, moved=False)


def _ring(change: Change, rung: Deadline, almanac: Almanac, now: datetime) -> None:
    case = change.case
    action = _called_for(case, rung)
    step = case.workflow.step(case.state, action, case.variant)
    if step and step.unless and manners.RULES[step.unless](case):
        change.clocks.pass_over(rung, now)
    else:
        decide(change, action, almanac, actor=SYSTEM, rung=rung, now=now)


def _called_for(case: Case, rung: Deadline) -> str:
    """What this ring asks for; no case closes over a question of the customer that nobody has answered."""
    if rung.level == DUE and case.unanswered:
        timer = next((timer for timer in case.place.timers if timer.clock == rung.clock), None)
        if timer and timer.if_unanswered:
            return timer.if_unanswered
    return rung.action


def _put_off(case: Case, now: datetime) -> None:
    """Try again later, later each time; the owner is told at the first failure."""
    delay = min(FIRST_DELAY * 2 ** min(case.sweep_failures, 10), MAX_DELAY)
    failures = min(case.sweep_failures + 1, MAX_FAILURES)
    Case.objects.filter(pk=case.pk).update(next_due_at=now + delay, sweep_failures=failures)
    if case.sweep_failures == 0:
        _tell_owner(case, now)


def _tell_owner(case: Case, now: datetime) -> None:
    """Tell the owner; a message that cannot be written must not undo the delay."""
    try:
        with transaction.atomic():
            owner_alert("staff_clock_failed", case, Almanac().shop(case.shop_id), now)
    except Exception:
        logger.exception("The owner could not be told of case %s", case.reference)
