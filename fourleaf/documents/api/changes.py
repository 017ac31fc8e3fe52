"""Has it arrived? The changes of substance of a document, how many have them, what came of them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fourleaf.documents import actions
from fourleaf.documents.arrival import Change, changes_in, moments_of
from fourleaf.documents.life import Moment
from fourleaf.documents.loading import known_document, note_read
from fourleaf.kit.api.description import Input
from fourleaf.kit.api.door import ApiRequest
from fourleaf.people.tokens import DOCUMENTS, READ

router = Router(tags=["Arrival"], auth=READ)
#: So many changes are told, the last ones.
TOLD = 20


class MustSeeOut(Schema):
    """That it must be seen."""

    what: str
    by: UUID
    at: datetime


class DependentOut(Schema):
    """A document that depends on this one, and when it had its first version after; null: not yet."""

    document: UUID
    updated_at: datetime | None


class ChangeOut(Schema):
    """A change of substance: major, or such that its author says it must be seen. See docs/reference/reviews.md."""

    number: Annotated[int, Field(description="Of the version.")]
    at: datetime
    is_major: bool
    reason: str
    must_see: MustSeeOut | None
    asked: Annotated[int, Field(description="For how many it was when it came, without who wrote it.")]
    opened: Annotated[
        int | None,
        Field(
            description="How many have had it before them: in threes, or all; null where they are too few."
        ),
    ]
    read: Annotated[int | None, Field(description="How many say that they have read it, if it must be seen.")]
    half: Annotated[
        int | None, Field(description="Within how many hours half of them had it; null: not yet.")
    ]
    most: Annotated[int | None, Field(description="The same of nine tenths.")]
    reminded_at: datetime | None
    accepted: Annotated[int, Field(description="Suggestions accepted in it.")]
    tasks: Annotated[int, Field(description="Tasks that were open in it.")]
    closed: Annotated[int, Field(description="How many of them are closed.")]
    closed_at: Annotated[datetime | None, Field(description="When the last of them was, if all are.")]
    dependents: list[DependentOut]


class ChangesOut(Schema):
    """The last changes of substance, newest first."""

    items: list[ChangeOut]


class MustSeeSet(Input):
    """What is new, for those who must see it."""

    what: Annotated[str, Field(max_length=200)]


@router.get(
    "/documents/{uuid:document_id}/changes", response=ChangesOut, operation_id="list_document_changes"
)
def changes(request: ApiRequest, document_id: UUID) -> dict[str, Any]:
    """Has it arrived? The last twenty changes of substance and what became of them. Nobody is named."""
    document = known_document(request, document_id)
    note_read(request, document)
    found = changes_in(document, TOLD)
    return {"items": list(map(_out, found, moments_of(document, found)))}


@router.put(
    "/documents/{uuid:document_id}/changes/{int:number}/mark",
    response={204: None},
    operation_id="mark_document_change",
    auth=DOCUMENTS,
)
def mark(request: ApiRequest, document_id: UUID, number: int, wanted: MustSeeSet) -> HttpResponse:
    """Everybody for whom the document is must see it. That they have, they say themselves, on its page."""
    document = known_document(request, document_id)
    found = get_object_or_404(document.revisions, number=number)
    actions.mark_revision(actor=request.user, document=document, revision=found, what=wanted.what)
    return HttpResponse(status=204)


@router.delete(
    "/documents/{uuid:document_id}/changes/{int:number}/mark",
    response={204: None},
    operation_id="unmark_document_change",
    auth=DOCUMENTS,
)
def unmark(request: ApiRequest, document_id: UUID, number: int) -> HttpResponse:
    """Stop asking."""
    document = known_document(request, document_id)
    found = get_object_or_404(document.revisions, number=number)
    actions.unmark_revision(actor=request.user, document=document, revision=found)
    return HttpResponse(status=204)


@router.post(
    "/documents/{uuid:document_id}/changes/{int:number}/reminder",
    response={204: None},
    operation_id="remind_of_document_change",
    auth=DOCUMENTS,
)
def remind(request: ApiRequest, document_id: UUID, number: int) -> HttpResponse:
    """Remind those whom it has not reached, at most once in 20 hours. Who and how many they are is not told."""
    document = known_document(request, document_id)
    found = get_object_or_404(document.revisions, number=number)
    actions.nudge_rest(actor=request.user, document=document, revision=found)
    return HttpResponse(status=204)


def _out(change: Change, moment: Moment) -> dict[str, Any]:
    row, arrival, enacted, mark = change.revision, change.arrival, change.enacted, change.must_see
    return {
        "number": row.number, "at": row.at, "is_major": moment.is_major, "reason": moment.reason,
        "must_see": {"what": mark.what, "by": mark.by_id, "at": mark.at} if mark else None,
        "asked": arrival.asked, "opened": arrival.opened, "read": arrival.read, "half": arrival.half,
        "most": arrival.most, "reminded_at": change.nudged_at, "accepted": enacted.accepted,
        "tasks": enacted.tasks, "closed": enacted.closed, "closed_at": enacted.closed_at,
        "dependents": [
            {"document": each.document.pk, "updated_at": each.updated_at} for each in enacted.dependents
        ],
    }  # fmt: skip
