"""Change keys while people work: a new data key, then every value sealed anew, batch by batch.

Killed at any moment, it leaves values under the old key and the new one, both of which can be read; started again, it
goes on. Old data keys are destroyed when nothing is sealed with them any more. For system roles.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from fourleaf.kit import time
from fourleaf.kit.envelope import data_keys, key_file
from fourleaf.kit.envelope.errors import KeyProblem
from fourleaf.kit.envelope.fields import SealedTextField
from fourleaf.kit.envelope.sealing import Place, seal, unseal

BATCH = 500
KEYS = "select id, wrapped, outer_key, made_at, retired_at from kit_datakey order by made_at, id"
# The bytes that name the key: 16 after the first, which is the format.
COUNT_OLD = "select count(*) from {table} where substring({column} from 2 for 16) <> %s"
FIRST_OLD = """
select {row}, {column} from {table} where substring({column} from 2 for 16) <> %s order by {row} limit %s for update
"""
NEXT_OLD = """
select {row}, {column} from {table} where substring({column} from 2 for 16) <> %s and {row} > %s
order by {row} limit %s for update
"""


@dataclass(frozen=True)
class DataKey:
    """One data key as the database has it, and how many values are sealed with it."""

    name: UUID
    wrapped: bytes
    outer: str
    made_at: datetime
    retired_at: datetime | None
    values: int = 0


@dataclass(frozen=True)
class Column:
    """A column of sealed values and its table's primary key."""

    table: str
    row: str
    column: str


def columns() -> list[Column]:
    """Every sealed column of every app."""
    return [
        Column(model._meta.db_table, str(model._meta.pk.column), str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField) and model._meta.pk is not None
    ]


def data_keys_there() -> list[DataKey]:
    """The data keys, oldest first."""
    used: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        for column in columns():
            cursor.execute(
                _in(
                    "select substring({column} from 2 for 16), count(*) from {table}"
                    " where {column} is not null group by 1",
                    column,
                )
            )
            for name, count in cursor.fetchall():
                used[UUID(bytes=bytes(name))] = used.get(UUID(bytes=bytes(name)), 0) + count
        cursor.execute(KEYS)
        rows = cursor.fetchall()
    return [
        DataKey(name, bytes(wrapped), outer, made, retired, used.get(name, 0))
        for name, wrapped, outer, made, retired in rows
    ]


def is_unfinished() -> bool:
    """Whether a rotation was begun and values are still sealed with an older key."""
    return any(key.retired_at for key in data_keys_there())


@transaction.atomic
def begin() -> None:
    """From the commit on, everything is sealed with a new data key."""
    new = data_keys.new_wrapped()
    with connection.cursor() as cursor:
        # Waits for all who are sealing with the key until now, and lets the next ones wait for us.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('data key', 0))")
        cursor.execute("update kit_datakey set retired_at = %s where retired_at is null", [time.now()])
        cursor.execute(
            "insert into kit_datakey (id, wrapped, outer_key, made_at) values (%s, %s, %s, %s)",
            [*new, time.now()],
        )


def waiting() -> int:
    """How many values are sealed with another key than the present one."""
    present, found = data_keys.present(), 0
    with connection.cursor() as cursor:
        for column in columns():
            cursor.execute(_in(COUNT_OLD, column), [present.bytes])
            found += cursor.fetchone()[0]
    return found


def seal_anew(step: Callable[[int], None], batch: int = BATCH) -> None:
    """Every value that is sealed with an older key, in transactions of some hundred rows."""
    for column in columns():
        for count in _batches(column, batch):
            step(count)


@transaction.atomic
def destroy_old() -> int:
    """Destroy the retired data keys, with which nothing is sealed any more; answers how many there were."""
    if waiting():
        raise KeyProblem("values are still sealed with older keys; run `fourleaf keys rotate` again.")
    with connection.cursor() as cursor:
        cursor.execute("delete from kit_datakey where retired_at is not null")
        return int(cursor.rowcount)


def change_key_file() -> None:
    """A new key on top of the key file, all data keys wrapped with it, then no other key in the file.

    A file that is kept elsewhere (`FOURLEAF_KEY_FILE`) is not written: its top key is taken.
    """
    path, is_ours = data_keys.path(), settings.KEY_FILE is None
    keys = key_file.keys_in(path)
    if is_ours:
        keys = [key_file.new_key(), *keys]
        key_file.write_keys(path, keys)
    _wrap_anew(keys)
    if is_ours:
        key_file.write_keys(path, keys[:1])


@transaction.atomic
def _wrap_anew(keys: list[bytes]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('data key', 0))")
        cursor.execute("select id, wrapped, outer_key from kit_datakey for update")
        for name, wrapped, outer in cursor.fetchall():
            fresh = key_file.wrap(keys[0], name, key_file.unwrap(keys, name, bytes(wrapped), outer))
            cursor.execute(
                "update kit_datakey set wrapped = %s, outer_key = %s where id = %s",
                [fresh, key_file.fingerprint(keys[0]), name],
            )


def _batches(column: Column, size: int) -> Iterator[int]:
    last: Any = None
    while True:
        with transaction.atomic():
            rows = _next_rows(column, last, size)
            for row, value in rows:
                place = Place(column.table, row, column.column)
                _put(column, row, seal(place, unseal(place, bytes(value))))
        if not rows:
            return
        last = rows[-1][0]
        yield len(rows)


def _next_rows(column: Column, last: Any, size: int) -> list[tuple[Any, bytes]]:
    with connection.cursor() as cursor:
        if last is None:
            cursor.execute(_in(FIRST_OLD, column), [data_keys.present().bytes, size])
        else:
            cursor.execute(_in(NEXT_OLD, column), [data_keys.present().bytes, last, size])
        return list(cursor.fetchall())


def _put(column: Column, row: Any, value: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_in("update {table} set {column} = %s where {row} = %s", column), [value, row])


def _in(statement: str, column: Column) -> sql.Composed:
    return sql.SQL(statement).format(
        table=sql.Identifier(column.table),
        row=sql.Identifier(column.row),
        column=sql.Identifier(column.column),
    )
