"""Review rounds of a document: submit, answer, take back. The last answer that is missing decides."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from fourleaf.documents import actions
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Document, Round
from fourleaf.documents.rounds import RoundCard, cards
from fourleaf.kit.api.description import Input
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.kit.refusals import ensure
from fourleaf.people.models import Person
from fourleaf.people.tokens import DOCUMENTS, READ

router = Router(tags=["Reviews"], auth=READ)
Note = Annotated[str, Field(max_length=2000)]


class ReviewerOut(Schema):
    """Somebody who is asked, and what they have said last; nulls until they answer."""

    person: UUID
    approves: bool | None
    note: str
    at: datetime | None


class RoundOut(Schema):
    """A round of review; of those of a document at most one is open."""

    id: UUID
    document: UUID
    revision: Annotated[int, Field(description="The number of the version that is reviewed.")]
    by: UUID
    at: datetime
    due_on: date
    note: str
    state: Literal["open", "approved", "changes", "withdrawn", "resubmitted"]
    ended_at: datetime | None
    ended_by: UUID | None
    reviewers: list[ReviewerOut]


class RoundNew(Input):
    """A version to keep and to have reviewed."""

    name: Annotated[str, Field(max_length=120)]
    reviewers: Annotated[list[UUID], Field(max_length=20)]
    due_on: date
    note: Annotated[str, Field(max_length=500, description="What they should look at.")] = ""
    show_them: Annotated[
        bool, Field(description="Show it to those who cannot read it, until two weeks after that day.")
    ] = False


class RoundAnswer(Input):
    """What the person of the token says of the version."""

    approves: Annotated[bool, Field(strict=True)]
    note: Annotated[Note, Field(description="What should change; needed unless you approve.")] = ""


@router.get(
    "/documents/{uuid:document_id}/rounds", response=Page[RoundOut], operation_id="list_document_rounds"
)
def rounds(request: ApiRequest, document_id: UUID, asked: Query[Paging]) -> dict[str, Any]:
    """The review rounds of a document, newest first."""
    document = known_document(request, document_id)
    note_read(request, document)

    def show(rows: Sequence[Round]) -> Iterable[dict[str, Any]]:
        told = cards(Round.objects.filter(pk__in=[row.pk for row in rows]), request.user)
        known = {card.round.pk: card for card in told}
        return [_out(known[row.pk]) for row in rows]

    return page_of(request, document.rounds.all(), asked, show, by=["-at", "-pk"])


@router.post(
    "/documents/{uuid:document_id}/rounds",
    response={201: RoundOut},
    operation_id="submit_document",
    auth=DOCUMENTS,
)
@once
def submit(request: ApiRequest, document_id: UUID, wanted: RoundNew) -> Status[Any]:
    """Keep the text as it is now and ask these people to look at it. Ends a round that is open."""
    document = known_document(request, document_id)
    known = Person.objects.visible_to(request.user).active().exclude(kind=Person.Kind.BOT)
    reviewers = list(known.filter(pk__in=wanted.reviewers))
    ensure(
        len(reviewers) == len(set(wanted.reviewers)),
        _("There is somebody among them whom you do not know."),
        "reviewers",
    )
    said = wanted.dict(exclude={"reviewers"})
    made = actions.submit_document(actor=request.user, document=document, reviewers=reviewers, **said)
    return Status(201, _shown(request, made))


@router.get(
    "/documents/{uuid:document_id}/rounds/{uuid:round_id}",
    response=RoundOut,
    operation_id="get_document_round",
)
def one_round(request: ApiRequest, document_id: UUID, round_id: UUID) -> dict[str, Any]:
    """One round with what was said in it."""
    document = known_document(request, document_id)
    found = _round(document, round_id)
    note_read(request, document)
    return _shown(request, found)


@router.post(
    "/documents/{uuid:document_id}/rounds/{uuid:round_id}/answers",
    response={201: RoundOut},
    operation_id="answer_document_round",
    auth=DOCUMENTS,
)
@once
def answer(request: ApiRequest, document_id: UUID, round_id: UUID, said: RoundAnswer) -> Status[Any]:
    """Approve the version, or say what should change. Your last answer counts until everybody has answered."""
    found = _round(known_document(request, document_id), round_id)
    actions.answer_round(actor=request.user, round=found, approves=said.approves, note=said.note)
    return Status(201, _shown(request, found))


@router.put(
    "/documents/{uuid:document_id}/rounds/{uuid:round_id}/withdrawal",
    response=RoundOut,
    operation_id="withdraw_document_round",
    auth=DOCUMENTS,
)
def withdraw(request: ApiRequest, document_id: UUID, round_id: UUID) -> dict[str, Any]:
    """Ask nobody any more; what was said stays."""
    found = _round(known_document(request, document_id), round_id)
    actions.withdraw_round(actor=request.user, round=found)
    return _shown(request, found)


def _round(document: Document, key: UUID) -> Round:
    return get_object_or_404(document.rounds, pk=key)


def _shown(request: ApiRequest, found: Round) -> dict[str, Any]:
    (card,) = cards(Round.objects.filter(pk=found.pk), request.user)
    return _out(card)


def _out(card: RoundCard) -> dict[str, Any]:
    row = card.round
    ending = None if row.is_open else row.ending
    return {
        "id": row.pk, "document": row.document_id, "revision": row.revision.number, "by": row.by_id, "at": row.at,
        "due_on": row.due_on, "note": row.note, "state": ending.how if ending else "open",
        "ended_at": ending.at if ending else None, "ended_by": ending.by_id if ending else None,
        "reviewers": [
            {
                "person": each.reviewer.person_id,
                "approves": each.answer.approves if each.answer else None,
                "note": each.answer.note if each.answer else "",
                "at": each.answer.at if each.answer else None,
            }
            for each in card.said
        ],
    }  # fmt: skip
