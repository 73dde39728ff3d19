"""What a report is asked about: which days, which channel, kind and product; read from an address and written to one."""

import re
from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

USUAL_DAYS = 30
LONGEST = timedelta(
    days=366
)  # a year, both ends counted: what a page can be asked without making others wait
EARLIEST = date(2000, 1, 1)
LONGEST_PRODUCT = 120  # letters, as in Case.title


@dataclass(frozen=True)
class Filter:
    """Whole days in the shop's zone, `start` and `end` both counted, and what narrows the cases further."""

    zone: ZoneInfo
    start: date
    end: date
    channel: int | None = None
    kind: str = ""  # a kind or one of its variants
    product: str = ""

    @classmethod
    def read(
        cls,
        address: QueryDict,
        *,
        zone: ZoneInfo,
        now: datetime,
        channels: Container[int],
        kinds: Container[str],
    ) -> "Filter":
        """The filter in an address; whatever makes no sense there is as good as absent."""
        today = now.astimezone(zone).date()
        start, end = _days(_date(address.get("from", "")), _date(address.get("to", "")), today)
        channel, kind = _number(address.get("channel", "")), address.get("kind", "")
        return cls(
            zone, start, end,
            channel=channel if channel in channels else None,
            kind=kind if kind in kinds else "",
            product=_text(address.get("product", "")),
        )  # fmt: skip

    @property
    def begins(self) -> datetime:
        """The first instant that belongs to it."""
        return _midnight(self.start, self.zone)

    @property
    def ends(self) -> datetime:
        """The first instant that no longer does."""
        return _midnight(self.end + timedelta(days=1), self.zone)

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.end - self.start).days + 1

    @property
    def before(self) -> "Filter":
        """As many days, directly before."""
        return replace(self, start=self.start - timedelta(days=self.days), end=self.start - timedelta(days=1))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the days narrows it."""
        return bool(self.channel or self.kind or self.product)

    def query(self, **more: str | int) -> str:
        """This filter, and what a link says beyond it, as the query of an address."""
        pairs = {
            "from": self.start.isoformat(), "to": self.end.isoformat(), "channel": self.channel or "",
            "kind": self.kind, "product": self.product,
        }  # fmt: skip
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in pairs.items() if value})
        query.update({name: value for name, value in more.items() if value is not None})
        return f"?{query.urlencode()}"

    def words(self) -> str:
        """ "1–23 Nov 2026"."""
        return days_in_words(self.start, self.end)


def last_days(number: int, zone: ZoneInfo, now: datetime) -> Filter:
    """The last `number` days, today counted."""
    today = now.astimezone(zone).date()
    return Filter(zone, today - timedelta(days=number - 1), today)


def month_of(day: date, zone: ZoneInfo) -> Filter:
    """The calendar month in which a day lies."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Filter(zone, first, following - timedelta(days=1))


def week_before(day: date, zone: ZoneInfo) -> Filter:
    """Monday to Sunday of the week before the one in which a day lies."""
    monday = day - timedelta(days=day.weekday() + 7)
    return Filter(zone, monday, monday + timedelta(days=6))


def days_in_words(start: date, end: date) -> str:
    """The days from one to the other, naming month and year only where they differ."""
    if start == end:
        return date_format(end, "j M Y")
    if (start.year, start.month) == (end.year, end.month):
        shown = "j"
    else:
        shown = "j M" if start.year == end.year else "j M Y"
    words = {"start": date_format(start, shown), "end": date_format(end, "j M Y")}
    return _("%(start)s–%(end)s") % words


def _days(start: date | None, end: date | None, today: date) -> tuple[date, date]:
    """Two days in order, neither ahead of us nor further apart than a report reaches."""
    end = min(max(end or today, EARLIEST), today)
    start = start or end - timedelta(days=USUAL_DAYS - 1)
    if start > end:  # the other way round, or ahead of us
        start, end = end, min(start, today)
    return max(start, EARLIEST, end - LONGEST + timedelta(days=1)), end


def _date(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # 31 February
        return None


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _text(text: str) -> str:
    return text.replace("\x00", "")[:LONGEST_PRODUCT]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
