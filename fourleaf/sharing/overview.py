"""What is shown to whom: for the pages, the API, and later for a person's own page."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from fourleaf.people.models import Person
from fourleaf.sharing.models import AccessRequest, AccessRequestQuerySet, Grant, GrantQuerySet, Opening
from fourleaf.spaces.models import Space, SpaceQuerySet
from fourleaf.spaces.rights import Right


def opened_by(grants: Iterable[UUID]) -> dict[UUID, int]:
    """How many people have opened each of these grants; those that nobody has opened are left out."""
    with connection.cursor() as cursor:
        cursor.execute("select * from lock.opened(%s)", [list(grants)])
        return dict(cursor.fetchall())


def shown_to(person: Person) -> GrantQuerySet:
    """The grants that reach the person now, newest first."""
    return Grant.objects.standing().reaching(person).exclude(by=person).select_related("by")


def new_to(person: Person) -> GrantQuerySet:
    """What is shown to this very person and they have not opened yet; what units and spaces are shown calls nobody."""
    mine = Grant.objects.standing().filter(person=person)
    return mine.exclude(pk__in=Opening.objects.filter(person=person).values("grant")).select_related("by")


def asked_of(person: Person) -> AccessRequestQuerySet:
    """Unanswered questions to see something of a space that the person stewards."""
    steered = Space.objects.allowing(person, Right.STEER)
    return AccessRequest.objects.open().filter(asked__space__in=steered)


def to_confirm(person: Person) -> SpaceQuerySet:
    """The spaces that the person stewards of which something has been shown for a quarter and nobody confirmed it."""
    due = Grant.objects.due().filter(space=OuterRef("pk"))
    return Space.objects.allowing(person, Right.STEER).filter(Exists(due))


def of_mine(person: Person) -> GrantQuerySet:
    """Where the person's own things are shown: by a grant that they gave, newest first. For their own page."""
    return Grant.objects.standing().filter(by=person).select_related("person", "unit", "to_space")


def covering(person: Person, things: Iterable[tuple[str, UUID]]) -> list[Grant]:
    """The grants by which the person is shown one of these things (kind, key) now, those that allow most first."""
    found = shown_to(person).filter(any_of(things))
    return sorted(
        found, key=lambda grant: (Grant.RANK.index(Grant.Role(grant.role)), grant.expires_at), reverse=True
    )


def any_of(things: Iterable[tuple[str, UUID]]) -> Q:
    """Grants on one of these things."""
    wanted = Q(pk__in=[])
    for kind, key in things:
        wanted |= Q(kind=kind, object_id=key)
    return wanted
