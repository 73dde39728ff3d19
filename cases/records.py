"""What a step writes beside its case: rows of other tables, which are put back with the case when it is undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from django.apps import apps
from django.db import models

from cases.before import as_json
from shops import rows

if TYPE_CHECKING:
    from cases.perform import Actor

Row = TypeVar("Row", bound=models.Model)
ADDED = "+"


@dataclass(frozen=True)
class Taken:
    """A step while it is taken: by whom and when, its cleaned answers and words, and whatever else its form has given.

    `data` comes as the caller sent it: whoever reads it there has to check it. `files` are still drafts.
    """

    actor: Actor
    answers: Mapping[str, Any]
    data: Mapping[str, Any]
    now: datetime
    note: str = ""
    files: Sequence[models.Model] = ()


class Record:
    """Rows that a step makes or changes. Those it changes belong to the case, whose lock keeps others away."""

    def __init__(self) -> None:
        self.said: dict[str, Any] = {}  # what the step's event tells of it, as JSON
        self.own: set[str] = set()  # the case's own fields that were set besides
        # In the order in which they are written, each with what undoing needs; a new row needs nothing.
        self._rows: list[tuple[models.Model, dict[str, Any] | None]] = []

    def make(self, row: Row) -> Row:
        """A new row; it may point to one that was made before it."""
        self._rows.append((row, None))
        return row

    def change(self, row: models.Model, **values: Any) -> None:
        """Give a saved row other values."""
        columns = [row._meta.get_field(name).attname for name in values]
        self._rows.append((row, {column: as_json(getattr(row, column)) for column in columns}))
        for name, value in values.items():
            setattr(row, name, value)

    def add(self, row: models.Model, **numbers: int) -> None:
        """So much more in columns of a row that others count in too; undoing takes as much away again."""
        self._rows.append((row, {ADDED: {name: -number for name, number in numbers.items()}}))

    def set(self, case: models.Model, **values: Any) -> None:
        """Give the case's own fields other values than those that the step asks for."""
        for name, value in values.items():
            setattr(case, name, value)
        self.own |= values.keys()

    def join(self, other: Record) -> None:
        """Write all that another record says as well, after what this one says."""
        self.said |= other.said
        self.own |= other.own
        self._rows += other._rows

    def draw_keys(self) -> None:
        """The keys of the new rows, so that they can point to each other and be found again; a trip for each model."""
        made = [row for row, before in self._rows if before is None]
        for _model, alike in groupby(made, type):
            rows.draw_keys(list(alike))
        for row in made:
            _point(row)

    def write(self, batch: rows.Batch) -> None:
        """Add it all to what travels to the database; what is only counted is counted at once."""
        for is_new, written in groupby(self._rows, lambda pair: pair[1] is None and type(pair[0])):
            if is_new:
                batch.insert([row for row, _before in written])
                continue
            for row, before in written:
                if ADDED in before:
                    _count(type(row), row.pk, {name: -number for name, number in before[ADDED].items()})
                else:
                    batch.update(type(row), [row], [row._meta.get_field(column).name for column in before])

    def before(self) -> dict[str, Any]:
        """What undoing needs, as JSON: {"rows": [[label, key, the values before or null for a new row], …]}.

        What was only added to has numbers to be added in place of values: {"+": {column: number}}.
        """
        written = [[row._meta.label_lower, row.pk, before] for row, before in self._rows]
        return {"rows": written} if written else {}


def _point(row: models.Model) -> None:
    """A row learns the key of another that had none when it was pointed to."""
    for column in row._meta.concrete_fields:
        if column.is_relation and column.is_cached(row) and (target := column.get_cached_value(row)):
            setattr(row, column.attname, getattr(target, column.target_field.attname))


def put_back(written: Iterable[list]) -> None:
    """Undo what `before` tells of, the latest first."""
    for label, pk, values in reversed(list(written)):
        model = apps.get_model(label)
        found = model._base_manager.filter(pk=pk)
        if values is None:
            found.delete()
        elif ADDED in values:
            _count(model, pk, values[ADDED])
        else:
            found.update(**{name: _from_json(model, name, value) for name, value in values.items()})


def _count(model: type[models.Model], pk: Any, numbers: Mapping[str, int]) -> None:
    more = {name: models.F(name) + number for name, number in numbers.items()}
    model._base_manager.filter(pk=pk).update(**more)


def _from_json(model: type[models.Model], column: str, value: Any) -> Any:
    return model._meta.get_field(column).to_python(value)
