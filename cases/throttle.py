"""How often one network, phone or case may act on the public pages, and what is said to whoever is over it.

The limits per network are wide: behind one carrier's address sit many customers.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from shops.limits import Limit, allow

SUBMIT_BY_ADDRESS = Limit("submit-address", 30, 600)
SUBMIT_BY_PHONE = Limit("submit-phone", 10, 3600)
UPLOAD_BY_ADDRESS = Limit("upload-address", 80, 600, a_day=400)
FIND_BY_ADDRESS = Limit("find-address", 20, 600, a_day=200, fails_open=False)
FIND_BY_REFERENCE = Limit("find-reference", 8, 600, a_day=30, fails_open=False)
ORDER_BY_ADDRESS = Limit("order-address", 20, 600, a_day=200, fails_open=False)
ORDER_BY_NUMBER = Limit("order-number", 8, 600, a_day=30, fails_open=False)
CHECK_BY_ADDRESS = Limit("check-address", 300, 600)
ACT_BY_TOKEN = Limit("act-token", 30, 600, a_day=100)


def turned_away(limit: Limit, key: str, *, now: datetime, zone: ZoneInfo | None = None) -> str | None:
    """Count one use; over the limit a sentence for the person who asked, otherwise None."""
    return turned_away_by([(limit, key)], now=now, zone=zone)


def turned_away_by(
    uses: Sequence[tuple[Limit, str]], *, now: datetime, zone: ZoneInfo | None = None
) -> str | None:
    """The same for several limits at once: each counts the use, the first that is over speaks."""
    limit = allow(uses, now=now)
    if limit is None:
        return None
    again = datetime.fromtimestamp((int(now.timestamp()) // limit.seconds + 1) * limit.seconds, UTC)
    if zone is None:
        minutes = -(-int((again - now).total_seconds()) // 60)
        return _("Sudah terlalu sering dicoba. Coba lagi sekitar %d menit lagi ya, Kak.") % minutes
    local = again.astimezone(zone)
    return (
        _("Sudah terlalu sering dikirim. Coba lagi setelah pukul %s ya, Kak.")
        % f"{local:%H.%M} {local.tzname()}"
    )
