"""The app's name for people; puts what it knows on the customer's timeline."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "sales"
    verbose_name = "Penjualan"

    def ready(self) -> None:
        """Offer the entries."""
        from sales import entries  # noqa: F401
