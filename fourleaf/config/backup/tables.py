"""The tables: what is in a backup, and their rows out and in as PostgreSQL's own text, which all its versions read."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import psycopg
from psycopg import sql

from fourleaf.config.backup.errors import BackupError

#: Their rows stay behind: table (or `prefix_*`) and why.
LEFT_BEHIND = {
    "django_migrations": "the manifest says which migrations the tables have",
    "people_session": "everybody signs in anew, so that nobody comes back who had been signed out since",
    "chronicle_pending": "whom the news of then concerned may have been told since",
    "chronicle_undelivered": "the same",
    "procrastinate_*": "what was to be done then may have been done since",
    "search_*": "the index of words is derived: the worker makes it anew, the newest first",
}
#: What was due at the moment of the backup has been told since, or is too late: table and how it is put to rest.
PUT_TO_REST = {
    "inbox_telling": "update inbox_telling set closed_at = now() where closed_at is null and at <= now()",
    "conversation_reminder": "update conversation_reminder set is_told = true where due_at <= now()",
    "hooks_delivery": "update hooks_delivery set given_up_at = now(), next_at = null, error = 'silenced' "
    "where delivered_at is null and given_up_at is null",
}
#: Rows that `migrate` makes by itself, so that a new database is not quite empty.
MADE_BY_MIGRATE = frozenset({"django_content_type", "auth_permission"})
PIECE = 4 * 1024 * 1024
SETTLED = {
    "datestyle": "ISO",
    "timezone": "UTC",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "client_encoding": "UTF8",
    "statement_timeout": "0",
    "lock_timeout": "0",
}

TABLES = """
select c.relname, array_agg(a.attname::text order by a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
group by c.relname order by c.relname
"""
SEQUENCES = "select sequencename::text from pg_sequences where schemaname = 'public' order by sequencename"
FOREIGN_KEYS = """
select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0 order by 1, 2
"""
OTHERS = """
select count(*) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""
OWN_FUNCTIONS = """
select p.oid::regprocedure::text from pg_proc p join pg_roles r on r.oid = p.proowner
where p.pronamespace = 'public'::regnamespace and r.rolname = current_user
"""
OWN_TYPES = """
select t.oid::regtype::text from pg_type t join pg_roles r on r.oid = t.typowner
where t.typnamespace = 'public'::regnamespace and t.typtype = 'e' and r.rolname = current_user
"""


@dataclass
class Table:
    """One table's columns, and what was read or written of it: rows, bytes and SHA-256 of the text."""

    columns: list[str]
    rows: int = 0
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256, repr=False)

    def saw(self, piece: bytes) -> None:
        """Count a piece of the text; a row ends with a line feed, and no line feed stands within one."""
        self.rows += piece.count(b"\n")
        self.size += len(piece)
        self.digest.update(piece)

    def facts(self) -> dict[str, object]:
        """For the manifest."""
        return {
            "columns": self.columns,
            "rows": self.rows,
            "bytes": self.size,
            "sha256": self.digest.hexdigest(),
        }


def is_left_behind(table: str) -> bool:
    """Whether the rows of this table are in no backup."""
    return any(table.startswith(name[:-1]) if name.endswith("*") else table == name for name in LEFT_BEHIND)


def settle(connection: psycopg.Connection[Any]) -> None:
    """Have values written the same way by every server."""
    for name, value in SETTLED.items():
        connection.execute("select set_config(%s, %s, false)", [name, value])


def tables_of(connection: psycopg.Connection[Any]) -> dict[str, Table]:
    """Every table with its columns."""
    return {name: Table(columns) for name, columns in connection.execute(TABLES).fetchall()}


def count(connection: psycopg.Connection[Any], table: str) -> int:
    """The number of rows."""
    row = connection.execute(sql.SQL("select count(*) from {}").format(_named(table))).fetchone()
    return int(row[0]) if row else 0


def has_rows(connection: psycopg.Connection[Any], table: str) -> bool:
    """Whether there is any row."""
    row = connection.execute(sql.SQL("select exists (select from {})").format(_named(table))).fetchone()
    return bool(row and row[0])


def pieces_of(connection: psycopg.Connection[Any], name: str, table: Table) -> Iterator[bytes]:
    """The rows as text, in pieces of a few megabytes that end with a row."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("copy (select {} from {}) to stdout").format(columns, _named(name))
    gathered = bytearray()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            gathered += row
            if len(gathered) >= PIECE:
                yield bytes(gathered)
                gathered.clear()
    if gathered:
        yield bytes(gathered)


def take_in(connection: psycopg.Connection[Any], name: str, table: Table, stream: IO[bytes]) -> None:
    """Add the rows of one piece."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("copy {} ({}) from stdin").format(_named(name), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        while part := stream.read(256 * 1024):
            table.saw(part)
            copy.write(part)


def sequences_of(connection: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    """How far each sequence has counted: its last value and whether that was given out."""
    found = {}
    for (name,) in connection.execute(SEQUENCES).fetchall():
        statement = sql.SQL("select last_value, is_called from {}").format(_named(name))
        found[name] = list(connection.execute(statement).fetchone() or ())
    return found


def set_sequences(connection: psycopg.Connection[Any], wanted: dict[str, list[Any]]) -> None:
    """Let each sequence go on from where it was."""
    for name, (last, called) in wanted.items():
        connection.execute("select setval(%s::regclass, %s, %s)", [f'public."{name}"', last, called])


def without_rules(connection: psycopg.Connection[Any], load: Callable[[], None]) -> None:
    """Empty all tables and load them anew, with triggers off and references checked when all is there."""
    names = [name for name in tables_of(connection) if name != "django_migrations"]
    keys = connection.execute(FOREIGN_KEYS).fetchall()
    for table, key, _definition in keys:
        connection.execute(f"alter table {table} drop constraint {key}".encode())
    for name in names:
        connection.execute(sql.SQL("alter table {} disable trigger user").format(_named(name)))
    connection.execute(sql.SQL("truncate {}").format(sql.SQL(", ").join(map(_named, names))))
    load()
    for name in names:
        connection.execute(sql.SQL("alter table {} enable trigger user").format(_named(name)))
    for table, key, definition in keys:
        connection.execute(f"alter table {table} add constraint {key} {definition}".encode())


def put_to_rest(connection: psycopg.Connection[Any]) -> None:
    """Have nothing of the past sent (again)."""
    there = tables_of(connection)
    for name, statement in PUT_TO_REST.items():
        if name in there:
            connection.execute(statement.encode())
    connection.execute(
        "set constraints all immediate"
    )  # no table with open questions can be altered after this


def refuse_unless_empty(connection: psycopg.Connection[Any]) -> None:
    """A database with anything in it, or with anybody in it, is not restored into."""
    others = connection.execute(OTHERS).fetchone()
    if others and others[0]:
        raise BackupError("somebody uses the database. Stop `fourleaf serve` and all else that works there.")
    tables = tables_of(connection)
    if tables and "django_migrations" not in tables:
        raise BackupError("the database holds tables of something else. Restore into an empty one.")
    for name in tables:
        is_own = name in MADE_BY_MIGRATE or is_left_behind(name)
        if not is_own and has_rows(connection, name):
            raise BackupError(f"the database is not empty: {name} has rows. Restore into an empty one.")


def drop_tables(connection: psycopg.Connection[Any]) -> None:
    """Take away the empty tables of another version, and the types and functions that belong to them."""
    connection.execute("drop schema if exists lock cascade")
    for name in tables_of(connection):
        connection.execute(sql.SQL("drop table {} cascade").format(_named(name)))
    for (signature,) in connection.execute(OWN_FUNCTIONS).fetchall():
        connection.execute(f"drop function if exists {signature} cascade".encode())
    for (name,) in connection.execute(OWN_TYPES).fetchall():
        connection.execute(f"drop type {name} cascade".encode())


def _named(table: str) -> sql.Identifier:
    return sql.Identifier("public", table)
