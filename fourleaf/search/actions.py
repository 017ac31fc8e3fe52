"""Take into the index what was there before it."""

import hashlib
import time
from collections.abc import Callable

from django.db import connection, transaction

from fourleaf.search.models import Indexed, Progress
from fourleaf.search.words_lock import FUNCTIONS

#: What makes words: with another digest everything is taken in anew.
VERSION = hashlib.sha256("".join(FUNCTIONS).encode()).hexdigest()[:32]
#: Things in one transaction: about half a second, for which nobody can change these.
BATCH = 1_000


def take_in(*, seconds: float, told: Callable[[int], object] = lambda count: None) -> bool:
    """Go on for about so long; whether all is in. Each batch is a transaction of its own, newest first.

    Two that do it at once take turns, and a batch that is lost is taken again.
    """
    until = time.monotonic() + seconds
    for kind in Indexed.Kind.values:
        while not is_taken_in(kind):
            if time.monotonic() > until:
                return False
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select lock.search_fill(%s, %s, %s)", [kind, VERSION, BATCH])
                told(cursor.fetchone()[0])
    return True


def is_whole() -> bool:
    """Whether everything can be found; any role may ask."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.search_is_whole(%s)", [VERSION])
        return bool(cursor.fetchone()[0])


def is_taken_in(kind: str) -> bool:
    """Whether all things of the kind are in the index, as today's words."""
    return Progress.objects.filter(kind=kind, version=VERSION, is_done=True).exists()
