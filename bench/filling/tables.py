"""COPY into tables without indexes, which are made afterwards: the quickest way into PostgreSQL for an owner."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Model
from psycopg import sql

ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})
NULL = "\\N"
CHUNK = 2_000
CONSTRAINTS = """
select conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'f'
  from pg_constraint
 where connamespace = 'public'::regnamespace
   and (contype = 'f' or contype in ('p', 'u') and conrelid = any(%s::regclass[]))
 order by contype = 'f', 1, 2
"""
INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
  from pg_index i
 where i.indrelid = any(%s::regclass[])
   and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
"""


def plain(value: Any) -> str:
    """A value as COPY's text format writes it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).translate(ESCAPED)


class Table:
    """A model's table: the columns that each row gives, and one constant for every other, as the model has it."""

    def __init__(self, model: type[Model], *given: str) -> None:
        self.name = model._meta.db_table
        others = [
            field
            for field in model._meta.concrete_fields
            if field.column not in given and not getattr(field, "generated", False)
        ]
        self.columns = [*given, *(str(field.column) for field in others)]
        constants = [plain(field.get_db_prep_save(field.get_default(), connection)) for field in others]
        self._tail = "".join(f"\t{constant}" for constant in constants) + "\n"
        self._rows: list[str] = []
        self._copy: psycopg.Copy | None = None

    def add(self, *values: str) -> None:
        """One row; the values are in COPY's text format already."""
        self._rows.append("\t".join(values) + self._tail)
        if len(self._rows) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Hand over what is gathered."""
        if self._copy is not None:
            self._copy.write("".join(self._rows))
            self._rows.clear()

    @contextmanager
    def opened(self, address: str) -> Iterator[None]:
        """COPY on a connection of its own, into the emptied table; committed at the end."""
        with psycopg.connect(address) as opened, opened.cursor() as cursor:
            cursor.execute("set synchronous_commit = off")
            cursor.execute(sql.SQL("truncate {}").format(sql.Identifier(self.name)))
            columns = sql.SQL(", ").join([sql.Identifier(name) for name in self.columns])
            statement = sql.SQL("copy {} ({}) from stdin with (freeze)")
            with cursor.copy(statement.format(sql.Identifier(self.name), columns)) as self._copy:
                yield
                self.flush()
            self._copy = None


@contextmanager
def filling(address: str, tables: Sequence[Table]) -> Iterator[list[tuple[str, list[str]]]]:
    """Take keys and indexes away and open every table; what it yields is filled with what must be made again."""
    names = [table.name for table in tables]
    again: list[tuple[str, list[str]]] = []
    with psycopg.connect(address, autocommit=True) as owner:
        constraints = owner.execute(CONSTRAINTS, [names]).fetchall()
        indexes = owner.execute(INDEXES, [names]).fetchall()
        for table, name, _definition, _foreign in reversed(constraints):
            owner.execute(f'alter table {table} drop constraint "{name}"')
        for name, _definition in indexes:
            owner.execute(f"drop index {name}")
        for name in names:
            owner.execute(f"alter table {name} disable trigger user")
    add = [
        (foreign, f'alter table {table} add constraint "{name}" {definition}')
        for table, name, definition, foreign in constraints
    ]
    keys = [statement for foreign, statement in add if not foreign]
    again.append(("keys", keys))
    again.append(("indexes", [definition for _name, definition in indexes]))
    again.append(("references", [statement for foreign, statement in add if foreign]))
    again.append(("triggers", [f"alter table {name} enable trigger user" for name in names]))
    with ExitStack() as opened:
        for table in tables:
            opened.enter_context(table.opened(address))
        yield again


def in_parallel(address: str, statements: Sequence[str], workers: int) -> Iterator[None]:
    """Run them, several at a time; yields as each ends."""

    def run(statement: str) -> None:
        with psycopg.connect(address, autocommit=True) as owner:
            owner.execute("set maintenance_work_mem = '512MB'")
            owner.execute("set synchronous_commit = off")
            owner.execute(statement.encode())

    with ThreadPoolExecutor(workers) as pool:
        for _done in pool.map(run, statements):
            yield None
