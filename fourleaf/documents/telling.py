"""What the screens of people are told when something of a document waits for them, or does no more."""

from uuid import UUID

from django.db import connections

from fourleaf.chronicle.record import Recorded
from fourleaf.documents.events import ChangeMarked, ChangeNudged, ReviewAsked, ReviewEnded, TaskGiven
from fourleaf.documents.models import Revision
from fourleaf.kit.bus import Notice, send
from fourleaf.kit.databases import SYSTEM


def tell_person(event: ReviewAsked | ReviewEnded | TaskGiven, recorded: Recorded) -> None:
    """For the one whom it concerns."""
    send(Notice(f"person:{event.person}", None, "WaitingChanged"))


def tell_meant(event: ChangeMarked | ChangeNudged, recorded: Recorded) -> None:
    """For everybody for whom the version is and who has not seen it."""
    found = Revision.objects.using(SYSTEM).filter(document=event.document, number=event.number)
    for person in unreached(found.values_list("pk", flat=True).get()):
        send(Notice(f"person:{person}", None, "WaitingChanged"))


def unreached(revision: UUID) -> list[UUID]:
    """Who has not seen what is new in a version: not confirmed it if it must be seen, else not opened it since."""
    with connections[SYSTEM].cursor() as cursor:
        cursor.execute(
            "select person_id from lock.reached_by(array[%s]::uuid[]) where not case when exists ("
            "select 1 from documents_mustsee where revision_id = %s) then read_at is not null else has_opened end",
            [revision, revision],
        )
        return [person for (person,) in cursor.fetchall()]
