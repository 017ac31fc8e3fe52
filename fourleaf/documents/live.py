"""What rooms of documents ask of the database, under the role `jobs`. Asked for many at once."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.documents.content import stored
from fourleaf.documents.models import KIND, Document, DocumentUpdate, Writer
from fourleaf.kit import time
from fourleaf.kit.databases import SYSTEM
from fourleaf.kit.prepared import ask
from fourleaf.people.models import Person
from fourleaf.spaces import policy

RIGHTS = "select document_id, person_id, writes from lock.document_rights(%s::uuid[], %s::uuid[])"
BIND = (
    "select document_id, client, person_id from lock.bind_writers(%s::uuid[], %s::bigint[], %s::uuid[], %s)"
)
ACCEPT = "select document_id, before from lock.accept_updates(%s::uuid[], %s::uuid[], %s::bytea[], %s)"
SINCE = """
select u.document_id, u.number, u.person_id, u.data
  from unnest(%s::uuid[], %s::bigint[]) as g(document_id, head)
  join documents_documentupdate u on u.document_id = g.document_id and u.number > g.head
 order by u.document_id, u.number
"""
#: Number, author and bytes of an accepted update.
Update = tuple[int, UUID, bytes]


def rights_of(asked: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], bool]:
    """Of these (document, person) those that may read now, and whether they may write."""
    rows = _ask(RIGHTS, *_columns(asked, 2))
    return {(document, person): writes for document, person, writes in rows}


def names(people: set[UUID]) -> dict[UUID, str]:
    """What these people are called."""
    return dict(Person.objects.using(SYSTEM).filter(pk__in=people).values_list("pk", "name"))


def note_open(pairs: Iterable[tuple[UUID, UUID]]) -> list[tuple[UUID, UUID]]:
    """Write down that these (document, person) read, where that is recorded; answers all of them, noted or not.

    It is in audited spaces, and for whoever is merely shown the document.
    """
    asked = sorted(pairs)
    if not asked:
        return []
    known = (
        Document.objects.using(SYSTEM).select_related("space").in_bulk({document for document, _who in asked})
    )
    people = Person.objects.using(SYSTEM).in_bulk({who for _document, who in asked})
    belong = policy.readable(people.values(), {each.space_id for each in known.values()}, using=SYSTEM)
    for key, who in asked:
        document = known.get(key)
        if document is None:
            continue
        belongs = (who, document.space_id) in belong
        if document.space.is_audited or not belongs:
            access.record(
                kind=KIND,
                object_id=key,
                whose=document.made_by_id,
                why=Access.Why.MEMBER if belongs else Access.Why.GRANT,
                space=document.space_id,
                who=who,
                using=SYSTEM,
            )
    return asked


def bound(wanted: Iterable[tuple[UUID, int, UUID]]) -> dict[tuple[UUID, int], UUID]:
    """Whose each client id is from now on."""
    rows = _ask(BIND, *_columns(wanted, 3), time.now())
    return {(document, client): person for document, client, person in rows}


def accepted(updates: Iterable[tuple[UUID, UUID, bytes]]) -> dict[UUID, int]:
    """Keep these updates on disk; the number before the first one of each document that takes them."""
    return dict(_ask(ACCEPT, *_columns(updates, 3), time.now()))


def since(heads: dict[UUID, int]) -> dict[UUID, list[Update]]:
    """The updates of each document after a number."""
    found: dict[UUID, list[Update]] = {}
    for document, number, person, data in _ask(SINCE, *_columns(heads.items(), 2)):
        found.setdefault(document, []).append((number, person, bytes(data)))
    return found


def latest(documents: list[UUID]) -> dict[UUID, int]:
    """The last number of each document."""
    known = Document.objects.using(SYSTEM).filter(pk__in=documents)
    return dict(known.values_list("pk", "sequence"))


def all_of(document: UUID) -> tuple[int, bytes, list[Update], dict[int, UUID]]:
    """The newest compaction and its number, the updates after it, and whose each client id is."""
    upto, state, rows = stored(document, SYSTEM)
    by = DocumentUpdate.objects.using(SYSTEM).filter(document=document, number__gt=upto)
    people = dict(by.values_list("number", "person_id"))
    writers = Writer.objects.using(SYSTEM).filter(document=document).values_list("client", "person_id")
    updates = [(number, people[number], data) for number, data in rows]
    return upto, state or b"", updates, dict(writers)


def _columns(rows: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    listed = list(rows)
    return [[row[place] for row in listed] for place in range(width)]


def _ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    return ask(statement, values, using=SYSTEM)
