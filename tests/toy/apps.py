"""The app's name for people; makes the kind's workflow known."""

from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.toy"
    label = "toy"
    verbose_name = "Nota"

    def ready(self) -> None:
        """Register the table."""
        from tests.toy import workflow  # noqa: F401
