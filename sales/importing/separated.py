"""The rows of a CSV file: its letters and its separator are found out, its size in memory never grows."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.utils.translation import gettext as _

from sales.importing.flaws import Refused
from sales.importing.sheets import MAX_COLUMNS, Row, Sheet

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = ",;\t|"
_CHUNK = 1024 * 1024  # bytes
_SAMPLE = 64 * 1024  # bytes
_LOOKED_AT = 20  # rows


@contextmanager
def open_separated(file: BinaryIO) -> Iterator[list[Sheet]]:
    """The one table of a CSV file; raises `Refused`."""
    letters = _letters(file)
    with _readable():
        separator, skipped = _separator(_beginning(file, letters))
    yield [Sheet("", lambda: _rows(file, letters, separator, skipped))]


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except UnicodeError as why:
        raise Refused(
            _("Huruf di berkas ini tidak terbaca. Simpan sebagai CSV UTF-8, lalu unggah lagi.")
        ) from why


def _letters(file: BinaryIO) -> str:
    """The encoding: what its mark says, else UTF-8 where all of it is, else that of Western Windows."""
    file.seek(0)
    head = file.read(4)
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK):
            if b"\x00" in chunk:
                raise Refused(_("Berkas ini bukan CSV. Unggah berkas yang diunduh dari marketplace."))
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _beginning(file: BinaryIO, letters: str) -> str:
    file.seek(0)
    return codecs.getincrementaldecoder(letters)().decode(file.read(_SAMPLE))


def _separator(sample: str) -> tuple[str, bool]:
    """What stands between the cells, and whether the first line is Excel's note about it ("sep=;")."""
    lines = sample.splitlines()[: _LOOKED_AT + 1]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        return lines[0][4], True
    return max(_SEPARATORS, key=lambda separator: _width(lines, separator)), False


def _width(lines: list[str], separator: str) -> int:
    try:
        return max((len(row) for row in csv.reader(lines, delimiter=separator)), default=0)
    except csv.Error:
        return 0


def _rows(file: BinaryIO, letters: str, separator: str, skipped: bool) -> Iterator[Row]:
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding=letters, newline="")
    number = 0
    try:
        with _readable():
            for number, cells in enumerate(csv.reader(lines, delimiter=separator), start=1):
                if len(cells) > MAX_COLUMNS:
                    raise Refused(
                        _("Berkas ini punya lebih dari %(most)d kolom.") % {"most": MAX_COLUMNS}, number
                    )
                if number > skipped:
                    yield number, cells
    except csv.Error as why:
        raise Refused(
            _("Tanda kutip di baris ini tidak ditutup, jadi isinya tidak terbaca."), number + 1
        ) from why
    finally:
        lines.detach()  # the file is the caller's to close
