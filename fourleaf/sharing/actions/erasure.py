"""What sharing forgets of somebody who is erased."""

from django.db import transaction
from django.db.models import Q

from fourleaf.people.models import Person
from fourleaf.sharing.actions.granting import end_grant
from fourleaf.sharing.models import AccessRequest, Grant, Opening


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: nothing is shown to them or by them any more; that it was stays, under their other name."""
    for grant in Grant.objects.filter(Q(person=person) | Q(by=person), ended_at=None):
        end_grant(grant, None, Grant.WhyEnded.TAKEN_BACK)
    Opening.objects.filter(person=person).delete()
    AccessRequest.objects.filter(person=person).delete()
