"""What a customer wants and why, from the words of a chat: all that it may mean, nothing that it denies."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from cases.slang import BEFORE, FILLERS, LEADS, NOT, NUMBER, OR, PHRASES, UNDER_WAY
from cases.tokens import Found, Token

REASONS = frozenset(
    {"damaged", "defective", "wrong_item", "incomplete", "not_as_described", "wrong_size", "not_received",
     "changed_mind"}
)  # fmt: skip
WISHES = frozenset({"refund_only", "return_refund", "exchange", "reshipment"})
RETURN, WARRANTY, COMPLAINT = "return_request", "warranty_claim", "complaint"


@dataclass(frozen=True)
class _Hit:
    """A phrase with what it says, and whether the customer says that it is not so."""

    signals: tuple[str, ...]
    start: int
    end: int
    denied: bool


@dataclass(frozen=True)
class Wants:
    """The kinds of case, the variants of a return and the reasons that the words speak of."""

    kinds: list[Found]
    wishes: list[Found]
    reasons: list[Found]


def wants(tokens: Sequence[Token]) -> Wants:
    """What the customer whose words these are wants."""
    hits = list(_hits(tokens))
    wishes = _wishes(hits)
    return Wants(_kinds(hits, wishes), wishes, _named(_first(hits), REASONS))


def _hits(tokens: Sequence[Token]) -> Iterator[_Hit]:
    """The phrases, from left to right, the longest at each place."""
    at, before = 0, None
    while at < len(tokens):
        stop, signals = _phrase_at(tokens, at)
        if stop is None:
            at += 1
            continue
        denied = _is_denied(tokens, at, before)
        if REASONS.issuperset(signals) or not _is_past(tokens, at, stop):
            yield _Hit(signals, tokens[at].start, tokens[stop - 1].end, denied)
        before, at = (stop, denied), stop


def _phrase_at(tokens: Sequence[Token], at: int) -> tuple[int | None, tuple[str, ...]]:
    for words, signals in PHRASES.get(tokens[at].word, ()):
        if (stop := _end_of(tokens, at, words)) is not None:
            return stop, signals
    return None, ()


def _end_of(tokens: Sequence[Token], at: int, words: Sequence[str]) -> int | None:
    """Where the phrase ends that begins here; two fillers may stand between two of its words."""
    place = at + 1
    for word in words[1:]:
        for _gap in range(3):
            if place >= len(tokens) or tokens[place].clause != tokens[at].clause:
                return None
            token = tokens[place].word
            place += 1
            if token == word or (word == NUMBER and token[0].isdigit()):
                break
            if token not in FILLERS:
                return None
        else:
            return None
    return place


def _is_denied(tokens: Sequence[Token], at: int, before: tuple[int, bool] | None) -> bool:
    """ "bukan mau refund", "tidak usah retur atau tukar"; denied twice it is meant after all."""
    denials, place = 0, at - 1
    while place >= max(0, at - 6) and tokens[place].clause == tokens[at].clause:
        word = tokens[place].word
        if before and place < before[0]:
            break
        if word in NOT:
            denials += 1
        elif word in OR:
            return bool(before and before[1] and place == before[0]) != bool(denials % 2)
        elif word not in LEADS:
            break
        place -= 1
    return bool(denials % 2)


def _is_past(tokens: Sequence[Token], at: int, stop: int) -> bool:
    """Whether it was asked for before, so that this is no wish: "kapan direfund", "refund saya belum cair"."""
    clause = tokens[at].clause
    here = [token.word for token in tokens[stop : stop + 3] if token.clause == clause]
    return bool(UNDER_WAY & set(here)) or (
        at > 0 and tokens[at - 1].clause == clause and tokens[at - 1].word in BEFORE
    )


def _wishes(hits: Sequence[_Hit]) -> list[Found]:
    """The variants of a return that are asked for: all that it may mean where the words leave it open."""
    meant, denied = _first(hits), _first(hits, denied=True)
    found = _named(meant, WISHES)
    named = {one.value for one in found}
    if "money" in meant and not {"refund_only", "return_refund"} & named:
        found += _open(meant["money"], *_ways_of_money(meant, denied))
    elif "back" in meant and not named:
        found += _open(meant["back"], "return_refund", "exchange")
    if "replace" in meant and not {"exchange", "reshipment"} & named:
        found += _open(meant["replace"], "exchange", "reshipment")
    return found


def _ways_of_money(meant: Collection[str], denied: Collection[str]) -> tuple[str, ...]:
    if "back" in meant:
        return ("return_refund",)
    if "back" in denied or "not_received" in meant:  # what is to stay or never came cannot be sent back
        return ("refund_only",)
    return ("refund_only", "return_refund")


def _kinds(hits: Sequence[_Hit], wishes: Sequence[Found]) -> list[Found]:
    """The kinds of case; a word of annoyance makes a complaint only where nothing else is asked for."""
    meant = _first(hits)
    found = [Found(RETURN, one.start, one.end) for one in wishes]
    for kind, signal in ((WARRANTY, "warranty"), (COMPLAINT, "upset")):
        found += _open(meant[signal], kind) if signal in meant else []
    return found or (_open(meant["complaint"], COMPLAINT) if "complaint" in meant else [])


def _first(hits: Iterable[_Hit], *, denied: bool = False) -> dict[str, _Hit]:
    """The first place of everything that is said, or of everything that is denied."""
    found: dict[str, _Hit] = {}
    for hit in hits:
        if hit.denied == denied:
            for signal in hit.signals:
                found.setdefault(signal, hit)
    return found


def _named(meant: dict[str, _Hit], names: Collection[str]) -> list[Found]:
    return [Found(name, hit.start, hit.end) for name, hit in meant.items() if name in names]


def _open(hit: _Hit, *values: str) -> list[Found]:
    """Everything that these words may mean."""
    return [Found(value, hit.start, hit.end) for value in values]
