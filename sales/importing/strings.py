"""The texts that cells of a workbook share, kept on the disk: the memory they take does not grow with the file."""

import os
from array import array
from functools import lru_cache
from typing import BinaryIO

_REMEMBERED = 20_000  # short texts; the rest is read again
_SHORT = 200  # bytes


class SharedTexts:
    """A list in a file that is empty at first: texts go in once, in order, and come out by their number."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ends = array("Q")
        self._end = 0
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._read)

    def append(self, text: str) -> None:
        """Add a text behind the others."""
        content = text.encode("utf-8", "surrogatepass")
        self._file.write(content)
        self._end += len(content)
        self._ends.append(self._end)

    def close_list(self) -> None:
        """No further text will come."""
        self._file.flush()

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self._ends):
            raise IndexError(number)
        start = self._ends[number - 1] if number else 0
        length = self._ends[number] - start
        return (self._remembered if length <= _SHORT else self._read)(start, length)

    def _read(self, start: int, length: int) -> str:
        return os.pread(self._file.fileno(), length, start).decode("utf-8", "surrogatepass")
