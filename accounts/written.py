"""Queries whose statement is written once in a process, and then asked with new values.

Django writes the text of a statement anew from the queryset each time it is asked. For one with two dozen subqueries
that takes longer than the database takes to answer, and the pages that everybody opens ask it every time (P10). Such a
query is built with `Given` in the place of each value, once::

    NEWEST = Written(lambda: Victim.objects.filter(person=Given("person", UUIDField())).order_by("-opened_at")[:1])
    NEWEST.rows(person=person_id)

What is kept is the text alone: every call asks the database and makes its own instances (docs/adr/0019).
"""

import copy
import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.expressions import Expression

_Row = TypeVar("_Row", bound=models.Model)


class Given(Expression):
    """The place of a value in a query that is written once, by its name; its field says how it is written."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Write a place; it stands among the parameters itself until the value is there."""
        return "%s", [self]

    def get_group_by_cols(self) -> list[Any]:
        """Group by nothing: a value is the same for every row."""
        return []


@dataclasses.dataclass(frozen=True, slots=True)
class _Statement:
    """A statement as Django wrote it, with how its rows are read; shared by threads and never changed."""

    model: type[models.Model]
    compiler: Any
    text: str
    parameters: tuple[Any, ...]


class _Asked:
    """Stands where a queryset has its query: the statement is written, and these are the values of one use."""

    def __init__(self, statement: _Statement, values: Mapping[str, object]) -> None:
        self._statement = statement
        self._values = values

    def get_compiler(self, using: str) -> Any:
        """Give what runs the statement on the connection of this thread."""
        compiler = copy.copy(self._statement.compiler)
        compiler.connection = connections[using]
        parameters = tuple(self._filled(each, compiler.connection) for each in self._statement.parameters)
        compiler.as_sql = lambda: (self._statement.text, parameters)
        return compiler

    def _filled(self, parameter: object, connection: Any) -> object:
        if not isinstance(parameter, Given):
            return parameter
        return parameter.output_field.get_db_prep_value(self._values[parameter.name], connection)


class Written(Generic[_Row]):
    """A query for rows of a model, its statement written at the first use."""

    def __init__(self, query: "Callable[[], models.QuerySet[_Row, Any]]") -> None:
        """Take what builds the queryset, with a `Given` for every value that differs from use to use.

        It is called once, so it must depend on nothing else; what it prefetches is not read.
        """
        self._query = query

    def rows(self, **values: object) -> "list[_Row]":
        """Ask with these values, one for each name; return the instances with all that the query annotates."""
        statement = self._statement
        asked: Any = _Asked(statement, values)
        return list(models.QuerySet(model=statement.model, query=asked))

    def tuples(self, **values: object) -> list[tuple[Any, ...]]:
        """Ask as `rows` does a query that was built with ``values_list``; return what it lists."""
        compiler = _Asked(self._statement, values).get_compiler(DEFAULT_DB_ALIAS)
        return list(compiler.results_iter(tuple_expected=True))

    def first(self, **values: object) -> "_Row | None":
        """Ask as `rows` does for a query of one row at most; None where there is none."""
        return next(iter(self.rows(**values)), None)

    @functools.cached_property
    def _statement(self) -> _Statement:
        query = self._query()
        compiler = query.query.get_compiler(using=DEFAULT_DB_ALIAS)
        text, parameters = compiler.as_sql()
        return _Statement(model=query.model, compiler=compiler, text=text, parameters=tuple(parameters))
