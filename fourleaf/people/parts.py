"""What Fourleaf keeps about a person, part by part: each app lists its own (`settings.MINE`), a person's page shows
them, and a copy of all that is theirs holds them. This is the list of people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from fourleaf.chronicle.models import Access, Entry
from fourleaf.people.models import ContactPoint, OrganisationRole, PastFunction, Person, Session, Skill, Token


class Fate(Enum):
    """What becomes of a part when the person is erased, and why."""

    DELETED = _("deleted")
    RENAMED = _("stays, under another name: others have answered it and rely on it")
    EMPTIED = _("emptied; the bare row stays, because what you wrote hangs on it")
    PROOF = _("stays, under another name: a proof that others need")
    RECORDED = _("stays: the chronicle and the records of access hold keys and times, and cannot be changed")


@dataclass(frozen=True)
class Part:
    """Things of one kind. `name` is the key in the copy; `fields` are names in the copy and where each value is found.

    `group` and `title` are how the page calls it. `url` is where it is seen and changed, `{}` the person's key.
    `ends` names what the button does, one of `mine.views.CLEARINGS`. What the page cannot count (`is_hidden`) stands in
    the copy only. `fate` is what becomes of it when the person is erased.
    """

    name: str
    group: str
    title: Promise
    find: Callable[[Person], QuerySet[Any, Any]]
    fields: Mapping[str, str]
    url: str = ""
    ends: str = ""
    is_hidden: bool = False
    fate: Fate = Fate.DELETED

    def count(self, person: Person) -> int:
        """How many there are."""
        return self.find(person).count()

    def rows(self, person: Person) -> Iterator[dict[str, Any]]:
        """Each as JSON values."""
        for row in self.find(person).iterator(chunk_size=500):
            yield {name: plain(value_at(row, path)) for name, path in self.fields.items()}


def value_at(row: Any, path: str) -> Any:
    """The value at a dotted path; None where the path ends early."""
    for step in path.split("."):
        row = getattr(row, step, None)
        if row is None:
            return None
    return row


def plain(value: Any) -> Any:
    """A value as JSON has it; instants in ISO 8601."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


@cache
def parts() -> tuple[Part, ...]:
    """Everything, in the order of the page."""
    return tuple(part for path in settings.MINE for part in import_string(path))


def _me(person: Person) -> QuerySet[Person]:
    return Person.objects.filter(pk=person.pk).select_related(
        "unit", "site", "profession", "manager", "sponsor"
    )


PARTS = (
    Part(
        "profile", "you", _("Your profile"), _me,
        {
            "id": "pk", "name": "name", "family_name": "family_name", "kind": "kind", "email": "email",
            "staff_number": "staff_number", "job_title": "job_title", "unit": "unit.name", "site": "site.name",
            "profession": "profession.name", "manager": "manager.name", "sponsor": "sponsor.name", "about": "about",
            "language": "language", "created_at": "created_at",
        },
        url="/people/{}/profile/",
        fate=Fate.EMPTIED,
    ),
    Part(
        "contact", "you", _("How to reach you privately"), lambda p: ContactPoint.objects.filter(person=p),
        {"kind": "kind", "value": "value", "shown_to_colleagues": "is_shown", "changed_at": "changed_at"},
        url="/people/{}/profile/#contact",
    ),
    Part(
        "skills", "you", _("What you can be asked about"), lambda p: Skill.objects.filter(people=p), {"name": "name"},
        url="/people/{}/profile/",
    ),
    Part(
        "past_functions", "you", _("What you did before"), lambda p: PastFunction.objects.filter(person=p),
        {"title": "title", "place": "place", "from_on": "from_on", "until_on": "until_on"},
        url="/people/{}/profile/",
    ),
    Part(
        "organisation_roles", "you", _("Your roles in the organisation"),
        lambda p: OrganisationRole.objects.filter(person=p),
        {"role": "role", "from_on": "from_on", "until_on": "until_on"}, url="/people/{}/",
    ),
    Part(
        "sessions", "doors", _("Where you are signed in"), lambda p: Session.objects.filter(person=p),
        {"created_at": "created_at", "expires_at": "expires_at"}, is_hidden=True,
    ),
    Part(
        "tokens", "doors", _("Tokens for programs"), lambda p: Token.objects.filter(person=p),
        {
            "name": "name", "scopes": "scopes", "created_at": "created_at", "expires_at": "expires_at",
            "used_on": "used_on", "revoked_at": "revoked_at",
        },
        url="/people/tokens/",
    ),
    Part(
        "bots", "doors", _("Bots that you answer for"), lambda p: Person.objects.filter(sponsor=p),
        {"id": "pk", "name": "name", "created_at": "created_at"},
    ),
    Part(
        "looked_at", "looked", _("Recorded looks at what is yours"),
        lambda p: Access.objects.filter(whose_id=p.pk).order_by("-at"),
        {"kind": "kind", "why": "why", "by": "person_id", "at": "at"},
        url="/me/looks/", fate=Fate.RECORDED,
    ),
    Part(
        "looks", "looked", _("Your own looks that were recorded"),
        lambda p: Access.objects.filter(person_id=p.pk).order_by("-at"),
        {"kind": "kind", "why": "why", "space": "space_id", "at": "at", "address": "address"},
        url="/me/looks/", fate=Fate.RECORDED,
    ),
    Part(
        "deeds", "looked", _("What you did, as the chronicle has it"),
        lambda p: Entry.objects.filter(actor_id=p.pk).order_by("at", "id"),
        {"name": "name", "space": "space_id", "at": "at", "facts": "facts"}, fate=Fate.RECORDED,
    ),
)  # fmt: skip
