"""The app's name for people; makes the table of unknown parcels and what is remarked on a case known."""

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    name = "remedies"
    verbose_name = "Ganti rugi"

    def ready(self) -> None:
        """Register the table and the finder."""
        from remedies import destinations, workflow  # noqa: F401
