"""A shop's working time: when it is open, when something is due and why, how much time has passed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from itertools import takewhile
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shops import ledger
from shops.amounts import Amount, Unit
from shops.holidays_id import joint_leave, public_holidays
from shops.ledger import Line, stamp

__all__ = [
    "Amount", "Calendar", "Due", "Line", "NoOpeningHours", "Pause", "Special", "Unit",
    "due", "elapsed", "share", "stamp",
]  # fmt: skip

# Counting happens on naive wall-clock times of one zone, where every day has 24 hours.
Span = tuple[datetime, datetime]

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_LONGEST_REST = 3 * 366  # days without an opening after which there will never be one
_FARTHEST = timedelta(days=4 * 366)  # nothing that a shop promises lies farther ahead


class NoOpeningHours(ValueError):
    """The shop never opens, so nothing that waits for it can ever be due."""


@dataclass(frozen=True, slots=True)
class Special:
    """The shop's own word on one date; it beats both the weekday and the holiday."""

    name: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if _aware(self.end) < _aware(self.start):
            raise ValueError(_("Jeda harus berakhir sesudah mulai."))


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due, in UTC, and the lines that explain it."""

    at: datetime
    ledger: tuple[Line, ...]


@dataclass(frozen=True)
class Calendar:
    """When one shop is open. Monday is 0; a closing time of 00:00 is the end of that day."""

    zone: ZoneInfo
    week: Mapping[int, tuple[tuple[time, time], ...]]
    observes_joint_leave: bool = True
    special: Mapping[date, Special] = field(default_factory=dict)
    _hours: dict[int, list[tuple[timedelta, timedelta]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        week = sorted(self.week.items())
        hours = {weekday: _merged(map(_since_midnight, periods)) for weekday, periods in week if periods}
        object.__setattr__(self, "_hours", hours)

    def holiday(self, day: date) -> str | None:
        """The name of what closes the shop on that date, if it is more than the weekday."""
        if special := self.special.get(day):
            return None if special.is_open else special.name or _("toko tutup")
        name = public_holidays(day.year).get(day)
        if name is None and self.observes_joint_leave:
            name = joint_leave(day.year).get(day)
        return name

    def is_working(self, day: date) -> bool:
        """The shop has an opening period that day, and neither a holiday nor its own edit closes it."""
        return bool(self._hours_on(day))

    def periods(self, day: date) -> list[Span]:
        """That date's opening periods as instants."""
        spans = self.spans(day)
        return [(_instant(opens, self.zone), _instant(closes, self.zone)) for opens, closes in spans]

    def is_open(self, at: datetime) -> bool:
        """Opening is inclusive, closing is not."""
        wall = _wall(at, self.zone)
        return any(opens <= wall < closes for opens, closes in self.spans(wall.date()))

    def next_opening(self, at: datetime) -> datetime:
        """The first instant from `at` on when the shop is open: `at` itself if it is open then."""
        opens, _closes = next(_spans(Unit.OPEN_HOURS, self, _wall(at, self.zone)))
        return _instant(opens, self.zone)

    def spans(self, day: date) -> list[Span]:
        """That date's opening periods on the shop's own clock."""
        midnight = _midnight(day)
        return [(midnight + opens, midnight + closes) for opens, closes in self._hours_on(day)]

    def working_days(self, first: date, last: date | None = None) -> Iterator[date]:
        """Working days from `first` on; without a `last`, `NoOpeningHours` when three years bring none."""
        day, idle = first, 0
        while last is None or day <= last:
            if self.is_working(day):
                idle = 0
                yield day
            else:
                idle += 1
            if last is None and (idle > _LONGEST_REST or day - first > _FARTHEST):
                raise NoOpeningHours(_("Toko belum punya jam buka. Isi jam buka dulu di pengaturan."))
            day += _DAY

    def _hours_on(self, day: date) -> list[tuple[timedelta, timedelta]]:
        usual = self._hours.get(day.weekday(), [])
        if special := self.special.get(day):
            return (usual or next(iter(self._hours.values()), [])) if special.is_open else []
        return usual if usual and self.holiday(day) is None else []


def due(start: datetime, amount: Amount, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    """When `amount` of unpaused time has passed since `start`."""
    zone = _counting_zone(amount.unit, calendar)
    begin = _wall(start, zone)
    halts = _halts(pauses, zone)
    counted = list(_first(amount.length, _running(_spans(amount.unit, calendar, begin), halts)))
    end = counted[-1][1] if counted else begin
    if amount.unit is Unit.WORKING and counted and end.time() == time.min:
        # 24.00 of one working day is 00.00 of the next one, not of the holiday between them.
        end = _midnight(next(calendar.working_days(end.date())))

    stood = [(max(halt, begin), min(resume, end)) for halt, resume in halts if halt < end and resume > begin]
    whole, counted, stood = (_shown(spans, zone, calendar) for spans in ([(begin, end)], counted, stood))
    return Due(_instant(end, zone), ledger.write(amount, calendar, whole[0], counted, stood))


def elapsed(
    start: datetime, end: datetime, unit: Unit, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> Fraction:
    """How many of `unit` have passed, the inverse of `due`; nothing before `start`."""
    zone = _counting_zone(unit, calendar)
    begin, until = _wall(start, zone), _wall(end, zone)
    running = _running(_spans(unit, calendar, begin, until), _halts(pauses, zone))
    return unit.count(_total(_before(until, running)))


def share(
    start: datetime, due_at: datetime, percent: float, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> datetime:
    """When that share of the shop's open time up to `due_at` is used up, so that a reminder meets somebody.

    Where the shop does not open in between, the share of the time on the clock."""
    if not 0 <= percent <= 100:
        raise ValueError(_("Persentase harus dari 0 sampai 100."))
    begin, end = _wall(start, calendar.zone), _wall(due_at, calendar.zone)
    running = _running(_spans(Unit.OPEN_HOURS, calendar, begin, end), _halts(pauses, calendar.zone))
    opens = list(_before(end, running))
    if not opens:
        return start.astimezone(UTC) + max(due_at - start, _NOTHING) * percent / 100
    left = _total(opens) * percent / 100
    for since, until in opens:
        # Exactly used up at closing time: the next opening is when somebody can act on it.
        if left < until - since:
            return _instant(since + left, calendar.zone)
        left -= until - since
    return due_at.astimezone(UTC)


def _spans(unit: Unit, calendar: Calendar, begin: datetime, until: datetime | None = None) -> Iterator[Span]:
    """The stretches from `begin` on in which the clock of this unit runs; `until` bounds the search."""
    last = until and until.date()
    if unit is Unit.OPEN_HOURS:
        for day in calendar.working_days(begin.date(), last):
            for opens, closes in calendar.spans(day):
                if closes > begin:
                    yield max(opens, begin), closes
    elif unit is Unit.WORKING:
        # The rest of the first day runs whatever day it is: with it, N times 24 hours end on the Nth
        # working day at the clock time of the start.
        midnight = _midnight(begin.date() + _DAY)
        yield begin, midnight
        for day in calendar.working_days(midnight.date(), last):
            yield _midnight(day), _midnight(day + _DAY)
    else:
        yield begin, datetime.max


def _running(spans: Iterable[Span], halts: list[Span]) -> Iterator[Span]:
    """The spans without the halts."""
    for since, until in spans:
        for halt, resume in halts:
            if resume <= since:
                continue
            if halt >= until:
                break
            if since < halt:
                yield since, halt
            since = resume
        if since < until:
            yield since, until


def _first(need: timedelta, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans up to a total length of `need`; none is asked for beyond it."""
    if need:
        for since, until in spans:
            until = min(until, since + need)
            yield since, until
            need -= until - since
            if not need:
                return


def _before(end: datetime, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans up to the time `end`."""
    return ((since, min(until, end)) for since, until in takewhile(lambda span: span[0] < end, spans))


def _total(spans: Iterable[Span]) -> timedelta:
    return sum((until - since for since, until in spans), _NOTHING)


def _merged(pairs: Iterable[tuple]) -> list[tuple]:
    """In order, without overlaps, gaps of nothing or stretches of nothing."""
    merged: list[tuple] = []
    for since, until in sorted(pairs):
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], until))
        elif since < until:
            merged.append((since, until))
    return merged


def _halts(pauses: Iterable[Pause], zone: tzinfo) -> list[Span]:
    return _merged((_wall(pause.start, zone), _wall(pause.end, zone)) for pause in pauses)


def _since_midnight(period: tuple[time, time]) -> tuple[timedelta, timedelta]:
    opens, closes = (timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) for at in period)
    closes = closes or _DAY
    if closes <= opens:
        raise ValueError(_("Jam tutup harus sesudah jam buka."))
    return opens, closes


def _counting_zone(unit: Unit, calendar: Calendar) -> tzinfo:
    """Plain hours run alike everywhere; the other units follow the clock on the shop's wall."""
    return UTC if unit is Unit.HOURS else calendar.zone


def _aware(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(_("Waktu harus menyebut zonanya, misalnya 2026-03-17T10:00+07:00."))
    return at


def _wall(at: datetime, zone: tzinfo) -> datetime:
    return _aware(at).astimezone(zone).replace(tzinfo=None)


def _shown(spans: Iterable[Span], zone: tzinfo, calendar: Calendar) -> list[Span]:
    """The spans in the zone that people of this shop read."""
    local = calendar.zone
    return [tuple(wall.replace(tzinfo=zone).astimezone(local) for wall in span) for span in spans]


def _instant(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)
