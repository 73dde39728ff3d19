"""Changing when a shop is open: its week, and single days against the rule."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from shops.audit import NotAllowed, What, note, owner_changes
from shops.holidays_id import joint_leave, public_holidays
from shops.models import Membership, OpeningPeriod, Shop, SpecialDay

Period = tuple[int, time, time]  # weekday (Monday is 0), opens, closes


def set_week(owner: Membership, periods: Iterable[Period], *, now: datetime) -> None:
    """Replace the week; cases already open keep the times they were promised."""
    with owner_changes(owner) as shop:
        shop.opening_periods.all().delete()
        rows = [
            OpeningPeriod(shop=shop, weekday=day, opens=opens, closes=closes)
            for day, opens, closes in periods
        ]
        OpeningPeriod.objects.bulk_create(rows)
        note(shop, owner.user, What.HOURS, "; ".join(map(str, rows)), now=now)


def mark_day(owner: Membership, day: date, name: str, *, is_open: bool, now: datetime) -> None:
    """The shop's own word on one date; the past stays as people lived it."""
    with owner_changes(owner) as shop:
        if day < now.astimezone(shop.zone).date():
            raise NotAllowed(_("Tanggal ini sudah lewat."))
        if shop.special_days.filter(date=day).exists():
            raise NotAllowed(_("Tanggal ini sudah diatur. Hapus dulu aturan yang lama."))
        SpecialDay.objects.create(shop=shop, date=day, name=name, is_open=is_open)
        about = f"{day:%d-%m-%Y} {name}: {_('buka') if is_open else _('tutup')}"
        note(shop, owner.user, What.DAY, about, now=now)


def unmark_day(owner: Membership, day: date, *, now: datetime) -> None:
    """Back to the calendar's rule for that date."""
    with owner_changes(owner) as shop:
        deleted, _rows = shop.special_days.filter(date=day).delete()
        if not deleted:
            raise NotAllowed(_("Tanggal ini sudah mengikuti kalender."))
        words = _("ikut kalender lagi")
        note(shop, owner.user, What.DAY, f"{day:%d-%m-%Y}: {words}", now=now)


@dataclass(frozen=True)
class Day:
    """A date that differs from an ordinary week: who says so, and whether the shop is open."""

    date: date
    name: str
    kind: str  # "public", "joint", or "" where only the shop says so
    is_open: bool
    special: bool  # the shop's own word stands


def calendar_days(shop: Shop, today: date) -> dict[int, list[Day]]:
    """What is left of this year and the whole of the next, by year."""
    special = {row.date: row for row in shop.special_days.filter(date__gte=today)}
    years = {year: list(_days(shop, year, special)) for year in (today.year, today.year + 1)}
    return {year: [day for day in days if day.date >= today] for year, days in years.items()}


def _days(shop: Shop, year: int, special: dict[date, SpecialDay]) -> Iterator[Day]:
    public, joint = public_holidays(year), joint_leave(year)
    own = {day for day in special if day.year == year}
    for day in sorted({*public, *joint, *own}):
        kind = "public" if day in public else "joint" if day in joint else ""
        name = public.get(day) or joint.get(day) or special[day].name
        closed = kind == "public" or (kind == "joint" and shop.observes_joint_leave)
        row = special.get(day)
        yield Day(day, name, kind, row.is_open if row else not closed, special=row is not None)
