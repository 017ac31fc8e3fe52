"""Find spaces, start them, say what they are for, close and open them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from ninja import Query, Router, Status

from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.kit.api.paging import Page, page_of
from fourleaf.kit.refusals import ensure
from fourleaf.people.models import Person
from fourleaf.people.tokens import READ, SPACES
from fourleaf.spaces import actions, policy
from fourleaf.spaces.api.shapes import (
    ArchivalSet,
    DirectNew,
    SpaceChange,
    SpaceNew,
    SpaceOut,
    SpacesAsked,
    SpaceWhole,
)
from fourleaf.spaces.audience import reader_counts
from fourleaf.spaces.loading import known_space, steered_space
from fourleaf.spaces.models import Membership, Space

router = Router(tags=["Spaces"], auth=READ)


@router.get("/spaces", response=Page[SpaceOut], operation_id="list_spaces")
def spaces(request: ApiRequest, asked: Query[SpacesAsked]) -> dict[str, Any]:
    """Spaces that you may know of, those first that were started first."""
    known = Space.objects.visible_to(request.user)
    if asked.mine:
        known = known.filter(pk__in=Membership.objects.standing().filter(person=request.user).values("space"))
    if asked.kind:
        known = known.filter(kind=asked.kind)
    known = known.named_for(request.user).select_related("archival", "planned_start")
    return page_of(request, known, asked, lambda found: _listed(request.user, found))


@router.get("/spaces/{uuid:space_id}", response=SpaceWhole, operation_id="get_space")
def space(request: ApiRequest, space_id: UUID) -> dict[str, Any]:
    """One space, what you may do there, and how many people can read it."""
    return _whole(request, space_id)


@router.post("/spaces", response={201: SpaceWhole}, operation_id="add_space", auth=SPACES)
@once
def add_space(request: ApiRequest, wanted: SpaceNew) -> Status[Any]:
    """Start a space."""
    made = actions.add_space(
        actor=request.user,
        name=wanted.name,
        purpose=wanted.purpose,
        kind=wanted.kind,
        access=wanted.access.value,
    )
    return Status(201, _whole(request, made.pk))


@router.post("/spaces/direct", response=SpaceWhole, operation_id="start_direct", auth=SPACES)
def start_direct(request: ApiRequest, wanted: DirectNew) -> dict[str, Any]:
    """The direct conversation with these people: the one there is, or a new one."""
    people = Person.objects.visible_to(request.user).active().filter(pk__in=wanted.people)
    found = list(people)
    ensure(len(found) == len(set(wanted.people)), "Somebody here is not known to you.", "people")
    return _whole(request, actions.start_direct(actor=request.user, people=found).pk)


@router.patch("/spaces/{uuid:space_id}", response=SpaceWhole, operation_id="change_space", auth=SPACES)
def change_space(request: ApiRequest, space_id: UUID, change: SpaceChange) -> dict[str, Any]:
    """Say anew what the space is called or what it is for. (Who can read it is decided on its page, by name.)"""
    changed = known_space(request, space_id)
    name = changed.name if change.name is None else change.name
    purpose = changed.purpose if change.purpose is None else change.purpose
    actions.change_space(actor=request.user, space=changed, name=name, purpose=purpose)
    return _whole(request, space_id)


@router.put(
    "/spaces/{uuid:space_id}/archival", response=SpaceWhole, operation_id="archive_space", auth=SPACES
)
def archive_space(request: ApiRequest, space_id: UUID, given: ArchivalSet) -> dict[str, Any]:
    """Close the space for writing; everybody who could read it still can."""
    actions.archive_space(actor=request.user, space=steered_space(request, space_id), reason=given.reason)
    return _whole(request, space_id)


@router.delete(
    "/spaces/{uuid:space_id}/archival", response=SpaceWhole, operation_id="restore_space", auth=SPACES
)
def restore_space(request: ApiRequest, space_id: UUID) -> dict[str, Any]:
    """Open an archived space for writing again."""
    actions.restore_space(actor=request.user, space=steered_space(request, space_id))
    return _whole(request, space_id)


def _whole(request: ApiRequest, space_id: UUID) -> dict[str, Any]:
    found = known_space(request, space_id)
    rights = policy.rights_in(request.user, found)
    shown = next(iter(_listed(request.user, [found])))
    return shown | {"rights": sorted(rights), "readers": reader_counts([found.pk]).get(found.pk, 0)}


def _listed(person: Person, found: Sequence[Space]) -> Iterable[dict[str, Any]]:
    mine = Membership.objects.standing().filter(person=person, space__in=[each.pk for each in found])
    roles = dict(mine.values_list("space", "role"))
    return (_shown(each, roles.get(each.pk)) for each in found)


def _shown(found: Space, role: str | None) -> dict[str, Any]:
    return {
        "id": found.pk,
        "kind": found.kind,
        "access": found.access,
        "name": found.name,
        "title": found.title,
        "purpose": found.purpose,
        "founder": found.founder_id,
        "created_at": found.created_at,
        "archived_at": found.archival.at if found.is_archived else None,
        "is_planned": found.is_planned,
        "starts_on": found.planned_start.on if found.is_planned else None,
        "role": role,
    }
