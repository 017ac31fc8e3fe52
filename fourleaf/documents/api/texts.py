"""The text of a document: read it, write it anew, add to its end."""

from typing import Any
from uuid import UUID

from django.http import Http404
from ninja import Query, Router

from fourleaf.documents import actions
from fourleaf.documents.api.shapes import TextAsked, TextIn, TextOut, TextSet, Written
from fourleaf.documents.content import given, read_at, shown_as_html
from fourleaf.documents.formats.marking import to_markdown
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Document
from fourleaf.documents.tree.schema import Tree
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.refusals import Invalid
from fourleaf.people.tokens import DOCUMENTS, READ

router = Router(tags=["Documents"], auth=READ)


@router.get("/documents/{uuid:document_id}/text", response=TextOut, operation_id="get_document_text")
def text(request: ApiRequest, document_id: UUID, asked: Query[TextAsked]) -> dict[str, Any]:
    """The text as it is now. Where reading is recorded, this is a reading."""
    document = _whole(request, document_id)
    note_read(request, document)
    number, tree = read_at(document.pk)
    said = None
    if asked.form == "markdown":
        said = to_markdown(tree)
    elif asked.form == "html":
        said = shown_as_html(tree, document)
    return {
        "document": document.pk,
        "sequence": number,
        "form": asked.form,
        "tree": tree if said is None else None,
        "text": said,
    }


@router.put(
    "/documents/{uuid:document_id}/text",
    response=Written,
    operation_id="write_document",
    auth=DOCUMENTS,
)
def write(request: ApiRequest, document_id: UUID, wanted: TextSet) -> dict[str, Any]:
    """Give it this text. What it replaces is kept as a version; whoever has it open sees the change come."""
    document, tree = _whole(request, document_id), _tree(wanted)
    number = actions.write_document(actor=request.user, document=document, tree=tree, at=wanted.at)
    return {"document": document.pk, "sequence": number}


@router.post(
    "/documents/{uuid:document_id}/text",
    response=Written,
    operation_id="append_to_document",
    auth=DOCUMENTS,
)
@once
def append(request: ApiRequest, document_id: UUID, wanted: TextIn) -> dict[str, Any]:
    """Add this at its end, whatever others are writing."""
    document, tree = _whole(request, document_id), _tree(wanted)
    number = actions.append_to_document(actor=request.user, document=document, tree=tree)
    return {"document": document.pk, "sequence": number}


def _whole(request: ApiRequest, document_id: UUID) -> Document:
    """The document, unless its text has gone."""
    document = known_document(request, document_id)
    if document.is_withdrawn:
        raise Http404
    return document


def _tree(wanted: TextIn) -> Tree:
    tree = given(wanted.markdown, wanted.tree)
    if tree is None:
        raise Invalid("Say “markdown” or “tree”.", "markdown")
    return tree
