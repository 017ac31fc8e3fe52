"""Taking turns: two requests that would trip over each other wait here until the first one's transaction has ended."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from fourleaf.kit.databases import OWN


def take_turns(*names: object, using: str = OWN) -> None:
    """Hold the lock of this name until the transaction ends; whoever asks for the same one meanwhile waits."""
    name = " ".join(map(str, names))
    with connections[using].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@contextmanager
def alone(*names: object) -> Iterator[bool]:
    """Whether nobody else is within a block of this name now; waits for nobody, and holds across transactions."""
    name = " ".join(map(str, names))
    with connections[OWN].cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [name])
        is_alone: bool = cursor.fetchone()[0]
    try:
        yield is_alone
    finally:
        if is_alone:
            with connections[OWN].cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [name])
