"""How findings are said: what stands out, what moved, and that little says little."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.charts import Bar, Pair
from reports.statistics import cases, change, figure, small
from shops.money import rupiah

NAMED = 3  # rows that a description says in full


def few(count: int, nothing: str) -> str:
    """The title where there is too little to find anything in; empty where there is enough."""
    if not count:
        return nothing
    if small(count):
        words = ngettext(
            "Baru %(number)s kasus, belum bisa disimpulkan",
            "Baru %(number)s kasus, belum bisa disimpulkan",
            count,
        )
        return words % {"number": figure(count)}
    return ""


def concentration(rows: Sequence[Bar], *, three: str, top: str) -> str:
    """How much the first three make, where there are more; otherwise what the first one makes."""
    if len(rows) > 3:
        return three % {"share": f"{rows[2].running_percent}%"}
    return top % {"label": rows[0].label, "share": f"{rows[0].share_percent}%"}


def compared(what: str, before: int, now: int) -> str:
    """ "Retur: naik 33%, dari 12 menjadi 16.", a number of cases beside that of the days before."""
    return _("%(what)s: %(change)s.") % {"what": what, "change": change(before, now).words()}


def worth(amount: int) -> list[str]:
    """What the goods of these cases cost, where that is known."""
    return [_("Nilai barangnya %(amount)s.") % {"amount": rupiah(amount)}] if amount else []


def described(rows: Sequence[Bar | Pair], say=cases) -> str:
    """A chart for those who do not see it: its first rows in words."""
    return ", ".join(f"{row.label}: {say(row.value)}" for row in rows[:NAMED]) + "."
