"""The app's name for people; makes the table of unknown parcels known."""

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    name = "remedies"
    verbose_name = "Ganti rugi"

    def ready(self) -> None:
        """Register the table."""
        from remedies import workflow  # noqa: F401
