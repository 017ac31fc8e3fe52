"""Whom one may ask: somebody sensible is offered, and can be changed."""

from collections.abc import Iterator

from fourleaf.people.models import OrganisationRole, Person
from fourleaf.sheet import policy
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role

#: So many are offered.
MOST = 6


def offered(person: Person, space: Space | None = None) -> list[Person]:
    """Who could answer, the most sensible first: a steward of the space, one's manager, who leads, the guru."""
    found: dict[object, Person] = {}
    for each in _candidates(person, space):
        if each.pk != person.pk and policy.can_be_asked(each, space):
            found.setdefault(each.pk, each)
        if len(found) == MOST:
            break
    return list(found.values())


def _candidates(person: Person, space: Space | None) -> Iterator[Person]:
    if space is not None:
        stewards = Membership.objects.of_active().filter(space=space, role=Role.STEWARD)
        yield from (each.person for each in stewards.select_related("person").order_by("since"))
    manager = person.manager_id and Person.objects.visible_to(person).filter(pk=person.manager_id).first()
    if manager:
        yield manager
    for role in (OrganisationRole.Role.LEADER, OrganisationRole.Role.GURU):
        held = OrganisationRole.objects.today().filter(role=role, person__deactivated_at=None)
        yield from (each.person for each in held.select_related("person").order_by("from_on", "pk")[:MOST])


def named(person: Person, name: str) -> list[Person]:
    """Those of the staff who are called so, whom the person can see; several if it is not clear who is meant."""
    staff = Person.objects.visible_to(person).active().filter(kind=Person.Kind.STAFF)
    wanted = " ".join(name.replace("\0", "").split())[:150]
    exactly = list(staff.filter(name__iexact=wanted)[:MOST])
    return exactly or list(staff.filter(name__icontains=wanted)[:MOST]) if wanted else []
