"""Found, describe, open, close and begin spaces."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.spaces import events, policy
from fourleaf.spaces.actions.entering import admit
from fourleaf.spaces.models import Archival, PlannedStart, Space
from fourleaf.spaces.rights import Role


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
    admit(space, actor, Role.STEWARD, by=actor, via="founding")
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
    take_turns("direct", *sorted(everyone))
    found = _direct_of(actor, set(everyone))
    if found:
        return found
    space = Space.objects.create(
        name="", kind=Space.Kind.DIRECT, access=Space.Access.HIDDEN, founder=actor, purpose=""
    )
    for person in everyone.values():
        admit(space, person, Role.STEWARD, by=actor, via="direct")
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
    demand(not space.is_direct, _("A direct conversation has no name and purpose."))
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
def change_access(*, actor: Person, space: Space, access: str, seen_readers: str = "") -> None:
    """Narrow or widen who may find, join and read the space.

    Widening to all staff needs `seen_readers`: `policy.seal` of the new readers whom the steward was shown by name. If
    they are no longer the same people, nothing changes and the steward looks again.
    """
    demand(policy.can_steer(actor, space), _("Only stewards can change who can read this."))
    ensure(not space.is_direct, _("A direct conversation stays among its people."), "access")
    ensure(access in Space.Access.values, _("Choose one of the four kinds of access."), "access")
    before, old = space.access, policy.reader_count(space)
    if before == access:
        return
    if access == Space.Access.OPEN:
        now = policy.seal(policy.new_readers(space))
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
def set_auditing(*, actor: Person, space: Space, on: bool) -> None:
    """From now on everything that anybody reads here is recorded, or no longer is."""
    demand(
        policy.can_set_auditing(actor, space, on=on),
        _("Stewards can have reading recorded; only the privacy officer can end it."),
    )
    if space.is_audited == on:
        return
    with connection.cursor() as cursor:
        cursor.execute("select lock.set_auditing(%s, %s)", [space.pk, on])
    space.is_audited = on
    record(events.AuditingChanged(actor=actor.pk, space=space.pk, on=on))


@transaction.atomic
def archive_space(*, actor: Person, space: Space, reason: str = "") -> None:
    """Close the space for writing; everybody who could read it still can."""
    demand(policy.can_steer(actor, space), _("Only stewards can archive a space."))
    demand(not space.is_direct, _("A direct conversation cannot be archived; leave it instead."))
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
