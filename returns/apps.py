"""The app's name for people; makes the return's workflow known."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "returns"
    verbose_name = "Retur"

    def ready(self) -> None:
        """Register the table, the timelines, and the policy's link on the service page."""
        from cases import welcome
        from returns import customers, publishing, workflow  # noqa: F401

        welcome.offer(publishing.link_for)
