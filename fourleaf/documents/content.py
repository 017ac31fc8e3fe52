"""A document's text as the server knows it: the newest compaction and the updates after it."""

import json
from typing import Any, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from pycrdt import Doc

from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.life import names_of
from fourleaf.documents.models import Document, DocumentState, DocumentUpdate, Picture
from fourleaf.documents.text.alignment import Run, common
from fourleaf.documents.tree import yjs
from fourleaf.documents.tree.checking import faults
from fourleaf.documents.tree.naming import files_in, people_in
from fourleaf.documents.tree.schema import Tree, joined
from fourleaf.documents.tree.showing import Sources, html, words
from fourleaf.documents.tree.suggested import settled
from fourleaf.kit.html import localise
from fourleaf.kit.refusals import ensure


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


def read_at(document: UUID) -> tuple[int, Tree]:
    """The number of the last update, and the text with all of them."""
    number, copy = opened(document)
    return number, yjs.read(copy)


def shown_as_html(tree: Tree, document: Document) -> SafeString:
    """A text of this document as HTML, with words of ours in the language and time zone of the reader.

    Pictures are those that the document holds; people are called what they are called now, of whom one may know that.
    """
    held = (
        {str(each.pk): each for each in Picture.objects.filter(document=document)}
        if any(files_in(tree))
        else {}
    )
    people = people_in(tree)
    names = {str(key): name for key, name in names_of(people).items()} if people else {}

    def picture(key: str) -> str | None:
        return held[key].get_absolute_url() if key in held else None

    def page(kind: str, key: str) -> str | None:
        return reverse("person", args=[key]) if kind == "person" and key in names else None

    sources = Sources(picture=picture, mention=page, person=lambda key: names.get(key, ""))
    return localise(html(tree, sources), words(), timezone.get_current_timezone())


def given(markdown: str | None, tree: Any) -> Tree | None:
    """The text that somebody gives in one of two ways, if any; Invalid with the reason if it is none."""
    if tree is None:
        return None if markdown is None else from_markdown(markdown.replace("\0", ""))
    ensure(markdown is None, _("Give the text in one way, not in two."), "tree")
    wrong = faults(tree, most=5)
    ensure(not wrong, " ".join(str(fault) for fault in wrong), "tree")
    return cast(Tree, tree)


def with_more(document: Doc[Any], tree: Tree) -> bytes:
    """The update that adds this text to the end of an opened document."""
    before, end = document.get_state(), len(yjs.top(document))
    yjs.splice(document, end, end, tree.get("content", []))
    return document.get_update(before)


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
