"""What Celery runs for the outbox."""

from celery import shared_task

from notifications import outbox


@shared_task
def deliver_due() -> int:
    """Send what is due; beat calls it, any number of workers may run it."""
    return outbox.deliver_due()
