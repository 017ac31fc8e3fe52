"""Take into the index what was there before it, and what is written in documents."""

import hashlib
import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.db import connection, transaction

from fourleaf.documents.content import opened
from fourleaf.documents.tree import yjs
from fourleaf.documents.tree.schema import node
from fourleaf.kit import time as clock
from fourleaf.search.models import Indexed, PlainText, Progress
from fourleaf.search.texts import behind, words_in
from fourleaf.search.words_lock import FUNCTIONS

log = logging.getLogger("fourleaf.search")

#: What makes words: with another digest everything is taken in anew.
VERSION = hashlib.sha256("".join(FUNCTIONS).encode()).hexdigest()[:32]
#: Things in one transaction: about half a second, for which nobody can change these. A document is long.
BATCH = {Indexed.Kind.POST: 1_000, Indexed.Kind.FILE: 1_000, Indexed.Kind.DOCUMENT: 20}
#: Documents that one run of the job reads.
AT_ONCE = 200


def take_in(*, seconds: float, told: Callable[[int], object] = lambda count: None) -> bool:
    """Go on for about so long; whether all is in. Each batch is a transaction of its own, newest first.

    Two that do it at once take turns, and a batch that is lost is taken again.
    """
    until = time.monotonic() + seconds
    for kind in Indexed.Kind:
        while not is_taken_in(kind):
            if time.monotonic() > until:
                return False
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select lock.search_fill(%s, %s, %s)", [kind, VERSION, BATCH[kind]])
                told(cursor.fetchone()[0])
    return True


def keep_texts() -> int:
    """System: let the words be found that were written in documents since the last time; how many documents it were."""
    waiting = list(behind().values_list("pk", flat=True)[:AT_ONCE])
    for document in waiting:
        try:
            with transaction.atomic():
                _keep_text(document)
        except Exception as error:  # one document holds up no others; what it says might stand in the error
            log.error("nothing of document %s can be found: %s", document, type(error).__name__)
    return len(waiting)


def _keep_text(document: UUID) -> None:
    upto, copy = opened(document)
    try:
        words = words_in(yjs.read(copy))
    except yjs.Unreadable:
        log.warning("document %s cannot be read, and nothing of it be found", document)
        words = words_in(node("doc"))
    PlainText.objects.update_or_create(
        document_id=document, defaults={"upto": upto, "at": clock.now(), **words}
    )


def is_whole() -> bool:
    """Whether everything can be found; any role may ask."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.search_is_whole(%s)", [VERSION])
        return bool(cursor.fetchone()[0])


def is_taken_in(kind: str) -> bool:
    """Whether all things of the kind are in the index, as today's words."""
    return Progress.objects.filter(kind=kind, version=VERSION, is_done=True).exists()
