"""The clocks of a case: which ones a state starts, how they stop and go on, what rings next.

Works on rows in memory; `cases.perform` reads and writes them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cases.almanac import ShopFacts, amount_of
from cases.models import Case, Deadline
from cases.workflow import Timer
from shops.calendar import Pause, share

Outcome = Deadline.Outcome
DUE = 100  # the level at which the time is up


@dataclass
class Clocks:
    """The rows of one case that still matter: running or paused, plus those started now."""

    rows: list[Deadline]
    started: list[Deadline] = field(default_factory=list)
    ended: dict[int, Deadline] = field(default_factory=dict)
    resumed: dict[int, Deadline] = field(default_factory=dict)

    def running(self) -> list[Deadline]:
        """What can still ring, the earliest first; of one instant the time that is up before the reminders."""
        alive = [row for row in (*self.rows, *self.started) if row.outcome == Outcome.RUNNING]
        return sorted(alive, key=lambda row: (row.due_at, -row.level, row.clock))

    def due(self, now: datetime) -> list[Deadline]:
        """What must ring now: of one clock only the highest level, for the lower ones say nothing more by then."""
        ringing: dict[str, Deadline] = {}
        for row in self.running():
            if row.due_at <= now and row.level > getattr(ringing.get(row.clock), "level", 0):
                ringing[row.clock] = row
        return sorted(ringing.values(), key=lambda row: (row.due_at, row.clock))

    def ring(self, rung: Deadline, now: datetime) -> None:
        """Mark a row as fired, and the lower levels of its clock that were due as well as superseded."""
        self._end(rung, Outcome.FIRED, now)
        for row in self.running():
            if row.clock == rung.clock and row.level < rung.level and row.due_at <= now:
                self._end(row, Outcome.SUPERSEDED, now)

    def move(
        self, case: Case, pauses: tuple[str, ...], timers: tuple[Timer, ...], facts: ShopFacts, now: datetime
    ):
        """The case goes from one state to the next: its clocks end or pause, the next state's start or go on.

        A pause lasts for one state: what the next state does not take up again is over.
        """
        waiting = [row for row in self.rows if row.outcome == Outcome.PAUSED]
        ends = dict.fromkeys(pauses, Outcome.PAUSED)
        # A promise that goes on, on the same day or another one, is not kept yet.
        ends |= {timer.clock: Outcome.SUPERSEDED for timer in timers if timer.until}
        for row in self.running():
            self._end(row, ends.get(row.clock, Outcome.MET), now)
        for timer in timers:
            resumed = [row for row in waiting if row.clock == timer.clock]
            if resumed:
                self._resume(resumed, facts, now)
            else:
                self._start(case, timer, facts, now)
        for row in waiting:
            if row.outcome == Outcome.PAUSED:
                self._end(row, Outcome.MET, now)

    def promise(self, case: Case, timers: Sequence[Timer], facts: ShopFacts, now: datetime) -> None:
        """The case stays, but these clocks have another day now."""
        self._end_all({timer.clock for timer in timers}, Outcome.SUPERSEDED, now)
        for timer in timers:
            self._start(case, timer, facts, now)

    def _start(self, case: Case, timer: Timer, facts: ShopFacts, now: datetime) -> None:
        rule = facts.rule(case.channel, timer)
        day = getattr(case, timer.until) if timer.until else None
        if day and facts.closing(day) > now:
            rule |= {"until": day.isoformat(), "until_words": str(timer.until_words)}
        elif timer.only_until:
            return
        first = getattr(case, timer.since) if timer.since else None
        start = min(facts.beginning(first), now) if first else now
        schedule = facts.schedule(rule, start)
        common = {"case_id": case.pk, "clock": timer.clock, "started_at": start, "rule": rule}
        up = timer.action_for(rule["on_due"])
        self.started.append(
            Deadline(level=DUE, action=up, due_at=schedule.due_at, ledger=schedule.ledger, **common)
        )
        self.started += [
            Deadline(level=percent, action=timer.remind, due_at=at, **common)
            for percent, at in schedule.reminders
        ]

    def _resume(self, rows: list[Deadline], facts: ShopFacts, now: datetime) -> None:
        """Move the same rows to their later time: what has rung before does not ring again."""
        first = rows[0]
        # The clocks of two nodes may differ by a moment; a pause never ends before it began.
        spans = [*first.pauses, [first.ended_at.isoformat(), max(first.ended_at, now).isoformat()]]
        pauses = [Pause(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in spans]
        up = facts.time_up(first.started_at, amount_of(first.rule), pauses)
        for row in rows:
            row.pauses, row.outcome, row.ended_at = spans, Outcome.RUNNING, None
            if row.level == DUE:
                row.due_at, row.ledger = up.at, [line.as_json() for line in up.ledger]
            else:
                later = share(first.started_at, up.at, row.level, facts.calendar, pauses)
                row.due_at = max(row.due_at, later)
            self.resumed[row.pk] = row

    def resume_held(self, case: Case, timers: tuple[Timer, ...], facts: ShopFacts, now: datetime) -> bool:
        """The customer has their answer: a clock that was held because of their question runs anew."""
        alive = {row.clock for row in self.running() if row.level == DUE}
        held = [timer for timer in timers if timer.if_unanswered and timer.clock not in alive]
        for timer in held:
            self._start(case, timer, facts, now)
        return bool(held)

    def stop(self, names: tuple[str, ...], now: datetime) -> None:
        """The case stays, but these clocks are over."""
        self._end_all(names, Outcome.MET, now)

    def pass_over(self, rung: Deadline, now: datetime) -> None:
        """What this row would have done is not wanted any more."""
        self._end(rung, Outcome.SUPERSEDED, now)

    def _end_all(self, names: Collection[str], outcome: str, now: datetime) -> None:
        for row in self.running():
            if row.clock in names:
                self._end(row, outcome, now)

    def _end(self, row: Deadline, outcome: str, now: datetime) -> None:
        row.outcome, row.ended_at = outcome, now
        if row.pk:  # otherwise it was started in this very change and is written whole
            self.ended[row.pk] = row


def settle(case: Case, clocks: Clocks, *, moved: bool, anew: Sequence[Timer] = ()) -> None:
    """Write onto the case what its clocks say: what fires next, and the time that bites first.

    `anew` are clocks that have another day now, although the case stays where it is.

    A time that is up stays on the case for as long as it rests there: it is late, not without a clock.
    The clocks of a closed case ring, but nothing is lost by them.
    """
    running = clocks.running()
    case.next_due_at = running[0].due_at if running else None
    told = {action for timer in anew for action in timer.expire.values()}
    if moved or case.due_action in told or not case.is_open:
        case.due_at, case.due_action = None, ""
    if not case.is_open:
        return
    up = next((row for row in running if row.level == DUE), None)
    if up and (case.due_at is None or up.due_at < case.due_at):
        case.due_at, case.due_action = up.due_at, up.action
