"""Who belongs: read, change roles, leave."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.people.tokens import READ, SPACES
from fourleaf.spaces import actions
from fourleaf.spaces.api.shapes import MembershipOut, RoleSet
from fourleaf.spaces.loading import known_space, readable_space
from fourleaf.spaces.models import Membership, Space

router = Router(tags=["Memberships"], auth=READ)


@router.get(
    "/spaces/{uuid:space_id}/memberships", response=Page[MembershipOut], operation_id="list_memberships"
)
def memberships(request: ApiRequest, space_id: UUID, asked: Query[Paging]) -> dict[str, Any]:
    """Who belongs to a space, those first who came first."""
    space = readable_space(request, space_id)
    rows = Membership.objects.of_active().filter(space=space).select_related("person")
    return page_of(request, rows, asked, _listed)


@router.post(
    "/spaces/{uuid:space_id}/memberships",
    response={201: MembershipOut},
    operation_id="join_space",
    auth=SPACES,
)
@once
def join(request: ApiRequest, space_id: UUID) -> Status[Any]:
    """Walk into an open space."""
    made = actions.join(actor=request.user, space=known_space(request, space_id))
    return Status(201, next(iter(_listed([made]))))


@router.patch(
    "/memberships/{uuid:membership_id}", response=MembershipOut, operation_id="change_role", auth=SPACES
)
def change_role(request: ApiRequest, membership_id: UUID, change: RoleSet) -> dict[str, Any]:
    """Give somebody another role: a new membership with a new id begins where the old one ends."""
    membership = _standing(request, membership_id)
    changed = actions.change_role(actor=request.user, membership=membership, role=change.role.value)
    return next(iter(_listed([changed])))


@router.delete(
    "/memberships/{uuid:membership_id}", response={204: None}, operation_id="end_membership", auth=SPACES
)
def end_membership(request: ApiRequest, membership_id: UUID) -> HttpResponse:
    """Leave with one's own, or as a steward take somebody out with theirs."""
    actions.end_membership(actor=request.user, membership=_standing(request, membership_id))
    return HttpResponse(status=204)


def _standing(request: ApiRequest, membership_id: UUID) -> Membership:
    rows = Membership.objects.standing().filter(space__in=Space.objects.readable_by(request.user))
    return get_object_or_404(
        rows.select_related("person", "space__archival", "space__planned_start"), pk=membership_id
    )


def _listed(rows: Sequence[Membership]) -> Iterable[dict[str, Any]]:
    return (
        {
            "id": row.pk,
            "space": row.space_id,
            "person": row.person_id,
            "name": row.person.name,
            "role": row.role,
            "since": row.since,
            "sponsor": row.sponsor_id,
            "expires_at": row.expires_at,
        }
        for row in rows
    )
