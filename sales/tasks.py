"""What Celery runs for the imports: load nothing, delegate."""

from celery import shared_task
from django.utils import timezone

from sales.importing import runs, work


# Longer than most tasks may take, shorter than the broker waits before it hands a task to somebody else.
@shared_task(time_limit=280)
def work_on_imports() -> int:
    """Work on the imports that wait; a nudge and beat call it, only one of any number of workers does it."""
    return work.work_on_waiting()


@shared_task
def clear_imports() -> int:
    """Drop files that nobody has confirmed for days."""
    return runs.clear_forgotten(now=timezone.now())
