"""The app's name for people; makes the complaint's workflow known."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "complaints"
    verbose_name = "Keluhan"

    def ready(self) -> None:
        """Register the table."""
        from complaints import workflow  # noqa: F401
