"""Writes zeros over parts of a mapped file, so that every other byte keeps its place."""

from mmap import mmap

_PIECE = bytes(1 << 16)


def blank(data: mmap | bytearray, start: int, end: int) -> None:
    for at in range(start, end, len(_PIECE)):
        stop = min(end, at + len(_PIECE))
        data[at:stop] = _PIECE[: stop - at]
