"""What is wrong with a file: the whole of it, or one of its cells."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Flaw:
    """One sentence fit for a person; `row` as the spreadsheet counts it, None for the whole file."""

    sentence: str
    row: int | None = None
    column: str = ""

    def as_json(self) -> dict[str, Any]:
        """How a run keeps it."""
        return asdict(self)


class Refused(Exception):
    """The file cannot be imported, and nothing was; the text is one sentence fit for the person who asked."""

    def __init__(self, sentence: str, row: int | None = None, column: str = "") -> None:
        super().__init__(sentence)
        self.flaw = Flaw(sentence, row, column)
