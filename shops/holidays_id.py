"""Indonesia's public holidays and joint leave, one year at a time."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=256)
def public_holidays(year: int) -> Mapping[date, str]:
    """The public holidays of that year with their Indonesian names; empty where none are known."""
    return _year(year, "public")


@lru_cache(maxsize=256)
def joint_leave(year: int) -> Mapping[date, str]:
    """The cuti bersama of that year; empty from the first year that the government has not yet announced."""
    return _year(year, "government")


def _year(year: int, category: str) -> Mapping[date, str]:
    # A quarter of a second to import: only those who ask for a date pay it.
    from holidays import country_holidays

    # The language is spelled out because the package otherwise follows the machine's locale.
    return dict(country_holidays("ID", years=year, language="id", categories=(category,)))
