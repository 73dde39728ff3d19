"""A table as rows of cells, whatever file it stands in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

MAX_COLUMNS = 500
LONGEST_CELL = 32_767  # characters, as in Excel

Row = tuple[int, list[str]]  # its number as the spreadsheet counts, its cells


@dataclass(frozen=True)
class Sheet:
    """One table of a file; `rows` begins anew each time and skips nothing but rows that are not in the file."""

    name: str
    rows: Callable[[], Iterator[Row]]
