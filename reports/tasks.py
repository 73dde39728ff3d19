"""What Celery runs for the reports: find who is due, one task per shop, so that none waits for another.

`now` is an instant in ISO 8601 as of which they work; without it, the moment in which they run.
"""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from reports import digest


@shared_task
def send_digests(now: str = "") -> int:
    """Start the weekly letters where it is Monday morning; beat calls it every hour."""
    due = digest.due(_instant(now))
    for shop_id in due:
        send_digest.delay(shop_id, now)
    return len(due)


@shared_task
def send_digest(shop_id: int, now: str = "") -> int:
    """Write the letters of one shop."""
    return digest.send(shop_id, now=_instant(now))


def _instant(now: str) -> datetime:
    return datetime.fromisoformat(now) if now else timezone.now()
