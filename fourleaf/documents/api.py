"""The API of documents: their versions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from fourleaf.documents.life import Moment, moments
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Document, Revision
from fourleaf.kit.api.description import one_of
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.people.tokens import READ

router = Router(tags=["Documents"], auth=READ)


class CorrectionOut(Schema):
    """What an author said of a revision's judgement."""

    is_major: bool
    why: str
    by: UUID
    at: datetime


class RevisionOut(Schema):
    """A version of a document."""

    id: UUID
    document: UUID
    number: int
    kind: Annotated[Revision.Kind, one_of(Revision.Kind)]
    name: str
    by: Annotated[
        UUID | None, Field(description="Who named, restored or submitted it; null where nobody did.")
    ]
    authors: Annotated[list[UUID], Field(description="Who wrote since the version before.")]
    at: datetime
    words: int
    share: Annotated[float, Field(description="Changed or deleted words, of those of `compared_with`; 0–1.")]
    is_major: Annotated[bool, Field(description="As corrected, else as judged.")]
    reason: Annotated[str, Field(description="Of the judgement, for people, in their language.")]
    compared_with: int | None
    continued_in: Annotated[int | None, Field(description="The version that is judged for this one too.")]
    restores: int | None
    correction: CorrectionOut | None


class RevisionText(RevisionOut):
    """A version with its text."""

    tree: Annotated[dict[str, Any], Field(description="ProseMirror JSON.")]


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
