"""Statements that the database plans once for a connection: planning one of ours takes longer than running it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import connections
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import Cursor, RawCursor

from fourleaf.kit.databases import OWN


@contextmanager
def prepared(using: str = OWN, *, numbered: bool = False) -> Iterator[CursorWrapper]:
    """A cursor as Django's own, which prepares each text when it first sees it. For texts of which there are few.

    Parameters travel beside the statement, so they stand only where a value may, and each needs a type that the
    database can tell from its place. Row-level security is asked at each run, and plans are made per role. `numbered`
    texts call them $1, $2 …: psycopg need not translate them, which it would do anew each time where they are long.
    """
    connection = connections[using]
    connection.ensure_connection()
    line = connection.connection
    line.prepare_threshold = 0  # Django's own cursors bind their parameters themselves and prepare nothing
    with connection.wrap_database_errors:
        raw = (RawCursor if numbered else Cursor)(line)
    with (_Logged if connection.queries_logged else CursorWrapper)(raw, connection) as cursor:
        yield cursor


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
