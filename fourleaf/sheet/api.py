"""The API of the Sheet: lines, questions to leaders, answers, pledges."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from fourleaf.kit.api.description import Input, one_of
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person
from fourleaf.people.tokens import POSTS, READ
from fourleaf.sheet import actions
from fourleaf.sheet.models import Answer, Line, Pledge
from fourleaf.spaces.models import Space

router = Router(tags=["The Sheet"], auth=READ)
Kind = Annotated[Line.Kind, one_of(Line.Kind)]
Text = Annotated[str, Field(min_length=1, max_length=Line.LIMIT)]


class AnswerOut(Schema):
    """What the person who was asked said."""

    by: UUID
    text: str
    at: datetime
    edited_at: datetime | None


class LineOut(Schema):
    """A line of the Sheet, or a question to a leader. `space` null: everybody on the staff can read it."""

    id: UUID
    kind: Kind
    area: Annotated[str, Field(description="The key of its column; empty for a question.")]
    text: Annotated[str, Field(description="Empty once it was taken back.")]
    space: UUID | None
    author: UUID
    at: datetime
    edited_at: datetime | None
    asked: UUID | None
    answer: AnswerOut | None
    candidate_since: datetime | None
    withdrawn_at: datetime | None


class LineNew(Input):
    """Say something on the Sheet, with `area` and `asked`; or ask a leader, with `pledge`."""

    text: Text
    area: Annotated[str, Field(max_length=40)] = ""
    asked: Annotated[UUID | None, Field(description="Who is asked to answer a line.")] = None
    pledge: Annotated[UUID | None, Field(description="The pledge of the leader who is asked.")] = None
    space: UUID | None = None


class LineChange(Input):
    """What the line says from now on."""

    text: Text


class AnswerNew(Input):
    """The answer, for all who can read the line."""

    text: Annotated[str, Field(min_length=1, max_length=Answer.LIMIT)]


class LinesAsked(Paging):
    """Which lines."""

    kind: Kind | None = None
    area: Annotated[str | None, Field(max_length=40)] = None


class PledgeOut(Schema):
    """How a leader will use this in their own job, and how often a week."""

    id: UUID
    leader: UUID
    text: str
    rate: int
    from_on: date
    at: datetime


@router.get("/lines", response=Page[LineOut], operation_id="list_lines")
def lines(request: ApiRequest, asked: Query[LinesAsked]) -> dict[str, Any]:
    """Lines and questions that you can read, newest first."""
    found = Line.objects.visible_to(request.user).standing()
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.area is not None:
        found = found.filter(area=asked.area)
    return page_of(request, found.for_display(), asked, _out, by=("-at", "-pk"))


@router.post("/lines", response={201: LineOut}, operation_id="add_line", auth=POSTS)
@once
def add_line(request: ApiRequest, said: LineNew) -> Status[Any]:
    """Write a line, or ask a leader who has pledged."""
    space = None
    if said.space:
        space = Space.objects.readable_by(request.user).filter(pk=said.space).first()
        if space is None:
            raise Invalid(_("There is no such space for you."), "space")
    if said.pledge:
        pledge = (
            Pledge.objects.visible_to(request.user).filter(pk=said.pledge).select_related("leader").first()
        )
        if pledge is None:
            raise Invalid(_("There is no such pledge."), "pledge")
        made = actions.ask_leader(actor=request.user, pledge=pledge, text=said.text, space=space)
    else:
        people = Person.objects.visible_to(request.user)
        asked = people.filter(pk=said.asked).first() if said.asked else None
        if asked is None:
            raise Invalid(_("Say who is asked to answer."), "asked")
        made = actions.add_line(actor=request.user, area=said.area, text=said.text, asked=asked, space=space)
    return Status(201, _one(request, made.pk))


@router.get("/lines/{uuid:line_id}", response=LineOut, operation_id="get_line")
def line(request: ApiRequest, line_id: UUID) -> dict[str, Any]:
    """One line."""
    return _one(request, line_id)


@router.patch("/lines/{uuid:line_id}", response=LineOut, operation_id="edit_line", auth=POSTS)
def edit_line(request: ApiRequest, line_id: UUID, change: LineChange) -> dict[str, Any]:
    """Change your own line."""
    actions.edit_line(actor=request.user, line=_line(request, line_id), text=change.text)
    return _one(request, line_id)


@router.delete("/lines/{uuid:line_id}", response=LineOut, operation_id="withdraw_line", auth=POSTS)
def withdraw_line(request: ApiRequest, line_id: UUID) -> dict[str, Any]:
    """Take a line back: text and answer go; who and when stays."""
    actions.withdraw_line(actor=request.user, line=_line(request, line_id))
    return _one(request, line_id)


@router.put("/lines/{uuid:line_id}/answer", response=LineOut, operation_id="answer_line", auth=POSTS)
def answer_line(request: ApiRequest, line_id: UUID, said: AnswerNew) -> dict[str, Any]:
    """Answer what you are asked, or change your answer."""
    found = _line(request, line_id)
    if found.is_answered and found.answer.by_id == request.user.pk:
        actions.edit_answer(actor=request.user, answer=found.answer, text=said.text)
    else:
        actions.add_answer(actor=request.user, line=found, text=said.text)
    return _one(request, line_id)


@router.get("/pledges", response=Page[PledgeOut], operation_id="list_pledges")
def pledges(request: ApiRequest, asked: Query[Paging]) -> dict[str, Any]:
    """What leaders pledge now, the first first."""
    found = Pledge.objects.visible_to(request.user).standing()
    return page_of(request, found, asked, _pledges, by=("at", "pk"))


def _line(request: ApiRequest, line_id: UUID) -> Line:
    return get_object_or_404(Line.objects.visible_to(request.user).for_display(), pk=line_id)


def _one(request: ApiRequest, line_id: UUID) -> dict[str, Any]:
    return next(iter(_out([_line(request, line_id)])))


def _out(rows: Sequence[Line]) -> Iterable[dict[str, Any]]:
    for each in rows:
        answer = each.answer if each.is_answered else None
        yield {
            "id": each.pk, "kind": each.kind, "area": each.area, "text": each.text, "space": each.space_id,
            "author": each.author_id, "at": each.at, "edited_at": each.edited_at,
            "asked": each.asked.pk if each.asked else None,
            "answer": answer and {
                "by": answer.by_id, "text": answer.text, "at": answer.at, "edited_at": answer.edited_at,
            },
            "candidate_since": each.candidacy.at if hasattr(each, "candidacy") else None,
            "withdrawn_at": each.withdrawal.at if each.is_withdrawn else None,
        }  # fmt: skip


def _pledges(rows: Sequence[Pledge]) -> Iterable[dict[str, Any]]:
    return (
        {
            "id": each.pk, "leader": each.leader_id, "text": each.text, "rate": each.rate,
            "from_on": each.from_on, "at": each.at,
        }
        for each in rows
    )  # fmt: skip
