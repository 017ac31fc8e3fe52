"""Load and authorise in one step: a space that the person may know of, or 404."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person, PersonQuerySet
from fourleaf.people.search import Wanted, find, words_of
from fourleaf.spaces import policy
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.models import AccessRequest, Invitation, Membership, Space
from fourleaf.spaces.rights import Right


def known_space(request: PersonRequest, space_id: UUID) -> Space:
    """The space, if the person may know that it exists."""
    known = Space.objects.visible_to(request.user).named_for(request.user)
    return get_object_or_404(known.select_related("archival", "planned_start"), pk=space_id)


def steered_space(request: PersonRequest, space_id: UUID) -> Space:
    """The space, if the person is one of its stewards (else 403, or 404 for outsiders)."""
    space = known_space(request, space_id)
    demand(policy.can_steer(request.user, space), _("Only stewards can do this."))
    return space


def readable_space(request: PersonRequest, space_id: UUID) -> Space:
    """The space, if the person can read it (403 if they only may know of it)."""
    space = known_space(request, space_id)
    demand(policy.can_read(request.user, space), _("Only those who can read this space can see that."))
    return space


def frame(request: PersonRequest, space: Space, tab: str) -> dict[str, Any]:
    """What the head of every page about a space shows, and what the person may do here."""
    person = request.user
    rights = policy.rights_in(person, space)
    can_steer = Right.STEER in rights
    return {
        "space": space,
        "tab": tab,
        "audience": audience_of(space, person),
        "role": policy.role_in(person, space),
        "can_read": Right.READ in rights,
        "can_invite": not space.is_direct and Right.INVITE in rights,
        "can_steer": can_steer and not space.is_direct,
        "request_count": AccessRequest.objects.open().filter(space=space).count() if can_steer else 0,
    }


def belonging(space: Space) -> list[Membership]:
    """Who belongs to the space now, stewards first."""
    members = Membership.objects.of_active().filter(space=space).select_related("person", "sponsor")
    order = {role: place for place, role in enumerate(Membership.Role)}
    return sorted(members, key=lambda each: (order[Membership.Role(each.role)], each.person.name))


def people_found(actor: Person, query: str) -> PersonQuerySet:
    """Active others whom the actor may see and who fit each word of the query: name, job, unit, site, skill."""
    seen = Person.objects.visible_to(actor).active().exclude(pk=actor.pk).select_related("unit")
    return find(seen, Wanted(words=words_of(query)), ())


def open_invitation(space: Space, person: Person) -> Invitation | None:
    """The person's own unanswered invitation to the space."""
    return Invitation.objects.open().filter(space=space, person=person).select_related("by").first()
