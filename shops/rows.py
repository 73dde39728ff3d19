"""Many rows in one statement: columns travel as arrays, so the statement is the same for any number of rows.

The ORM's `bulk_update` says it with a CASE per row and field, its `bulk_create` with a placeholder per
value as soon as a column is JSON; building that text costs several times what the database needs to
carry it out.
"""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from django.db import connection, models


def insert(rows: Collection[models.Model]) -> None:
    """Write new rows of one model and give them their keys; those of a child model go into both tables.

    Columns that fill themselves in on saving (`auto_now`, `upload_to`) are beyond it.
    """
    if not rows:
        return
    model = type(next(iter(rows)))
    for table in (*model._meta.parents, model):
        _insert(table, rows)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _insert(table: type[models.Model], rows: Collection[models.Model]) -> None:
    names = _written(table)
    with connection.cursor() as cursor:
        cursor.execute(_insertion(table, names), _values(table, names, rows))
        keys = cursor.fetchall()
    # They come back in the order in which the arrays list them.
    for row, (key,) in zip(rows, keys, strict=True):
        setattr(row, table._meta.pk.attname, key)
        row.pk = key


def update(model: type[models.Model], rows: Collection[models.Model], names: Sequence[str]) -> None:
    """Write these fields of saved rows to the table of `model`, each with its own values."""
    if not rows:
        return
    names = (model._meta.pk.name, *names)
    with connection.cursor() as cursor:
        cursor.execute(_change(model, names), _values(model, names, rows))


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
    table, key = _quote(model._meta.db_table), _quote(model._meta.pk.column)
    return f"INSERT INTO {table} ({_columns(model, names)}) SELECT * FROM {_arrays(model, names)} RETURNING {key}"


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> str:
    key, *columns = (_quote(field.column) for field in _fields(model, names))
    settings = ", ".join(f"{column} = new.{column}" for column in columns)
    return (
        f"UPDATE {_quote(model._meta.db_table)} AS old SET {settings} "
        f"FROM {_arrays(model, names)} AS new({_columns(model, names)}) WHERE old.{key} = new.{key}"
    )


@cache
def _written(table: type[models.Model]) -> tuple[str, ...]:
    """The columns of this very table, but for a key that the database draws."""
    fields = table._meta.local_concrete_fields
    return tuple(field.name for field in fields if not isinstance(field, models.AutoField))


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
