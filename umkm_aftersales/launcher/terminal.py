"""Words on the terminal, which may be gone, and the last words of a log."""

import os
import sys
from pathlib import Path

TAIL_BYTES = 4096


def say(text: str) -> None:
    """Print a line; a closed terminal or pipe must not bring the servers down."""
    try:
        print(text, flush=True)
    except OSError:
        _silence(sys.stdout)


def warn(text: str) -> None:
    """The same on standard error, so that a command's own output stays clean."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _silence(sys.stderr)


def _silence(stream) -> None:
    """Point a broken stream at nothing, so that not even closing it fails."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def seconds(value: float) -> str:
    """Seconds with one decimal, as Indonesians write them."""
    return f"{value:.1f}".replace(".", ",") + " dtk"


def last_line(log: Path) -> str:
    """The last line that says something, "" when there is none."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
