"""An instant as people type it for a command: ISO 8601 with its offset, never without."""

from argparse import ArgumentTypeError
from datetime import datetime

from django.utils.translation import gettext as _


def instant(text: str) -> datetime:
    """The instant that `text` names, for `add_argument(type=instant)`."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None:
        raise ArgumentTypeError(
            _("“%(text)s” tidak terbaca sebagai waktu. Tulis seperti 2026-11-25T10:00+07:00.")
            % {"text": text}
        )
    if found.utcoffset() is None:
        raise ArgumentTypeError(
            _("“%(text)s” tidak menyebut zona waktunya. Tulis seperti 2026-11-25T10:00+07:00.")
            % {"text": text}
        )
    return found
