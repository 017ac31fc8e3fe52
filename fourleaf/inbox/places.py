"""Where somebody can go: their places by kind, with what is unread, and the plan."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fourleaf.adoption.opening import closed_kinds
from fourleaf.conversation.unread import unread_by_space
from fourleaf.kit.once import Once
from fourleaf.kit.rail import lists_of
from fourleaf.people.models import Person
from fourleaf.spaces.audience import planned_word
from fourleaf.spaces.models import Membership, Space, SpaceQuerySet


@dataclass(frozen=True)
class Place:
    """One line of the rail."""

    space: Space
    name: str
    url: str
    topic: str
    unread: int = 0
    current: bool = False
    dim: bool = False
    note: str = ""


@dataclass(frozen=True)
class Section:
    """Places under one title."""

    key: str
    title: str
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class Nav:
    """The rail's lists."""

    sections: list[Section]

    @property
    def html(self) -> SafeString:
        return lists_of(self.sections)


def _spaces_of(person: Person) -> SpaceQuerySet:
    mine = Membership.objects.standing().filter(space=OuterRef("pk"), person=person)
    return (
        Space.objects.visible_to(person)
        .annotate(is_mine=Exists(mine))
        .filter(Q(is_mine=True) | Q(planned_start__isnull=False), archival=None)
        .named_for(person)
        .select_related("planned_start")
    )


SPACES = Once(_spaces_of, lambda person: person.is_staff_member)


def places_of(person: Person, path: str = "") -> list[Place]:
    """The person's own places and all that is planned, by name; two queries."""
    unread = unread_by_space(person)
    places = [_place(space, unread.get(space.pk, 0), path) for space in SPACES(person)]
    return sorted(places, key=lambda place: place.name.casefold())


def nav_of(person: Person, path: str) -> Nav:
    """The rail: what is not there is not shown."""
    closed = closed_kinds()
    places = [place for place in places_of(person, path) if place.space.kind not in closed]
    sections = (
        Section("teams", _("My teams"), _of(places, Space.Kind.TEAM)),
        Section("communities", _("Communities"), _of(places, Space.Kind.COMMUNITY)),
        Section("departments", _("Departments"), _of(places, Space.Kind.DEPARTMENT)),
        Section("direct", _("Direct"), _of(places, Space.Kind.DIRECT)),
        Section("plan", _("The plan"), [place for place in places if place.dim]),
    )
    return Nav([section for section in sections if section.places])


def _of(places: Iterable[Place], kind: str) -> list[Place]:
    return [place for place in places if place.space.kind == kind and not place.dim]


def _place(space: Space, unread: int, path: str) -> Place:
    url = space.get_absolute_url()
    return Place(
        space=space,
        name=space.title,
        url=url,
        topic=f"space:{space.pk}",
        unread=unread,
        current=path.startswith(url),
        dim=space.is_planned,
        note=planned_word(space) if space.is_planned else "",
    )
