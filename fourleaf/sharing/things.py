"""What can be shown: the apps above say so, each for its kinds (`settings.SHAREABLE`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Space


@dataclass(frozen=True)
class Thing:
    """A thing of a space as somebody sees it who belongs there.

    `owner` may show it as their own. `within` are the things, itself first, of which a grant shows this one too; each
    as (kind, key). `choices` are those among them that may be chosen in its stead in the dialogue.
    """

    kind: str
    key: UUID
    space: Space
    owner: UUID | None
    url: str
    within: tuple[tuple[str, UUID], ...]
    choices: tuple[tuple[str, UUID], ...] = field(default=())


@dataclass(frozen=True)
class Doing:
    """What a grant lets others do, in words: to choose it by, what it means, of them, and to them if it is more."""

    choice: Promise | str
    means: Promise | str
    fact: Promise | str
    told: Promise | str = ""


READ = Doing(_("Read"), _("They read it, and files in it. They change nothing."), _("Can read"))
REPLY = Doing(
    _("Read, reply and react"),
    _("What they reply is read by everybody here too."),
    _("Can read, reply and react"),
    _("you can reply and react"),
)


class Kind(Protocol):
    """What sharing asks of an app about its things of one kind."""

    #: "post", in the reader's language; and with its article, as it stands in a sentence.
    word: Promise | str
    a_word: Promise | str
    #: "Only this post", "The whole thread".
    choice: Promise | str
    #: What a grant of this kind can let others do, the least first.
    roles: Mapping[str, Doing]

    def find(self, person: Person, key: UUID) -> Thing | None:
        """The thing, for those who belong to its space and may read it there; nothing for others."""

    def author(self, person: Person, key: UUID) -> UUID | None:
        """Whose thing it is, for the record of who has read it; for those who may see it."""

    def beginnings(self, person: Person, keys: Collection[UUID]) -> dict[UUID, str]:
        """How each of these begins, in a line of plain text; of those that the person may read where they stand."""

    def quote(self, person: Person, key: UUID) -> SafeString:
        """How it looks, for a page that speaks of it; only for those who may see it."""

    def show(self, request: PersonRequest, grant: Grant) -> HttpResponse | None:
        """The page of a grant that reaches the person now; nothing if the thing itself has gone."""


@cache
def kinds() -> dict[str, Kind]:
    """Everything that can be shown, by the word in `Grant.kind`."""
    return {name: import_string(path) for name, path in settings.SHAREABLE.items()}


def find(person: Person, kind: str, key: UUID) -> Thing | None:
    """The thing of this kind, for those who belong to its space."""
    known = kinds().get(kind)
    return known.find(person, key) if known else None


def passed_on(grant: Grant) -> Thing:
    """The thing of a grant as somebody knows it to whom it is merely shown, and who shows it on."""
    own = ((grant.kind, grant.object_id),)
    return Thing(grant.kind, grant.object_id, Space(pk=grant.space_id), None, grant.get_absolute_url(), own)


def doing(grant: Grant) -> Doing:
    """What the grant lets others do, in the words of its kind: at most what that offers."""
    roles = kinds()[grant.kind].roles
    return roles.get(grant.role, [*roles.values()][-1])
