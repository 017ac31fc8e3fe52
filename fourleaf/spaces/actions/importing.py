"""Spaces of the past, from another system: founded then, told to nobody, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from fourleaf.chronicle.record import SpaceEvent, record, record_past
from fourleaf.kit import time
from fourleaf.spaces import events
from fourleaf.spaces.models import Archival, Membership, Space
from fourleaf.spaces.rights import Role

VIA = "import"
BATCH = 500

READ = """
insert into spaces_cursor as c (space_id, person_id, read_to, at)
select %s, person, %s, %s from unnest(%s::uuid[]) person
on conflict (space_id, person_id) do update set read_to = excluded.read_to, at = excluded.at
where c.read_to between %s and excluded.read_to
"""


@dataclass(frozen=True)
class PastMember:
    """Somebody who belongs to an imported space, and since when."""

    person: UUID
    role: Role
    since: datetime


@transaction.atomic
def import_space(*, space: Space, members: Sequence[PastMember]) -> None:
    """Found an unsaved space as it was elsewhere, with all who belong; its `created_at` is the past's."""
    space.save(force_insert=True)
    add_past_members(space=space, members=members, founding=True)


@transaction.atomic
def add_past_members(*, space: Space, members: Sequence[PastMember], founding: bool = False) -> None:
    """Those who belong to a space elsewhere belong to it here; who belongs already, or has left, is let be."""
    known = set(Membership.objects.filter(space=space).values_list("person_id", flat=True))
    fresh = [member for member in members if member.person not in known]
    Membership.objects.bulk_create(
        (
            Membership(space=space, person_id=member.person, role=member.role, since=member.since)
            for member in fresh
        ),
        batch_size=BATCH,
    )
    deeds: list[tuple[SpaceEvent, datetime]] = [
        (
            events.MembershipAdded(
                actor=None, space=space.pk, person=member.person, role=member.role, via=VIA
            ),
            member.since,
        )
        for member in fresh
    ]
    if founding:
        added = events.SpaceAdded(
            actor=space.founder_id, space=space.pk, kind=space.kind, access=space.access
        )
        deeds.insert(0, (added, space.created_at))
    if deeds:
        record_past(space.pk, deeds)


@transaction.atomic
def name_steward(*, space: Space, person: UUID) -> None:
    """The system names a steward for a space in which nobody active is one."""
    standing = Membership.objects.filter(space=space, person=person, ended_at=None)
    before = standing.first()
    standing.update(ended_at=time.now())
    Membership.objects.create(space=space, person_id=person, role=Role.STEWARD)
    if before:
        record(
            events.RoleChanged(
                actor=None, space=space.pk, person=person, before=before.role, after=Role.STEWARD
            )
        )
    else:
        record(events.MembershipAdded(actor=None, space=space.pk, person=person, role=Role.STEWARD, via=VIA))


@transaction.atomic
def import_archival(*, space: Space, by: UUID, at: datetime) -> None:
    """The space had been archived elsewhere; what is archived here already stays as it is."""
    _archival, is_new = Archival.objects.get_or_create(space=space, defaults={"by_id": by, "at": at})
    if is_new:
        record_past(space.pk, [(events.SpaceArchived(actor=by, space=space.pk), at)])


def read_past(*, space: UUID, people: Sequence[UUID], before: int, to: int) -> None:
    """What was imported up to `to` counts as read by these people, unless something before it still waits for them.

    `before` is the number of the last post that was there before the import.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ, [space, to, time.now(), list(people), before])
