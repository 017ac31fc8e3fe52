"""What a profile shows that lies above people."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from fourleaf.people.models import Person
from fourleaf.people.policy import is_privacy_officer
from fourleaf.spaces.models import Membership, Space


@dataclass(frozen=True)
class Section:
    """A part of a profile: a template and what it shows."""

    template: str
    spaces: QuerySet[Space]


@dataclass(frozen=True)
class Care:
    """On one's own profile: how data are handled, and for the privacy officer the way to oversight."""

    template: str
    is_own: bool
    is_officer: bool


def care(viewer: Person, person: Person) -> Care:
    """What somebody's own profile says of how Fourleaf handles what it knows."""
    is_own = viewer.pk == person.pk
    return Care("oversight/_care.html", is_own, is_own and is_privacy_officer(viewer))


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
