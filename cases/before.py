"""How a case and its clocks stood before a step: what the step's event keeps, and what is put back when it is undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from cases.clocks import Clocks
from cases.models import Case, Deadline

OF_CLOCK = ("outcome", "ended_at", "due_at", "pauses", "ledger")
# Kept even where the step leaves them alone: a clock that fails moves them without an event.
ALWAYS = ("next_due_at", "sweep_failures")


@dataclass(frozen=True)
class Before:
    """The values of a case's columns and of its living clocks, as they are now."""

    case: dict[str, Any]
    clocks: dict[int, dict[str, Any]]

    @classmethod
    def of(cls, case: Case, clocks: Clocks) -> Before:
        """Look at them before the step; in memory, no query."""
        columns = [column.attname for column in case._meta.concrete_fields if column.name != "version"]
        return cls(_values(case, columns), {row.pk: _values(row, OF_CLOCK) for row in clocks.rows})

    def changed(self, case: Case, clocks: Clocks) -> dict[str, Any]:
        """What the step has changed, as JSON: {"case": {column: value before}, "clocks": {key: {…}}}.

        Every clock that lived is named, also one that was left alone: whichever lives besides was started.
        """
        rows = {row.pk: row for row in clocks.rows}
        always = {name: as_json(self.case[name]) for name in ALWAYS}
        return {
            "case": always | _differing(self.case, case),
            "clocks": {str(pk): _differing(values, rows[pk]) for pk, values in self.clocks.items()},
        }


def put_back(row: models.Model, values: dict[str, Any]) -> set[str]:
    """Give a row the values that it had before; answers the names of the fields."""
    columns = [row._meta.get_field(name) for name in values]
    for column, value in zip(columns, values.values(), strict=True):
        setattr(row, column.attname, column.to_python(value))
    return {column.name for column in columns}


def clocks_before(before: dict[str, Any]) -> tuple[set[int], list[Deadline]]:
    """The keys of all clocks that lived before a step, and those that it changed, as they were; one query."""
    changed = {int(pk): values for pk, values in before["clocks"].items() if values}
    rows = list(Deadline.objects.filter(pk__in=changed))
    for row in rows:
        put_back(row, changed[row.pk])
    return {int(pk) for pk in before["clocks"]}, rows


def as_json(value: Any) -> Any:
    """A column's value as JSON keeps it, times to the microsecond."""
    return value.isoformat() if isinstance(value, date) else value


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _differing(values: dict[str, Any], row: models.Model) -> dict[str, Any]:
    return {name: as_json(value) for name, value in values.items() if value != getattr(row, name)}
