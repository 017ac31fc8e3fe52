"""Who an @name in a post means: people, units and roles among those who can read the space."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models.functions import Lower
from django.urls import reverse

from fourleaf.conversation.models import Mention
from fourleaf.kit.html import names_in
from fourleaf.people.models import Person, Unit
from fourleaf.spaces import policy
from fourleaf.spaces.models import Duty, Membership, Space
from fourleaf.spaces.rights import Role

#: Roles that can be mentioned, by the word after the @.
ROLES: dict[str, tuple[Role, ...]] = {
    "stewards": (Role.STEWARD,),
    "members": (Role.STEWARD, Role.MEMBER, Role.GUEST),
}
#: Whoever is on duty in the space; reached at once.
ONCALL = "oncall"


@dataclass
class Mentioned:
    """What the @names of a text mean: links for rendering, and the people with how each was meant."""

    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    people: dict[UUID, str] = field(default_factory=dict)


def mentioned_in(body: str, space: Space) -> Mentioned:
    """Resolve the @names of a Markdown text within a space; names of people who cannot read it stay plain text.

    Two people of one name are both meant. A person named directly counts as named, not as part of a unit.
    """
    names = names_in(body)
    found = Mentioned()
    if not names:
        return found
    readers = policy.readers(space)
    _add_roles(found, names, space)
    _add_units(found, names, space)
    people: dict[str, list[Person]] = defaultdict(list)
    for person in readers.annotate(lower_name=Lower("name")).filter(lower_name__in=names):
        people[person.name.lower()].append(person)
    for name, named in people.items():
        found.links[name] = (named[0].get_absolute_url(), str(named[0].pk) if len(named) == 1 else "")
        found.people |= {person.pk: Mention.Via.PERSON for person in named}
    _add_duty(found, names, space)
    return found


def _add_units(found: Mentioned, names: set[str], space: Space) -> None:
    for unit in Unit.objects.annotate(lower_name=Lower("name")).filter(lower_name__in=names):
        found.links[unit.name.lower()] = (f"{reverse('people')}?unit={unit.pk}", "")
        members = policy.readers(space).filter(unit=unit).values_list("pk", flat=True)
        found.people |= dict.fromkeys(members, Mention.Via.UNIT)


def _add_roles(found: Mentioned, names: set[str], space: Space) -> None:
    for word in names & ROLES.keys():
        found.links[word] = (reverse("space-about", args=[space.pk]), "")
        holders = Membership.objects.of_active().filter(space=space, role__in=ROLES[word])
        found.people |= dict.fromkeys(holders.values_list("person_id", flat=True), Mention.Via.ROLE)


def _add_duty(found: Mentioned, names: set[str], space: Space) -> None:
    """Who is on duty is meant as such, even if named otherwise too."""
    if ONCALL in names:
        found.links[ONCALL] = (reverse("space-about", args=[space.pk]), "")
        held = Duty.objects.held().filter(space=space, person__in=policy.readers(space))
        found.people |= dict.fromkeys(held.values_list("person_id", flat=True), Mention.Via.DUTY)
