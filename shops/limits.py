"""Rate limits: so many times per window and key, counted in the cache all nodes share."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

DAY = 86_400  # seconds


@dataclass(frozen=True)
class Limit:
    """At most `times` in each fixed window of `seconds`, and `a_day` in a day where that is given.

    While the cache is away a customer's request matters more than the count, unless the limit guards
    a secret: then it does not fail open.
    """

    name: str
    times: int
    seconds: int
    a_day: int = 0
    fails_open: bool = True

    def allows(self, key: str, *, now: datetime) -> bool:
        """Count one use by `key` and say whether it is within the limit."""
        # Keys are phones and addresses: they are not to lie readable in the cache.
        digest = hashlib.sha256(key.encode()).hexdigest()[:24]
        try:
            within = self._used(digest, self.seconds, now) <= self.times
            return within and (not self.a_day or self._used(digest, DAY, now) <= self.a_day)
        except Exception as error:  # noqa: BLE001 - whatever the cache driver raises
            logger.warning("rate limit %s is not counted: %s", self.name, type(error).__name__)
            return self.fails_open

    def _used(self, digest: str, seconds: int, now: datetime) -> int:
        slot = f"limit:{self.name}:{digest}:{seconds}:{int(now.timestamp()) // seconds}"
        # The first use is one trip to the cache; only further ones have something to count up.
        return 1 if cache.add(slot, 1, timeout=seconds) else cache.incr(slot)


def client_address(request: HttpRequest) -> str:
    """The caller's address, past as many proxies as the installation trusts."""
    return get_adapter(request).get_client_ip(request) or "unknown"
