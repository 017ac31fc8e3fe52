"""Reading that is recorded: everything in a space that says so, whoever reads it and by whichever way."""

from uuid import UUID

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space


def is_recorded(person: Person, space: Space) -> bool:
    """Whether it is written down when this person reads here. Such a page is never given from memory."""
    return space.is_audited


def note_reading(
    person: Person, space: Space, *, kind: str, object_id: UUID, whose: UUID | None = None
) -> None:
    """The person is being shown this, once for a page: write it down where reading is recorded."""
    if is_recorded(person, space):
        access.record(
            kind=kind,
            object_id=object_id,
            whose=whose,
            why=Access.Why.MEMBER,
            space=space.pk,
            who=person.pk,
        )
