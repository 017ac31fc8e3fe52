"""A document's text as the server knows it: the newest compaction and the updates after it."""

from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from pycrdt import Doc

from fourleaf.documents.models import Document, DocumentState, DocumentUpdate
from fourleaf.documents.tree import yjs
from fourleaf.documents.tree.schema import Tree


def stored(
    document: UUID, using: str = DEFAULT_DB_ALIAS
) -> tuple[int, bytes | None, list[tuple[int, bytes]]]:
    """The number of the newest compaction and itself, and the updates after it with their numbers, in order."""
    state = DocumentState.objects.using(using).filter(document=document).first()
    upto = state.upto if state else 0
    updates = (
        DocumentUpdate.objects.using(using).filter(document=document, number__gt=upto).order_by("number")
    )
    rows = [(number, bytes(data)) for number, data in updates.values_list("number", "data")]
    return upto, bytes(state.data) if state else None, rows


def tree_of(document: Document) -> Tree:
    """The text as it is now, for whoever may read the document."""
    _upto, state, updates = stored(document.pk)
    made: Doc[Any] = Doc()
    for data in ([state] if state else []) + [data for _number, data in updates]:
        made.apply_update(data)
    return yjs.read(made)
