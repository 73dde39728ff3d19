"""What a shop's public pages promise: how fast it answers, when it is open, when it rests."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from cases.almanac import ShopFacts
from cases.workflow import Workflow, all_workflows
from shops.amounts import Amount, Unit
from shops.calendar import Calendar, NoOpeningHours
from shops.hours import calendar_of
from shops.models import Channel, Shop

# Which clocks of the shop are promises that a customer understands, and in which words.
PROMISED = {
    "answer": (_("Jawaban"), ""),
    "inspect": (_("Hasil periksa"), _("setelah barang sampai")),
    "payout": (_("Dana dikirim"), _("setelah disetujui")),
    "replace": (_("Pengganti dikirim"), _("setelah disetujui")),
}
HORIZON = timedelta(days=30)


@dataclass(frozen=True)
class DayOff:
    """A day on which the shop would be open but is not."""

    day: date
    name: str


@dataclass(frozen=True)
class Page:
    """A page of the shop worth a link from its service page."""

    words: str
    hint: str
    icon: str
    address: str


_pages: list[Callable[[Shop], Page | None]] = []


def offer(page_of: Callable[[Shop], Page | None]) -> None:
    """Let an app link a page of its own from the service page, where a shop has it."""
    if page_of not in _pages:
        _pages.append(page_of)


def pages(shop: Shop) -> list[Page]:
    """The further pages of this shop."""
    return [page for page_of in _pages if (page := page_of(shop))]


def ways_in() -> list[Workflow]:
    """The kinds of cases that a customer may open by a form."""
    return [workflow for workflow in all_workflows() if workflow.entry]


def promise(
    facts: ShopFacts, channel: Channel, clock: str, kinds: Iterable[Workflow] | None = None
) -> Amount | None:
    """How long this clock runs on this channel, for the first of these kinds that knows it."""
    for workflow in ways_in() if kinds is None else kinds:
        for state in workflow.states.values():
            for timer in state.timers:
                if timer.clock == clock:
                    rule = facts.rule(channel, timer)
                    return Amount(rule["number"], Unit(rule["unit"]))
    return None


def promises(facts: ShopFacts, channel: Channel) -> list[tuple[str, Amount, str]]:
    """The promised times: what, how long, from when on."""
    found = ((*words, promise(facts, channel, clock)) for clock, words in PROMISED.items())
    return [(str(what), amount, str(since)) for what, since, amount in found if amount]


def opening_lines(shop: Shop) -> list[tuple[str, str]]:
    """The week as people write it: ("Senin–Jumat", "08.00–12.00, 13.00–17.00")."""
    week: dict[int, list[str]] = {}
    for weekday, periods in calendar_of(shop).week.items():
        week[weekday] = [f"{opens:%H.%M}–{_closing(closes)}" for opens, closes in periods]
    days = [(day, ", ".join(week[day])) for day in sorted(week)]
    return list(_grouped(days))


def _grouped(days: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Neighbouring days with the same hours in one line."""
    # The difference to a running number stays the same as long as the days follow each other.
    numbered = ((index, day, hours) for index, (day, hours) in enumerate(days))
    for (_run, hours), found in groupby(numbered, key=lambda row: (row[1] - row[0], row[2])):
        run = [day for _index, day, _hours in found]
        first, last = str(WEEKDAYS[run[0]]), str(WEEKDAYS[run[-1]])
        yield (first if len(run) == 1 else f"{first}–{last}"), hours


def _closing(closes: time) -> str:
    return f"{closes:%H.%M}" if closes != time.min else "24.00"


def days_off(calendar: Calendar, now: datetime) -> list[DayOff]:
    """The coming days within the horizon on which a usual opening day is a holiday."""
    today = now.astimezone(calendar.zone).date()
    days = (today + timedelta(days=ahead) for ahead in range(HORIZON.days))
    usual = (day for day in days if calendar.week.get(day.weekday()))
    return [DayOff(day, name) for day in usual if (name := calendar.holiday(day))]


def opens_again(calendar: Calendar, now: datetime) -> datetime | None:
    """When a closed shop opens next; None where it never does."""
    try:
        return calendar.next_opening(now)
    except NoOpeningHours:
        return None
