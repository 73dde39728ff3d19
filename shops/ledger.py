"""The lines that explain a due time to people, and how a moment is written in them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Self

from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from shops.amounts import Amount, Unit

if TYPE_CHECKING:
    from shops.calendar import Calendar, Span

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_INSTANT = timedelta.resolution


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the explanation; the `counts` of all lines add up to the rule's number."""

    at: datetime | None
    text: str
    counts: Fraction = Fraction(0)

    def as_json(self) -> dict[str, str | None]:
        return {"at": self.at and self.at.isoformat(), "text": self.text, "counts": str(self.counts)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        at = datetime.fromisoformat(data["at"]) if data["at"] else None
        return cls(at, data["text"], Fraction(data["counts"]))


def stamp(at: datetime, zone: tzinfo, seen_from: datetime | None = None) -> str:
    """A moment as "Sel 24 Nov 2026, 14.20 WIB"; without the year where it is that of `seen_from`."""
    dates = _dates(get_language())
    local = at.astimezone(zone)
    if seen_from and seen_from.astimezone(zone).year == local.year:
        return f"{dates.day(local, local.year)}, {local:%H.%M} {local.tzname()}"
    return dates.stamp(local)


@dataclass(frozen=True, slots=True)
class _Dates:
    """Dates in one language."""

    weekdays: tuple[str, ...]
    months: tuple[str, ...]

    def day(self, day: date, year: int | None = None) -> str:
        """A date as "Sel 24 Nov", with the year unless it is the given one."""
        words = f"{self.weekdays[day.weekday()]} {day.day} {self.months[day.month - 1]}"
        return words if day.year == year else f"{words} {day.year}"

    def days(self, run: list[date], year: int) -> str:
        """Neighbouring dates as "Sen 23 – Sel 24 Nov"."""
        first, last = run[0], run[-1]
        if first == last:
            return self.day(first, year)
        if (first.year, first.month) == (last.year, last.month):
            return f"{self.weekdays[first.weekday()]} {first.day} – {self.day(last, year)}"
        return f"{self.day(first, year)} – {self.day(last, year)}"

    def stamp(self, local: datetime) -> str:
        return f"{self.day(local)}, {local:%H.%M} {local.tzname()}"


@cache
def _dates(language: str | None) -> _Dates:
    # Looked up once per language, for a sweep writes thousands of dates.
    weekdays = tuple(str(WEEKDAYS_ABBR[number]) for number in range(7))
    return _Dates(weekdays, tuple(str(MONTHS_3[number]).title() for number in range(1, 13)))


def write(
    amount: Amount, calendar: "Calendar", whole: "Span", counted: list["Span"], stood: list["Span"]
) -> tuple[Line, ...]:
    """The ledger of one due time, from all of it, what the clock counted and where it stood (shop's zone)."""
    start, end = whole
    unit, dates = amount.unit, _dates(get_language())
    lines = [_pause(span, dates) for span in stood]
    if unit.skips_closed_days:
        lines += _closed(unit, calendar, whole, dates)
    if unit is Unit.WORKING and not stood:
        lines += _whole_days(counted, whole, dates)
    elif unit is Unit.OPEN_HOURS:
        lines += _hours_by_day(counted, start.year, dates)
    else:
        lines += _stretches(unit, counted, dates)
    lines.sort(key=lambda line: line.at)
    return (
        _line(start, _("Mulai %(start)s") % {"start": dates.stamp(start)}),
        Line(None, _rule(unit, calendar, paused=bool(stood))),
        *lines,
        _line(end, f"{amount} = {dates.stamp(end)}"),
    )


def _rule(unit: Unit, calendar: "Calendar", *, paused: bool) -> str:
    if unit is Unit.HOURS:
        return _("Jam dihitung terus, siang dan malam")
    if unit is Unit.OPEN_HOURS:
        return _("Jam dihitung hanya selama toko buka")
    if unit is Unit.CALENDAR:
        return _("Semua hari dihitung, libur juga, sampai jam yang sama")
    if paused:
        return _("Ada jeda: satu hari kerja dihitung 24 jam sejak mulai; hari libur dan hari tutup dilewati")
    if calendar.observes_joint_leave:
        return _("Hari libur, cuti bersama, dan hari toko tutup dilewati; hari mulai tidak dihitung")
    return _("Hari libur dan hari toko tutup dilewati; hari mulai tidak dihitung")


def _pause(span: "Span", dates: _Dates) -> Line:
    words = {"start": dates.stamp(span[0]), "end": dates.stamp(span[1])}
    return _line(span[0], _("Jeda %(start)s sampai %(end)s: tidak dihitung") % words)


def _closed(unit: Unit, calendar: "Calendar", whole: "Span", dates: _Dates) -> Iterator[Line]:
    """The skipped days, neighbours with one reason on one line."""
    start, end = whole
    first = start.date() + _DAY if unit is Unit.WORKING else start.date()
    # What ends at 24.00 has not touched the day that begins there.
    last = (end - _INSTANT).date()
    days = (first + number * _DAY for number in range((last - first).days + 1))
    closed = ((day, calendar.holiday(day)) for day in days if not calendar.is_working(day))
    for run, reason in _runs(closed):
        yield _line(_midnight(run, start), f"{dates.days(run, start.year)}: {reason or _('toko tutup')}")


def _whole_days(counted: list["Span"], whole: "Span", dates: _Dates) -> Iterator[Line]:
    """Working days as people count them: the day of the start is none, that of the due time the last."""
    start, end = whole
    days = [since.date() for since, _until in counted[1:]]
    if counted and end.time() == time.min:
        days.append(end.date())
    for run, _same in _runs((day, None) for day in days):
        words = f"{dates.days(run, start.year)}: {Amount(len(run), Unit.WORKING)}"
        yield _line(_midnight(run, start), words, Fraction(len(run)))


def _hours_by_day(counted: list["Span"], year: int, dates: _Dates) -> Iterator[Line]:
    for day, of_day in groupby(counted, key=lambda span: span[0].date()):
        spans = list(of_day)
        hours = ", ".join(f"{since:%H.%M}–{_closing(until, day)}" for since, until in spans)
        total = sum((until - since for since, until in spans), timedelta(0))
        words = f"{dates.day(day, year)}, {hours}: {_length(total, Unit.OPEN_HOURS)}"
        yield _line(spans[0][0], words, Unit.OPEN_HOURS.count(total))


def _closing(until: datetime, day: date) -> str:
    return f"{until:%H.%M}" if until.date() == day else "24.00"


def _stretches(unit: Unit, counted: list["Span"], dates: _Dates) -> Iterator[Line]:
    """What was counted between two pauses or skipped days."""
    for since, until in _joined(counted):
        words = {
            "start": dates.stamp(since),
            "end": dates.stamp(until),
            "total": _length(until - since, unit),
        }
        yield _line(since, _("%(start)s sampai %(end)s: %(total)s") % words, unit.count(until - since))


def _joined(spans: list["Span"]) -> list["Span"]:
    joined: list[Span] = []
    for since, until in spans:
        if joined and joined[-1][1] == since:
            joined[-1] = (joined[-1][0], until)
        else:
            joined.append((since, until))
    return joined


def _runs(days: Iterable[tuple[date, str | None]]) -> Iterator[tuple[list[date], str | None]]:
    """Neighbouring days that share a reason."""
    run: list[date] = []
    last = None
    for day, reason in days:
        if run and (reason != last or day != run[-1] + _DAY):
            yield run, last
            run = []
        run.append(day)
        last = reason
    if run:
        yield run, last


def _length(counted: timedelta, unit: Unit) -> str:
    """A length as "2 jam 40 menit"; days only where the unit counts days."""
    days, rest = divmod(counted, _DAY) if unit.length == _DAY else (0, counted)
    hours, rest = divmod(rest, _HOUR)
    minutes = rest // _MINUTE
    parts = [
        ngettext("%(number)d hari", "%(number)d hari", days) % {"number": days} if days else "",
        ngettext("%(number)d jam", "%(number)d jam", hours) % {"number": hours} if hours else "",
        ngettext("%(number)d menit", "%(number)d menit", minutes) % {"number": minutes} if minutes else "",
    ]
    return " ".join(filter(None, parts)) or _("kurang dari 1 menit")


def _midnight(run: list[date], start: datetime) -> datetime:
    return datetime.combine(run[0], time.min, start.tzinfo)


def _line(at: datetime, text: str, counts: Fraction = Fraction(0)) -> Line:
    return Line(at.astimezone(UTC), text, counts)
