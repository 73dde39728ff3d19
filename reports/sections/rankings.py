"""Counts from the largest to the smallest, as a Pareto chart and its table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate

from django.utils.translation import gettext as _

from reports import sheets
from reports.charts import Bar, pareto
from reports.questions import Tally
from reports.sheets import Row, Table
from reports.statistics import small
from reports.svg import part
from reports.wording import described

REST = "\x00"  # the key of all that is not shown by name; no text of the database holds this letter
NAMELESS = (REST, "")


@dataclass(frozen=True, slots=True)
class Ranked(Bar):
    """A bar that knows what it counts."""

    key: str = ""


def ranked(tallies: Iterable[Tally], labels: dict[str, str], link: Callable[[str], str]) -> list[Ranked]:
    """The bars in their order; what has no name of its own comes last, however much it is."""
    named = [(tally, str(labels.get(tally.key, tally.key))) for tally in tallies]
    named.sort(key=lambda pair: (pair[0].key in NAMELESS, -pair[0].count, pair[1].casefold(), pair[1]))
    total = sum(tally.count for tally, _label in named)
    running = accumulate(tally.count for tally, _label in named)
    return [
        Ranked(label, tally.count, part(tally.count, total), part(so_far, total), link(tally.key), tally.key)
        for (tally, label), so_far in zip(named, running, strict=True)
    ]


def table(id: str, title: str, head: str, bars: list[Ranked], before: dict[str, int]) -> Table:
    """The chart, and below it the same numbers with those of the days before."""
    is_small = small(sum(bar.value for bar in bars))
    share = (lambda part: sheets.NOTHING_TO_SAY) if is_small else sheets.percent
    rows = [
        Row(
            bar.label,
            [sheets.count(bar.value), share(bar.share), share(bar.running), sheets.count(before.get(bar.key, 0))],
            bar.href,
        )
        for bar in bars
    ]  # fmt: skip
    heads = [head, _("Kasus"), _("Bagian"), _("Berjalan"), _("Lalu")]
    chart = pareto(bars, id=id, title=title, description=described(bars), with_shares=not is_small)
    return Table(id, title, heads, rows, chart, _("Berjalan"))


def counts(tallies: Iterable[Tally]) -> dict[str, int]:
    """How many of each."""
    return {tally.key: tally.count for tally in tallies}
