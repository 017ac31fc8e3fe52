"""What the Sheet forgets of somebody who is erased. What they wrote stays, under their other name."""

from django.db import transaction

from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.sheet.models import Asking, Consent, Pledge


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: pledges and consents go; nobody is left asked, so that somebody else can be."""
    Consent.objects.filter(to=person).delete()
    Pledge.objects.filter(leader=person).delete()
    Asking.objects.standing().filter(person=person, line__answer=None).update(ended_at=time.now())
