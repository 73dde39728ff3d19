"""The app's name for people."""

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    name = "remedies"
    verbose_name = "Ganti rugi"
