"""Querysets that the ORM turns into SQL once: building one anew costs ten times as much as asking it.

A queryset may hold what differs from one asking to the next only by the keys of the objects that it is given: an
attribute of theirs, such as a person's unit, would stay what it was the first time.
"""

import re
from collections.abc import Callable, Collection, Hashable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import models
from django.db.models.query import ModelIterable, QuerySet, get_related_populators
from psycopg.sql import Literal

from fourleaf.kit import time
from fourleaf.kit.databases import OWN
from fourleaf.kit.prepared import ask

Row = TypeVar("Row")

#: Stands for "now" in a statement while it is being built.
NOW = datetime(1, 1, 1, 1, 1, 1, 1, tzinfo=UTC)
#: An object, of which the key is used, or any number of keys, for `…__in`.
Given = models.Model | Collection[UUID]


@dataclass(frozen=True)
class Statement:
    """The SQL; for each parameter where its value comes from; and what makes an object of a row."""

    sql: str
    values: tuple[Callable[[Sequence[Any]], Any], ...]
    made_of: Callable[[tuple[Any, ...]], Any]


class Once(Generic[Row]):
    """A queryset as a function of model objects, of which it may use the keys and what `shape` answers, and of keys.

    `shape` tells apart objects for which the query itself is another one. The clock is `kit.time`.
    """

    def __init__(
        self,
        query: Callable[..., QuerySet[Any, Row]],
        shape: Callable[..., Hashable] = lambda *given: None,
        *,
        using: str = OWN,
    ) -> None:
        self._using = using
        self._query = query
        self._shape = shape
        self._statements: dict[Hashable, Statement] = {}

    def __call__(self, *given: Given) -> list[Row]:
        """The objects, or rows of a `values_list`."""
        statement = self._statement(given)
        return [statement.made_of(row) for row in self._ask(statement.sql, statement, given)]

    def first(self, *given: Given) -> Row | None:
        """The first object that is found."""
        return next(iter(self(*given)), None)

    def count(self, *given: Given) -> int:
        """How many rows there are, counted in the database."""
        statement = self._statement(given)
        sql = f"select count(*) from ({statement.sql}) counted"  # noqa: S608 - the ORM's own SQL
        return int(self._ask(sql, statement, given)[0][0])

    def _statement(self, given: Sequence[Given]) -> Statement:
        shape = self._shape(*given)
        if shape not in self._statements:
            self._statements[shape] = _built(self._query, given, self._using)
        return self._statements[shape]

    def _ask(self, sql: str, statement: Statement, given: Sequence[Given]) -> list[tuple[Any, ...]]:
        keys = [each.pk if isinstance(each, models.Model) else list(each) for each in given]
        return ask(sql, [value(keys) for value in statement.values], using=self._using, numbered=True)


def _built(query: Callable[..., QuerySet[Any, Any]], given: Sequence[Given], using: str) -> Statement:
    keys = [uuid4() for _each in given]
    stand_ins = [_stand_in(each, key) for each, key in zip(given, keys, strict=True)]
    many = [key for each, key in zip(given, keys, strict=True) if not isinstance(each, models.Model)]
    with time.at(NOW):
        queryset = query(*stand_ins)
        compiler = queryset.query.get_compiler(using=using)
        sql, parameters = compiler.as_sql()
    return Statement(
        _numbered(sql, [value in many for value in parameters]),
        tuple(_source(value, keys) for value in parameters),
        _maker(queryset, compiler, using),
    )


def as_body(
    query: Callable[..., QuerySet[Any, Any]], given: Sequence[Given], names: Sequence[str], now: str
) -> str:
    """The queryset's SQL for the body of a database function: `names` stand for the keys, `now` for the clock.

    All other values are written into it, so that the text is the same in each process.
    """
    keys: list[Any] = [uuid4() for _each in given]
    words = dict(zip(keys, names, strict=True)) | {NOW: now}
    with time.at(NOW):
        queryset = query(*map(_stand_in, given, keys))
        text, values = queryset.query.get_compiler(using=OWN).as_sql()
    said = iter([words.get(value) or Literal(value).as_string() for value in values])
    return re.sub("%[s%]", lambda found: "%" if found[0] == "%%" else next(said), text)


def _stand_in(given: Given, key: UUID) -> Given:
    if not isinstance(given, models.Model):
        return [key]
    stand_in = copy(given)
    stand_in.pk = key
    return stand_in


def _numbered(sql: str, are_many: Sequence[bool]) -> str:
    """The ORM's text with $1, $2 … for its parameters, as the database wants them; `in` of many keys takes a list."""
    number = count()

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        at = next(number)
        if are_many[at]:
            return f"= any(${at + 1})"
        return found[0].replace("%s", f"${at + 1}")

    return re.sub(r"\bIN \(%s\)|%[s%]", place, sql)


def _source(value: Any, keys: list[UUID]) -> Callable[[Sequence[Any]], Any]:
    if value == NOW:
        return lambda given: time.now()
    if value in keys:
        place = keys.index(value)
        return lambda given: given[place]
    return lambda given: value


def _maker(queryset: QuerySet[Any, Any], compiler: Any, using: str) -> Callable[[tuple[Any, ...]], Any]:
    """As `django.db.models.query.ModelIterable` makes objects of rows."""
    if not issubclass(queryset._iterable_class, ModelIterable):
        return lambda row: row
    info, select = compiler.klass_info, compiler.select
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column[0].target.attname for column in select[start:end]]
    populators = get_related_populators(info, select, using)  # type: ignore[call-arg]  # of Django 6
    annotations = compiler.annotation_col_map

    def make(row: tuple[Any, ...]) -> Any:
        made = info["model"].from_db(using, names, row[start:end])
        for populator in populators:
            populator.populate(row, made)
        for name, place in annotations.items():
            setattr(made, name, row[place])
        return made

    return make
