"""Counting the days of a window: its last day, which of its days it is, and the holidays that it leaves out."""

from datetime import date, timedelta
from itertools import islice

from shops.amounts import Amount, Unit
from shops.calendar import Calendar

_FARTHEST = timedelta(days=4 * 366)  # how far ahead working days are looked for


def last_day(delivered_on: date, amount: Amount, calendar: Calendar) -> date:
    """The last day of the window; a shop without opening hours counts its working days as calendar days.

    Beyond four years, where no holiday is known, every day counts: a longer window or one more holiday never
    makes it end earlier.
    """
    if amount.unit is not Unit.WORKING or not amount.number or not _opens(calendar):
        return delivered_on + timedelta(days=amount.number)
    farthest = delivered_on + _FARTHEST
    found = list(islice(calendar.working_days(delivered_on + timedelta(days=1), farthest), amount.number))
    missing = amount.number - len(found)
    return farthest + timedelta(days=missing) if missing else found[-1]


def day_number(delivered_on: date, today: date, unit: Unit, calendar: Calendar) -> int:
    """Which day of the window it is; 0 on the day of delivery and before the first working day."""
    if unit is Unit.WORKING and _opens(calendar):
        return sum(1 for _each in calendar.working_days(delivered_on + timedelta(days=1), today))
    return (today - delivered_on).days


def closed_days(delivered_on: date, last: date, calendar: Calendar) -> list[list[str]]:
    """The holidays that were left out, with their names; weekly days of rest need no explaining."""
    days = (delivered_on + timedelta(days=ahead) for ahead in range(1, (last - delivered_on).days + 1))
    usual = (day for day in days if calendar.week.get(day.weekday()))
    return [[day.isoformat(), name] for day in usual if (name := calendar.holiday(day))]


def _opens(calendar: Calendar) -> bool:
    return any(calendar.week.values())


def _opens(calendar: Calendar) -> bool:
    return any(calendar.week.values())
