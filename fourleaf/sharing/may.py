"""Who may see a thing, each person and why: who belongs where it is, and to whom it is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.sharing.overview import any_of, of_mine, opened_by
from fourleaf.sharing.telling import whom
from fourleaf.sharing.things import Thing, doing
from fourleaf.spaces.audience import VISITOR, behind_glass, counts_of
from fourleaf.spaces.models import BreakGlass, BreakGlassQuerySet, Membership, Space
from fourleaf.spaces.rights import Right

ENDED = 20
RELATED = ("by", "person", "unit", "to_space", "ended_by", "confirmed_by")


@dataclass(frozen=True)
class GrantShown:
    """A grant as the list tells it; `does` is what it lets them do.

    `people` are those whom the reader of the list may see, `count` all of them.
    """

    grant: Grant
    whom: str
    people: list[Person]
    count: int
    opened: int
    does: str
    may_end: bool


@dataclass(frozen=True)
class MaySee:
    """`count` people may see the thing: `members` and, where the space is open, `visitors` more; and by `grants`.

    `behind_glass` read the space in an emergency; `glass` are those among them of whom the reader of the list is told.
    """

    count: int
    members: list[Membership]
    visitors: int
    behind_glass: int
    glass: list[BreakGlass]
    grants: list[GrantShown]
    ended: list[Grant]


def may_see(person: Person, thing: Thing) -> MaySee:
    """The list for somebody who belongs where the thing is; so many statements however many people and grants."""
    on_it = Grant.objects.filter(any_of(thing.within), space=thing.space).select_related(*RELATED)
    grants = _told(person, thing.space, list(on_it.standing()))
    members = Membership.objects.of_active().filter(space=thing.space).select_related("person")
    counts = counts_of([thing.space.pk]).get(thing.space.pk, [])
    return MaySee(
        count=count_of(thing.space.pk, [each.grant.pk for each in grants]),
        members=list(members.order_by("since")),
        visitors=sum(each.people for each in counts if each.role == VISITOR),
        behind_glass=behind_glass(thing.space.pk),
        glass=list(_open_glass(person, thing.space)),
        grants=grants,
        ended=list(on_it.exclude(ended_at=None).order_by("-ended_at")[:ENDED]),
    )


def _open_glass(person: Person, space: Space) -> BreakGlassQuerySet:
    """Whoever reads the space in an emergency now, for those who are told of it."""
    known: BreakGlassQuerySet = BreakGlass.objects.known_to(person).open()
    return known.filter(space=space).select_related("person")


def given_in(person: Person, space: Space) -> list[GrantShown]:
    """All that is shown of a space now, for somebody who reads it."""
    grants = Grant.objects.standing().filter(space=space).select_related(*RELATED)
    return _told(person, space, list(grants))


def given_by(person: Person) -> list[GrantShown]:
    """All that the person shows to others now, wherever it is, newest first."""
    return _told(person, None, list(of_mine(person).select_related(*RELATED)))


def _told(person: Person, space: Space | None, grants: list[Grant]) -> list[GrantShown]:
    reached, opened = _reached(grants), opened_by(grant.pk for grant in grants)
    steers = space is not None and Space.objects.allowing(person, Right.STEER).filter(pk=space.pk).exists()
    told = []
    for grant in grants:
        count, people = reached[grant.pk]
        may_end = steers or grant.by_id == person.pk
        does = str(doing(grant).fact)
        told.append(GrantShown(grant, whom(grant), people, count, opened.get(grant.pk, 0), does, may_end))
    return told


def count_of(space: UUID, grants: Iterable[UUID]) -> int:
    """How many people read the space or are reached by one of these grants on things in it; each is counted once."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.may_see(%s, %s)", [space, list(grants)])
        found: int = cursor.fetchone()[0]
    return found


def beyond(space: UUID, things: Iterable[tuple[str, UUID]]) -> int:
    """How many people who do not read the space see one of these things of it by a grant."""
    keys = list(Grant.objects.standing().filter(any_of(things), space=space).values_list("pk", flat=True))
    return count_of(space, keys) - count_of(space, []) if keys else 0


def _reached(grants: list[Grant]) -> dict[UUID, tuple[int, list[Person]]]:
    """By grant how many people it reaches, and those of them whom the person of this transaction may see."""
    with connection.cursor() as cursor:
        cursor.execute("select * from lock.reached(%s)", [[grant.pk for grant in grants]])
        rows = cursor.fetchall()
    seen = Person.objects.in_bulk({key for _grant, _count, known in rows for key in known})
    return {
        grant: (count, sorted((seen[key] for key in known if key in seen), key=lambda each: each.name))
        for grant, count, known in rows
    }
