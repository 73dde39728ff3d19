"""What a report is made of: sections with a finding as title, and tables that a page and a spreadsheet both show."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from fractions import Fraction
from math import floor

from django.utils.safestring import SafeString

from reports.statistics import Number, duration, figure, whole_percent
from reports.svg import NOTHING
from shops.money import rupiah

COUNT, MONEY, PERCENT, LENGTH = "#,##0", '"Rp"#,##0', "0%", "[h]:mm:ss"


@dataclass(frozen=True)
class Cell:
    """One figure: in words for a page, as a value with its format for a spreadsheet."""

    words: str
    value: int | float | timedelta | str | None
    format: str = ""

    @property
    def lines(self) -> list[str]:
        """A length of time unit by unit, because a phone has no room for "12 jam 35 mnt" in a column."""
        return re.split(r"\s+(?=[0-9])", self.words) if self.format == LENGTH else [self.words]


@dataclass(frozen=True)
class Row:
    """A line of a table; its address leads to the cases that it counts."""

    label: str
    cells: list[Cell]
    href: str = ""


@dataclass(frozen=True)
class Table:
    """The same numbers as the chart above it; `heads` begins with what the labels are.

    A phone has room for three columns: the `left_out` stand in the spreadsheet only, the chart shows them too.
    """

    id: str
    title: str
    heads: list[str]
    rows: list[Row]
    chart: SafeString = NOTHING
    left_out: str | None = None  # the head of that column

    @property
    def page_heads(self) -> list[str]:
        """The heads on a page."""
        return [head for head in self.heads if head != self.left_out]

    @property
    def page_rows(self) -> list[Row]:
        """The rows on a page."""
        return [replace(row, cells=self._shown(row)) for row in self.rows]

    def _shown(self, row: Row) -> list[Cell]:
        return [cell for head, cell in zip(self.heads[1:], row.cells, strict=True) if head != self.left_out]


@dataclass(frozen=True)
class Section:
    """One subject: what was found, what else there is to say, and the numbers."""

    id: str
    title: str
    name: str  # a noun, for the tab of a spreadsheet
    lines: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    # How much it deserves to be read first; 0 where nothing can be concluded.
    weight: int = 0
    brief: str = ""  # its figure in a line of a letter


def count(number: int) -> Cell:
    """So many."""
    return Cell(figure(number), number, COUNT)


def money(amount: int) -> Cell:
    """So many rupiah."""
    return Cell(rupiah(amount), amount, MONEY)


def percent(part: Fraction) -> Cell:
    """A part of the whole."""
    return Cell(f"{whole_percent(part)}%", float(part), PERCENT)


def length(seconds: Number | None) -> Cell:
    """A time that something took; a dash where nothing did."""
    value = None if seconds is None else timedelta(seconds=floor(seconds))
    return Cell(duration(seconds), value, LENGTH)


NOTHING_TO_SAY = Cell("–", None)


def score(value: Fraction | None) -> Cell:
    """A mean of scores."""
    return NOTHING_TO_SAY if value is None else Cell(figure(value), round(float(value), 2), "0.0")
