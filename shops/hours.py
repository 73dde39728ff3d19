"""A shop's working calendar, read from its rows."""

from collections import defaultdict

from shops.calendar import Calendar, Special
from shops.facts import kept
from shops.models import Shop


@kept
def calendar_of(shop: Shop) -> Calendar:
    """The shop's calendar."""
    week = defaultdict(list)
    for weekday, *period in shop.opening_periods.values_list("weekday", "opens", "closes"):
        week[weekday].append(tuple(period))
    days = shop.special_days.values_list("date", "name", "is_open")
    return Calendar(
        zone=shop.zone,
        week={weekday: tuple(periods) for weekday, periods in week.items()},
        observes_joint_leave=shop.observes_joint_leave,
        special={date: Special(name, is_open) for date, name, is_open in days},
    )
