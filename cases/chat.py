"""What a pasted chat says of a case to come: numbers, phone, name, wish and reason, each with its own words.

Nothing is decided here and nothing guessed: where a chat may mean several things they are all named, where it
says nothing there is nothing, and a person confirms what is taken over.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from cases.tokens import Found, Mention, mentions, tokens_of
from cases.transcript import Message, messages, phone_in, plain, said
from cases.wishes import wants
from sales import tracking

MOST_TRIED = 60  # numbers of one sort that are looked at


@dataclass(frozen=True)
class Reading:
    """What was recognised, each sort in the order of the chat; several of one sort are candidates."""

    orders: tuple[Mention, ...] = ()
    phones: tuple[Mention, ...] = ()  # E.164
    tracking: tuple[Mention, ...] = ()
    names: tuple[Mention, ...] = ()
    kinds: tuple[Mention, ...] = ()  # of case
    wishes: tuple[Mention, ...] = ()  # variants of a return
    reasons: tuple[Mention, ...] = ()  # of a return
    said: str = ""  # the customer's words, without heads and placeholders


def read(text: str, *, ours: Collection[str] = ()) -> Reading:
    """What a chat says; `ours` are the names and phones (E.164) under which the shop itself writes."""
    exact, text = text, plain(text)
    spoken = messages(text, ours)
    theirs = [one for one in spoken if not one.is_ours]
    labelled = list(_numbers(_LABELLED_TRACKING, text, spoken, tracking.normalise))
    phones = [hit for hit in _phones(text, theirs, labelled) if hit.value not in ours]
    orders = _order_numbers(text, spoken, [*labelled, *phones])
    parcels = [*labelled, *_parcels(text, spoken, [*labelled, *orders])]
    wanted = wants(tokens_of(text, theirs))
    return Reading(
        orders=mentions(exact, orders),
        phones=mentions(exact, phones),
        tracking=mentions(exact, parcels),
        names=mentions(exact, _names(text, theirs)),
        kinds=mentions(exact, wanted.kinds),
        wishes=mentions(exact, wanted.wishes),
        reasons=mentions(exact, wanted.reasons),
        said=said(text, theirs),
    )


# Numbers -----------------------------------------------------------------------------------------


_CODE = r"(?!rp\d)(?P<code>[A-Z0-9][A-Z0-9/-]{3,39})(?![A-Z0-9])"
_LABELLED_TRACKING = re.compile(
    rf"\b(?:resi|awb|tracking)(?:nya)?\b[ :=#.-]{{1,4}}(?:[a-z&]{{2,12}}[ :=.-]{{1,3}}){{0,2}}{_CODE}",
    re.IGNORECASE,
)
_TRACKING = re.compile(
    r"(?<![A-Z0-9/-])(?P<code>(?:[A-Z]{2,6}|\d{2}LP|GK-)\d[A-Z0-9-]{7,24})(?![A-Z0-9])", re.IGNORECASE
)
_LABELLED_ORDER = re.compile(
    r"\b(?:pesanan|pesenan|order(?:an)?|invoice|inv|transaksi|nota|faktur)(?:nya|ku)?\b"
    rf"(?: {{0,2}}(?:id|no|nomor|number|saya|kak)\b){{0,2}}[ :=#.-]{{1,4}}{_CODE}",
    re.IGNORECASE,
)
# Shopee begins with the day; TikTok Shop and Tokopedia have 18 digits; the old Tokopedia; our own counter.
_ORDER = re.compile(
    r"(?<![A-Z0-9/-])(?P<code>\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=\d{0,7}[A-Z])[A-Z0-9]{8}|5\d{17}"
    r"|INV(?:/[A-Z0-9]{1,16}){1,5}|TK-\d{8}-\d{4,8})(?![A-Z0-9])",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}[/-]\d{1,4}")
_PHONE = re.compile(
    r"(?<![\w/+.-])(?:\(\+?62\)|\+\d{1,3}|0062|62|0)[ .-]?(?:\(0\) ?)?\d(?:(?: - |[ .-])?\d){6,18}(?!\w)"
)


def _numbers(
    pattern: re.Pattern, text: str, spoken: Iterable[Message], spelt: Callable[[str], str]
) -> Iterator[Found]:
    """The codes that a pattern finds and that have digits in them, in their one spelling."""
    matches = (match for one in spoken for match in pattern.finditer(text, one.start, one.end))
    for match in islice(matches, MOST_TRIED):
        code = match["code"].rstrip("/-")
        if sum(map(str.isdigit, code)) >= 3 and not _DATE.fullmatch(code):
            yield Found(spelt(code), match.start("code"), match.start("code") + len(code))


def _order_numbers(text: str, spoken: Sequence[Message], taken: Sequence[Found]) -> list[Found]:
    known = list(_clear(_numbers(_ORDER, text, spoken, str.upper), taken))
    return known + list(_clear(_numbers(_LABELLED_ORDER, text, spoken, str.upper), [*taken, *known]))


def _parcels(text: str, spoken: Sequence[Message], taken: Sequence[Found]) -> list[Found]:
    """Numbers that need no label: no other thing of a shop looks as some courier writes them."""
    found = _clear(_numbers(_TRACKING, text, spoken, tracking.normalise), taken)
    return [one for one in found if tracking.candidates(one.value)]


def _phones(text: str, theirs: Iterable[Message], taken: Sequence[Found]) -> Iterator[Found]:
    """Who wrote, and the numbers in what they wrote."""
    for by, at in _speakers(theirs):
        if phone := phone_in(by):
            yield Found(phone, at, at + len(by))
    matches = (match for one in theirs for match in _PHONE.finditer(text, one.start, one.end))
    for match in islice(matches, MOST_TRIED):
        if phone := _phone_at(text, match.start(), match.end()):
            yield from _clear([phone], taken)


def _speakers(theirs: Iterable[Message]) -> list[tuple[str, int]]:
    """Who wrote, each once, and where they are named first."""
    first: dict[str, int] = {}
    for one in theirs:
        first.setdefault(one.by, one.named_at)
    return [(by, at) for by, at in first.items() if by][:MOST_TRIED]


def _phone_at(text: str, start: int, end: int) -> Found | None:
    """The first group of digits if it is a phone by itself, else as many of the groups as make one.

    After a blank one or two digits are no group of a phone: "0812 3456 7890 2 pcs".
    """
    ends = [start + found.end() for found in re.finditer(r"\d+\)?", text[start:end])]
    longer = [now for before, now in pairwise(ends) if now - before > 3 or text[before] != " "]
    for stop in (ends[0], *reversed(longer)):
        if phone := phone_in(text[start:stop]):
            return Found(phone, start, stop)
    return None


def _clear(found: Iterable[Found], taken: Sequence[Found]) -> Iterator[Found]:
    """Those that lie on no letter that is something else already."""
    return (one for one in found if all(one.end <= other.start or other.end <= one.start for other in taken))


# Names -------------------------------------------------------------------------------------------

_NAMED = re.compile(
    r"\b(?i:nama)(?: (?i:saya|aku|lengkap|penerima|pemesan|pembeli|akun|pelanggan)){0,2}(?:"
    r" {0,2}[:=] {0,3}(?P<line>[^\n,;:|/\d]{2,80})| (?P<words>[A-Z][a-z'’]{1,20}(?: [A-Z][a-z'’.]{0,20}){0,3}))"
)
_NAME_ENDS = re.compile(r"\. |\b(?:no|nomor|hp|wa|telp|alamat|order|pesanan|email)\b", re.IGNORECASE)


def _names(text: str, theirs: Iterable[Message]) -> Iterator[Found]:
    for by, at in _speakers(theirs):
        if not phone_in(by):
            yield Found(" ".join(by.split()), at, at + len(by))
    for one in theirs:
        for match in _NAMED.finditer(text, one.start, one.end):
            sort = match.lastgroup
            name = _NAME_ENDS.split(match[sort], maxsplit=1)[0].strip(" .-*_()")
            if any(letter.isalpha() for letter in name):
                start = match.start(sort) + match[sort].index(name)
                yield Found(" ".join(name.split()), start, start + len(name))
