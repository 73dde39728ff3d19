"""Files for spreadsheets: rows of plain values, nothing in them that a spreadsheet would run or round."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What spreadsheets take for the beginning of a formula, also in the wide letters of East Asian keyboards.
FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ROUNDED = re.compile(r"[0-9]{12,}|0[0-9]+")  # digits that a spreadsheet would take for a number


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not run."""
    text = UNPRINTABLE.sub("", text)
    return f"'{text}" if FORMULA.match(text) else text


class _Line:
    """A file for the CSV writer that hands every line on."""

    def write(self, line: str) -> str:
        return line


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Lines with the mark by which Excel knows UTF-8, and the semicolon that an Indonesian Excel expects.

    Long numbers that are text get a tab behind them, as marketplaces do it: Excel would cut their digits.
    """
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff"
    yield writer.writerow(heads)
    for row in rows:
        yield writer.writerow([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return f"{value}\t" if isinstance(value, str) and _ROUNDED.fullmatch(value) else value


def as_workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, width: int = 18) -> bytes:
    """One sheet with a header that stays in sight; texts stay texts, whatever they look like."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
    sheet.freeze_panes = "A2"
    for number in range(1, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    bold = [WriteOnlyCell(sheet, head) for head in heads]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append(bold)
    for row in rows:
        sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()
