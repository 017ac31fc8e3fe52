"""A document's text as the server knows it: the newest compaction and the updates after it."""

import json
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from pycrdt import Doc

from fourleaf.documents.models import Document, DocumentState, DocumentUpdate
from fourleaf.documents.text.alignment import Run, common
from fourleaf.documents.tree import yjs
from fourleaf.documents.tree.schema import Tree, joined
from fourleaf.documents.tree.suggested import settled


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


def opened(document: UUID) -> tuple[int, Doc[Any]]:
    """The number of the last update, and a copy of the document with all of them."""
    upto, state, updates = stored(document)
    made: Doc[Any] = Doc()
    for data in ([state] if state else []) + [data for _number, data in updates]:
        made.apply_update(data)
    return (updates[-1][0] if updates else upto), made


def tree_of(document: Document) -> Tree:
    """The text as it is now, for whoever may read the document."""
    return yjs.read(opened(document.pk)[1])


def copied_text(document: Document) -> Tree:
    """The text as a new document begins with it: without comments, and without suggestions that wait."""
    return _without_notes(settled(tree_of(document), taken=False))


def turned_into(document: Doc[Any], tree: Tree) -> bytes:
    """The update that gives an opened document this text; blocks that it has already are left where they are."""
    before, there = document.get_state(), yjs.top(document)
    wanted = tree.get("content", [])
    old = [json.dumps(each, sort_keys=True) if each else place for place, each in enumerate(there)]
    new = [json.dumps(each, sort_keys=True) for each in wanted]
    end, new_end = len(old), len(new)
    for run in [*reversed(common(old, new)), Run(0, 0, 0)]:
        yjs.splice(document, run.a + run.length, end, wanted[run.b + run.length : new_end])
        end, new_end = run.a, run.b
    return document.get_update(before)


def _without_notes(tree: Tree) -> Tree:
    """The same without marks that belong to rows of that document."""
    made = dict(tree)
    if "marks" in tree:
        made["marks"] = [each for each in tree["marks"] if each["type"] not in ("comment", "credit")]
    if "content" in tree:
        made["content"] = joined(map(_without_notes, tree["content"]))
    return made
