"""What Celery runs for the cases: load nothing, delegate, note when."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from cases import describing, uploads
from cases.sweep import sweep

LAST_SWEEP = "last-sweep"


@shared_task
def sweep_due() -> int:
    """Fire every deadline that is due; beat calls it, any number of workers may run it."""
    now = timezone.now()
    fired = sweep(now=now)
    cache.set(LAST_SWEEP, now.isoformat(), timeout=None)
    return fired


@shared_task
def clear_drafts() -> int:
    """Remove uploads that no form has sent within a day."""
    return uploads.clear_drafts(now=timezone.now())


@shared_task
def describe_photos() -> int:
    """Keep the likeness of photos that were taken in before it was kept, a few at a time."""
    return describing.describe_some()
