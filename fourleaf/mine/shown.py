"""Where a person's things are beyond where they put them: to whom they show them, and how often they were copied."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from fourleaf.conversation.models import Attachment, Post
from fourleaf.conversation.seen import copied
from fourleaf.documents.models import Document
from fourleaf.people.models import Person
from fourleaf.sharing.may import GrantShown, given_by
from fourleaf.sharing.things import kinds
from fourleaf.spaces.models import Space


@dataclass
class ShownThing:
    """A thing with the grants that the person gave on it. `copies` were made of it, `said` is how it begins."""

    key: UUID
    kind: str
    copies: int = 0
    grants: list[GrantShown] = field(default_factory=list)
    said: str = ""
    at: datetime | None = None
    space: Space | None = None

    @property
    def url(self) -> str:
        """Who may see it, each person and why."""
        return reverse("showing", args=[self.kind, self.key])

    @property
    def word(self) -> str:
        """What it is, for one that cannot be quoted."""
        return str(kinds()[self.kind].word)

    @property
    def people(self) -> int:
        """How many it is shown to; nobody who is known counts twice."""
        known = {person.pk for each in self.grants for person in each.people}
        return len(known) + sum(each.count - len(each.people) for each in self.grants)


def shown_things(person: Person) -> list[ShownThing]:
    """The person's own, in a number of statements that does not grow with them; what was copied most comes first."""
    found: dict[UUID, ShownThing] = {}
    for each in given_by(person):
        key = each.grant.object_id
        found.setdefault(key, ShownThing(key, each.grant.kind)).grants.append(each)
    for key, copies in copied().items():
        found.setdefault(key, ShownThing(key, "post")).copies = copies
    rows: dict[UUID, Any] = defaultdict(lambda: None)
    rows.update(Post.objects.readable_by(person).in_bulk(found))
    rows.update(Attachment.objects.visible_to(person).in_bulk(set(found) - set(rows)))
    rows.update(Document.objects.visible_to(person).in_bulk(set(found) - set(rows)))
    spaces = {each.grant.space_id for thing in found.values() for each in thing.grants}
    spaces |= {row.space_id for row in rows.values()}
    named = Space.objects.visible_to(person).filter(pk__in=spaces).named_for(person).in_bulk()
    for thing in found.values():
        _describe(thing, rows[thing.key], named)
    return sorted(found.values(), key=lambda thing: (-thing.copies, -thing.people, thing.key))


def _describe(thing: ShownThing, row: Any, named: dict[Any, Space]) -> None:
    if isinstance(row, Post):
        thing.said, thing.at = row.html, row.at
    elif isinstance(row, Attachment):
        thing.said = row.name
    elif isinstance(row, Document):
        thing.said, thing.at = row.title, row.changed_at
    home = row.space_id if row is not None else thing.grants[0].grant.space_id if thing.grants else None
    thing.space = named.get(home)
