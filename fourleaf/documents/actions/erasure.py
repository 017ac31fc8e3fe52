"""What documents forget of somebody who is erased. What they wrote stays, under their other name."""

from django.db import transaction

from fourleaf.documents.models import Offer
from fourleaf.people.models import Person


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: what only they were asked goes, and nobody is asked to credit them any more."""
    Offer.objects.filter(writer=person).delete()
    Offer.objects.filter(author=person, answered_at=None).delete()
