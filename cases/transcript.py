"""Who said what in a pasted chat: the exports of WhatsApp, its copied lines, or plain words of nobody in particular."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from shops.phones import parse_mobile

LONGEST = 20_000  # letters of a chat that are read; what follows is left alone

# One letter for one letter, so that every place in the text stays where it is.
_LIKE = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u00a0": " ", "\u202f": " ", "\u2007": " ",
                       "\x00": " ", "\r": "\n", "\t": " "})  # fmt: skip
_MARKS = "\u200e\u200f\u202a-\u202c\u2066-\u2069"  # which way to write, as phones put them around numbers
_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}"
_CLOCK = r"\d{1,2}[.:]\d{2}(?:[.:]\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
# "[12/11/26 10.05.33] Budi: …", "[10.05, 12/11/2026] Budi: …", "12/11/26 10.05 - Budi: …"
_EXPORTED = re.compile(
    rf"[{_MARKS}]*(?:\[(?:{_DAY},? {_CLOCK}|{_CLOCK},? {_DAY})\]|{_DAY},? {_CLOCK} -) ?(?:(?P<by>[^:\n]{{1,60}}):)?"
)
_BARE = re.compile(rf"[{_MARKS}]*(?P<by>[^:\n]{{1,60}}):")
_NOTHING_SAID = re.compile(
    r"\W{0,5}(?:<[^<>\n]{1,40}>|(?:media|gambar|video|audio|stiker|image|sticker) (?:tidak disertakan|omitted)"
    r"|pesan ini (?:telah )?dihapus|this message was deleted)\W{0,5}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Message:
    """What somebody said: by whom, where in the text their name and their words stand, and whether it was us."""

    by: str
    named_at: int
    start: int
    end: int
    is_ours: bool = False


def plain(text: str) -> str:
    """The part of a chat that is read, letter for letter in its place, with ordinary blanks and hyphens."""
    return text[:LONGEST].translate(_LIKE)


def messages(text: str, ours: Collection[str]) -> list[Message]:
    """The messages of a plain text; `ours` are the names and phones (E.164) under which the shop writes.

    Lines before the first head, and a text without any, are the words of nobody in particular. What an export
    says by itself ("pesan dienkripsi …") is left out.
    """
    own = {name.casefold() for name in (*ours, "Anda", "You") if name}
    found: list[Message] = []
    skipping = False
    for start, end in _lines(text):
        if head := _EXPORTED.match(text, start, end):
            skipping = head["by"] is None
            if not skipping:
                found.append(_message(head, end, own))
        elif head := _bare_head(text, start, end, own):
            found.append(_message(head, end, own))
            skipping = False
        elif skipping:
            continue
        elif found and not _is_single(found[-1], text):
            last = found[-1]
            found[-1] = Message(last.by, last.named_at, last.start, end, last.is_ours)
        else:
            found.append(Message("", start, start, end))
    return found


def said(text: str, spoken: Collection[Message]) -> str:
    """What these messages say, one below the other, without the places of photos and deleted words."""
    lines = (line.strip() for one in spoken for line in text[one.start : one.end].splitlines())
    return "\n".join(line for line in lines if line and not _NOTHING_SAID.fullmatch(line))


def phone_in(text: str) -> str:
    """The phone (E.164) that the text is, or nothing."""
    try:
        return parse_mobile(text)
    except ValidationError:
        return ""


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _message(head: re.Match, end: int, own: Collection[str]) -> Message:
    by = _stripped(head["by"])
    named_at = head.start("by") + head["by"].index(by)
    return Message(by, named_at, head.end(), end, _is_ours(by, own))


def _bare_head(text: str, start: int, end: int, own: Collection[str]) -> re.Match | None:
    """A line that begins with a phone or with the shop's own name; any other "word:" is no speaker."""
    head = _BARE.match(text, start, end)
    if head is None:
        return None
    by = _stripped(head["by"])
    return head if _is_ours(by, own) or phone_in(by) else None


def _is_single(message: Message, text: str) -> bool:
    """Whether the next line is not ours any more: only an export says where a message ends."""
    line = text.rfind("\n", 0, message.named_at) + 1
    return message.is_ours and not _EXPORTED.match(text, line)


def _is_ours(by: str, own: Collection[str]) -> bool:
    return by.casefold() in own or (phone_in(by) or "-") in own


def _stripped(name: str) -> str:
    """The name as the phone knows it: without marks and the ~ before somebody who is not in its book."""
    return re.sub(rf"^[\s~{_MARKS}]+|[\s{_MARKS}]+$", "", name)
