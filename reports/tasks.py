"""What Celery runs for the reports: find who is due, one task per shop, so that none waits for another."""

from celery import shared_task
from django.utils import timezone

from reports import digest


@shared_task
def send_digests() -> int:
    """Start the weekly letters where it is Monday morning; beat calls it every hour."""
    due = digest.due(timezone.now())
    for shop_id in due:
        send_digest.delay(shop_id)
    return len(due)


@shared_task
def send_digest(shop_id: int) -> int:
    """Write the letters of one shop."""
    return digest.send(shop_id, now=timezone.now())
