"""Many rows in one statement: columns travel as arrays, so the statement is the same for any number of rows.

The ORM's `bulk_update` says it with a CASE per row and field, its `bulk_create` with a placeholder per
value as soon as a column is JSON; building that text costs several times what the database needs to
carry it out.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.db import connection, models


class Batch:
    """Statements that travel to the database together: one trip, in the order in which they were added."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._values: list[list[Any]] = []

    def insert(self, rows: Collection[models.Model]) -> None:
        """New rows of one model; those of a child model go into both tables.

        They get their keys where `draw_keys` was asked for them; otherwise the database draws keys that
        the rows do not learn. Columns that fill themselves in on saving (`auto_now`, `upload_to`) are
        beyond it.
        """
        if not rows:
            return
        first = next(iter(rows))
        assert len({row.pk is None for row in rows}) == 1, (
            "keys are drawn for all rows of an insert or for none"
        )
        for table in (*type(first)._meta.parents, type(first)):
            names = _written(table, with_key=first.pk is not None)
            self._add(_insertion(table, names), _values(table, names, rows))
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias

    def update(self, model: type[models.Model], rows: Collection[models.Model], names: Sequence[str]) -> None:
        """These fields of saved rows in the table of `model`, each row with its own values."""
        if rows:
            names = (model._meta.pk.name, *names)
            self._add(_change(model, names), _values(model, names, rows))

    def send(self) -> None:
        """Carry it all out; the first statement that fails is raised and nothing after it is done."""
        if self._statements:
            with connection.cursor() as cursor:
                cursor.execute("; ".join(self._statements), self._values)
            self._statements, self._values = [], []

    def _add(self, statement: str, values: list[list[Any]]) -> None:
        self._statements.append(statement)
        self._values += values


def insert(rows: Collection[models.Model]) -> None:
    """Write new rows of one model at once; see `Batch.insert`."""
    batch = Batch()
    batch.insert(rows)
    batch.send()


def draw_keys(rows: Collection[models.Model]) -> None:
    """Give new rows of one model the keys under which they will be written."""
    model = type(next(iter(rows)))
    key = next(iter(model._meta.parents), model)._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [_quote(key.model._meta.db_table), key.column, len(rows)],
        )
        for row, (drawn,) in zip(rows, cursor.fetchall(), strict=True):
            setattr(row, key.attname, drawn)
            row.pk = drawn


def _values(
    model: type[models.Model], names: tuple[str, ...], rows: Collection[models.Model]
) -> list[list[Any]]:
    """A list per column, as the database wants its values."""
    return [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows]
        for field in _fields(model, names)
    ]


@cache
def _insertion(model: type[models.Model], names: tuple[str, ...]) -> str:
    table = _quote(model._meta.db_table)
    return f"INSERT INTO {table} ({_columns(model, names)}) SELECT * FROM {_arrays(model, names)}"


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> str:
    key, *columns = (_quote(field.column) for field in _fields(model, names))
    settings = ", ".join(f"{column} = new.{column}" for column in columns)
    return (
        f"UPDATE {_quote(model._meta.db_table)} AS old SET {settings} "
        f"FROM {_arrays(model, names)} AS new({_columns(model, names)}) WHERE old.{key} = new.{key}"
    )


@cache
def _written(table: type[models.Model], *, with_key: bool) -> tuple[str, ...]:
    """The columns of this very table, but for a key that the database is to draw."""
    fields = table._meta.local_concrete_fields
    return tuple(field.name for field in fields if with_key or not isinstance(field, models.AutoField))


@cache
def _fields(model: type[models.Model], names: tuple[str, ...]) -> list[models.Field]:
    return [model._meta.get_field(name) for name in names]


def _columns(model: type[models.Model], names: tuple[str, ...]) -> str:
    return ", ".join(_quote(field.column) for field in _fields(model, names))


def _arrays(model: type[models.Model], names: tuple[str, ...]) -> str:
    # A type without its length: an explicit cast to varchar(20) would cut a longer text silently.
    types = (field.db_type(connection).split("(")[0] for field in _fields(model, names))
    return f"unnest({', '.join(f'%s::{kind}[]' for kind in types)})"


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
