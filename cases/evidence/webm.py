"""WEBM: checks the elements from end to end and blanks tags, attachments and chapters.

Recorders in browsers write segments and clusters of unknown length, so those are walked by their children.
"""

from collections.abc import Iterator
from mmap import mmap
from typing import NamedTuple

from .blanking import blank

Bytes = mmap | bytes | bytearray

EBML = b"\x1a\x45\xdf\xa3"
PICTURE = 1  # the kind of a track; sound is 2
MAX_ELEMENTS = 300_000
MAX_TRACKS_BYTES = 1 << 20

_DOC_TYPE = 0x4282
_SEGMENT = 0x18538067
_CLUSTER = 0x1F43B675
_TRACKS, _TRACK_ENTRY, _TRACK_TYPE = 0x1654AE6B, 0xAE, 0x83
_TAGS, _ATTACHMENTS, _CHAPTERS = 0x1254C367, 0x1941A469, 0x1043A770
_VOID = 0xEC
_SEEK_HEAD, _INFO, _CUES = 0x114D9B74, 0x1549A966, 0x1C53BB6B
_TOP = {_CLUSTER, _TRACKS, _TAGS, _ATTACHMENTS, _CHAPTERS, _SEEK_HEAD, _INFO, _CUES}
_UNWANTED = {_TAGS, _ATTACHMENTS, _CHAPTERS, _VOID}


class Broken(Exception):
    """The elements do not fit into each other."""


class Element(NamedTuple):
    id: int
    start: int
    body: int
    end: int
    endless: bool


def doc_type(head: bytes) -> bytes:
    try:
        header = _element(head, 0, len(head))
        found = [e for e in _elements(head, header.body, header.end) if e.id == _DOC_TYPE]
    except Broken:
        return b""
    return bytes(head[found[0].body : found[0].end]).rstrip(b"\0") if found else b""


def strip(data: Bytes) -> set[int]:
    """Blanks in place, unless the elements are broken, and returns the kinds of the tracks."""
    header = _element(data, 0, len(data))
    segment = _element(data, header.end, len(data))
    if segment.id != _SEGMENT or segment.end != len(data):
        raise Broken
    top = list(_elements(data, segment.body, segment.end))
    tracks = [element for element in top if element.id == _TRACKS]
    if len(tracks) != 1 or not any(element.id == _CLUSTER for element in top):
        raise Broken
    kinds = set(_track_kinds(data, tracks[0]))
    for element in top:
        if element.id in _UNWANTED:
            _make_void(data, element)
    return kinds


def _track_kinds(data: Bytes, tracks: Element) -> Iterator[int]:
    if tracks.end - tracks.body > MAX_TRACKS_BYTES:
        raise Broken
    for entry in _elements(data, tracks.body, tracks.end):
        if entry.id == _TRACK_ENTRY:
            for field in _elements(data, entry.body, entry.end):
                if field.id == _TRACK_TYPE:
                    yield int.from_bytes(data[field.body : field.end], "big")


def _elements(data: Bytes, start: int, end: int) -> Iterator[Element]:
    """The children that lie between start and end; one without a length ends where the next top one begins."""
    at, steps = start, 0
    while at < end:
        element = _element(data, at, end)
        if element.endless:
            element, inner = _bounded(data, element, end)
            steps += inner
        steps += 1
        if steps > MAX_ELEMENTS:
            raise Broken
        yield element
        at = element.end


def _bounded(data: Bytes, element: Element, end: int) -> tuple[Element, int]:
    if element.id != _CLUSTER:
        raise Broken
    at, steps = element.body, 0
    while at < end:
        child = _element(data, at, end)
        if child.id in _TOP:
            break
        steps += 1
        if child.endless or steps > MAX_ELEMENTS:
            raise Broken
        at = child.end
    return element._replace(end=at), steps


def _element(data: Bytes, at: int, end: int) -> Element:
    id_, after_id = _number(data, at, end, longest=4, keep_marker=True)
    size, body = _number(data, after_id, end, longest=8, keep_marker=False)
    if size == (1 << 7 * (body - after_id)) - 1:
        return Element(id_, at, body, end, endless=id_ != _SEGMENT)
    if size > end - body:
        raise Broken
    return Element(id_, at, body, body + size, endless=False)


def _number(data: Bytes, at: int, end: int, *, longest: int, keep_marker: bool) -> tuple[int, int]:
    """A number whose first byte tells, by its leading zero bits, how many bytes there are."""
    if at >= end:
        raise Broken
    length = 9 - data[at].bit_length()
    if length > longest or at + length > end:
        raise Broken
    number = int.from_bytes(data[at : at + length], "big")
    return (number if keep_marker else number & ((1 << 7 * length) - 1)), at + length


def _make_void(data: Bytes, element: Element) -> None:
    total = element.end - element.start
    width = 8 if total >= 9 else 1
    blank(data, element.start, element.end)
    data[element.start] = _VOID
    size = (total - 1 - width) | (1 << 7 * width)
    data[element.start + 1 : element.start + 1 + width] = size.to_bytes(width, "big")
