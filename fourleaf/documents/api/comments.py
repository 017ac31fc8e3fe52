"""What is said beside a text: read, say, answer, settle, take back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from fourleaf.documents import actions
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Comment, Document
from fourleaf.kit.api.description import Input
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.people.tokens import DOCUMENTS, READ

router = Router(tags=["Comments"], auth=READ)
Body = Annotated[str, Field(max_length=actions.BODY_LIMIT)]


class CommentOut(Schema):
    """A comment on a text. Of a withdrawn one the words are gone."""

    id: UUID
    document: UUID
    thread: Annotated[
        UUID | None, Field(description="The comment that it answers; null for one that begins.")
    ]
    author: UUID
    body: str
    quote: Annotated[str, Field(description="The words that the thread hangs on, if any.")]
    at: datetime
    is_resolved: Annotated[bool, Field(description="Of one that begins a thread: whether it is settled.")]
    is_withdrawn: bool


class CommentNew(Input):
    """Something to say about the text; `quote` is what it is about, between `before` and `after`."""

    body: Body
    quote: Annotated[str, Field(max_length=300)] = ""
    before: Annotated[
        str, Field(max_length=40, description="What stands before the words, to find them.")
    ] = ""
    after: Annotated[str, Field(max_length=40)] = ""


class CommentReply(Input):
    """An answer in a thread."""

    body: Body


@router.get(
    "/documents/{uuid:document_id}/comments",
    response=Page[CommentOut],
    operation_id="list_document_comments",
)
def comments(request: ApiRequest, document_id: UUID, asked: Query[Paging]) -> dict[str, Any]:
    """All comments on a document, in the order in which they were made."""
    document = known_document(request, document_id)
    note_read(request, document)

    def show(rows: Sequence[Comment]) -> Iterable[dict[str, Any]]:
        return [_out(each) for each in rows]

    found = document.comments.select_related("resolution", "withdrawal")
    return page_of(request, found, asked, show, by=["at", "pk"])


@router.post(
    "/documents/{uuid:document_id}/comments",
    response={201: CommentOut},
    operation_id="add_document_comment",
    auth=DOCUMENTS,
)
@once
def comment(request: ApiRequest, document_id: UUID, said: CommentNew) -> Status[Any]:
    """Say something about the text. Whoever can read the document can read it."""
    document = known_document(request, document_id)
    anchor = actions.Anchor(said.quote, said.before, said.after)
    made = actions.add_comment(actor=request.user, document=document, body=said.body, anchor=anchor)
    return Status(201, _out(made))


@router.post(
    "/documents/{uuid:document_id}/comments/{uuid:comment_id}/replies",
    response={201: CommentOut},
    operation_id="reply_to_document_comment",
    auth=DOCUMENTS,
)
@once
def reply(request: ApiRequest, document_id: UUID, comment_id: UUID, said: CommentReply) -> Status[Any]:
    """Answer in a thread."""
    document = known_document(request, document_id)
    thread = _thread(document, comment_id)
    made = actions.add_comment(actor=request.user, document=document, thread=thread, body=said.body)
    return Status(201, _out(made))


@router.put(
    "/documents/{uuid:document_id}/comments/{uuid:comment_id}/resolution",
    response=CommentOut,
    operation_id="resolve_document_comments",
    auth=DOCUMENTS,
)
def resolve(request: ApiRequest, document_id: UUID, comment_id: UUID) -> dict[str, Any]:
    """Settle a thread."""
    document = known_document(request, document_id)
    thread = _thread(document, comment_id)
    actions.resolve_comments(actor=request.user, document=document, thread=thread)
    return _out(_thread(document, comment_id))


@router.delete(
    "/documents/{uuid:document_id}/comments/{uuid:comment_id}/resolution",
    response=CommentOut,
    operation_id="reopen_document_comments",
    auth=DOCUMENTS,
)
def reopen(request: ApiRequest, document_id: UUID, comment_id: UUID) -> dict[str, Any]:
    """Open a settled thread again."""
    document = known_document(request, document_id)
    thread = _thread(document, comment_id)
    actions.reopen_comments(actor=request.user, document=document, thread=thread)
    return _out(_thread(document, comment_id))


@router.delete(
    "/documents/{uuid:document_id}/comments/{uuid:comment_id}",
    response={204: None},
    operation_id="withdraw_document_comment",
    auth=DOCUMENTS,
)
def withdraw(request: ApiRequest, document_id: UUID, comment_id: UUID) -> HttpResponse:
    """Take the words of a comment away."""
    document = known_document(request, document_id)
    found = get_object_or_404(document.comments.select_related("withdrawal"), pk=comment_id)
    actions.withdraw_comment(actor=request.user, document=document, comment=found)
    return HttpResponse(status=204)


def _thread(document: Document, key: UUID) -> Comment:
    roots = document.comments.filter(thread=None)
    return get_object_or_404(roots.select_related("resolution", "withdrawal"), pk=key)


def _out(row: Comment) -> dict[str, Any]:
    return {
        "id": row.pk, "document": row.document_id, "thread": row.thread_id, "author": row.author_id,
        "body": row.body, "quote": row.quote, "at": row.at, "is_resolved": row.is_resolved,
        "is_withdrawn": row.is_withdrawn,
    }  # fmt: skip
