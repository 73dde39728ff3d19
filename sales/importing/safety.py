"""What is looked at before a file is opened: its size, what it really is, and what a workbook carries inside."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat

from django.utils.translation import gettext as _

from sales.importing.flaws import Refused

MAX_BYTES = 30 * 1024 * 1024  # of the file
_MAX_UNPACKED = 600 * 1024 * 1024  # bytes of all parts of a workbook together
_MAX_PARTS = 1_000
# Orders shrink to a tenth or a thirtieth; what shrinks more is made to blow up. Small parts may do as they like.
_MAX_RATIO = 150
_SMALL = 1024 * 1024
_PROLOGUE, _CHUNK = (
    64 * 1024,
    4096,
)  # bytes that may stand before the root element of a part, read so many at once

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = re.compile(r"(^|/)(vbaProject|vbaData)|(^|/)(macrosheets|activeX|dialogsheets)/", re.IGNORECASE)
_OUTSIDE = re.compile(r"(^|/)(externalLinks|embeddings|queryTables)/|(^|/)connections\.xml$", re.IGNORECASE)

XLSX, CSV = "xlsx", "csv"
ENDINGS = {".xlsx": XLSX, ".csv": CSV, ".tsv": CSV, ".txt": CSV}


def kind_of(file: BinaryIO, name: str, size: int) -> str:
    """`XLSX` or `CSV`, after everything that can be known without reading rows has been looked at; or `Refused`.

    `file` is open at any place and is left at its beginning; `size` in bytes.
    """
    ending = next((found for found in ENDINGS if name.lower().endswith(found)), None)
    if size == 0:
        raise Refused(_("Berkasnya kosong."))
    if size > MAX_BYTES:
        raise Refused(
            _("Berkas ini lebih besar dari %(most)s MB. Unduh per bulan, lalu unggah satu per satu.")
            % {"most": MAX_BYTES // 1024 // 1024}
        )
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head == _OLD_OFFICE:
        raise Refused(
            _("Berkas ini memakai kata sandi atau format lama .xls. Simpan sebagai .xlsx tanpa kata sandi.")
        )
    if ending is None or (ENDINGS[ending] == XLSX) != head.startswith(_ZIP):
        raise Refused(_("Berkas ini bukan .xlsx atau .csv. Unggah berkas yang diunduh dari marketplace."))
    if ENDINGS[ending] == XLSX:
        _look_inside(file)
        file.seek(0)
    return ENDINGS[ending]


@contextmanager
def whole_workbook() -> Iterator[None]:
    """What is broken inside a workbook is the file's fault, in whatever way it shows."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, struct.error, ElementTree.ParseError, NotImplementedError, KeyError, ValueError, EOFError,
        OSError,
    ) as why:  # fmt: skip
        raise Refused(_("Berkas .xlsx ini rusak. Unduh lagi dari marketplace.")) from why


def _look_inside(file: BinaryIO) -> None:
    with whole_workbook(), zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        _weigh(parts)
        _no_company({part.filename for part in parts})
        for part in parts:
            _no_declarations(archive, part)


def _weigh(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_("Berkas ini memakai kata sandi. Simpan tanpa kata sandi."))
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise zipfile.BadZipFile  # no spreadsheet packs like that
    heavy = len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED
    if heavy or any(part.file_size > max(_SMALL, part.compress_size * _MAX_RATIO) for part in parts):
        raise Refused(_("Isi berkas ini membengkak tidak wajar bila dibuka, jadi kami tidak membukanya."))


def _no_company(names: set[str]) -> None:
    """Nothing that runs, and nothing that fetches from elsewhere."""
    for pattern, what in ((_MACROS, _("makro")), (_OUTSIDE, _("tautan ke berkas atau data lain"))):
        if any(pattern.search(name) for name in names):
            raise Refused(
                _("Berkas ini berisi %(what)s. Unduh lagi dari marketplace dan unggah tanpa diubah.")
                % {"what": what}
            )


def _no_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No part declares anything of its own, so no entity can ever be expanded by whoever reads it later."""

    class Begun(Exception):
        """The root element has come, after which nothing can be declared."""

    def begin(*_about) -> None:
        raise Begun

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse_declaration
    try:
        with archive.open(part) as content:
            for _time in range(_PROLOGUE // _CHUNK):
                if not (chunk := content.read(_CHUNK)):
                    return
                parser.Parse(chunk, False)
    except (Begun, expat.ExpatError):
        return  # a picture, or broken: whoever reads this part will say so
    except RuntimeError as why:  # encrypted after all
        raise zipfile.BadZipFile from why
    raise zipfile.BadZipFile  # nobody writes so much before the root element


def refuse_declaration(*_about) -> None:
    """What an XML reader calls when a part begins to declare something."""
    raise Refused(_("Berkas .xlsx ini tidak dibuat oleh aplikasi lembar kerja, jadi kami tidak membukanya."))
