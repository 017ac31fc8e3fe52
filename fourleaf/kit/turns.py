"""Taking turns: two requests that would trip over each other wait here until the first one's transaction has ended."""

from django.db import connections

from fourleaf.kit.databases import OWN


def take_turns(*names: object, using: str = OWN) -> None:
    """Hold the lock of this name until the transaction ends; whoever asks for the same one meanwhile waits."""
    name = " ".join(map(str, names))
    with connections[using].cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
