"""File names as people may see them: no path, nothing invisible, nothing that turns the reading direction."""

import unicodedata

MAX_NAME = 120
NAMELESS = "tanpa-nama"
# Control, format (bidi and zero width), surrogate, private, unassigned, line and paragraph separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str) -> str:
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(" " if unicodedata.category(char) == "Zs" else char for char in base if _is_seen(char))
    seen = " ".join(unicodedata.normalize("NFC", seen).split())
    return _shortened(seen) if seen.strip(". ") else NAMELESS


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in _UNSEEN


def _shortened(name: str) -> str:
    """The middle goes; the start and the extension stay, because people look at both."""
    if len(name) <= MAX_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > 10:
        return name[: MAX_NAME - 1].rstrip() + "…"
    return stem[: MAX_NAME - len(extension) - 2].rstrip() + "…." + extension
