"""Where the cases behind a figure are listed."""

from dataclasses import replace

from django.urls import reverse

from reports.filters import Filter


def cases_behind(wish: Filter, show: str, value: str = "", *, kind: str = "") -> str:
    """The list of what a figure counts, under the very filter that it was counted under."""
    wish = replace(wish, kind=kind) if kind else wish
    return reverse("report_cases") + wish.query(show=show, value=value)


def report(wish: Filter, section: str = "") -> str:
    """The report under a filter, or one section of it."""
    return reverse("report") + wish.query() + (f"#{section}" if section else "")
