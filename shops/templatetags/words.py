"""How templates write money, phones and times."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shops import money, phones
from shops.calendar import stamp

register = template.Library()

register.filter("rupiah", money.rupiah)
register.filter("phone", phones.national)
register.filter("phone_masked", phones.masked)


@register.filter
def at(value: datetime | None, zone: ZoneInfo) -> str:
    """ "Sel 24 Nov, 14.20 WIB": an instant in the shop's zone, with the year unless it is this one."""
    return stamp(value, zone, timezone.now()) if value else "–"


@register.filter
def on_paper(value: datetime | None, zone: ZoneInfo) -> str:
    """ "Sel 24 Nov 2026, 14.20 WIB": an instant as it is read next year too."""
    return stamp(value, zone) if value else "–"


@register.filter
def left(due_at: datetime, now: datetime | None = None) -> str:
    """The time left, rounded for a list: "4 jam lagi", "Besok" is left to the reader's calendar; "Lewat 1 jam"."""
    now = now or timezone.now()
    if due_at <= now:
        return _("Lewat %s") % span(now - due_at, parts=1)
    return _("%s lagi") % span(due_at - now, parts=1)


@register.filter
def left_exactly(due_at: datetime, now: datetime | None = None) -> str:
    """The time left in two units, for the case itself: "4 jam 15 mnt lagi"."""
    now = now or timezone.now()
    if due_at <= now:
        return _("Lewat %s") % span(now - due_at, parts=2)
    return _("%s lagi") % span(due_at - now, parts=2)


def span(length: timedelta, *, parts: int) -> str:
    """A length of time in its `parts` largest units, never rounded up."""
    minutes = int(length.total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    units = [
        (days, ngettext("%d hari", "%d hari", days)),
        (hours, ngettext("%d jam", "%d jam", hours)),
        (minutes % 60, ngettext("%d mnt", "%d mnt", minutes % 60)),
    ]
    first = next((index for index, (number, _word) in enumerate(units) if number), 2)
    shown = [word % number for number, word in units[first : first + parts] if number or first == 2]
    return " ".join(shown)


@register.filter
def level(due_at: datetime | None, now: datetime | None = None) -> str:
    """How urgent: "calm", "soon" (under 48 hours), "now" (under 8 hours), "late"."""
    if due_at is None:
        return "calm"
    rest = due_at - (now or timezone.now())
    if rest <= timedelta(0):
        return "late"
    if rest < timedelta(hours=8):
        return "now"
    return "soon" if rest < timedelta(hours=48) else "calm"
