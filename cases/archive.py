"""The bundle as a ZIP that is sent while it is made: however large, no more than a piece of a file is held."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Generator, Iterator
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.bundle import Bundle, Chapter, Item, Line, Shown
from shops.spreadsheets import as_csv, harmless

PIECE = 1 << 18  # bytes
SUMMARY, TIMELINE, SUMS = "ringkasan.html", "linimasa.csv", "sha256sum.txt"
READABLE = 0o100644 << 16  # for whoever unpacks it on Linux or macOS


class _Pipe:
    """What `ZipFile` takes for a file in which nothing can be sought; what it writes is taken out at once."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(piece)
        return len(piece)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def packed(bundle: Bundle) -> Iterator[bytes]:
    """The ZIP in pieces: the files of the case as they are kept, what happened, a page to print, and the sums.

    In the language of whoever asks now. A file that is gone from the storage is named on the page and keeps
    nothing else back. The database is asked nothing more.
    """
    return _packed(bundle, translation.get_language())


def _packed(bundle: Bundle, language: str | None) -> Iterator[bytes]:
    pipe, at = _Pipe(), bundle.at.astimezone(bundle.shop.zone)
    sums, shown = {}, []
    with ZipFile(pipe, "w") as archive:
        for item in bundle.items:
            kept = yield from _store(archive, pipe, item, at)
            if kept:
                sums[item.path] = kept
            shown.append(Shown(item, item.path, _picture(item.file.thumbnail), kept, is_gone=not kept))
        with translation.override(language):
            texts = {TIMELINE: _timeline(bundle), SUMMARY: _summary(bundle, shown)}
        for name, text in texts.items():
            sums[name] = hashlib.sha256(text.encode()).hexdigest()
        texts[SUMS] = "".join(f"{found}  {name}\n" for name, found in sums.items())
        for name, text in texts.items():
            archive.writestr(_entry(name, at, ZIP_DEFLATED), text)
            yield pipe.taken()
    yield pipe.taken()


def _store(archive: ZipFile, pipe: _Pipe, item: Item, at: datetime) -> Generator[bytes, None, str]:
    """Put one file in as it is, and answer its SHA-256; empty where it is not there."""
    kept = _opened(item.file.file)
    if kept is None:
        return ""
    digest, entry = hashlib.sha256(), _entry(item.path, item.file.added_at.astimezone(at.tzinfo), ZIP_STORED)
    entry.file_size = item.file.size  # by which the ZIP knows whether it needs the long form
    with kept, archive.open(entry, "w") as place:
        while piece := kept.read(PIECE):
            digest.update(piece)
            place.write(piece)
            yield pipe.taken()
    return digest.hexdigest()


def _entry(name: str, at: datetime, how: int) -> ZipInfo:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.compress_type, entry.external_attr = how, READABLE
    return entry


def _opened(field: FieldFile) -> File | None:
    try:
        return field.open("rb") if field else None
    except FileNotFoundError:
        return None


def _picture(thumbnail: FieldFile) -> str:
    """The small picture inside the page itself; empty where there is none."""
    small = _opened(thumbnail)
    if small is None:
        return ""
    with small:
        return f"data:image/jpeg;base64,{b64encode(small.read()).decode()}"


def _summary(bundle: Bundle, shown: list[Shown]) -> str:
    return render_to_string("cases/bundle_file.html", {"bundle": bundle, "shop": bundle.shop, "files": shown})


def _timeline(bundle: Bundle) -> str:
    heads = [
        _("Kasus"), _("Nomor"), _("Waktu"), _("Siapa"), _("Kejadian"), _("Keterangan"), _("Kata-kata"), _("Berkas"),
        _("Hanya tim"), pgettext("step", "Dibatalkan"),
    ]  # fmt: skip
    rows = (_row(bundle, chapter, line) for chapter in bundle.chapters for line in chapter.lines)
    return "".join(as_csv(heads, rows))


def _row(bundle: Bundle, chapter: Chapter, line: Line) -> list[str | int | datetime]:
    event, facts = line.entry.event, (f"{fact.label}: {fact.value}" for fact in line.entry.facts)
    words = [
        event.by or _("Otomatis"), line.entry.words, "; ".join(facts), line.said,
        ", ".join(item.path for item in line.items), _("ya") if event.internal else "",
        _("ya") if line.entry.undone else "",
    ]  # fmt: skip
    when = event.at.astimezone(bundle.shop.zone)
    return [chapter.case.reference, event.number, when, *map(harmless, words)]
