"""Which goods a chat mentions, among those that a shop sells or sold."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from cases.slang import FILLERS, LEADS, NOT, SPOKEN, plain_word
from cases.tokens import Found, Mention, Token, mentions, tokens_of
from cases.transcript import messages, plain

MOST_WORDS = 16  # by which goods are looked for
_WORD = re.compile(r"[^\W_](?:-?[^\W_]){0,60}")


@dataclass(frozen=True)
class Goods:
    """A thing that the shop sells or sold, for comparison with what a chat says."""

    name: str
    variation: str = ""
    sku: str = ""


def words_for_goods(text: str, *, ours: Collection[str] = ()) -> list[str]:
    """The words of a chat by which to look for its goods, as they are written, in lower case; the first few."""
    text = plain(text)
    found: dict[str, None] = {}
    theirs = [one for one in messages(text, ours) if not one.is_ours]
    for match in (match for one in theirs for match in _WORD.finditer(text, one.start, one.end)):
        word = match[0].lower().removesuffix("nya")
        if _may_name_goods(word):
            found.setdefault(word)
        if len(found) == MOST_WORDS:
            break
    return list(found)


def _may_name_goods(word: str) -> bool:
    known = plain_word(word)
    return 3 < len(word) < 40 and not word.isdigit() and not {known} & (FILLERS | SPOKEN | LEADS | NOT)


def goods_in(text: str, goods: Iterable[Goods], *, ours: Collection[str] = ()) -> tuple[Mention, ...]:
    """Which of these goods a chat speaks of: those whose SKU it names, else those most of whose name it says.

    The variation is told only where exactly one fits.
    """
    exact, text = text, plain(text)
    tokens = tokens_of(text, [one for one in messages(text, ours) if not one.is_ours])
    places: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        places.setdefault(token.word, []).append(at)
    seen = [found for one in dict.fromkeys(goods) if (found := _seen(one, tokens, places))]
    best = max((found.share for found in seen), default=0)
    by_name: dict[str, list[_Seen]] = {}
    for found in seen:
        if found.share == best:
            by_name.setdefault(found.goods.name, []).append(found)
    return mentions(exact, [_told(alike, tokens) for alike in by_name.values()])


@dataclass(frozen=True)
class _Seen:
    """Goods in a chat: how much of the name is said, where, and where with all of the variation, if that is said."""

    goods: Goods
    share: float
    named: Sequence[int]
    exact: Sequence[int] = ()


def _told(alike: Sequence[_Seen], tokens: Sequence[Token]) -> Found:
    value, places = alike[0].goods.name, alike[0].named
    exact = {found.goods.variation: found.exact for found in alike if found.exact}
    if len(exact) == 1:
        [(variation, places)] = exact.items()
        value = f"{value}, {variation}" if variation else value
    return Found(value, tokens[places[0]].start, tokens[places[-1]].end)


def _seen(goods: Goods, tokens: Sequence[Token], places: dict[str, list[int]]) -> _Seen | None:
    sku = [plain_word(word) for word in re.findall(r"[^\W_]+", goods.sku)]
    if _is_telling(goods.sku) and (at := _sequence(sku, tokens, places)) is not None:
        row = range(at, at + len(sku))
        return _Seen(goods, 2, row, row)
    name = {plain_word(word) for word in re.findall(r"[^\W_]{3,}", goods.name)} - FILLERS
    variation = {plain_word(word) for word in re.findall(r"[^\W_]+", goods.variation)}
    named = _window(name, tokens, places)
    share = _different(named, tokens) / len(name) if named else 0
    if share <= 0.5:
        return None
    wide = _window(name | variation, tokens, places)
    is_exact = bool(variation) and variation <= {tokens[at].word for at in wide}
    return _Seen(goods, share, named, wide if is_exact else ())


def _is_telling(sku: str) -> bool:
    """Whether no ordinary word and no price looks like this."""
    return len(sku) >= 4 and not sku.isalpha() and (len(sku) >= 8 or not sku.isdigit())


def _sequence(words: Sequence[str], tokens: Sequence[Token], places: dict[str, list[int]]) -> int | None:
    """Where these words stand in one row."""
    for at in places.get(words[0], ())[:50] if words else ():
        if [token.word for token in tokens[at : at + len(words)]] == list(words):
            return at
    return None


def _window(words: Collection[str], tokens: Sequence[Token], places: dict[str, list[int]]) -> list[int]:
    """The places of a message, close together, where most of these words are said; the first of equals."""
    wanted = sorted(at for word in words for at in places.get(word, ())[:50])
    reach, best, start = len(words) + 6, [], 0
    for stop in range(len(wanted)):
        while (
            wanted[stop] - wanted[start] > reach
            or tokens[wanted[stop]].message != tokens[wanted[start]].message
        ):
            start += 1
        here = wanted[start : stop + 1]
        if _different(here, tokens) > _different(best, tokens):
            best = here
    return best


def _different(places: Iterable[int], tokens: Sequence[Token]) -> int:
    return len({tokens[at].word for at in places})
