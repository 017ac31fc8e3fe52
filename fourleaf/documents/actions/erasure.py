"""What documents forget of somebody who is erased. What they wrote stays, under their other name."""

from django.db import transaction

from fourleaf.documents.models import DocumentCursor, Notice, Offer
from fourleaf.people.models import Person


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: what only they were asked goes, how far they had documents open, and questions whether to credit them."""
    Offer.objects.filter(writer=person).delete()
    Offer.objects.filter(author=person, answered_at=None).delete()
    Notice.objects.filter(person=person).delete()
    DocumentCursor.objects.filter(person=person).delete()
