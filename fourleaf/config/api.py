"""API v1: every app's part of it, and the door before them."""

from uuid import UUID

from django.conf import settings

from fourleaf.adoption.api import router as adoption
from fourleaf.adoption.reckoned_api import router as reckoned
from fourleaf.config.gate import admit
from fourleaf.conversation.api import router as conversation
from fourleaf.documents.api import router as documents
from fourleaf.inbox.api import router as inbox
from fourleaf.kit.api.description import Api
from fourleaf.kit.api.door import Door
from fourleaf.kit.once import Once
from fourleaf.kit.web import GetResponse
from fourleaf.mine.api import router as mine
from fourleaf.people.api import router as people
from fourleaf.people.models import Person
from fourleaf.people.tokens import bearer_of
from fourleaf.search.api import router as search
from fourleaf.sharing.api import router as sharing
from fourleaf.sheet.api import router as sheet
from fourleaf.spaces.api import router as spaces

api = Api(
    title=f"Fourleaf of {settings.ORGANISATION}",
    version="1",
    urls_namespace="api",
    description="Everything that you can do on the pages, with a personal token. See docs/reference/api.md.",
)
# Addresses are looked for one after the other: what programs ask for all day long stands first.
for router in (
    conversation, spaces, people, sharing, search, inbox, documents, mine, sheet, adoption, reckoned,
):  # fmt: skip
    api.add_router("", router)


PERSON = Once(
    lambda person: Person.objects.select_related("site", "unit", "profession").filter(pk=person.pk).order_by()
)


def _person_of(key: UUID) -> Person:
    [person] = PERSON(Person(pk=key))
    return person


def door(get_response: GetResponse) -> Door:
    """The middleware before all others that a request under `/api/` would not need."""
    return Door(get_response, bearer_of=bearer_of, person_of=_person_of, admit=admit)
