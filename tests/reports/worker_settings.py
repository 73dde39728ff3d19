"""The settings of a worker that runs beside a test: on the test's database, with a queue that is nobody else's.

A beat beside it asks for the outbox several times a second, and for nothing else.
"""

import os
from datetime import timedelta

from tests.settings import *  # noqa: F403
from tests.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES

DATABASES["default"]["NAME"] = os.environ["WORKER_DATABASE"]
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **CELERY_BROKER_TRANSPORT_OPTIONS,
    "global_keyprefix": os.environ["WORKER_QUEUE"],
}
CELERY_BEAT_SCHEDULE = {
    "deliver the messages": {
        "task": "notifications.tasks.deliver_due",
        "schedule": timedelta(seconds=0.3),
    },
}
