"""Find documents, begin them, name them, put them away."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from fourleaf.documents import actions, policy
from fourleaf.documents.api.shapes import (
    DocumentChange,
    DocumentNew,
    DocumentOut,
    DocumentsAsked,
    TicketOut,
)
from fourleaf.documents.content import given
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Document, DocumentQuerySet
from fourleaf.documents.tickets import ticket_for_token
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, page_of
from fourleaf.kit.refusals import ensure
from fourleaf.people.tokens import DOCUMENTS, READ
from fourleaf.spaces.models import Space

router = Router(tags=["Documents"], auth=READ)


@router.get("/documents", response=Page[DocumentOut], operation_id="list_documents")
def documents(request: ApiRequest, asked: Query[DocumentsAsked]) -> dict[str, Any]:
    """All that you can read, the last changed first; a page may shift while others write."""
    return _page(request, Document.objects.visible_to(request.user), asked)


@router.get(
    "/spaces/{uuid:space_id}/documents", response=Page[DocumentOut], operation_id="list_space_documents"
)
def space_documents(request: ApiRequest, space_id: UUID, asked: Query[DocumentsAsked]) -> dict[str, Any]:
    """Those of a space."""
    space = get_object_or_404(Space.objects.readable_by(request.user), pk=space_id)
    return _page(request, Document.objects.filter(space=space), asked)


@router.post("/documents", response={201: DocumentOut}, operation_id="add_document", auth=DOCUMENTS)
@once
def add_document(request: ApiRequest, new: DocumentNew) -> Status[Any]:
    """Begin a document, in a space where you write or for yourself alone."""
    space = None
    if new.space is not None:
        known = Space.objects.readable_by(request.user).select_related("archival", "planned_start")
        space = known.filter(pk=new.space).first()
        ensure(space is not None, _("There is no space of this kind that you can read."), "space")
    tree = given(new.markdown, new.tree)
    made = actions.add_document(actor=request.user, title=new.title, space=space, tree=tree)
    return Status(201, shown(made))


@router.get("/documents/{uuid:document_id}", response=DocumentOut, operation_id="get_document")
def document(request: ApiRequest, document_id: UUID) -> dict[str, Any]:
    """One document, without its text."""
    return shown(known_document(request, document_id))


@router.patch(
    "/documents/{uuid:document_id}", response=DocumentOut, operation_id="change_document", auth=DOCUMENTS
)
def change_document(request: ApiRequest, document_id: UUID, change: DocumentChange) -> dict[str, Any]:
    """Give it another title. Where it is and who reads it is decided on its page, by name."""
    found = known_document(request, document_id)
    actions.rename_document(actor=request.user, document=found, title=change.title)
    return shown(found)


@router.delete(
    "/documents/{uuid:document_id}",
    response={204: None},
    operation_id="withdraw_document",
    auth=DOCUMENTS,
)
def withdraw_document(request: ApiRequest, document_id: UUID) -> HttpResponse:
    """Take the text away, with all that was ever in it. It cannot be brought back."""
    actions.withdraw_document(actor=request.user, document=known_document(request, document_id))
    return HttpResponse(status=204)


@router.put(
    "/documents/{uuid:document_id}/archival",
    response=DocumentOut,
    operation_id="archive_document",
    auth=DOCUMENTS,
)
def archive_document(request: ApiRequest, document_id: UUID) -> dict[str, Any]:
    """Close it for writing."""
    actions.archive_document(actor=request.user, document=known_document(request, document_id))
    return shown(known_document(request, document_id))


@router.delete(
    "/documents/{uuid:document_id}/archival",
    response=DocumentOut,
    operation_id="restore_document",
    auth=DOCUMENTS,
)
def restore_document(request: ApiRequest, document_id: UUID) -> dict[str, Any]:
    """Open it for writing again."""
    actions.restore_document(actor=request.user, document=known_document(request, document_id))
    return shown(known_document(request, document_id))


@router.get(
    "/documents/{uuid:document_id}/ticket",
    response=TicketOut,
    operation_id="get_document_ticket",
    auth=DOCUMENTS,
)
def ticket(request: ApiRequest, document_id: UUID) -> dict[str, Any]:
    """What a program shows to write along live; it can be shown again as long as the token lives."""
    found = known_document(request, document_id)
    policy.demand_follow(request.user, found)
    note_read(request, found)
    return {
        "ticket": ticket_for_token(found.pk, request.bearer.token),
        "path": f"{reverse('document', args=[found.pk])}sync",
        "role": policy.role_of(request.user, found),
        "sequence": found.sequence,
    }


def shown(found: Document) -> dict[str, Any]:
    """A document as the API says it."""
    return {
        "id": found.pk, "space": found.space_id, "title": found.title, "made_by": found.made_by_id,
        "made_at": found.made_at, "changed_at": found.changed_at, "sequence": found.sequence,
        "is_archived": found.is_archived, "is_withdrawn": found.is_withdrawn,
    }  # fmt: skip


def _page(request: ApiRequest, found: DocumentQuerySet, asked: DocumentsAsked) -> dict[str, Any]:
    wanted = found.filter(withdrawal=None, archival__isnull=not asked.archived)

    def show(rows: Sequence[Document]) -> Iterable[dict[str, Any]]:
        return [shown(each) for each in rows]

    return page_of(
        request, wanted.select_related("archival", "withdrawal"), asked, show, by=["-changed_at", "-pk"]
    )
