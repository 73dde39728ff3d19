"""The app's name for people; makes the warranty claim's workflow known."""

from django.apps import AppConfig


class WarrantyConfig(AppConfig):
    name = "warranty"
    verbose_name = "Garansi"

    def ready(self) -> None:
        """Register the table."""
        from warranty import customers, workflow  # noqa: F401
