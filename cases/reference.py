"""Case references: a kind's prefix, unguessable letters that nobody misreads, and a check character."""

import secrets

# Without I, L, O, U, 0, 1: read over the phone or from a parcel they are taken for one another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 6


def new_reference(prefix: str) -> str:
    """A fresh reference such as "RT-H7KM4QX"; the caller makes sure that it is not taken."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{prefix}-{body}{check_character(body)}"


def check_character(body: str) -> str:
    """The Luhn character over the alphabet: it catches any one wrong letter and most swapped neighbours."""
    size, total, double = len(ALPHABET), 0, True
    for letter in reversed(body):
        value = ALPHABET.index(letter) * (2 if double else 1)
        total += value // size + value % size
        double = not double
    return ALPHABET[-total % size]


def normalise(text: str) -> str:
    """The reference as we write it, from what somebody typed: any case, with or without the dash."""
    letters = "".join(character for character in text.upper() if character.isascii() and character.isalnum())
    return f"{letters[:2]}-{letters[2:]}"


def is_plausible(reference: str) -> bool:
    """Whether the letters and the check character fit; says nothing about whether the case exists."""
    _, _, code = reference.partition("-")
    body, check = code[:-1], code[-1:]
    return len(body) == LENGTH and set(code) <= set(ALPHABET) and check_character(body) == check
