"""A beat that may be started many times: only the holder of a PostgreSQL session lock ticks."""

from celery.beat import Scheduler
from celery.utils.log import get_logger
from django.db import Error, connection

logger = get_logger(__name__)

LOCK = 0x756D6B6D  # "umkm": one advisory lock for the beats of one database
RETRY_SECONDS = 5.0


class LeaderScheduler(Scheduler):
    """The in-memory scheduler, silent while another beat leads.

    The lock belongs to the database session, so it is free as soon as its holder dies.
    It needs a direct connection: a pooler in transaction mode would give it away.
    """

    leader = False

    def tick(self, *args, **kwargs) -> float:
        """Send what is due if this beat leads; answer the seconds to sleep."""
        if not self._holds_lock():
            return RETRY_SECONDS
        return min(super().tick(*args, **kwargs), RETRY_SECONDS)

    def _holds_lock(self) -> bool:
        try:
            with connection.cursor() as cursor:
                if self.leader:
                    cursor.execute("SELECT 1")  # fails when the session, and the lock with it, is gone
                else:
                    cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                    self.leader = cursor.fetchone()[0]
                    if self.leader:
                        logger.info("beat: this one leads")
        except Error as error:
            logger.warning("beat: lost the database: %s", error)
            self.leader = False
            connection.close()
        return self.leader
