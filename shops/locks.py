"""Waiting for each other where no row says it: advisory locks of the database, until the transaction ends."""

from collections.abc import Iterable

from django.db import connection


def one_at_a_time(what: str, keys: Iterable[int]) -> None:
    """Wait until nobody else holds `what` of any of these keys, and hold it; in one order, so that nobody waits for ever."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, key))"
            " FROM (SELECT unnest(%s::bigint[]) AS key ORDER BY 1) AS keys",
            [what, list(keys)],
        )
