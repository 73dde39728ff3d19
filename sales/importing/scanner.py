"""The cells of a worksheet part, as the XML reader meets them."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from sales.importing.cells import Number
from sales.importing.flaws import Refused
from sales.importing.safety import refuse_declaration
from sales.importing.sheets import LONGEST_CELL, MAX_COLUMNS, Row
from sales.importing.strings import SharedTexts

_CHUNK = 64 * 1024  # bytes given to the XML reader at once
_LONGEST_TAG = 1024 * 1024  # bytes that it may hold back because a tag does not end
_LONGEST_TEXT = 8 * LONGEST_CELL
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


@dataclass(frozen=True)
class Styles:
    """The cell styles that show dates, and the day that the workbook counts from."""

    dates: frozenset[str]
    starts_1904: bool


class Scanner(Protocol):
    """What takes in the parts of an XML document."""

    pieces: list[str]  # the text gathered so far

    def start(self, name: str, about: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...


def scan(archive: zipfile.ZipFile, part: str, scanner: Scanner) -> Iterator[None]:
    """Give a part to the scanner, one chunk at a time; raises `Refused`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_declaration
    cut = 0

    def start(name: str, about: dict[str, str]) -> None:
        scanner.start(name[cut:], about)

    def end(name: str) -> None:
        scanner.end(name[cut:])

    def root(name: str, _about: dict[str, str]) -> None:
        # Some writers put a prefix before every name: x:worksheet, x:row, x:c.
        nonlocal cut
        cut = name.find(":") + 1
        parser.StartElementHandler = start if cut else scanner.start
        parser.EndElementHandler = end if cut else scanner.end

    parser.StartElementHandler = root
    parser.CharacterDataHandler = scanner.text
    given = 0
    try:
        with archive.open(part) as content:
            while chunk := content.read(_CHUNK):
                given += len(chunk)
                parser.Parse(chunk, False)
                held = sum(map(len, scanner.pieces))
                if given - parser.CurrentByteIndex > _LONGEST_TAG or held > _LONGEST_TEXT:
                    raise Refused(_("Berkas ini berisi sel yang terlalu panjang."))
                yield
            parser.Parse(b"", True)
            yield
    except (expat.ExpatError, ValueError) as why:
        raise zipfile.BadZipFile from why


def _unescaped(code: re.Match) -> str:
    """The sign that "_x000D_" stands for; what no text can hold is left out."""
    sign = int(code[1], 16)
    return "" if 0xD800 <= sign <= 0xDFFF or not sign else chr(sign)


class _Texts:
    """Gathers the text of `<t>` and `<v>`, without the readings that Japanese cells carry beside it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._open = False
        self._reading = False

    def text(self, data: str) -> None:
        """Characters, of whatever element is open."""
        if self._open:
            self.pieces.append(data)

    def _taken(self) -> str:
        found = "".join(self.pieces)
        self.pieces.clear()
        if len(found) > LONGEST_CELL:
            raise Refused(_("Berkas ini berisi sel yang terlalu panjang."))
        return _ESCAPED.sub(_unescaped, found) if "_x" in found else found


class TextScanner(_Texts):
    """Fills the list of shared texts."""

    def __init__(self, texts: SharedTexts) -> None:
        super().__init__()
        self._list = texts

    def start(self, name: str, about: dict[str, str]) -> None:
        """An element begins."""
        if name == "t":
            self._open = not self._reading
        elif name == "rPh":
            self._reading = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "t":
            self._open = False
        elif name == "rPh":
            self._reading = False
        elif name == "si":
            self._list.append(self._taken())


class RowScanner(_Texts):
    """Collects the rows of a sheet; formulas and errors are refused by the name of their cell."""

    def __init__(self, texts: SharedTexts, styles: Styles) -> None:
        super().__init__()
        self._shared, self._styles = texts, styles
        self._rows: list[Row] = []
        self._cells: list[str] = []
        self._number = 0
        self._cell: dict[str, str] | None = None
        self._columns: dict[str, int] = {}

    def taken(self) -> list[Row]:
        """The rows that are complete, once."""
        rows, self._rows = self._rows, []
        return rows

    def start(self, name: str, about: dict[str, str]) -> None:
        """An element begins."""
        if name == "c":
            self._cell = about
        elif name == "v" or name == "t":
            self._open = self._cell is not None and not self._reading
        elif name == "row":
            self._number = int(about.get("r", self._number + 1))
            self._cells = []
        elif name == "f" and self._cell is not None:
            raise Refused(
                _("Sel %(cell)s berisi rumus. Unduh lagi berkasnya dari marketplace dan unggah tanpa diubah.")
                % {"cell": self._name()}, self._number,
            )  # fmt: skip
        elif name == "rPh":
            self._reading = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "v" or name == "t":
            self._open = False
        elif name == "c":
            self._keep()
        elif name == "row":
            self._rows.append((self._number, self._cells))
        elif name == "rPh":
            self._reading = False

    def _keep(self) -> None:
        column = self._column()
        self._cells.extend([""] * (column - len(self._cells)))
        # Mostly behind the last one; a row that lists its cells out of order loses none.
        self._cells[column : column + 1] = [self._value(self._taken())]
        self._cell = None

    def _value(self, text: str) -> str:
        kind = self._cell.get("t", "n")
        if kind == "s":
            try:
                return self._shared[int(text)]
            except (ValueError, IndexError) as why:
                raise zipfile.BadZipFile from why
        if kind == "e":
            raise Refused(
                _("Sel %(cell)s berisi kesalahan rumus (%(text)s).")
                % {"cell": self._name(), "text": text[:20]},
                self._number,
            )
        if kind == "n" and text:
            return self._date(text) if self._cell.get("s") in self._styles.dates else Number(text)
        return text

    def _date(self, text: str) -> str:
        """A number shown as a date, written out; one below a day is a time."""
        try:
            length = timedelta(seconds=round(float(text) * 86_400))
            start = _EPOCH_1904 if self._styles.starts_1904 else _EPOCH
            return str(start + length if length.days else (start + length).time())
        except (ValueError, OverflowError):
            return Number(text)

    def _column(self) -> int:
        """The cell's column, counted from 0: by its name, or behind the last one."""
        letters = self._cell.get("r", "").rstrip("0123456789")
        if not letters:
            return self._within(len(self._cells))
        if letters not in self._columns:
            number = 0
            for letter in letters.upper()[:4]:
                number = number * 26 + ord(letter) - 64
            self._columns[letters] = self._within(number - 1)
        return self._columns[letters]

    def _within(self, column: int) -> int:
        if not 0 <= column < MAX_COLUMNS:
            raise Refused(_("Berkas ini punya lebih dari %(most)d kolom.") % {"most": MAX_COLUMNS})
        return column

    def _name(self) -> str:
        from openpyxl.utils import get_column_letter

        return self._cell.get("r") or f"{get_column_letter(len(self._cells) + 1)}{self._number}"
