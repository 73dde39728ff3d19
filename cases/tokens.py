"""A chat as words, each in its one form, and what is found among them, each with its place."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cases.slang import plain_word
from cases.transcript import Message

MOST = 6  # of one sort: more than a person wants to choose from


@dataclass(frozen=True)
class Mention:
    """One thing that a chat says: the value as a form takes it, and the exact words on which it rests."""

    value: str
    words: str


@dataclass(frozen=True)
class Found:
    """A value and where in the text its words stand."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Token:
    """A word in its one form, where it stands, and in which clause of which message."""

    word: str
    start: int
    end: int
    clause: int
    message: int


_TOKEN = re.compile(r"[^\W_]+|[.,;:!?\n()]")


def tokens_of(text: str, spoken: Iterable[Message]) -> list[Token]:
    """The words of these messages of a plain text."""
    tokens, clause = [], 0
    for number, one in enumerate(spoken):
        clause += 1
        for match in _TOKEN.finditer(text, one.start, one.end):
            if match[0][0].isalnum():
                tokens.append(Token(plain_word(match[0]), match.start(), match.end(), clause, number))
            else:
                clause += 1
    return tokens


def mentions(exact: str, found: Iterable[Found]) -> tuple[Mention, ...]:
    """In the order of the text, each value once, with the words as they stand there."""
    first: dict[str, Mention] = {}
    for one in sorted(found, key=lambda one: one.start):
        first.setdefault(one.value, Mention(one.value, exact[one.start : one.end]))
    return tuple(first.values())[:MOST]
