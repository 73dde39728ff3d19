"""A figure over time as an SVG line."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.statistics import Number, figure
from reports.svg import LINE, NOTHING, WHOLE, Say, chart, cut, part, x_of, y_of

_PLOT = 104  # height from the ground to the highest line
_RIGHT = Fraction(96, 100)
_ABOVE, _BELOW = -10, 20  # from a dot to its words
_LETTERS = 36  # across the whole chart at 320 px
_TICK_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a trend; without a value the line has a gap."""

    label: str
    value: Number | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at the point with this index."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class _Dot:
    """Where a known value lies."""

    at: int
    x: Fraction
    y: Fraction
    words: str


def trend(
    points: Sequence[Point],
    *,
    id: str,
    title: str,
    description: str,
    marks: Sequence[Mark] = (),
    say: Say = figure,
) -> SafeString:
    """A figure over time from zero up, its peak and its latest value in words, `marks` for what happened.

    The lines of the grid stand at round values, so give hours rather than seconds.
    """
    values = [point.value for point in points if point.value is not None]
    if not values:
        return NOTHING
    if any(not 0 <= mark.at < len(points) for mark in marks):
        raise ValueError("A mark needs a point of the trend.")
    grid = _grid_values(values)
    ground = 24 + LINE * len(marks) + _PLOT
    places = _places(len(points), beside=max(len(say(value)) for value in grid))
    dots = [
        _Dot(at, x, _height(point.value, grid, ground), say(point.value))
        for at, (point, x) in enumerate(zip(points, places, strict=True))
        if point.value is not None
    ]
    parts = [
        _grid(grid, ground, say), _marks(marks, places, ground), _line(dots), _circles(dots),
        _peak_and_latest(dots), _ticks(points, places, ground),
    ]  # fmt: skip
    body = format_html_join("", "{}", ((drawn,) for drawn in parts))
    return chart(body, ground + 28, id, title, description)


def _grid_values(values: Sequence[Number]) -> list[Number]:
    """Zero and two round values of which the second is the highest or more; whole ones for whole values."""
    if min(values) < 0:
        raise ValueError("A trend starts at zero.")
    if any(Fraction(value).denominator != 1 for value in values) and max(values) < 20:
        return [Fraction(number * _step(max(values) * 10), 10) for number in range(3)]
    return [number * _step(max(values)) for number in range(3)]


def _step(highest: Number) -> int:
    size = 1
    while 20 * size < highest:
        size *= 10
    return next(size * times for times in (1, 2, 3, 4, 5, 6, 8, 10) if 2 * size * times >= highest)


def _places(number: int, *, beside: int) -> list[Fraction]:
    """How far right each point lies, leaving room for `beside` letters; one alone stands in the middle."""
    if number == 1:
        return [Fraction(1, 2)]
    left = min(Fraction(2 + 3 * beside, 100), Fraction(3, 8))
    return [left + (_RIGHT - left) * at / (number - 1) for at in range(number)]


def _height(value: Number, grid: list[Number], ground: int) -> Fraction:
    return ground - _PLOT * part(value, grid[-1])


def _grid(grid: list[Number], ground: int, say: Say) -> SafeString:
    heights = ((_height(value, grid, ground), value) for value in grid)
    return format_html_join(
        "",
        '<line class="base" x1="0" x2="100%" y1="{0}" y2="{0}"/><text class="axis" x="0" y="{1}">{2}</text>',
        ((y_of(y), y_of(y - 4), say(value)) for y, value in heights),
    )


def _marks(marks: Sequence[Mark], places: list[Fraction], ground: int) -> SafeString:
    """A dashed line for each, its words at the side with more room, one below the other."""
    drawn = (_mark(mark.text, places[mark.at], LINE * number, ground) for number, mark in enumerate(marks))
    return format_html_join("", "{}", ((mark,) for mark in drawn))


def _mark(text: str, x: Fraction, top: int, ground: int) -> SafeString:
    gap = Fraction(15, 1000)
    beside, anchor = (x - gap, "end") if 2 * x >= WHOLE else (x + gap, "start")
    room = floor(_LETTERS * max(x, WHOLE - x))
    return format_html(
        '<g><title>{}</title><line class="mark" x1="{x}" x2="{x}" y1="{}" y2="{}"/>'
        '<text class="axis" x="{}" y="{}" text-anchor="{}">{}</text></g>',
        text, top + 6, ground, x_of(beside), top + 14, anchor, cut(text, room), x=x_of(x),
    )  # fmt: skip


def _line(dots: list[_Dot]) -> SafeString:
    """From point to point, with a gap where a value is missing."""
    return format_html_join(
        "",
        '<line class="trend" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        ((x_of(a.x), y_of(a.y), x_of(b.x), y_of(b.y)) for a, b in pairwise(dots) if b.at == a.at + 1),
    )


def _circles(dots: list[_Dot]) -> SafeString:
    """A circle at the peak, at the latest point, and where a point has no line."""
    known = {dot.at for dot in dots}
    shown = [dot for dot in dots if dot in (_peak(dots), dots[-1]) or not known & {dot.at - 1, dot.at + 1}]
    return format_html_join(
        "", '<circle class="dot" cx="{}" cy="{}" r="4.5"/>', ((x_of(dot.x), y_of(dot.y)) for dot in shown)
    )


def _peak(dots: list[_Dot]) -> _Dot:
    # The first of several that are equally high; up is less in pixels.
    return min(dots, key=lambda dot: dot.y)


def _peak_and_latest(dots: list[_Dot]) -> SafeString:
    """Both values in words above their circles; those of two that are close do not share a line."""
    peak, latest = _peak(dots), dots[-1]
    if peak == latest:
        return _words(latest, _ABOVE)
    crowded = latest.x - peak.x < Fraction(3, 10) and latest.y - peak.y < LINE
    return _words(peak, _ABOVE) + _words(latest, _BELOW if crowded else _ABOVE)


def _words(dot: _Dot, offset: int) -> SafeString:
    anchor = _anchor(dot.x)
    return format_html(
        '<text class="strong" x="{}" y="{}" text-anchor="{}">{}</text>',
        x_of(dot.x), y_of(dot.y + offset), anchor, dot.words,
    )  # fmt: skip


def _anchor(x: Fraction) -> str:
    """Words near an edge grow away from it."""
    if x > Fraction(4, 5):
        return "end"
    return "start" if x < Fraction(2, 5) else "middle"


def _ticks(points: Sequence[Point], places: list[Fraction], ground: int) -> SafeString:
    """The labels of the first, the middle and the last point; only the outer two where there is little room."""
    last = len(points) - 1
    shown = sorted({0, last // 2, last} if last >= 4 and places[0] < Fraction(1, 4) else {0, last})
    anchors = dict.fromkeys(shown, "middle") | ({0: "start", last: "end"} if last else {})
    labels = (
        (x_of(places[at]), y_of(ground + LINE), anchors[at], cut(points[at].label, _TICK_LETTERS))
        for at in shown
    )
    return format_html_join("", '<text class="axis" x="{}" y="{}" text-anchor="{}">{}</text>', labels)
