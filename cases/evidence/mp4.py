"""MP4, MOV and 3GP: takes out everything that is not needed to play, the place of recording above all.

Phones write the place into `udta/©xyz`, `udta/loci` or `meta` keys; cameras into boxes of their own, `uuid`,
`free` or whole tracks of text and sensor data. So boxes are kept by an allow-list, only picture and sound
tracks stay, and what goes becomes a `free` box of zeros: no offset moves and no sample table needs a change.
"""

from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

from .blanking import blank
from .flaws import audio, broken, unplayable

# A ten-minute recording in fragments of one frame has about 40,000 boxes; more is an attack on our time.
MAX_BOXES = 100_000
MAX_TRACKS = 16
MAX_MEDIA_BOXES = 64  # where samples must be looked for in them
MAX_CHUNKS = 50_000
MAX_SAMPLES = 100_000

_FILLING = {b"free", b"skip", b"wide"}
_KEPT = {
    b"": {b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"mfra", b"sidx", b"ssix"},
    b"moov": {b"mvhd", b"trak", b"mvex"},
    b"trak": {b"tkhd", b"edts", b"mdia", b"tapt"},
    b"mdia": {b"mdhd", b"hdlr", b"minf", b"elng"},
    b"minf": {b"vmhd", b"smhd", b"nmhd", b"gmhd", b"hdlr", b"dinf", b"stbl"},
    b"stbl": {
        *(b"stsd", b"stts", b"ctts", b"cslg", b"stss", b"stsh", b"stsc", b"stsz", b"stz2", b"stco", b"co64"),
        *(b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio", b"padb", b"stdp", b"stps"),
    },
    b"moof": {b"mfhd", b"traf"},
    b"traf": {b"tfhd", b"tfdt", b"trun", b"sdtp", b"sbgp", b"sgpd", b"subs", b"saiz", b"saio"},
}


class Box(NamedTuple):
    kind: bytes
    start: int
    body: int
    end: int


class Span(NamedTuple):
    start: int
    end: int


def strip(data: mmap | bytearray) -> None:
    """Blanks in place; raises a Flaw, before anything is written, if this is not a whole, playable video."""
    tree = _Tree(data)
    if not tree.all(b"moov") or not tree.all(b"mdat"):
        raise broken()
    if len(tree.all(b"trak")) > MAX_TRACKS:
        raise broken()
    handlers = {trak: _handler(data, tree, trak) for trak in tree.all(b"trak")}
    if b"vide" not in handlers.values():
        raise audio() if b"soun" in handlers.values() else unplayable()
    other = [trak for trak, handler in handlers.items() if handler not in (b"vide", b"soun")]
    if other and tree.all(b"moof"):
        # Its samples lie in the fragments, where they cannot be told from the others without a demuxer.
        raise unplayable()
    samples = [span for trak in other for span in _samples(data, tree, trak)]
    for box in tree.unwanted + other:
        data[box.start + 4 : box.start + 8] = b"free"
        blank(data, box.body, box.end)
    for span in samples:
        blank(data, span.start, span.end)


class _Tree:
    """Every box that matters, found in one walk that counts its steps."""

    def __init__(self, data: mmap | bytearray) -> None:
        self.data = data
        self.unwanted: list[Box] = []
        self._found: list[Box] = []
        self._count = 0
        self._walk(b"", 0, len(data))

    def all(self, kind: bytes, within: Box | None = None) -> list[Box]:
        start, end = (within.body, within.end) if within else (0, len(self.data))
        return [box for box in self._found if box.kind == kind and start <= box.start and box.end <= end]

    def only(self, kind: bytes, within: Box) -> Box:
        boxes = self.all(kind, within)
        if len(boxes) != 1:
            raise broken()
        return boxes[0]

    def _walk(self, parent: bytes, start: int, end: int) -> None:
        for box in _boxes(self.data, start, end, top=not parent):
            self._count += 1
            if self._count > MAX_BOXES:
                raise broken()
            if box.kind not in _KEPT[parent]:
                self.unwanted.append(box)
                continue
            self._found.append(box)
            if box.kind in _KEPT:
                self._walk(box.kind, box.body, box.end)


def _boxes(data: mmap | bytearray, start: int, end: int, *, top: bool) -> Iterator[Box]:
    at = start
    while end - at >= 8:
        size, kind, body = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), at + 8
        if size == 1:
            size, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif size == 0 and top:  # "to the end of the file"
            size = end - at
        if body > end or size < body - at or size > end - at:
            raise broken()
        yield Box(kind, at, body, at + size)
        at += size
    if any(data[at:end]):  # QuickTime may close a list with a zero word, and nothing else may stand there.
        raise broken()


def _handler(data: mmap | bytearray, tree: _Tree, trak: Box) -> bytes:
    # QuickTime has a second `hdlr`, of the data, in `minf`.
    minf = tree.only(b"minf", trak)
    outer = [box for box in tree.all(b"hdlr", trak) if not minf.body <= box.start < minf.end]
    if len(outer) != 1 or outer[0].end - outer[0].body < 12:
        raise broken()
    return bytes(data[outer[0].body + 8 : outer[0].body + 12])


def _samples(data: mmap | bytearray, tree: _Tree, trak: Box) -> list[Span]:
    """Where the samples of a track lie, chunk by chunk."""
    offsets = _chunk_offsets(data, tree, trak)
    counts = _samples_per_chunk(data, tree.only(b"stsc", trak), len(offsets))
    sizes = _Sizes(data, tree.only(b"stsz", trak))
    media = tree.all(b"mdat")
    if len(media) > MAX_MEDIA_BOXES:
        raise broken()
    spans, first = [], 0
    for offset, count in zip(offsets, counts, strict=True):
        span = Span(offset, offset + sizes.of(first, count))
        if not any(box.body <= span.start and span.end <= box.end for box in media):
            raise broken()
        spans.append(span)
        first += count
    if sum(span.end - span.start for span in spans) > len(data):
        raise broken()
    return spans


def _numbers(data: mmap | bytearray, start: int, end: int, width: int = 4) -> list[int]:
    raw = bytes(data[start:end])
    return [int.from_bytes(raw[at : at + width], "big") for at in range(0, len(raw) - width + 1, width)]


def _table(data: mmap | bytearray, box: Box, at: int, fields: int, limit: int, width: int = 4) -> list[int]:
    """The numbers of a table whose row count stands at `at` in the box, rows following."""
    count = int.from_bytes(data[box.body + at : box.body + at + 4], "big")
    start = box.body + at + 4
    end = start + count * fields * width
    if count > limit or end > box.end:
        raise broken()
    return _numbers(data, start, end, width)


def _chunk_offsets(data: mmap | bytearray, tree: _Tree, trak: Box) -> list[int]:
    if tree.all(b"co64", trak):
        return _table(data, tree.only(b"co64", trak), 4, 1, MAX_CHUNKS, width=8)
    return _table(data, tree.only(b"stco", trak), 4, 1, MAX_CHUNKS)


def _samples_per_chunk(data: mmap | bytearray, stsc: Box, chunks: int) -> list[int]:
    numbers = _table(data, stsc, 4, 3, MAX_CHUNKS)
    firsts, counts = [first - 1 for first in numbers[0::3]], numbers[1::3]
    if not chunks:
        return []
    if firsts[:1] != [0] or firsts != sorted(firsts) or firsts[-1] >= chunks:
        raise broken()
    ends = [*firsts[1:], chunks]
    return [count for first, end, count in zip(firsts, ends, counts, strict=True) for _i in range(first, end)]


class _Sizes:
    """The sample sizes of a track: one for all, or a table."""

    def __init__(self, data: mmap | bytearray, stsz: Box) -> None:
        self.all_alike = int.from_bytes(data[stsz.body + 4 : stsz.body + 8], "big")
        self.table = [] if self.all_alike else _table(data, stsz, 8, 1, MAX_SAMPLES)

    def of(self, first: int, count: int) -> int:
        if self.all_alike:
            return self.all_alike * count
        if first + count > len(self.table):
            raise broken()
        return sum(self.table[first : first + count])
