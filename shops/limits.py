"""Rate limits: so many times per window and key, counted in the cache all nodes share."""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis import Redis
from redis.exceptions import RedisError

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
        return allow([(self, key)], now=now) is None

    def _slots(self, key: str, now: datetime) -> Iterator[tuple[str, int, int]]:
        """Where a use is counted, how many fit there, and for how many seconds it stands."""
        # Keys are phones and addresses: they are not to lie readable in the cache.
        digest = hashlib.sha256(key.encode()).hexdigest()[:24]
        for times, seconds in ((self.times, self.seconds), (self.a_day, DAY)):
            if times:
                slot = f"limit:{self.name}:{digest}:{seconds}:{int(now.timestamp()) // seconds}"
                yield cache.make_key(slot), times, seconds


def allow(uses: Sequence[tuple[Limit, str]], *, now: datetime) -> Limit | None:
    """Count one use of each limit by its key, all in one trip; the first limit that is over, None for go on."""
    counted = [(limit, slot) for limit, key in uses for slot in limit._slots(key, now)]
    try:
        with _counter(settings.CACHES["default"]["LOCATION"]).pipeline(transaction=False) as trip:
            for _limit, (slot, _times, seconds) in counted:
                trip.set(slot, 0, ex=seconds, nx=True).incr(slot)
            used = trip.execute()[1::2]
    except (RedisError, OSError) as error:
        names = ", ".join(limit.name for limit, _key in uses)
        logger.warning("rate limit %s is not counted: %s", names, type(error).__name__)
        return next((limit for limit, _key in uses if not limit.fails_open), None)
    over = (limit for (limit, (_slot, times, _seconds)), n in zip(counted, used, strict=True) if n > times)
    return next(over, None)


@lru_cache(maxsize=4)
def _counter(location: str) -> Redis:
    """A client for counting; the cache's own is made anew for every word that it says."""
    return Redis.from_url(location, **settings.CACHES["default"]["OPTIONS"])


def client_address(request: HttpRequest) -> str:
    """The caller's address, past as many proxies as the installation trusts."""
    return get_adapter(request).get_client_ip(request) or "unknown"
