"""The real settings, where beat nudges the sweep every second."""

from datetime import timedelta

from umkm_aftersales.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {
    "sweep the deadlines": {
        "task": "cases.tasks.sweep_due",
        "schedule": timedelta(seconds=1),
        "options": {"expires": 5},
    },
}
