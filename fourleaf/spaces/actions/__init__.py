"""What people do with spaces. Every action checks the policy, writes, and records the deed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people.models import Person
from fourleaf.spaces import events, policy
from fourleaf.spaces.models import AccessRequest, Archival, Invitation, Membership, PlannedStart, Space
from fourleaf.spaces.rights import Role

GUEST_DAYS = 30


@transaction.atomic
def add_space(
    *,
    actor: Person,
    name: str,
    kind: str = Space.Kind.TEAM,
    access: str = Space.Access.CLOSED,
    purpose: str = "",
    starts_on: date | None = None,
    is_proposed: bool = False,
) -> Space:
    """Found a space; the founder is its first steward. With a day, or proposed without one, it is planned only."""
    demand(policy.can_add_space(actor), _("Only staff can start a space."))
    ensure(bool(name.strip()), _("Give the space a name."), "name")
    ensure(kind != Space.Kind.DIRECT, _("Direct conversations are started from a person."), "kind")
    space = Space.objects.create(
        name=name.strip(), kind=kind, access=access, purpose=purpose.strip(), founder=actor
    )
    _admit(space, actor, Role.STEWARD, by=actor, via="founding")
    record(events.SpaceAdded(actor=actor.pk, space=space.pk, kind=kind, access=access))
    if starts_on or is_proposed:
        PlannedStart.objects.create(space=space, on=starts_on, by=actor)
    return space


@transaction.atomic
def start_direct(*, actor: Person, people: Iterable[Person]) -> Space:
    """The direct conversation of the actor and these people: the one there is, or a new one. 1 to 9 people in all."""
    everyone = {actor.pk: actor} | {person.pk: person for person in people}
    demand(policy.can_add_space(actor), _("Only staff can start a conversation."))
    ensure(len(everyone) <= Space.DIRECT_LIMIT, _("A direct conversation has at most 9 people."), "people")
    ensure(all(person.is_active for person in everyone.values()), _("Somebody here has left."), "people")
    found = _direct_of(actor, set(everyone))
    if found:
        return found
    space = Space.objects.create(
        name="", kind=Space.Kind.DIRECT, access=Space.Access.HIDDEN, founder=actor, purpose=""
    )
    for person in everyone.values():
        _admit(space, person, Role.STEWARD, by=actor, via="direct")
    record(events.SpaceAdded(actor=actor.pk, space=space.pk, kind=space.kind, access=space.access))
    return space


def _direct_of(actor: Person, people: set[object]) -> Space | None:
    mine = Space.objects.readable_by(actor).filter(kind=Space.Kind.DIRECT).prefetch_related("memberships")
    for space in mine:
        if {m.person_id for m in space.memberships.all() if m.ended_at is None} == people:
            return space
    return None


@transaction.atomic
def change_space(*, actor: Person, space: Space, name: str, purpose: str) -> None:
    """Say anew what the space is called and what it is for."""
    demand(policy.can_steer(actor, space), _("Only stewards can change this."))
    ensure(bool(name.strip()), _("Give the space a name."), "name")
    changed = tuple(
        field
        for field, value in (("name", name.strip()), ("purpose", purpose.strip()))
        if getattr(space, field) != value
    )
    if not changed:
        return
    space.name, space.purpose = name.strip(), purpose.strip()
    space.save(update_fields=changed)
    record(events.SpaceChanged(actor=actor.pk, space=space.pk, fields=changed))


@transaction.atomic
def change_access(*, actor: Person, space: Space, access: str, seen_readers: int | None = None) -> None:
    """Narrow or widen who may find, join and read the space.

    Widening to all staff needs `seen_readers`: the number of new readers that the steward was shown by name. If it is
    no longer true, nothing changes and the steward looks again.
    """
    demand(policy.can_steer(actor, space), _("Only stewards can change who can read this."))
    ensure(not space.is_direct, _("A direct conversation stays among its people."), "access")
    ensure(access in Space.Access.values, _("Choose one of the four kinds of access."), "access")
    before, old = space.access, policy.reader_count(space)
    if before == access:
        return
    if access == Space.Access.OPEN:
        now = policy.new_readers(space).count()
        ensure(
            seen_readers == now, _("The list of new readers has changed. Please look at it again."), "access"
        )
    space.access = access
    space.save(update_fields=["access"])
    record(
        events.AccessChanged(
            actor=actor.pk,
            space=space.pk,
            before=before,
            after=access,
            readers_before=old,
            readers_after=policy.reader_count(space),
        )
    )


@transaction.atomic
def archive_space(*, actor: Person, space: Space, reason: str = "") -> None:
    """Close the space for writing; everybody who could read it still can."""
    demand(policy.can_steer(actor, space), _("Only stewards can archive a space."))
    if not space.is_archived:
        space.archival = Archival.objects.create(space=space, by=actor, reason=reason.strip())
        record(events.SpaceArchived(actor=actor.pk, space=space.pk))


@transaction.atomic
def restore_space(*, actor: Person, space: Space) -> None:
    """Open an archived space for writing again."""
    demand(policy.can_steer(actor, space), _("Only stewards can bring a space back."))
    if space.is_archived:
        Archival.objects.filter(space=space).delete()
        record(events.SpaceRestored(actor=actor.pk, space=space.pk))


@transaction.atomic
def begin_space(*, actor: Person, space: Space) -> None:
    """A planned space begins."""
    demand(policy.can_steer(actor, space), _("Only stewards can begin this."))
    if space.is_planned:
        PlannedStart.objects.filter(space=space).delete()
        record(events.SpaceStarted(actor=actor.pk, space=space.pk))


@transaction.atomic
def invite(
    *,
    actor: Person,
    space: Space,
    person: Person,
    role: str = Role.MEMBER,
    expires_at: datetime | None = None,
    note: str = "",
) -> Invitation:
    """Ask somebody in. A guest's stay ends (after 30 days unless said otherwise) and the actor is their sponsor."""
    demand(policy.can_invite(actor, space), _("Only members and stewards can invite people."))
    demand(role != Role.STEWARD or policy.can_steer(actor, space), _("Only stewards can invite a steward."))
    ensure(role in Role.values, _("Choose a role."), "role")
    ensure(person.is_active, _("This person has left."), "person")
    ensure(policy.role_in(person, space) is None, _("They already belong to this space."), "person")
    waiting = Invitation.objects.open().filter(space=space, person=person).exists()
    ensure(not waiting, _("They have been invited already and have not answered yet."), "person")
    if role == Role.GUEST:
        expires_at = expires_at or time.now() + timedelta(days=GUEST_DAYS)
        ensure(expires_at > time.now(), _("The last day must lie ahead."), "expires_at")
    invitation = Invitation.objects.create(
        space=space, person=person, role=role, by=actor, note=note.strip(), expires_at=expires_at
    )
    record(
        events.PersonInvited(
            actor=actor.pk, space=space.pk, person=person.pk, invitation=invitation.pk, role=role
        )
    )
    return invitation


@transaction.atomic
def answer_invitation(*, actor: Person, invitation: Invitation, accept: bool) -> None:
    """Accept or decline; accepting makes the membership."""
    demand(invitation.person_id == actor.pk, _("Only the invited person can answer."))
    ensure(invitation.answered_at is None, _("This invitation has been answered already."))
    space = invitation.space
    if accept and policy.role_in(actor, space) is None:
        sponsor = invitation.by if invitation.role == Role.GUEST else None
        _admit(
            space, actor, invitation.role, by=invitation.by, actor=actor, via="invitation", sponsor=sponsor,
            expires_at=invitation.expires_at,
        )  # fmt: skip
    invitation.answered_at, invitation.accepted = time.now(), accept
    invitation.save(update_fields=["answered_at", "accepted"])
    record(
        events.InvitationAnswered(
            actor=actor.pk, space=space.pk, person=actor.pk, invitation=invitation.pk, accepted=accept
        )
    )


@transaction.atomic
def request_access(*, actor: Person, space: Space, reason: str) -> AccessRequest:
    """Ask the stewards to be let in, with a reason."""
    demand(policy.can_request_access(actor, space), _("This space does not take requests."))
    ensure(bool(reason.strip()), _("Say in a few words why you want to join."), "reason")
    waiting = AccessRequest.objects.open().filter(space=space, person=actor).exists()
    ensure(not waiting, _("You have asked already; a steward will answer."), "reason")
    request = AccessRequest.objects.create(space=space, person=actor, reason=reason.strip())
    record(events.AccessRequested(actor=actor.pk, space=space.pk, person=actor.pk, request=request.pk))
    return request


@transaction.atomic
def answer_request(
    *, actor: Person, request: AccessRequest, grant: bool, role: str = Role.MEMBER, note: str = ""
) -> None:
    """A steward lets somebody in, or says no and why."""
    demand(policy.can_steer(actor, request.space), _("Only stewards can answer requests."))
    ensure(request.answered_at is None, _("This request has been answered already."))
    if grant and policy.role_in(request.person, request.space) is None:
        _admit(request.space, request.person, role, by=actor, via="request")
    request.answered_at, request.answered_by, request.granted, request.note = (
        time.now(),
        actor,
        grant,
        note.strip(),
    )
    request.save(update_fields=["answered_at", "answered_by", "granted", "note"])
    record(
        events.AccessRequestAnswered(
            actor=actor.pk,
            space=request.space_id,
            person=request.person_id,
            request=request.pk,
            granted=grant,
        )
    )


@transaction.atomic
def join(*, actor: Person, space: Space) -> Membership:
    """Walk into an open space."""
    demand(policy.can_join(actor, space), _("This space cannot simply be joined."))
    return _admit(space, actor, Role.MEMBER, by=actor, via="joining")


@transaction.atomic
def add_member(
    *, actor: Person, space: Space, person: Person, role: str, expires_at: datetime | None = None
) -> Membership:
    """A steward adds somebody without asking them first (set-up, import)."""
    demand(policy.can_steer(actor, space), _("Only stewards can add people."))
    ensure(policy.role_in(person, space) is None, _("They already belong to this space."), "person")
    sponsor = actor if role == Role.GUEST else None
    return _admit(space, person, role, by=actor, via="steward", sponsor=sponsor, expires_at=expires_at)


@transaction.atomic
def change_role(*, actor: Person, membership: Membership, role: str) -> Membership:
    """Give a member another role; the last steward hands over first."""
    space, person = membership.space, membership.person
    demand(policy.can_steer(actor, space), _("Only stewards can change roles."))
    demand(not space.is_direct, _("A direct conversation has no roles."))
    ensure(role in Role.values, _("Choose a role."), "role")
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
    demand(is_own or policy.can_steer(actor, space), _("Only stewards can take people out."))
    demand(is_own or not space.is_direct, _("Nobody can be taken out of a direct conversation."))
    if not space.is_direct:
        _keep_a_steward(space, leaving=membership.person)
    record(
        events.MembershipEnded(
            actor=actor.pk, space=space.pk, person=membership.person_id, why="left" if is_own else "removed"
        )
    )
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


def _admit(
    space: Space,
    person: Person,
    role: str,
    *,
    by: Person,
    via: str,
    actor: Person | None = None,
    sponsor: Person | None = None,
    expires_at: datetime | None = None,
) -> Membership:
    # An expired membership that nobody ended would stand in the way of the new one.
    stale = Membership.objects.filter(space=space, person=person, ended_at=None)
    stale.update(ended_at=time.now(), ended_by=by)
    membership = Membership.objects.create(
        space=space,
        person=person,
        role=role,
        added_by=by,
        sponsor=sponsor,
        expires_at=expires_at if role == Role.GUEST else None,
    )
    record(
        events.MembershipAdded(actor=(actor or by).pk, space=space.pk, person=person.pk, role=role, via=via)
    )
    return membership


def _end(membership: Membership, *, by: Person) -> None:
    membership.ended_at, membership.ended_by = time.now(), by
    membership.save(update_fields=["ended_at", "ended_by"])


def _keep_a_steward(space: Space, *, leaving: Person, becoming: str | None = None) -> None:
    """Refuse what would leave the space without a steward; two who go at once wait for each other here."""
    if becoming == Role.STEWARD:
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"stewards {space.pk}"])
    stewards = Membership.objects.of_active().filter(space=space, role=Role.STEWARD)
    is_steward = stewards.filter(person=leaving).exists()
    ensure(
        not is_steward or stewards.exclude(person=leaving).exists(),
        _("You are the last steward. Make somebody else a steward first, then leave."),
        "role",
    )
