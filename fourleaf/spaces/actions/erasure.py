"""What spaces forget of somebody who is erased."""

from django.db import transaction

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.spaces import events
from fourleaf.spaces.actions.standing import hand_over_for
from fourleaf.spaces.models import AccessRequest, BreakGlass, Cursor, Duty, Invitation, Membership


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: their memberships end, others take over where they were the last steward, and traces of reading go."""
    hand_over_for(actor=actor, leaver=person)
    for membership in Membership.objects.filter(person=person, ended_at=None):
        Membership.objects.filter(pk=membership.pk).update(ended_at=time.now(), ended_by=person)
        record(events.MembershipEnded(actor=None, space=membership.space_id, person=person.pk, why="erased"))
    BreakGlass.objects.filter(person=person, ended_at=None).update(ended_at=time.now(), ended_by=person)
    for model in (AccessRequest, Invitation, Cursor, Duty):
        model.objects.filter(person=person).delete()
