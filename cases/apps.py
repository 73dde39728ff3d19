"""The app's name for people, and the check of every workflow table."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Kasus"

    def ready(self) -> None:
        """Register the check; the tables themselves are registered by their own apps."""
        from cases import checks, customers  # noqa: F401
