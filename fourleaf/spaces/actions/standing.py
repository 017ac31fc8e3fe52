"""Change roles, leave, hand over, read on."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces import events, policy
from fourleaf.spaces.actions.entering import GUEST_DAYS, close_invitations
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role


@transaction.atomic
def change_role(*, actor: Person, membership: Membership, role: str) -> Membership:
    """Give a member another role; the last steward hands over first."""
    space, person = membership.space, membership.person
    demand(policy.can_steer(actor, space), _("Only stewards can change roles."))
    demand(not space.is_direct, _("A direct conversation has no roles."))
    ensure(role in Role.values, _("Choose a role."), "role")
    take_turns("standing", space.pk, person.pk)
    stands = Membership.objects.filter(pk=membership.pk, ended_at=None).exists()
    ensure(stands, _("This has just been changed by somebody else. Please look again."), "role")
    is_own_guest = role == Role.GUEST and person.pk == actor.pk
    ensure(not is_own_guest, _("You cannot be your own guest."), "role")
    if role == membership.role:
        return membership
    _keep_a_steward(space, leaving=person, becoming=role)
    _end(membership, by=actor)
    expires_at = membership.expires_at or (
        time.now() + timedelta(days=GUEST_DAYS) if role == Role.GUEST else None
    )
    fresh = Membership.objects.create(
        space=space,
        person=person,
        role=role,
        added_by=actor,
        sponsor=actor if role == Role.GUEST else None,
        expires_at=expires_at if role == Role.GUEST else None,
    )
    record(
        events.RoleChanged(
            actor=actor.pk, space=space.pk, person=person.pk, before=membership.role, after=role
        )
    )
    return fresh


@transaction.atomic
def end_membership(*, actor: Person, membership: Membership) -> None:
    """Leave, or be taken out by a steward. The last steward cannot go before handing over."""
    space, is_own = membership.space, membership.person_id == actor.pk
    take_turns("standing", space.pk, membership.person_id)
    if not Membership.objects.filter(pk=membership.pk, ended_at=None).exists():
        return  # somebody was quicker
    demand(is_own or policy.can_steer(actor, space), _("Only stewards can take people out."))
    demand(is_own or not space.is_direct, _("Nobody can be taken out of a direct conversation."))
    if not space.is_direct:
        _keep_a_steward(space, leaving=membership.person)
    record(
        events.MembershipEnded(
            actor=actor.pk, space=space.pk, person=membership.person_id, why="left" if is_own else "removed"
        )
    )
    close_invitations(space, membership.person, by=actor)
    _end(membership, by=actor)


@transaction.atomic
def hand_over_for(*, actor: Person | None, leaver: Person) -> list[tuple[Space, Person | None]]:
    """Somebody leaves the organisation: where they were the last steward, the longest-serving member takes over.

    Answers each such space with its new steward, or None where nobody is left to take it.
    """
    handed: list[tuple[Space, Person | None]] = []
    for membership in (
        Membership.objects.standing().filter(person=leaver, role=Role.STEWARD).select_related("space")
    ):
        space = membership.space
        others = (
            Membership.objects.of_active().filter(space=space).exclude(person=leaver).select_related("person")
        )
        if space.is_direct or others.filter(role=Role.STEWARD).exists():
            continue
        heir = others.filter(role=Role.MEMBER).order_by("since", "pk").first()
        if heir:
            _end(heir, by=leaver)
            Membership.objects.create(space=space, person=heir.person, role=Role.STEWARD, added_by=leaver)
            record(
                events.RoleChanged(
                    actor=actor.pk if actor else None,
                    space=space.pk,
                    person=heir.person_id,
                    before=Role.MEMBER,
                    after=Role.STEWARD,
                )
            )
        handed.append((space, heir.person if heir else None))
    return handed


def move_cursor(*, actor: Person, space: Space, read_to: int) -> int:
    """The actor has read the space up to this number; cursors only move forward. Answers where it stands.

    Not a deed for the chronicle: reading quietly is nobody's business.
    """
    demand(policy.can_read(actor, space), _("You cannot read this space."))
    ensure(0 <= read_to < 2**63, _("This is not a place in the conversation."))
    with connection.cursor() as cursor:
        cursor.execute("select lock.move_cursor(%s, %s, %s)", [space.pk, read_to, time.now()])
        return int(cursor.fetchone()[0])


def _end(membership: Membership, *, by: Person) -> None:
    membership.ended_at, membership.ended_by = time.now(), by
    membership.save(update_fields=["ended_at", "ended_by"])


def _keep_a_steward(space: Space, *, leaving: Person, becoming: str | None = None) -> None:
    """Refuse what would leave the space without a steward; two who go at once wait for each other here."""
    if becoming == Role.STEWARD:
        return
    take_turns("stewards", space.pk)
    stewards = Membership.objects.of_active().filter(space=space, role=Role.STEWARD)
    is_steward = stewards.filter(person=leaving).exists()
    ensure(
        not is_steward or stewards.exclude(person=leaving).exists(),
        _("You are the last steward. Make somebody else a steward first, then leave."),
        "role",
    )
