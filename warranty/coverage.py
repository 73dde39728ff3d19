"""Is a unit still under warranty on a day: pure rules, and the sentence for whoever asks."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Start(StrEnum):
    """The day from which a warranty counts."""

    PURCHASE = "purchase"
    DELIVERY = "delivery"


class Status(StrEnum):
    """What is known of a warranty on a day."""

    COVERED = "covered"
    EXPIRED = "expired"
    NOT_STARTED = "not_started"
    UNKNOWN_START = "unknown_start"


@dataclass(frozen=True, slots=True)
class Term:
    """What a shop promises for a product: for how many months, from which day, for which faults."""

    months: int
    starts: Start
    covers: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _at_least_one(self.months)
        object.__setattr__(self, "starts", Start(self.starts))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer for one unit on one day.

    `days_left` counts from that day to the last one: 0 on the last day itself, -1 on the day after, and
    None where no last day is known. `last_day_set` is true when the last day was given and not counted.
    """

    status: Status
    term: Term
    first_day: date | None
    last_day: date | None
    days_left: int | None
    replaced: bool = False
    last_day_set: bool = False

    def sentence(self) -> str:
        """What the customer reads."""
        match self.status:
            case Status.UNKNOWN_START:
                return _("Belum bisa dipastikan: %(which)s belum diketahui.") % {"which": self._start_date()}
            case Status.NOT_STARTED if self.replaced:
                return _("Garansi unit pengganti mulai berlaku %(day)s.") % {"day": _day(self.first_day)}
            case Status.NOT_STARTED:
                words = {"which": self._start_date(), "day": _day(self.first_day)}
                return _("Tercatat %(which)s %(day)s, hari yang belum tiba. Boleh dicek lagi, Kak?") % words
            case Status.COVERED:
                return _still_covered(self.last_day, self.days_left)
            case Status.EXPIRED:
                return _ended(self.last_day, -self.days_left)

    def staff_sentence(self) -> str:
        """What the team reads: the verdict and what it was counted from."""
        words = {"which": self._start_date(), "first": _day(self.first_day)}
        match self.status:
            case Status.UNKNOWN_START:
                return _("Isi %(which)s dulu: garansi belum bisa dihitung.") % words
            case Status.NOT_STARTED if self.replaced:
                return _("Cek tanggal penggantian: %(first)s belum tiba.") % words
            case Status.NOT_STARTED:
                return _("Cek %(which)s: %(first)s belum tiba.") % words
            case Status.COVERED | Status.EXPIRED:
                return f"{self.sentence()} {self._reckoning()}"

    def _start_date(self) -> str:
        """The name of the date that the term counts from."""
        if self.term.starts is Start.DELIVERY:
            return _("tanggal barang diterima")
        return _("tanggal pembelian")

    def _reckoning(self) -> str:
        """How the last day came about."""
        words = {"months": self.term.months, "which": self._start_date(), "first": _day(self.first_day)}
        if self.replaced:
            return _("Unit pengganti sejak %(first)s, meneruskan sisa garansi unit lama.") % words
        if self.last_day_set:
            return _("Hari terakhir ditetapkan, tidak dihitung dari %(which)s.") % words
        return _("%(months)s bulan sejak %(which)s %(first)s.") % words


def last_day(start: date, months: int) -> date:
    """The same day of the month `months` months later, or that month's last day where there is no such day.

    Through this day, inclusive: bought on 31 January for one month holds until the end of 28 or 29 February.
    """
    years, month = divmod(start.month - 1 + _at_least_one(months), 12)
    year = start.year + years
    month += 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def coverage(
    term: Term,
    *,
    purchased_on: date | None,
    delivered_on: date | None,
    today: date,
    replaced_from: date | None = None,
    covered_until: date | None = None,
) -> Coverage:
    """The coverage of a unit on `today`, a date on the shop's own calendar.

    A replacement unit (`replaced_from`: the day it was handed over) has no term of its own. It inherits what
    is left: give the dates of the unit it replaces, or that unit's last day as `covered_until`, which also
    carries a warranty that was made longer. A missing date is never guessed from another one.
    """
    start = delivered_on if term.starts is Start.DELIVERY else purchased_on
    first = replaced_from or start
    last = covered_until or (last_day(start, term.months) if start else None)
    return Coverage(
        status=_status(first, last, today),
        term=term,
        first_day=first,
        last_day=last,
        days_left=(last - today).days if last else None,
        replaced=replaced_from is not None,
        last_day_set=covered_until is not None,
    )


def _status(first: date | None, last: date | None, today: date) -> Status:
    if last is None:
        return Status.UNKNOWN_START
    if first and today < first:
        return Status.NOT_STARTED
    return Status.COVERED if today <= last else Status.EXPIRED


def _still_covered(last: date, days_left: int) -> str:
    words = {"day": _day(last), "days": _days(days_left)}
    if days_left == 0:
        return _("Garansi berlaku sampai hari ini, %(day)s.") % words
    if days_left == 1:
        return _("Garansi berlaku sampai besok, %(day)s.") % words
    return _("Garansi berlaku sampai %(day)s, tinggal %(days)s lagi.") % words


def _ended(last: date, days_ago: int) -> str:
    words = {"day": _day(last), "days": _days(days_ago)}
    if days_ago == 1:
        return _("Garansi berakhir kemarin, %(day)s.") % words
    return _("Garansi berakhir %(days)s lalu, %(day)s.") % words


def _days(number: int) -> str:
    return ngettext("%(number)s hari", "%(number)s hari", number) % {
        "number": number_format(number, use_l10n=True, force_grouping=True)
    }


def _day(day: date | None) -> str:
    """ "14 Mei 2027", or a dash where no date is known."""
    return date_format(day, "j F Y") if day else "–"


def _at_least_one(months: int) -> int:
    if months < 1:
        raise ValueError(_("Masa garansi paling sedikit 1 bulan."))
    return months
