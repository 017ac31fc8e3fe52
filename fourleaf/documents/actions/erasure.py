"""What documents forget of somebody who is erased. What they wrote stays, under their other name."""

from django.db import transaction

from fourleaf.conversation.actions import drop_files
from fourleaf.documents.models import Bringing, BroughtFile, DocumentCursor, Notice, Offer
from fourleaf.people.models import Person


@transaction.atomic
def erase_person(*, actor: None, person: Person, before: str) -> None:
    """System: what only they were asked goes, how far they had documents open, questions whether to credit them.

    So do files that they brought and that are no document yet.
    """
    Offer.objects.filter(writer=person).delete()
    Offer.objects.filter(author=person, answered_at=None).delete()
    Notice.objects.filter(person=person).delete()
    DocumentCursor.objects.filter(person=person).delete()
    drop_files(BroughtFile.objects.filter(bringing__person=person))
    Bringing.objects.filter(person=person).delete()
