"""When the steps of a story happened: laid out backwards from now, so that every case stands where it should."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cases.almanac import ShopFacts, amount_of
from cases.workflow import Timer, workflow_for
from shops.models import Channel
from umkm_aftersales.demo.stories import CUSTOMER, PAUSES, SILENCE, TAKEN_BY, TALK, Story

SUBMIT = "submit"
_LONGEST_AGO = 60  # days
_JUST_NOW = timedelta(minutes=20)
_TRIES = 12


@dataclass
class Beat:
    """One step at one moment."""

    action: str
    at: datetime


@dataclass
class Rhythm:
    """Lays the steps of stories out in time, by the calendar and the clocks of the shop."""

    facts: ShopFacts
    kind: str
    now: datetime
    dice: Random

    def beats(self, story: Story, channel: Channel) -> list[Beat]:
        """The steps of the story, the first one being its submission."""
        actions = [SUBMIT, *(action for action in story.path if action not in TALK)]
        clocks = self._clocks(actions, story.variant, channel)
        moments = [self._last(actions[-1], clocks[-1], story, channel)]
        for action, timer, follower in zip(actions[-2::-1], clocks[-2::-1], actions[:0:-1], strict=True):
            moments.insert(0, self._before(action, timer, follower, moments[0], channel))
        beats = [Beat(action, at) for action, at in zip(actions, moments, strict=True) if action != SILENCE]
        return beats + self._talk(story, moments[-1])

    def _talk(self, story: Story, since: datetime) -> list[Beat]:
        """What was said since the last step, evenly until now."""
        talk = [action for action in story.path if action in TALK]
        part = (self.now - since) / (len(talk) + 1)
        return [Beat(action, since + part * number) for number, action in enumerate(talk, start=1)]

    def _clocks(self, actions: list[str], variant: str, channel: Channel) -> list[Timer | None]:
        """The clock that runs after each step."""
        workflow = workflow_for(self.kind)
        state, clocks = workflow.start, [workflow.states[workflow.start].timers[0]]
        for action in actions[1:]:
            if action == SILENCE:
                action = clocks[-1].action_for(self.facts.rule(channel, clocks[-1])["on_due"])
            state = workflow.step(state, action, variant).target
            place = workflow.states[state]
            # What still runs after the end, such as asking how it was, changes nothing in the story.
            clocks.append(place.timers[0] if place.is_open else None)
        return clocks

    def _before(
        self, action: str, timer: Timer, follower: str, later: datetime, channel: Channel
    ) -> datetime:
        """When to take `action`, whose clock still runs, or is just up, when its follower comes at `later`."""
        if follower == SILENCE:
            return self._started(timer, channel, later, late=True)
        shortest, longest = PAUSES[follower]
        for attempt in range(_TRIES):
            pause = timedelta(hours=self.dice.uniform(shortest, longest) / (attempt + 1))
            at = later - pause
            # After a few tries the hour no longer matters: what counts is that the clock still runs.
            at = self._by_day(action, at) if attempt < _TRIES // 2 else at
            if timer is None or at < later < self._up(timer, channel, at):
                return at
        return later - _JUST_NOW

    def _last(self, action: str, timer: Timer | None, story: Story, channel: Channel) -> datetime:
        """The last step: its clock is still running, nearly up, or over."""
        if timer is None:
            return self._by_day(action, self.now - timedelta(days=self.dice.uniform(0.5, 24)))
        if story.now == "soon":
            return self._started(timer, channel, self.now + timedelta(hours=self.dice.uniform(2.5, 6.5)))
        if story.now == "late":
            return self._started(
                timer, channel, self.now - timedelta(hours=self.dice.uniform(3, 30)), late=True
            )
        return self._started(timer, channel, self._some_time_ahead(timer, channel))

    def _some_time_ahead(self, timer: Timer, channel: Channel) -> datetime:
        """A due time by day, not today, within what the clock can still have."""
        length = self._up(timer, channel, self.now) - self.now
        at = self.now + max(timedelta(hours=9), length * self.dice.uniform(0.3, 0.9))
        at = at.astimezone(self.facts.shop.zone)
        at = at.replace(hour=self.dice.randint(9, 16), minute=self.dice.randint(0, 59))
        return at if at > self.now + timedelta(hours=3) else at + timedelta(days=1)

    def _started(self, timer: Timer, channel: Channel, due_at: datetime, *, late: bool = False) -> datetime:
        """When the clock started that is up about then: not before `due_at`, or not after it where it is `late`."""
        running = None
        for days in range(_LONGEST_AGO):
            start = due_at - timedelta(days=days)
            if start > self.now - _JUST_NOW:
                continue
            if self._up(timer, channel, start) <= due_at:
                return start if late or running is None else running
            running = start
        raise ValueError(f"The clock {timer.clock} never ends at {due_at}")

    def _up(self, timer: Timer, channel: Channel, start: datetime) -> datetime:
        return self.facts.time_up(start, amount_of(self.facts.rule(channel, timer))).at

    def _by_day(self, action: str, at: datetime) -> datetime:
        """Not at night, and the shop's own steps not on a day off: moved to a little earlier."""
        theirs = TAKEN_BY.get(action, CUSTOMER if action == SUBMIT else "") == CUSTOMER
        opens, closes = (7, 21) if theirs else (8, 16)
        local = at.astimezone(self.facts.shop.zone)
        if local.hour < opens:
            local = (local - timedelta(days=1)).replace(hour=closes)
        if not theirs and not self.facts.calendar.is_working(local.date()):
            local -= timedelta(days=1)
        return local.replace(hour=min(local.hour, closes), minute=self.dice.randint(0, 59))
