"""Where a person's work went: what of theirs others use and credit, and what became of what they wrote."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from fourleaf.documents.models import Contribution, Document, Taking
from fourleaf.people.models import Person

MINE = "select at, how, words, document_id, source_id, by_id from lock.my_work() order by at desc, id"


@dataclass(frozen=True)
class Reused:
    """Words of the person's in a document of somebody else's. What they may not read now is None, or nothing."""

    at: datetime
    how: str
    words: int
    document: Document | None
    source: Document | None
    by: str
    by_id: UUID | None


def reused_of(person: Person) -> list[Reused]:
    """Newest first, for the person of this transaction; a number of statements that does not grow with them."""
    with connection.cursor() as cursor:
        cursor.execute(MINE)
        rows = cursor.fetchall()
    wanted = {key for _at, _how, _words, *keys in rows for key in keys[:2] if key}
    documents = Document.objects.visible_to(person).filter(pk__in=wanted, withdrawal=None).in_bulk()
    names = dict(Person.objects.filter(pk__in={row[5] for row in rows}).values_list("pk", "name"))
    ways = dict(Taking.How.choices)
    return [
        Reused(
            at, str(ways.get(how, how)), words,
            _known(documents, document), _known(documents, source), names.get(by, ""), by,
        )
        for at, how, words, document, source, by in rows
    ]  # fmt: skip


def lasting_of(person: Person) -> list[Contribution]:
    """What became of what they wrote, in the documents that they may read now; the last changed first."""
    readable = Document.objects.visible_to(person).filter(withdrawal=None)
    mine = Contribution.objects.filter(person=person, document__in=readable.values("pk"))
    return list(mine.select_related("document").order_by("-document__changed_at", "document_id"))


def as_csv(rows: Iterable[Reused]) -> str:
    """A table for programs that calculate: a row for each."""
    made = io.StringIO()
    table = csv.writer(made)
    table.writerow(["at", "words", "how", "from", "in", "by"])
    for row in rows:
        told = [row.at.isoformat(), str(row.words), row.how, _title(row.source), place_of(row), row.by]
        table.writerow([_inert(each) for each in told])
    return made.getvalue()


def place_of(row: Reused) -> str:
    """Where they stand, as far as the person may know."""
    return _title(row.document) or _("a document of another space")


def _known(documents: dict[UUID, Document], key: UUID | None) -> Document | None:
    return documents.get(key) if key else None


def _title(document: Document | None) -> str:
    return document.title if document else ""


def _inert(value: str) -> str:
    """No program takes it for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value
