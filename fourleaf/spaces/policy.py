"""Who may do what in a space. Every answer comes from the one table in `rights.py`."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q

from fourleaf.kit import time
from fourleaf.kit.prepared import ask
from fourleaf.people.models import Person, PersonQuerySet
from fourleaf.people.policy import holds_any, is_privacy_officer
from fourleaf.spaces.models import BreakGlass, Invitation, Membership, Space
from fourleaf.spaces.rights import VISITOR, Right, Role, rights_of, roles_with

#: As `MembershipQuerySet.standing`; at most one row by the constraint on standing memberships.
STANDING_ROLE = """
select role from spaces_membership
where space_id = %s and person_id = %s and ended_at is null and (expires_at is null or expires_at > %s)
"""


def role_in(person: Person, space: Space) -> Role | None:
    """The person's standing role, or None. Every action asks this at least once, hence not through the ORM."""
    rows = ask(STANDING_ROLE, [space.pk, person.pk, time.now()])
    return Role(rows[0][0]) if rows else None


def rights_in(person: Person, space: Space) -> frozenset[Right]:
    """All that the person may do in the space now. A planned space is only read and steered until it starts."""
    visitor = space.access == Space.Access.OPEN and person.is_staff_member
    role = role_in(person, space)
    if role is None and not visitor and open_glass(person, space) is not None:
        return frozenset({Right.READ})
    return rights_of(role, visitor=visitor, archived=space.is_archived or space.is_planned)


def open_glass(person: Person, space: Space) -> BreakGlass | None:
    """What the person has broken to read here now, whether or not they need it."""
    return BreakGlass.objects.open().filter(person=person, space=space).first()


def reads_behind_glass(person: Person, space: Space) -> BreakGlass | None:
    """What the person reads through now, as they could not otherwise."""
    visitor = space.access == Space.Access.OPEN and person.is_staff_member
    return None if visitor or role_in(person, space) else open_glass(person, space)


def can_break_glass(person: Person) -> bool:
    """Staff who hold one of the roles that the works agreement names; never patients, relatives or bots."""
    is_eligible = person.kind == Person.Kind.STAFF and person.is_active
    return is_eligible and holds_any(person, settings.AGREEMENT.glass_roles)


def can_end_glass(person: Person, glass: BreakGlass) -> bool:
    """The person themselves, a steward of the space, the privacy officer."""
    return glass.person_id == person.pk or can_steer(person, glass.space) or is_privacy_officer(person)


def can_review_glass(person: Person, glass: BreakGlass) -> bool:
    """The privacy officer, but not of what they did themselves."""
    return glass.person_id != person.pk and is_privacy_officer(person)


def can_read(person: Person, space: Space) -> bool:
    return Right.READ in rights_in(person, space)


def can_react(person: Person, space: Space) -> bool:
    return Right.REACT in rights_in(person, space)


def can_post(person: Person, space: Space) -> bool:
    return Right.POST in rights_in(person, space)


def can_invite(person: Person, space: Space) -> bool:
    return not space.is_direct and Right.INVITE in rights_in(person, space)


def can_withdraw_invitation(person: Person, invitation: Invitation) -> bool:
    """Who sent it, while they belong, and every steward."""
    rights = rights_in(person, invitation.space)
    return Right.STEER in rights or (invitation.by_id == person.pk and Right.READ in rights)


def can_steer(person: Person, space: Space) -> bool:
    return Right.STEER in rights_in(person, space)


def can_set_auditing(person: Person, space: Space, *, on: bool) -> bool:
    """Stewards may have reading recorded; the privacy officer may also end it."""
    if space.is_direct:
        return False
    return (on and can_steer(person, space)) or is_privacy_officer(person)


def can_plan_duty(person: Person, space: Space, on_duty: UUID) -> bool:
    """Stewards for everybody who writes here, others for themselves."""
    rights = rights_in(person, space)
    return Right.STEER in rights or (on_duty == person.pk and Right.POST in rights)


def can_withdraw_others(person: Person, space: Space) -> bool:
    return Right.WITHDRAW in rights_in(person, space)


def can_announce(person: Person, space: Space) -> bool:
    return not space.is_direct and Right.ANNOUNCE in rights_in(person, space)


def can_add_space(person: Person) -> bool:
    return person.is_staff_member and person.is_active


def can_join(person: Person, space: Space) -> bool:
    """Whether the person can simply join: the space is open, live, and they do not belong yet."""
    return (
        space.access == Space.Access.OPEN
        and person.is_staff_member
        and not space.is_archived
        and not space.is_direct
        and role_in(person, space) is None
    )


def can_request_access(person: Person, space: Space) -> bool:
    return (
        space.access == Space.Access.ON_REQUEST
        and person.is_staff_member
        and not space.is_archived
        and role_in(person, space) is None
    )


def readers(space: Space) -> PersonQuerySet:
    """Everybody who can read the space now: the audience line counts and names these."""
    members = Membership.objects.of_active().filter(space=space).values("person")
    everyone = Person.objects.filter(deactivated_at=None)
    if space.access == Space.Access.OPEN:
        return everyone.filter(Q(pk__in=members) | Q(kind__in=Person.COLLEAGUES))
    return everyone.filter(pk__in=members)


def readable(
    people: Iterable[Person], spaces: Iterable[UUID], *, using: str = DEFAULT_DB_ALIAS
) -> set[tuple[UUID, UUID]]:
    """Of these people and spaces every (person, space) that `Space.objects.readable_by` allows, in two statements."""
    listed, wanted = list(people), set(spaces)
    held = (
        Membership.objects.using(using)
        .standing()
        .filter(person__in=listed, space__in=wanted, role__in=roles_with(Right.READ))
    )
    found = set(held.values_list("person_id", "space_id"))
    if Right.READ in VISITOR:
        opened = Space.objects.using(using).filter(pk__in=wanted, access=Space.Access.OPEN)
        open_to_all = list(opened.values_list("pk", flat=True))
        found |= {(person.pk, space) for person in listed if person.is_staff_member for space in open_to_all}
    return found


def reader_count(space: Space) -> int:
    return readers(space).count()


def new_readers(space: Space) -> PersonQuerySet:
    """Who could read the space if it were opened, and cannot now."""
    members = Membership.objects.of_active().filter(space=space).values("person")
    return Person.objects.filter(deactivated_at=None, kind__in=Person.COLLEAGUES).exclude(pk__in=members)


def seal(people: PersonQuerySet) -> str:
    """A short text that is the same for the same people only, to tell whether a list that was shown is still true."""
    keys = sorted(str(key) for key in people.values_list("pk", flat=True))
    return hashlib.sha256(" ".join(keys).encode()).hexdigest()
