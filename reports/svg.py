"""What every chart is made of: the frame, the coordinates, an exact part of a whole.

x is in percent and y in pixels, so that words keep their size on a phone. Coordinates are worked out in
fractions and written by `x_of` and `y_of` alone, so that no language turns "25.5%" into "25,5%".
"""

from collections.abc import Callable
from fractions import Fraction

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.statistics import Number, half_up

Say = Callable[[Number], str]

LINE = 18  # from one line of words to the next
WHOLE = Fraction(1)
NOTHING = SafeString()


def chart(
    body: SafeString, height: int, id: str, title: str, description: str, *, is_linked: bool = False
) -> SafeString:
    """The SVG around a drawing; what holds links is a group, for the inside of an image is closed to readers."""
    return format_html(
        '<svg class="chart" height="{height}" role="{role}" aria-labelledby="{id}-t {id}-d">'
        '<title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc>{body}</svg>',
        height=height, role="group" if is_linked else "img",
        id=id, title=title, description=description, body=body,
    )  # fmt: skip


def part(value: Number, whole: Number) -> Fraction:
    """An exact part of the whole; of nothing, nothing."""
    return Fraction(value) / whole if whole else Fraction(0)


def x_of(part: Fraction) -> str:
    """A part of the width as "25.5%", never outside the drawing."""
    whole, tenth = divmod(half_up(min(max(part, Fraction(0)), WHOLE) * 1000), 10)
    return f"{whole}.{tenth}%"


def y_of(pixels: Number) -> str:
    """A height as "89.4"."""
    whole, tenth = divmod(half_up(max(Fraction(pixels), Fraction(0)) * 10), 10)
    return f"{whole}.{tenth}"


def cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
