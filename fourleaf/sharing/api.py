"""The API of showing, seeing and asking."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from fourleaf.kit.api.description import Input, one_of
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.kit.refusals import Invalid
from fourleaf.kit.time import now
from fourleaf.people.tokens import POSTS, READ
from fourleaf.sharing import actions, things
from fourleaf.sharing.finding import thing_to_show
from fourleaf.sharing.forms import person_unit_or_space, thing_of
from fourleaf.sharing.models import AccessRequest, Grant
from fourleaf.sharing.overview import any_of, opened_by, shown_to
from fourleaf.sharing.things import Thing

Role = Annotated[Grant.Role, one_of(Grant.Role)]
Purpose = Annotated[str, Field(min_length=1, max_length=300)]
Until = Annotated[datetime | None, Field(description="30 days from now unless given, a year at most.")]

router = Router(tags=["Showing to others"], auth=READ)


class GrantOut(Schema):
    """Something that is shown to others. `thing` is the id of the post, of a thread's root, or of the file."""

    id: UUID
    kind: str
    thing: UUID
    person: UUID | None
    unit: UUID | None
    space: Annotated[UUID | None, Field(description="The space to whose people it is shown.")]
    role: Role
    purpose: str
    by: UUID
    at: datetime
    expires_at: datetime
    may_share_on: bool


class GrantNew(Input):
    """Show something: `to` is `person:ID`, `unit:ID` or `space:ID`."""

    to: Annotated[str, Field(max_length=60, examples=["person:0198c0de-0000-7000-8000-000000000000"])]
    purpose: Purpose
    role: Role = Grant.Role.READER
    expires_at: Until = None
    may_share_on: bool = False


class GrantChange(Input):
    """Another end."""

    expires_at: datetime


class TakenBack(Schema):
    """How many people had opened it meanwhile."""

    opened: int


class QuestionNew(Input):
    """Ask to see what a link leads to."""

    link: Annotated[str, Field(max_length=500)]
    reason: Purpose


class Question(Schema):
    """What you asked to see. Until it is answered nothing tells whether there is such a thing."""

    id: UUID
    reason: str
    at: datetime
    answer: Literal["shown", "not shown"] | None
    grant: UUID | None
    note: str


@router.get("/shown", response=Page[GrantOut], operation_id="list_shown")
def shown(request: ApiRequest, asked: Query[Paging]) -> dict[str, Any]:
    """What others show to you now, newest last."""
    return page_of(request, shown_to(request.user).order_by("pk"), asked, _out)


@router.get("/showing/{str:kind}/{uuid:thing_id}", response=Page[GrantOut], operation_id="list_grants")
def grants(request: ApiRequest, kind: str, thing_id: UUID, asked: Query[Paging]) -> dict[str, Any]:
    """To whom a post, thread or file is shown; a file also with its post, a post with its thread."""
    thing = _thing(request, kind, thing_id)
    rows = Grant.objects.standing().filter(any_of(thing.within), space=thing.space)
    return page_of(request, rows, asked, _out)


@router.post("/showing/{str:kind}/{uuid:thing_id}", response={201: GrantOut}, operation_id="show", auth=POSTS)
@once
def show(request: ApiRequest, kind: str, thing_id: UUID, wanted: GrantNew) -> Status[Any]:
    """Show a post, thread, file or document to a person, a unit or those who belong to another space.

    What is shown to you so that you may show it on, you can: for no longer, and to be read.
    """
    thing, under = thing_to_show(request.user, kind, thing_id)
    to = person_unit_or_space(request.user, wanted.to)
    if to is None:
        raise Invalid(_("Choose a person, a unit or a space."), "to")
    made = actions.show(
        actor=request.user, thing=thing, to=to, purpose=wanted.purpose, role=wanted.role,
        until=wanted.expires_at or _until(under), may_share_on=wanted.may_share_on, under=under,
    )  # fmt: skip
    return Status(201, next(iter(_out([made]))))


@router.patch("/grants/{uuid:grant_id}", response=GrantOut, operation_id="change_grant", auth=POSTS)
def change(request: ApiRequest, grant_id: UUID, wanted: GrantChange) -> dict[str, Any]:
    """Let it hold longer or shorter."""
    grant = _grant(request, grant_id)
    actions.extend_grant(actor=request.user, grant=grant, until=wanted.expires_at)
    return next(iter(_out([grant])))


@router.delete("/grants/{uuid:grant_id}", response=TakenBack, operation_id="take_back", auth=POSTS)
def take_back(request: ApiRequest, grant_id: UUID) -> dict[str, int]:
    """Take it back, at once and on every screen."""
    grant = _grant(request, grant_id)
    if grant.ended_at is not None:
        return {"opened": opened_by([grant.pk]).get(grant.pk, 0)}
    return {"opened": actions.take_back(actor=request.user, grant=grant)}


@router.get("/questions", response=Page[Question], operation_id="list_questions")
def questions(request: ApiRequest, asked: Query[Paging]) -> dict[str, Any]:
    """What you have asked to see."""
    return page_of(request, AccessRequest.objects.filter(person=request.user), asked, _questions)


@router.post("/questions", response={202: None}, operation_id="ask_to_see", auth=POSTS)
@once
def ask(request: ApiRequest, wanted: QuestionNew) -> Status[Any]:
    """If there is such a thing, its stewards are asked. The answer is the same if there is not."""
    found = thing_of(wanted.link)
    if found is None:
        raise Invalid(_("This is not a link to a post or a file."), "link")
    actions.ask_for(actor=request.user, kind=found[0], key=found[1], reason=wanted.reason)
    return Status(202, None)


def _thing(request: ApiRequest, kind: str, key: UUID) -> Thing:
    thing = things.find(request.user, kind, key)
    if thing is None:
        raise Http404
    return thing


def _until(under: Grant | None) -> datetime | None:
    """The usual last day, or the last on which it is shown to whoever passes it on."""
    return min(now() + Grant.USUAL, under.expires_at) if under else None


def _grant(request: ApiRequest, grant_id: UUID) -> Grant:
    return get_object_or_404(Grant.objects.visible_to(request.user).select_related("under"), pk=grant_id)


def _out(rows: Sequence[Grant]) -> Iterable[dict[str, Any]]:
    return (
        {
            "id": grant.pk, "kind": grant.kind, "thing": grant.object_id, "person": grant.person_id,
            "unit": grant.unit_id, "space": grant.to_space_id, "role": grant.role, "purpose": grant.purpose,
            "by": grant.by_id, "at": grant.at, "expires_at": grant.expires_at, "may_share_on": grant.may_share_on,
        }
        for grant in rows
    )  # fmt: skip


def _questions(rows: Sequence[AccessRequest]) -> Iterable[dict[str, Any]]:
    return (
        {
            "id": each.pk, "reason": each.reason, "at": each.at, "grant": each.grant_id, "note": each.note,
            "answer": ("shown" if each.grant_id else "not shown") if each.answered_at else None,
        }
        for each in rows
    )  # fmt: skip
