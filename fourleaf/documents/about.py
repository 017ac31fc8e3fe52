"""What a document's page says about its text: how long it is, its headings, how hard it is to read, whom it credits."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from fourleaf.documents.blueprints import BLUEPRINTS
from fourleaf.documents.life import names_of
from fourleaf.documents.models import Credit, Document, Offer, Taking
from fourleaf.documents.tree.level import Level, language_of, level
from fourleaf.documents.tree.reading import Heading, outline, reading_minutes, word_count
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.tree.suggested import settled
from fourleaf.people.models import Person

#: So many headings are listed at most.
HEADINGS = 60


@dataclass(frozen=True)
class About:
    """`level` is None where the text is too short, or in a language that we cannot judge."""

    words: int
    minutes: int
    headings: list[Heading]
    level: Level | None
    is_for_patients: bool


@dataclass(frozen=True)
class Credited:
    """Whose words of another document stand here. `source` is None for whom it is not to be read."""

    names: str
    source: Document | None


@dataclass(frozen=True)
class Offered:
    """To the writer alone: whom they may want to credit."""

    offer: Offer
    source: Document
    author: str


def about(document: Document, tree: Tree) -> About:
    """Of the text as it is, without suggestions that wait."""
    plain = settled(tree, taken=False)
    words = word_count(plain)
    for_patients = [key for key, each in BLUEPRINTS.items() if each.is_for_patients]
    leaflet = Taking.objects.filter(document=document, blueprint__in=for_patients)
    return About(
        words,
        reading_minutes(words),
        outline(tree)[:HEADINGS],
        level(plain, language_of(plain)),
        leaflet.exists(),
    )


def credited(document: Document, reader: Person) -> list[Credited]:
    """Each source once, with the names of its authors; those that may not be read go together."""
    rows = list(Credit.objects.filter(document=document, words__gt=0))
    names = names_of(row.author_id for row in rows)
    sources = _readable(reader, (row.source_id for row in rows))
    authors: dict[Document | None, set[str]] = defaultdict(set)
    for row in rows:
        authors[sources.get(row.source_id)].add(names.get(row.author_id, _("somebody")))
    found = [Credited(", ".join(sorted(each)), source) for source, each in authors.items()]
    return sorted(found, key=lambda each: each.names)


def offered(document: Document, writer: Person) -> list[Offered]:
    """What this writer, and nobody else, is asked about this document."""
    rows = list(Offer.objects.open().filter(document=document, writer=writer))
    names = names_of(row.author_id for row in rows)
    sources = _readable(writer, (row.source_id for row in rows))
    return [
        Offered(row, sources[row.source_id], names.get(row.author_id, _("somebody")))
        for row in rows
        if row.source_id in sources
    ]


def _readable(person: Person, keys: Iterable[UUID]) -> dict[UUID, Document]:
    wanted = set(keys)
    found = Document.objects.visible_to(person).filter(pk__in=wanted, withdrawal=None)
    return found.in_bulk() if wanted else {}
