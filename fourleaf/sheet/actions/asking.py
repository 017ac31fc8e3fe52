"""Who is asked to answer: one person at a time. For actions that have asked whether it may be done."""

from uuid import UUID

from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import ensure
from fourleaf.people.models import Person
from fourleaf.sheet import events, policy
from fourleaf.sheet.models import Asking, Line


def ask(actor: Person, line: Line, person: Person) -> None:
    """Ask this person, and nobody else any more."""
    can_read = policy.can_be_asked(person, line.space)
    ensure(can_read, _("Ask somebody of the staff who can read this."), "asked")
    ask_no_more(line)
    Asking.objects.create(line=line, person=person, by=actor)
    record(events.LineAsked(actor=actor.pk, line=line.pk, person=person.pk))


def ask_no_more(line: Line) -> UUID | None:
    """End the asking; answers who was asked."""
    standing = Asking.objects.standing().filter(line=line).first()
    if standing is None:
        return None
    standing.ended_at = time.now()
    standing.save(update_fields=["ended_at"])
    return standing.person_id
