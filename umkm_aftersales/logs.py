"""Log lines without the keys and the people in them."""

import logging
import re

# The rest of these addresses is a key: to a case, a shop, an account.
_KEYS = re.compile(r"/(lacak|undangan|kartu|akun/sandi/baru)/[^/\s]+")
# PostgreSQL quotes the whole row that broke a rule.
_ROWS = re.compile(r"DETAIL:.*")


class Discreet(logging.Formatter):
    """The usual line, with keys and quoted rows cut out, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text."""
        return _ROWS.sub("DETAIL: …", _KEYS.sub(r"/\1/…", super().format(record)))
