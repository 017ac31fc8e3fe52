"""What a profile shows that lies above people."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from fourleaf.people.models import Person
from fourleaf.spaces.models import Membership, Space


@dataclass(frozen=True)
class Section:
    """A part of a profile: a template and what it shows."""

    template: str
    spaces: QuerySet[Space]


def shared_spaces(viewer: Person, person: Person) -> Section:
    """Spaces to which both belong, among those that the viewer may read. None of one's own profile."""
    belongs = Membership.objects.standing().filter(space=OuterRef("pk"))
    spaces = (
        Space.objects.readable_by(viewer)
        .exclude(kind=Space.Kind.DIRECT)
        .filter(Exists(belongs.filter(person=person)), Exists(belongs.filter(person=viewer)))
        .order_by("name")
    )
    return Section("people/_spaces.html", spaces if viewer.pk != person.pk else spaces.none())
