"""The sheets of an .xlsx file, row by row: neither the file nor one sheet of it is ever in memory as a whole.

Made for one purpose, because no library keeps to that for files that strangers upload. See docs/decisions.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO
from xml.etree import ElementTree

from sales.importing.safety import whole_workbook
from sales.importing.scanner import RowScanner, Styles, TextScanner, scan
from sales.importing.sheets import Row, Sheet
from sales.importing.strings import SharedTexts

_MOST_OF_A_LIST = 16 * 1024 * 1024  # bytes of the parts that are read in one piece
_MOST_SHEETS = 50


@contextmanager
def open_workbook(file: BinaryIO) -> Iterator[list[Sheet]]:
    """The visible sheets in their order. Only for a file that `safety.kind_of` has looked at; raises `Refused`."""
    with zipfile.ZipFile(file) as archive, TemporaryFile() as shared:
        with whole_workbook():
            book, texts = _Book(archive), SharedTexts(shared)
            for part in book.related("/sharedStrings"):
                for _chunk in scan(archive, part, TextScanner(texts)):
                    pass
            texts.close_list()
            styles = _styles(book)
        yield [
            Sheet(name, lambda part=part: _rows(archive, part, texts, styles)) for name, part in book.sheets
        ]


def _rows(archive: zipfile.ZipFile, part: str, texts: SharedTexts, styles: Styles) -> Iterator[Row]:
    scanner = RowScanner(texts, styles)
    with whole_workbook():
        for _chunk in scan(archive, part, scanner):
            yield from scanner.taken()


class _Book:
    """The workbook part: which sheets there are, and in which parts they and what they share stand."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        [path] = _targets(self.tree("_rels/.rels"), "/officeDocument", "")[:1] or ["xl/workbook.xml"]
        self._folder, name = posixpath.split(path)
        self._links = self.tree(posixpath.join(self._folder, "_rels", f"{name}.rels"))
        book = self.tree(path)
        parts = {link.get("Id"): _path(link, self._folder) for link in self._links}
        self.starts_1904 = any(
            _local(node) == "workbookPr" and node.get("date1904") in ("1", "true") for node in book.iter()
        )
        self.sheets = [
            (node.get("name", ""), parts[_link_id(node)])
            for node in book.iter()
            if _local(node) == "sheet"
            and node.get("state", "visible") == "visible"
            and _link_id(node) in parts
        ][:_MOST_SHEETS]

    def related(self, kind: str) -> list[str]:
        """The parts that the workbook names for this."""
        return [
            path for path in _targets(self._links, kind, self._folder) if path in self._archive.namelist()
        ]

    def tree(self, path: str) -> ElementTree.Element:
        """A small part in one piece; safe, because no part of the file declares entities."""
        if self._archive.getinfo(path).file_size > _MOST_OF_A_LIST:
            raise zipfile.BadZipFile
        return ElementTree.fromstring(self._archive.read(path))


def _targets(links: ElementTree.Element, kind: str, folder: str) -> list[str]:
    return [_path(link, folder) for link in links if link.get("Type", "").endswith(kind)]


def _path(link: ElementTree.Element, folder: str) -> str:
    target = link.get("Target", "")
    return (
        target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    )


def _local(node: ElementTree.Element) -> str:
    return node.tag.rpartition("}")[2]


def _link_id(node: ElementTree.Element) -> str | None:
    """The relationship's key, whichever of its two namespaces the file is written in."""
    return next((value for name, value in node.items() if name.endswith("}id")), None)


def _styles(book: _Book) -> Styles:
    """Which cell styles show a number as a date or a time."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    formats, dates = dict(BUILTIN_FORMATS), set()
    for part in book.related("/styles"):
        tree = book.tree(part)
        for node in tree.iter():
            if _local(node) == "numFmt":
                formats[int(node.get("numFmtId", -1))] = node.get("formatCode", "")
        cells = next((node for node in tree if _local(node) == "cellXfs"), ())
        for number, style in enumerate(cells):
            if is_date_format(formats.get(int(style.get("numFmtId", 0)), "General")):
                dates.add(str(number))
    return Styles(frozenset(dates), book.starts_1904)
