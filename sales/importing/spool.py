"""Rows on the disk, handed back order by order: files may scatter the rows of an order, memory must not care."""

import pickle
from array import array
from collections.abc import Iterator
from typing import BinaryIO

from sales.importing.orders import Said


class Spool:
    """Rows go into an empty file as they are read and come out by order, orders in the order of their first rows."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._places: dict[str, array] = {}
        self._end = 0

    def add(self, said: Said) -> None:
        """Keep a row."""
        content = pickle.dumps(said, pickle.HIGHEST_PROTOCOL)
        self._file.write(content)
        self._places.setdefault(said.number, array("Q")).append(self._end)
        self._end += len(content)

    @property
    def numbers(self) -> Iterator[str]:
        """The orders' numbers."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many orders."""
        return len(self._places)

    def rows_of(self, number: str) -> list[Said]:
        """The rows of one order."""
        return [self._read(place) for place in self._places[number]]

    def _read(self, place: int) -> Said:
        self._file.seek(place)
        return pickle.load(self._file)
