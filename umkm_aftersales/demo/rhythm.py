"""When the steps of a story happened: laid out backwards from now, so that every case stands where it should."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cases.almanac import ShopFacts, amount_of
from cases.workflow import STAY, Role, Step, Timer, workflow_for
from shops.models import Channel
from umkm_aftersales.demo.script import SILENCE, SUBMIT, TALK, Script, Story

_LONGEST_AGO = 60  # days
_CLOSED_AGO = 45  # days: long enough for a month to be compared with the one before
_JUST_NOW = timedelta(minutes=20)
_TRIES = 12


@dataclass
class Beat:
    """One step at one moment."""

    step: Step
    at: datetime

    @property
    def action(self) -> str:
        """Its name."""
        return self.step.action


@dataclass
class _Move:
    """One word of a story: the step it means, where it leads, and the clock that runs from then on."""

    word: str
    step: Step
    state: str
    clock: Timer | None


@dataclass
class Rhythm:
    """Lays the steps of a script's stories out in time, by the calendar and the clocks of the shop."""

    facts: ShopFacts
    script: Script
    now: datetime
    dice: Random

    def __post_init__(self) -> None:
        self.workflow = workflow_for(self.script.kind)

    def beats(self, story: Story, channel: Channel, last: datetime | None = None) -> list[Beat]:
        """The steps of the story, the first one being its submission; the last one happens at `last` if given."""
        moves = self._moves(story, channel)
        moments = [last or self._last(moves[-1], story, channel)]
        for move, follower in zip(moves[-2::-1], moves[:0:-1], strict=True):
            moments.insert(0, self._before(move, follower, moments[0], channel))
        beats = [Beat(move.step, at) for move, at in zip(moves, moments, strict=True) if move.word != SILENCE]
        return beats + self._talk(story, moves[-1].state, moments[-1])

    def _talk(self, story: Story, state: str, since: datetime) -> list[Beat]:
        """What was said since the last step, evenly until now."""
        talk = [action for action in story.path if action in TALK]
        part = (self.now - since) / (len(talk) + 1)
        steps = (self.workflow.step(state, action, story.variant) for action in talk)
        return [Beat(step, since + part * number) for number, step in enumerate(steps, start=1)]

    def _moves(self, story: Story, channel: Channel) -> list[_Move]:
        """The story without its talk, step by step."""
        workflow = self.workflow
        moves = [_Move(SUBMIT, workflow.opened, workflow.start, workflow.states[workflow.start].timers[0])]
        for word in story.path:
            if word in TALK:
                continue
            before = moves[-1]
            action = word
            if word == SILENCE:
                action = before.clock.action_for(self.facts.rule(channel, before.clock)["on_due"])
            step = workflow.step(before.state, action, story.variant)
            state = before.state if step.target == STAY else step.target
            place = workflow.states[state]
            # What still runs after the end, such as asking how it was, changes nothing in the story.
            moves.append(_Move(word, step, state, place.timers[0] if place.is_open else None))
        return moves

    def _before(self, move: _Move, follower: _Move, later: datetime, channel: Channel) -> datetime:
        """When to take a step whose clock still runs, or is just up, when its follower comes at `later`."""
        if follower.word == SILENCE:
            return self._started(move.clock, channel, later, late=True)
        shortest, longest = self.script.pauses[follower.word]
        for attempt in range(_TRIES):
            pause = timedelta(hours=self.dice.uniform(shortest, longest) / (attempt + 1))
            at = later - pause
            # After a few tries the hour no longer matters: what counts is that the clock still runs.
            at = self._by_day(move.step, at) if attempt < _TRIES // 2 else at
            if move.clock is None or at < later < self._up(move.clock, channel, at):
                return at
        return later - _JUST_NOW

    def _last(self, move: _Move, story: Story, channel: Channel) -> datetime:
        """The last step: its clock is still running, nearly up, or over."""
        if move.clock is None:
            longest = 1.2 if story.now == "fresh" else _CLOSED_AGO
            return self._by_day(move.step, self.now - timedelta(days=self.dice.uniform(0.5, longest)))
        if story.now == "soon":
            return self._started(move.clock, channel, self.now + timedelta(hours=self.dice.uniform(2.5, 6.5)))
        if story.now == "late":
            over = timedelta(hours=self.dice.uniform(3, 30))
            return self._started(move.clock, channel, self.now - over, late=True)
        return self._started(move.clock, channel, self._some_time_ahead(move.clock, channel))

    def _some_time_ahead(self, timer: Timer, channel: Channel) -> datetime:
        """A due time by day, not within a day where that can be, within what the clock can still have."""
        length = self._up(timer, channel, self.now) - self.now
        at = self.now + max(timedelta(hours=9), length * self.dice.uniform(0.55, 0.9))
        at = at.astimezone(self.facts.shop.zone)
        at = at.replace(hour=self.dice.randint(9, 16), minute=self.dice.randint(0, 59))
        soonest = self.now + min(timedelta(days=1), length / 2)
        return at if at > soonest else at + timedelta(days=1)

    def _started(self, timer: Timer, channel: Channel, due_at: datetime, *, late: bool = False) -> datetime:
        """When the clock started that is up about then: not before `due_at`, or not after it where it is `late`."""
        running = None
        for days in range(_LONGEST_AGO):
            start = due_at - timedelta(days=days)
            if start > self.now - _JUST_NOW:
                continue
            up = self._up(timer, channel, start)
            if late and up <= due_at:
                return start
            if not late and up < due_at:
                return running or (start if up > self.now else self.now - _JUST_NOW)
            running = start
        raise ValueError(f"The clock {timer.clock} never ends at {due_at}")

    def _up(self, timer: Timer, channel: Channel, start: datetime) -> datetime:
        return self.facts.time_up(start, amount_of(self.facts.rule(channel, timer))).at

    def _by_day(self, step: Step, at: datetime) -> datetime:
        """Not at night, and the shop's own steps not on a day off: moved to a little earlier."""
        theirs = Role.CUSTOMER in step.by
        opens, closes = (7, 21) if theirs else (8, 16)
        local = at.astimezone(self.facts.shop.zone)
        if local.hour < opens:
            local = (local - timedelta(days=1)).replace(hour=closes)
        if not theirs and not self.facts.calendar.is_working(local.date()):
            local -= timedelta(days=1)
        return local.replace(hour=min(local.hour, closes), minute=self.dice.randint(0, 59))
