"""The Celery application: one broker, no result store, short tasks that may safely run twice."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "umkm_aftersales.settings")

app = Celery("umkm_aftersales")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
