"""What clocks and messages need to know of a shop, each shop and channel read once per almanac."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from cases.workflow import Timer
from shops.access import team_of
from shops.calendar import Amount, Calendar, Due, Line, NoOpeningHours, Pause, Unit, due, share, stamp
from shops.channels import rules_of
from shops.hours import calendar_of
from shops.models import Channel, Membership, Shop


@dataclass(frozen=True)
class Schedule:
    """When the time is up, with the lines that explain it, and when before that to remind: (percent, instant)."""

    due_at: datetime
    ledger: list[dict]
    reminders: list[tuple[int, datetime]]


class ShopFacts:
    """One shop's calendar, clock rules and people; what holds is known by the row of the shop in hand."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._schedules: dict[tuple, Schedule] = {}

    @property
    def calendar(self) -> Calendar:
        """The working calendar."""
        return calendar_of(self.shop)

    @property
    def members(self) -> dict[int, Membership]:
        """Who works here now, by membership."""
        return team_of(self.shop)

    @property
    def owners(self) -> list[Membership]:
        """The owners who can be told."""
        return [m for m in self.members.values() if m.role == Membership.Role.OWNER]

    def schedule(self, rule: dict, start: datetime) -> Schedule:
        """When a clock of this rule rings; a sweep starts many alike at one moment, so it is worked out once."""
        key = (
            rule["number"],
            rule["unit"],
            *rule["reminders"],
            rule.get("until"),
            rule.get("until_words"),
            start,
        )
        if key not in self._schedules:
            up = (
                self._promised(rule["until"], rule["until_words"])
                if "until" in rule
                else self.time_up(start, amount_of(rule))
            )
            reminders = [
                (percent, share(start, up.at, percent, self.calendar)) for percent in rule["reminders"]
            ]
            self._schedules[key] = Schedule(up.at, [line.as_json() for line in up.ledger], reminders)
        return self._schedules[key]

    def closing(self, day: date) -> datetime:
        """When the shop closes on a day; the end of a day on which it does not open."""
        periods = self.calendar.periods(day)
        midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=self.shop.zone)
        return periods[-1][1] if periods else midnight.astimezone(UTC)

    def beginning(self, day: date) -> datetime:
        """The first instant of a day where the shop is."""
        return datetime.combine(day, time(), tzinfo=self.shop.zone).astimezone(UTC)

    def _promised(self, day: str, words: str) -> Due:
        at = self.closing(date.fromisoformat(day))
        return Due(at, (Line(at, words % stamp(at, self.shop.zone)),))

    def time_up(self, start: datetime, amount: Amount, pauses: Sequence[Pause] = ()) -> Due:
        """When that much time has passed; a shop that never opens owes its answer all the same, day and night."""
        try:
            return due(start, amount, self.calendar, pauses)
        except NoOpeningHours:
            unit = Unit.HOURS if amount.unit is Unit.OPEN_HOURS else Unit.CALENDAR
            up = due(start, Amount(amount.number, unit), self.calendar, pauses)
            why = _("Toko belum punya jam buka, jadi %(amount)s dihitung siang dan malam, libur juga")
            return Due(up.at, (Line(None, why % {"amount": amount}), *up.ledger))

    def rule(self, channel: Channel, timer: Timer) -> dict:
        """The rule that holds for a clock on this channel, as the JSON that a deadline keeps a copy of."""
        own = rules_of(self.shop).get(channel.pk, {}).get(timer.clock)
        if own is None:
            return _as_json(timer.amount, timer.on_due, timer.reminders, source="", source_on=None)
        return _as_json(own.amount, own.on_due, own.reminders, source=own.source, source_on=own.source_on)


def _as_json(amount: Amount, on_due: str, reminders, *, source: str, source_on) -> dict:
    return {
        "number": amount.number,
        "unit": amount.unit.value,
        "on_due": on_due,
        # What a form should have refused must not keep a customer's request out.
        "reminders": sorted({percent for percent in reminders if 0 < percent < 100}),
        "source": source,
        "source_on": source_on.isoformat() if source_on else None,
    }


def amount_of(rule: dict) -> Amount:
    """The time that a kept rule allows."""
    return Amount(rule["number"], Unit(rule["unit"]))


class Almanac:
    """The facts of every shop that a piece of work touches; made for that work and thrown away after it."""

    def __init__(self) -> None:
        self._shops: dict[int, ShopFacts] = {}
        self._channels: dict[int, Channel] = {}

    def shop(self, shop_id: int) -> ShopFacts:
        """The facts of one shop."""
        if shop_id not in self._shops:
            self._shops[shop_id] = ShopFacts(Shop.objects.get(pk=shop_id))
        return self._shops[shop_id]

    def know(self, shop: Shop) -> None:
        """Take a shop that is already in hand, so that it is not read again."""
        self._shops.setdefault(shop.pk, ShopFacts(shop))

    def channel(self, channel_id: int) -> Channel:
        """One channel."""
        if channel_id not in self._channels:
            self._channels[channel_id] = Channel.objects.get(pk=channel_id)
        return self._channels[channel_id]
