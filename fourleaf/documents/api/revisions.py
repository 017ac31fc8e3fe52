"""Versions of a document: list, name, compare, restore, correct."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from fourleaf.documents import actions
from fourleaf.documents.api.shapes import (
    ComparisonAsked,
    ComparisonOut,
    CorrectionSet,
    RevisionNew,
    RevisionOut,
    RevisionText,
)
from fourleaf.documents.content import tree_of
from fourleaf.documents.life import Moment, moments
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Document, Revision
from fourleaf.documents.text.differences import Half, compare
from fourleaf.documents.tree.suggested import settled
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.people.tokens import DOCUMENTS, READ

router = Router(tags=["Documents"], auth=READ)


@router.get(
    "/documents/{uuid:document_id}/revisions",
    response=Page[RevisionOut],
    operation_id="list_document_revisions",
)
def revisions(request: ApiRequest, document_id: UUID, asked: Query[Paging]) -> dict[str, Any]:
    """The versions of a document, newest first."""
    document = known_document(request, document_id)
    note_read(request, document)

    def show(rows: Sequence[Revision]) -> Iterable[dict[str, Any]]:
        return [_out(each) for each in moments(document, rows)]

    return page_of(request, document.revisions.light(), asked, show, by=["-number"])


@router.get(
    "/documents/{uuid:document_id}/revisions/{int:number}",
    response=RevisionText,
    operation_id="get_document_revision",
)
def revision(request: ApiRequest, document_id: UUID, number: int) -> dict[str, Any]:
    """One version with its text."""
    document: Document = known_document(request, document_id)
    found = get_object_or_404(document.revisions, number=number)
    note_read(request, document)
    return _out(moments(document, [found])[0]) | {"tree": found.tree}


@router.post(
    "/documents/{uuid:document_id}/revisions",
    response={201: RevisionOut},
    operation_id="name_document_revision",
    auth=DOCUMENTS,
)
@once
def name_revision(request: ApiRequest, document_id: UUID, wanted: RevisionNew) -> Status[Any]:
    """Keep the text as it is now under a name."""
    document = known_document(request, document_id)
    made = actions.name_revision(actor=request.user, document=document, name=wanted.name)
    return Status(201, _out(moments(document, [made])[0]))


@router.get(
    "/documents/{uuid:document_id}/comparison", response=ComparisonOut, operation_id="compare_revisions"
)
def comparison(request: ApiRequest, document_id: UUID, asked: Query[ComparisonAsked]) -> dict[str, Any]:
    """What became of one version in another, or in the text as it is now, in blocks and words."""
    document = known_document(request, document_id)
    before = get_object_or_404(document.revisions, number=asked.since).tree
    after = get_object_or_404(document.revisions, number=asked.to).tree if asked.to else tree_of(document)
    note_read(request, document)
    found = compare(settled(before, taken=False), settled(after, taken=False))
    counts = found.counts
    return {
        "since": asked.since, "to": asked.to, "added": counts.added, "removed": counts.removed,
        "moved": counts.moved, "blocks": [_block(half) for half in found.inline()],
    }  # fmt: skip


@router.post(
    "/documents/{uuid:document_id}/revisions/{int:number}/restoration",
    response={201: RevisionOut},
    operation_id="restore_document_revision",
    auth=DOCUMENTS,
)
@once
def restore_revision(request: ApiRequest, document_id: UUID, number: int) -> Status[Any]:
    """Give the document this text again, as a new version; what it replaces is kept as one too."""
    document = known_document(request, document_id)
    revision = get_object_or_404(document.revisions, number=number)
    made = actions.restore_revision(actor=request.user, document=document, revision=revision)
    return Status(201, _out(moments(document, [made])[0]))


@router.put(
    "/documents/{uuid:document_id}/revisions/{int:number}/correction",
    response=RevisionOut,
    operation_id="correct_document_revision",
    auth=DOCUMENTS,
)
def correct_revision(
    request: ApiRequest, document_id: UUID, number: int, said: CorrectionSet
) -> dict[str, Any]:
    """Say that a version of yours was major, or was not."""
    document = known_document(request, document_id)
    found = get_object_or_404(document.revisions, number=number)
    actions.correct_revision(
        actor=request.user, document=document, revision=found, is_major=said.is_major, why=said.why
    )
    return _out(moments(document, [found])[0])


def _block(half: Half) -> dict[str, Any]:
    match = half.match
    return {
        "number": match.number, "kind": match.kind, "is_moved": match.moved, "is_gone": half.side == "before",
        "pieces": [{"kind": kind, "text": text} for kind, text in half.pieces],
    }  # fmt: skip


def _out(moment: Moment) -> dict[str, Any]:
    row = moment.revision
    return {
        "id": row.pk, "document": row.document_id, "number": row.number, "kind": row.kind, "name": row.name,
        "by": row.by_id, "authors": row.authors, "at": row.at, "words": row.words, "share": row.share,
        "is_major": moment.is_major, "reason": moment.reason, "compared_with": row.compared_with,
        "continued_in": moment.continued_in, "restores": row.restores, "correction": _correction(moment),
    }  # fmt: skip


def _correction(moment: Moment) -> dict[str, Any] | None:
    said = moment.correction
    return {"is_major": said.is_major, "why": said.why, "by": said.by_id, "at": said.at} if said else None
