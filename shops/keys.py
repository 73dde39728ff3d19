"""Keys of rows as addresses and forms send them."""

LONGEST = 18  # digits that surely fit into a bigint


def row_key(text: str) -> int | None:
    """The key that was sent; None for anything that is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
