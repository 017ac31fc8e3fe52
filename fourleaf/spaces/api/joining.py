"""Ask somebody in, or ask to be let in. Answers are given where they wait: `/waiting`."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.kit.refusals import Invalid, demand
from fourleaf.people.models import Person
from fourleaf.people.tokens import READ, SPACES
from fourleaf.spaces import actions, policy
from fourleaf.spaces.api.shapes import InvitationNew, InvitationOut, RequestNew, RequestOut
from fourleaf.spaces.loading import known_space, readable_space, steered_space
from fourleaf.spaces.models import AccessRequest, Invitation, Space

router = Router(tags=["Invitations and requests"], auth=READ)


@router.get(
    "/spaces/{uuid:space_id}/invitations", response=Page[InvitationOut], operation_id="list_invitations"
)
def invitations(request: ApiRequest, space_id: UUID, asked: Query[Paging]) -> dict[str, Any]:
    """Who was asked in and has not answered yet."""
    space = readable_space(request, space_id)
    return page_of(request, Invitation.objects.open().filter(space=space), asked, _invited)


@router.post(
    "/spaces/{uuid:space_id}/invitations", response={201: InvitationOut}, operation_id="invite", auth=SPACES
)
@once
def invite(request: ApiRequest, space_id: UUID, wanted: InvitationNew) -> Status[Any]:
    """Ask somebody in; they find it among what waits for them."""
    space = known_space(request, space_id)
    demand(policy.can_invite(request.user, space), _("Only members and stewards can invite people."))
    person = Person.objects.visible_to(request.user).active().filter(pk=wanted.person).first()
    if person is None:
        raise Invalid(_("Choose somebody from the list."), "person")
    made = actions.invite(
        actor=request.user,
        space=space,
        person=person,
        role=wanted.role.value,
        note=wanted.note,
        expires_at=wanted.expires_at,
    )
    return Status(201, next(iter(_invited([made]))))


@router.delete(
    "/invitations/{uuid:invitation_id}",
    response={204: None},
    operation_id="withdraw_invitation",
    auth=SPACES,
)
def withdraw_invitation(request: ApiRequest, invitation_id: UUID) -> HttpResponse:
    """Take an unanswered invitation back."""
    readable = Space.objects.readable_by(request.user)
    sent = Invitation.objects.filter(space__in=readable).select_related("space", "person")
    actions.withdraw_invitation(actor=request.user, invitation=get_object_or_404(sent, pk=invitation_id))
    return HttpResponse(status=204)


@router.get("/spaces/{uuid:space_id}/requests", response=Page[RequestOut], operation_id="list_requests")
def requests(request: ApiRequest, space_id: UUID, asked: Query[Paging]) -> dict[str, Any]:
    """For stewards: who asked to be let in, answered or not."""
    rows = AccessRequest.objects.filter(space=steered_space(request, space_id))
    return page_of(request, rows, asked, _asked)


@router.post(
    "/spaces/{uuid:space_id}/requests", response={201: RequestOut}, operation_id="request_access", auth=SPACES
)
@once
def request_access(request: ApiRequest, space_id: UUID, wanted: RequestNew) -> Status[Any]:
    """Ask the stewards of a space that takes requests; the answer comes among what waits for you."""
    space = known_space(request, space_id)
    made = actions.request_access(actor=request.user, space=space, reason=wanted.reason)
    return Status(201, next(iter(_asked([made]))))


def _invited(rows: Sequence[Invitation]) -> Iterable[dict[str, Any]]:
    return (
        {
            "id": row.pk,
            "space": row.space_id,
            "person": row.person_id,
            "role": row.role,
            "by": row.by_id,
            "at": row.at,
            "expires_at": row.expires_at,
            "note": row.note,
        }
        for row in rows
    )


def _asked(rows: Sequence[AccessRequest]) -> Iterable[dict[str, Any]]:
    return (
        {
            "id": row.pk,
            "space": row.space_id,
            "person": row.person_id,
            "reason": row.reason,
            "at": row.at,
            "granted": row.granted,
            "note": row.note,
        }
        for row in rows
    )
