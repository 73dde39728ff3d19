"""What Celery runs for the remedies: load nothing, delegate."""

from celery import shared_task
from django.utils import timezone

from remedies import destinations


@shared_task
def forget_numbers() -> int:
    """Forget the account numbers of cases that are over."""
    return destinations.forget(now=timezone.now())
