"""The second lock's key: who acts in a database transaction, signed so that injected SQL cannot be somebody else.

The signature is HMAC-SHA256 (RFC 2104) over person, nonce and the back end's process id, under a key that `migrate`
also stores where only the owner of the database can read it; `lock.me()` verifies it.
"""

import hashlib
import hmac
import secrets
import select
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from psycopg.pq import TransactionStatus

from fourleaf.kit.prepared import checked


@cache
def key() -> bytes:
    """The 32-byte signing key, derived from the installation's secret."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"identity in the database", hashlib.sha256)


def sign(person: UUID, backend: int, nonce: str | None = None) -> str:
    """The value of the setting `fourleaf.identity` for one database back end: `person:nonce:signature`."""
    nonce = nonce or secrets.token_hex(8)
    signature = hmac.digest(key(), f"{person}:{nonce}:{backend}".encode(), hashlib.sha256).hex()
    return f"{person}:{nonce}:{signature}"


def become(person: UUID | None) -> None:
    """Act as this person, or as nobody, until the transaction ends. Call it inside a transaction."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Identity is set per transaction; there is none.")
    claim = ""
    if person is not None:
        claim = sign(person, connection.connection.info.backend_pid)
    _say(b"SELECT set_config('fourleaf.identity', $1, true)", claim.encode())


@contextmanager
def bound() -> Iterator[None]:
    """One transaction that starts as nobody, under the role that row-level security binds.

    In production the process is logged in as that role. Where it is not (tests run as the owner), `LOCK_ROLE` names
    the role to take for the length of the block.
    """
    role = settings.LOCK_ROLE
    with _begun():
        if role:
            with connection.cursor() as cursor:
                cursor.execute("select set_config('role', %s, true)", [role])
        try:
            yield
        finally:
            if role and not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "select set_config('role', 'none', true), set_config('fourleaf.identity', '', true)"
                    )


@contextmanager
def _begun() -> Iterator[None]:
    """A transaction as nobody, on a connection that is known to be alive; a kept one that has died is replaced once."""
    if not connection.in_atomic_block and not _answers():
        connection.close()
    is_within = connection.in_atomic_block
    with transaction.atomic():
        become(None) if is_within else _begin()
        yield


def _begin() -> None:
    """What psycopg would say in two round trips."""
    connection.ensure_connection()
    _say(b"BEGIN; SELECT set_config('fourleaf.identity', '', true)")


def _say(statement: bytes, *values: bytes) -> None:
    """Past the cursors of Django and psycopg, which take three times as long over it: every request says these."""
    with connection.wrap_database_errors:
        line = connection.connection.pgconn
        if values and line.transaction_status == TransactionStatus.IDLE:
            line.exec_(b"BEGIN")  # psycopg would, before the first word that is said through it
        checked(line, line.exec_params(statement, values) if values else line.exec_(statement))


def _has_news(socket: int) -> bool:
    """Whether the server has sent something unasked: most likely that it has gone."""
    poll = select.poll()
    poll.register(socket, select.POLLIN | select.POLLRDHUP)
    return bool(poll.poll(0))


def _answers() -> bool:
    if connection.connection is None or not _has_news(connection.connection.fileno()):
        return True
    try:
        connection.cursor().execute("select 1")
    except (OperationalError, InterfaceError):
        return False
    return True
