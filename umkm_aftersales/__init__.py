"""The project: settings, addresses, Celery and the launcher of the servers."""

from umkm_aftersales.celery import app as celery_app

__all__ = ["celery_app"]
