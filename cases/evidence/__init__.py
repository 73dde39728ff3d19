"""Evidence from strangers: takes photos, short videos and PDF documents, and lets nothing else through.

What a file is, is told from its content alone. Photos are always written anew; videos keep their bytes but
lose the place of recording; a PDF is kept as it is, so it must only ever be served as an attachment.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from . import images, videos
from .flaws import Flaw
from .formats import HEAD_BYTES, Format, recognise
from .likeness import Likeness
from .names import clean_name

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "MAX_FILES",
    "MAX_IMAGE_BYTES",
    "MAX_VIDEO_BYTES",
    "Accepted",
    "Unacceptable",
    "accept",
]

_MB = 1 << 20
MAX_IMAGE_BYTES = 15 * _MB
MAX_VIDEO_BYTES = 60 * _MB
MAX_DOCUMENT_BYTES = 10 * _MB
MAX_FILES = 8  # in one submission

_LIMITS = {"photo": MAX_IMAGE_BYTES, "video": MAX_VIDEO_BYTES, "document": MAX_DOCUMENT_BYTES}
_CHUNK = 1 << 18
_IN_MEMORY = 1 << 20


class Unacceptable(ValueError):
    """The file cannot be taken; the message is for the customer, in Indonesian, and names the file."""


@dataclass(frozen=True)
class Accepted:
    """A file that is safe to keep. Whoever gets it closes `content`, which deletes the temporary file."""

    content: IO[bytes]
    kind: str  # photo, video, document
    content_type: str
    extension: str  # with its dot
    size: int  # of what is stored
    width: int | None
    height: int | None
    sha256: str  # of the bytes as they came
    original_name: str
    taken_at: datetime | None  # naive: what the camera's clock showed, wherever it was
    likeness: Likeness | None  # of a photo
    thumbnail: bytes | None


def accept(file: IO[bytes], name: str) -> Accepted:
    """Checks and cleans one file; raises Unacceptable for any bytes that we do not keep."""
    name = clean_name(name)
    try:
        return _accept(file, name)
    except Flaw as flaw:
        raise Unacceptable(flaw.about(name)) from flaw


def _accept(file: IO[bytes], name: str) -> Accepted:
    size = _length(file)
    if size == 0:
        raise Flaw(_("“%(name)s” kosong. Coba pilih filenya lagi ya, Kak."))
    if size > max(_LIMITS.values()):
        raise _too_big(size, "video")
    found = recognise(file.read(HEAD_BYTES))
    if size > _LIMITS[found.kind]:
        raise _too_big(size, found.kind)
    file.seek(0)
    kept = _temporary(found.kind)
    try:
        sha256 = _copy(file, kept, found.kind)
        return _cleaned(kept, found, name, sha256)
    except BaseException:
        kept.close()
        raise


def _temporary(kind: str) -> IO[bytes]:
    """A video is mapped, so it must lie on disk; the others stay in memory while they are small."""
    return TemporaryFile() if kind == "video" else SpooledTemporaryFile(_IN_MEMORY)


def _length(file: IO[bytes]) -> int:
    length = file.seek(0, 2)
    file.seek(0)
    return length


def _too_big(size: int, kind: str) -> Flaw:
    sentences = {
        "photo": _("“%(name)s” terlalu besar (%(size)d MB). Foto paling besar %(limit)d MB ya, Kak."),
        "video": _("“%(name)s” terlalu besar (%(size)d MB). Video paling besar %(limit)d MB ya, Kak."),
        "document": _("“%(name)s” terlalu besar (%(size)d MB). PDF paling besar %(limit)d MB ya, Kak."),
    }
    return Flaw(sentences[kind], size=-(-size // _MB), limit=_LIMITS[kind] // _MB)


def _copy(file: IO[bytes], kept: IO[bytes], kind: str) -> str:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        if size > _LIMITS[kind]:  # it was longer than it said
            raise _too_big(size, kind)
        digest.update(chunk)
        kept.write(chunk)
    kept.flush()
    kept.seek(0)
    return digest.hexdigest()


def _cleaned(kept: IO[bytes], found: Format, name: str, sha256: str) -> Accepted:
    photo = None
    if found.kind == "photo":
        photo = images.develop(kept.read(), found.decoder)
        kept.seek(0)
        kept.truncate()
        kept.write(photo.jpeg)
    elif found.kind == "video":
        videos.clean(kept, found.decoder)
    size = _length(kept)
    return Accepted(
        content=kept,
        kind=found.kind,
        content_type=found.content_type,
        extension=found.extension,
        size=size,
        width=photo and photo.width,
        height=photo and photo.height,
        sha256=sha256,
        original_name=name,
        taken_at=photo and photo.taken_at,
        likeness=photo and photo.likeness,
        thumbnail=photo and photo.thumbnail,
    )
