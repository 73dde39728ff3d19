"""Rows of bars as SVG: what makes how much (Pareto), and each row beside the period before.

Colours come from the classes in `static/css/chart.css`. The words of a chart are for eyes; the same numbers
belong in a table below it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.statistics import Number, cases, whole_percent
from reports.svg import LINE, NOTHING, Say, chart, part, x_of
from reports.trends import Mark, Point, trend

__all__ = ["Bar", "Mark", "Pair", "Point", "bars", "pareto", "pareto_rows", "trend"]

_THICK = 14
_THIN = 8
_PAIR = _THICK + 2 + _THIN
_GAP = 14  # below the bars of a row; a row with its gap is a target of at least 44 px

# Letters that fit beside each other at 320 px, a capital taking a third more than a small letter.
_LETTERS = 35
_FEWEST_LETTERS = 12
_BOLD = 3  # what bold words take more


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a Pareto chart; `share` and `running` are exact parts of the whole."""

    label: str
    value: int
    share: Fraction
    running: Fraction
    href: str = ""

    @property
    def share_percent(self) -> int:
        """The share in whole percents."""
        return whole_percent(self.share)

    @property
    def running_percent(self) -> int:
        """The share of this row and all before it, in whole percents: rounded once, not a sum of rounded ones."""
        return whole_percent(self.running)


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of a comparison: now and in the period before, which may have had no figure."""

    label: str
    value: Number
    before: Number | None
    href: str = ""


def pareto_rows(counts: Mapping[str, int], *, links: Mapping[str, str] | None = None) -> list[Bar]:
    """The counts from the largest to the smallest, those alike by their label, each with its exact share."""
    if any(value < 0 for value in counts.values()):
        raise ValueError("A count cannot be negative.")
    links = links or {}
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0]).casefold(), str(item[0])))
    total = sum(counts.values())
    running = accumulate(value for _label, value in ordered)
    return [
        Bar(str(label), value, part(value, total), part(so_far, total), links.get(label, ""))
        for (label, value), so_far in zip(ordered, running, strict=True)
    ]


def pareto(
    rows: Sequence[Bar],
    *,
    id: str,
    title: str,
    description: str,
    mark_percent: int = 80,
    say: Say = cases,
    with_shares: bool = True,
) -> SafeString:
    """How few reasons make how much: each row's share over the running sum, with a line at `mark_percent`.

    The bars of too few to conclude anything from are better `with_shares` left out of the words.
    """
    if not rows:
        return NOTHING
    top = rows[0].value
    mark = Fraction(mark_percent, 100)
    body, bottom = _stacked(
        _pareto_row(row, _pareto_words(row, say, with_shares), mark, is_top=0 < row.value == top)
        for row in rows
    )
    legend = format_html(
        '<text class="axis" x="{}" y="{}" text-anchor="middle">{}</text>'
        '<rect class="sum" y="{}" width="12" height="12" rx="3"/><text class="axis" x="18" y="{}">{}</text>',
        x_of(mark), bottom + 4, f"{mark_percent}%",
        bottom - 6 + LINE, bottom + 4 + LINE, _("dijumlah dengan yang di atasnya"),
    )  # fmt: skip
    return chart(body + legend, bottom + 10 + LINE, id, title, description, is_linked=_any_link(rows))


def bars(
    rows: Sequence[Pair], *, id: str, title: str, description: str, now: str, before: str, say: Say = cases
) -> SafeString:
    """Each row beside the period before; `now` and `before` are the names of the two periods."""
    if not rows:
        return NOTHING
    most = max(value for row in rows for value in (row.value, row.before or 0))
    body, bottom = _stacked(_pair_row(row, most, say) for row in rows)
    legend = format_html(
        '<rect class="bar-on" y="{}" width="12" height="12" rx="3"/><text class="axis" x="18" y="{}">{}</text>'
        '<rect class="bar-off" y="{}" width="12" height="12" rx="3"/><text class="axis" x="18" y="{}">{}</text>',
        bottom - 6, bottom + 4, now, bottom - 6 + LINE, bottom + 4 + LINE, before,
    )  # fmt: skip
    return chart(body + legend, bottom + 10 + LINE, id, title, description, is_linked=_any_link(rows))


def _any_link(rows: Iterable[Bar | Pair]) -> bool:
    return any(row.href for row in rows)


def _row(
    label: str,
    values: list[str],
    drawing: SafeString,
    *,
    href: str,
    is_strong: bool = False,
    thickness: int = _THICK,
) -> tuple[SafeString, int]:
    """A row and its height: the label left, the values right, the bars below both."""
    lines = _lines(label, [len(words) + (_BOLD if is_strong else 0) for words in values])
    top = 4 + LINE * max(len(lines), len(values))
    height = top + thickness + _GAP
    inside = format_html(
        '{}{}<g transform="translate(0 {})">{}</g>',
        _subject(lines, is_strong), _values(values, is_strong), top, drawing,
    )  # fmt: skip
    whole = _whole_label(label, lines)
    if not href:
        return whole + inside, height
    # The unseen rectangle makes all of the row the target.
    linked = format_html(
        '<a href="{}" aria-label="{}">{}<rect width="100%" height="{}" fill="none" pointer-events="all"/>{}</a>',
        href, ", ".join([label, *values]), whole, height - 2, inside,
    )  # fmt: skip
    return linked, height


def _lines(label: str, beside: list[int]) -> list[str]:
    """The label in at most two lines, each beside a value of so many letters; an empty one is a dash."""
    label = " ".join(label.split())
    rooms = [_room(label, letters) for letters in (*beside, 0)[:2]]
    # Room that one line has less than the other is an indent to the wrapping.
    first, second = (" " * (max(rooms) - room) for room in rooms)
    found = wrap(
        label, max(rooms), initial_indent=first, subsequent_indent=second, max_lines=2, placeholder="…"
    )
    return [line.strip() for line in found] or ["–"]


def _room(label: str, beside: int) -> int:
    """How many letters of this label fit beside a value of so many."""
    capitals = sum(map(str.isupper, label))
    room = max(_LETTERS - beside, _FEWEST_LETTERS)
    return room * 3 * len(label) // (3 * len(label) + capitals) if label else room


def _whole_label(label: str, lines: list[str]) -> SafeString:
    """What was cut, for whoever points at the row."""
    return format_html("<title>{}</title>", label) if lines[-1].endswith("…") else NOTHING


def _subject(lines: list[str], is_strong: bool) -> SafeString:
    strong = " strong" if is_strong else ""
    numbered = ((14 + LINE * number, strong, line) for number, line in enumerate(lines))
    return format_html_join("", '<text y="{}" class="subject{}">{}</text>', numbered)


def _values(values: list[str], is_strong: bool) -> SafeString:
    classes = ["strong" if is_strong else "", "axis"]
    numbered = ((14 + LINE * number, classes[number], words) for number, words in enumerate(values))
    return format_html_join("", '<text x="100%" y="{}" text-anchor="end" class="{}">{}</text>', numbered)


def _pareto_words(row: Bar, say: Say, with_shares: bool) -> str:
    return f"{say(row.value)} · {row.share_percent}%" if with_shares else say(row.value)


def _pareto_row(row: Bar, words: str, mark: Fraction, *, is_top: bool) -> tuple[SafeString, int]:
    drawing = format_html(
        '{}{}<line class="mark" x1="{x}" x2="{x}" y1="-3" y2="17"/>',
        _bar("sum", row.running), _bar("bar-on" if is_top else "bar-off", row.share), x=x_of(mark),
    )  # fmt: skip
    return _row(row.label, [words], drawing, href=row.href, is_strong=is_top)


def _pair_row(row: Pair, most: Number, say: Say) -> tuple[SafeString, int]:
    return _row(row.label, _pair_words(row, say), _pair_bars(row, most), href=row.href, thickness=_PAIR)


def _pair_bars(row: Pair, most: Number) -> SafeString:
    now = _bar("bar-on", part(row.value, most))
    if row.before is None:
        return now
    return now + _bar("bar-off", part(row.before, most), y=_THICK + 2, height=_THIN)


def _pair_words(row: Pair, say: Say) -> list[str]:
    if row.before is None:
        return [say(row.value), _("belum ada pembanding")]
    return [say(row.value), _("sebelumnya %(before)s") % {"before": say(row.before)}]


def _bar(kind: str, length: Fraction, *, y: int = 0, height: int = _THICK) -> SafeString:
    return format_html(
        '<rect class="{}" y="{}" width="{}" height="{}" rx="3"/>', kind, y, x_of(length), height
    )


def _stacked(rows: Iterable[tuple[SafeString, int]]) -> tuple[SafeString, int]:
    """The rows below each other, and where the last one ends."""
    drawn, bottom = [], 0
    for row, height in rows:
        drawn.append((bottom, row))
        bottom += height
    return format_html_join("", '<g transform="translate(0 {})">{}</g>', drawn), bottom
