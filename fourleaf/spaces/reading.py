"""Reading that is recorded: everything in a space that says so, and all that is read behind broken glass."""

from collections.abc import Collection
from uuid import UUID

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.kit.once import Once
from fourleaf.people.models import Person
from fourleaf.spaces import policy
from fourleaf.spaces.models import BreakGlass, Space
from fourleaf.spaces.rights import Right

OPENED = Once(
    lambda person, keys: (
        BreakGlass.objects.open().filter(person=person, space__in=keys).values_list("space_id")
    )
)


def recorded_as(person: Person, space: Space, rights: frozenset[Right] | None = None) -> Access.Why | None:
    """As what it is written down when this person reads here; None where reading is not recorded.

    Whoever has asked for their `rights` there already says them: who may do more than read belongs here.
    """
    if rights in (None, {Right.READ}) and policy.reads_behind_glass(person, space):
        return Access.Why.BREAK_GLASS
    return Access.Why.MEMBER if space.is_audited else None


def recorded_among(person: Person, spaces: Collection[Space]) -> set[UUID]:
    """Those of the spaces where this person's reading may have to be written down; one statement, however many."""
    if not spaces:
        return set()
    opened = {key for (key,) in OPENED(person, [space.pk for space in spaces])}
    return {space.pk for space in spaces if space.is_audited} | opened


def note_reading(
    person: Person,
    space: Space,
    *,
    kind: str,
    object_id: UUID,
    whose: UUID | None = None,
    rights: frozenset[Right] | None = None,
) -> bool:
    """The person is being shown this, once for a page: write it down where reading is recorded. Whether it is.

    A page with such a reading is never given from memory.
    """
    why = recorded_as(person, space, rights)
    if why is not None:
        access.record(kind=kind, object_id=object_id, whose=whose, why=why, space=space.pk, who=person.pk)
    return why is not None
