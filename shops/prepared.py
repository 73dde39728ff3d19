"""Questions whose SQL never changes: put into words once in a process, asked with other values each time.

Building the SQL of a query costs the ORM several times what reading its few rows does, and a page that people
open all day asks the same questions every time. The rows are made by Django as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)

# What no key and no text of ours ever is, so that it is found again among the parameters of the SQL.
_BLANKS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 2**62 + n,
    str: lambda n: f"\ue000{n}",
}


class Prepared(Generic[Row]):
    """A query with blanks, answered as a list of its rows.

    `build` makes the query of one value for each of `types` (int or str), which it only compares with columns of that
    very type: nothing converts the values afterwards. It is called once, at the first question.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Row]], *types: type) -> None:
        self._build, self._types = build, types

    def __call__(self, *values: Any) -> list[Row]:
        plan = self._plan
        given = dict(zip(plan.blanks, values, strict=True))
        return list(ModelIterable(_Asked(plan, [given.get(param, param) for param in plan.params])))

    def first(self, *values: Any) -> Row | None:
        """The first row, of a query that is limited by itself."""
        return next(iter(self(*values)), None)

    @cached_property
    def _plan(self) -> _Plan:
        blanks = [_BLANKS[kind](n) for n, kind in enumerate(self._types)]
        queryset = self._build(*blanks)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        return _Plan(queryset, blanks, compiler, sql, params)


@dataclass(frozen=True)
class _Plan:
    """A query that was put into SQL; its compiler knows how its columns become rows."""

    queryset: models.QuerySet
    blanks: list[Any]
    compiler: SQLCompiler
    sql: str
    params: tuple


class _Asked:
    """What `ModelIterable` wants of a queryset, and of its query: the compiler, with the values filled in."""

    def __init__(self, plan: _Plan, params: list[Any]) -> None:
        self.model, self.db, self.query = plan.queryset.model, plan.queryset.db, self
        self._known_related_objects: dict = {}
        self._plan, self._params = plan, params

    def get_compiler(self, using: str) -> SQLCompiler:
        compiler = copy(self._plan.compiler)
        compiler.connection = connections[using]  # of this thread
        compiler.as_sql = lambda: (self._plan.sql, self._params)
        return compiler
