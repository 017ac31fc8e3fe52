"""What the inbox forgets of somebody who is erased."""

from django.db import transaction

from fourleaf.inbox.models import Preference, PushSubscription, SpaceLevel, Telling
from fourleaf.people.models import Person


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: nothing is to be told to them any more, nowhere."""
    for model in (Preference, PushSubscription, SpaceLevel, Telling):
        model.objects.filter(person=person).delete()
