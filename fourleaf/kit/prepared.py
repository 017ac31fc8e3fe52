"""Statements that the database plans once for a connection: planning one of ours takes longer than running it.

They go straight through libpq. The cursors of Django and psycopg take three times as long over a short one.
"""

import re
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.types.datetime import TimestamptzLoader

from fourleaf.kit.databases import OWN

Values = Sequence[Any] | dict[str, Any]

#: So many texts are kept prepared on a connection; the oldest goes first.
MOST = 300
_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
_numbers = count(1)
_here = threading.local()


def ask(text: str, values: Values = (), *, using: str = OWN, numbered: bool = False) -> list[Any]:
    """The rows that a statement answers, as tuples. For texts of which there are few: each is prepared when first seen.

    Parameters travel beside the statement, so they stand only where a value may, and each needs a type that the
    database can tell from its place. Row-level security is asked at each run, and plans are made per role. `numbered`
    texts call their parameters $1, $2 …, others %s or %(name)s. Raises the errors of `django.db`.
    """
    connection = connections[using]
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    if not numbered:
        text, names = in_numbers(text)
        if isinstance(values, dict):
            values = [values[name] for name in names]
    with connection.wrap_database_errors:
        line = _line_of(using, connection.connection)
        if not (connection.queries_logged or connection.execute_wrappers):
            return line.ask(text, [*values])
        with (_Logged if connection.queries_logged else CursorWrapper)(_Cursor(line), connection) as cursor:
            cursor.execute(text, [*values])
            return list(cursor.rows)


@lru_cache(1_000)
def in_numbers(text: str) -> tuple[str, tuple[str, ...]]:
    """A text with $1, $2 … for %s or %(name)s, as the database wants them, and the names in their order."""
    names: dict[str, int] = {}
    places = count(1)

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        return f"${names.setdefault(found[1], len(names) + 1) if found[1] else next(places)}"

    numbered = re.sub(r"%(?:%|s|\((\w+)\)s)", place, text)
    return numbered, tuple(names)


def checked(line: PGconn, answer: PGresult) -> PGresult:
    """The answer, if it is none that says what went wrong; raises psycopg's errors."""
    if line.status != ConnStatus.OK:
        raise psycopg.OperationalError(line.get_error_message())
    if answer.status not in _DONE:
        raise error_from_result(answer)
    return answer


class _Line:
    """What is prepared on one connection. The types of the values count: a text of `int` is another one of `bigint`."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        cursor = psycopg.Cursor(connection)
        # Django's own gives each instant our one zone, in Python; the connection speaks in it anyway.
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        self._shapes = Transformer(cursor)

    def ask(self, text: str, values: Sequence[Any]) -> list[Any]:
        line, shapes = self.connection.pgconn, self._shapes
        sent: Any = shapes.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types = shapes.types or ()
        with self.connection.lock:
            if line.transaction_status == TransactionStatus.IDLE and not self.connection.autocommit:
                checked(line, line.exec_(b"BEGIN"))  # as psycopg does before a first word
            name = self._names.get((text, types)) or self._prepared(line, text, types)
            answer = checked(line, line.exec_prepared(name, sent, shapes.formats))
        shapes.set_pgresult(answer)
        rows = shapes.load_rows(0, answer.ntuples, tuple)
        shapes.set_pgresult(None)
        return rows

    def _prepared(self, line: PGconn, text: str, types: tuple[int, ...]) -> bytes:
        while len(self._names) >= MOST:
            oldest = next(iter(self._names))
            checked(line, line.exec_(b"DEALLOCATE " + self._names.pop(oldest)))
        name = b"fourleaf_%d" % next(_numbers)
        checked(line, line.prepare(name, text.encode(), types))
        self._names[text, types] = name
        return name


def _line_of(using: str, connection: psycopg.Connection[Any]) -> _Line:
    lines: dict[str, _Line] = _here.__dict__
    line = lines.get(using)
    if line is None or line.connection is not connection:
        line = lines[using] = _Line(connection)
    return line


class _Cursor:
    """A line as Django's wrappers of cursors use one, where somebody counts or watches statements."""

    def __init__(self, line: _Line) -> None:
        self._line = line
        self.rows: list[Any] = []

    def execute(self, text: str, values: Sequence[Any]) -> None:
        self.rows = self._line.ask(text, values)

    def close(self) -> None:
        pass


class _Logged(CursorDebugWrapper):
    """Logs the text as it was given, as there is no other."""

    def debug_sql(
        self,
        sql: str | None = None,
        params: Any = None,
        use_last_executed_query: bool = False,
        many: bool = False,
    ) -> AbstractContextManager[None]:
        return super().debug_sql(sql, params, False, many)
