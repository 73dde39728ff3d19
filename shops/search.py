"""What somebody types into the search of a list, as a question to a search column."""

import re

from django.db.models import Q

SHORTEST = 3  # a trigram has three letters
LONGEST = 100
MOST_WORDS = 6


def asked(text: str) -> str:
    """The text of an address as it is looked for: no null bytes, not endless."""
    return text.replace("\x00", "").strip()[:LONGEST]


def is_too_short(text: str) -> bool:
    """Whether there is a text, but too little of it to look for."""
    return 0 < len(text) < SHORTEST


def matches(text: str, *others: str) -> Q:
    """Every word of the text, or its digits as a phone number, or one of its other spellings as it stands.

    The column `search` holds lower case, and phones as `shops.phones.searchable` writes them.
    """
    if len(text) < SHORTEST:
        return Q(pk__in=[])
    found = Q()
    for word in text.lower().split()[:MOST_WORDS]:
        found &= Q(search__contains=word)
    for other in {phone_part(text), *(other.lower() for other in others)}:
        if len(other) >= SHORTEST:
            found |= Q(search__contains=other)
    return found


def phone_part(text: str) -> str:
    """A phone number, or part of one, as a search column writes it; empty for anything else.

    "62812…" and "0812…" both stand in the column; an international 00 and "+62 (0)" do not.
    """
    digits = re.sub(r"\D", "", text)
    if not re.fullmatch(r"[0-9+() .\-]+", text) or len(digits) < SHORTEST:
        return ""
    return re.sub(r"^(00)?620?", "62", digits) if digits.startswith(("62", "0062")) else digits
