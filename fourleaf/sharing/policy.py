"""Who may show what to whom, and who is reached by it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from fourleaf.people.models import Person, PersonQuerySet, Unit
from fourleaf.sharing.models import AccessRequest, Grant
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Right

UNITS_BELOW = """
with recursive below as (
  select u.id from people_unit u where u.id = any(%s)
  union select u.id from people_unit u join below b on u.parent_id = b.id)
select id from below
"""


def can_show(person: Person, space: Space, owner: UUID | None) -> bool:
    """Stewards anything of their space, others their own; in a direct conversation everybody only their own."""
    rights = spaces.rights_in(person, space)
    if Right.SHARE not in rights:
        return False
    return owner == person.pk or (Right.STEER in rights and not space.is_direct)


def can_show_to_patients(person: Person) -> bool:
    """Staff, to somebody whose name and address they have been told."""
    return person.kind == Person.Kind.STAFF


def can_pass_on(person: Person, grant: Grant, role: str, until: datetime) -> bool:
    """Who was shown something to share on; for no longer, and as no more, than they may themselves."""
    rank = Grant.RANK.index
    return (
        grant.may_share_on
        and rank(Grant.Role(role)) <= rank(Grant.Role(grant.role))
        and until <= grant.expires_at
        and Grant.objects.standing().reaching(person).filter(pk=grant.pk).exists()
    )


def can_take_back(person: Person, grant: Grant) -> bool:
    """Who gave it, wherever they are now, and the stewards of the space that the thing is in."""
    return grant.ended_at is None and (grant.by_id == person.pk or can_confirm(person, grant))


def can_confirm(person: Person, grant: Grant) -> bool:
    """The stewards of the space that the thing is in."""
    return Space.objects.allowing(person, Right.STEER).filter(pk=grant.space_id).exists()


def can_comment(person: Person, kind: str, key: UUID) -> bool:
    """Whether somebody shows this very thing to the person so that they can reply and react."""
    mine = Grant.objects.standing().reaching(person).filter(kind=kind, object_id=key)
    return mine.filter(role__in=(Grant.Role.COMMENTER, Grant.Role.EDITOR)).exists()


def can_answer(person: Person, request: AccessRequest) -> bool:
    """The stewards of where the thing is."""
    steered = Space.objects.allowing(person, Right.STEER)
    return AccessRequest.objects.filter(pk=request.pk, asked__space__in=steered).exists()


def reached(grants: Iterable[Grant]) -> PersonQuerySet:
    """Everybody active whom one of these grants reaches now: a unit's people with those of all units below it, and of a
    space those who belong, not who may merely read it because it is open.
    """
    listed = list(grants)
    people = [grant.person_id for grant in listed if grant.person_id]
    spaces_shown = [grant.to_space_id for grant in listed if grant.to_space_id]
    units = [grant.unit_id for grant in listed if grant.unit_id]
    found = Q(pk__in=people)
    if spaces_shown:
        members = Membership.objects.of_active().filter(space__in=spaces_shown)
        found |= Q(pk__in=members.values("person"))
    if units:
        found |= Q(unit__in=_below(units))
    return Person.objects.active().filter(found)


def _below(units: list[UUID]) -> list[UUID]:
    return [each.pk for each in Unit.objects.raw(UNITS_BELOW, [units])]
