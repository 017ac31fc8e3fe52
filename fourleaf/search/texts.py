"""The words of documents: what the index is given of them, and the part around what was found."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from fourleaf.documents.models import Document, DocumentQuerySet
from fourleaf.documents.tree.reading import nodes, plain_text
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.tree.suggested import settled
from fourleaf.search.models import PlainText
from fourleaf.search.snippets import Part, snippet
from fourleaf.search.words import places_of_words

#: Characters of a document that can be found; more is hardly read, and each change costs as much as all of it.
LONGEST = 400_000
#: Every so many words it is noted where the text has got to.
STEP = 200
#: PostgreSQL numbers the words of a text no further than this; what comes later is found, and not shown.
LAST_NUMBERED = 16_383
PASSAGES = """
select t.document_id, g.first, substr(t.text, t.places[g.first + 1] + 1,
       coalesce(t.places[g.first + 4], length(t.text)) - t.places[g.first + 1])
  from unnest(%s::uuid[], %s::int[]) g(document_id, first)
  join search_plaintext t on t.document_id = g.document_id and cardinality(t.places) > g.first
"""


def behind() -> DocumentQuerySet:
    """Documents whose text has changed since the index was given it, those that wait longest first."""
    upto = PlainText.objects.filter(document_id=OuterRef("pk")).values("upto")
    news = Document.objects.filter(withdrawal=None, sequence__gt=Coalesce(Subquery(upto), 0))
    return news.order_by("changed_at")


def words_in(tree: Tree) -> dict[str, object]:
    """The fields of `PlainText` for this text. What somebody merely suggests is not in it."""
    as_it_is = settled(tree, taken=False)
    text = plain_text(as_it_is).replace("\0", " ")[:LONGEST]
    return {
        "text": text,
        "places": [begin for begin, _end in places_of_words(text)[::STEP]],
        "holds": sorted(set(_things(as_it_is))),
    }


def _things(tree: Tree) -> Iterator[str]:
    for each, _path in nodes(tree):
        if each["type"] in ("image", "decision"):
            yield each["type"]
        elif any(mark["type"] == "link" for mark in each.get("marks", [])):
            yield "link"


def passages(wanted: Mapping[UUID, tuple[str, Sequence[int]]]) -> dict[UUID, tuple[list[Part], list[Part]]]:
    """Title and some of the text, with their hits, of documents that are given with title and numbers of words."""
    firsts: dict[UUID, int] = {}
    hits_in_text: dict[UUID, list[int]] = {}
    for key, (title, hits) in wanted.items():
        before = len(places_of_words(title))
        hits_in_text[key] = [hit - before for hit in hits if before < hit < LAST_NUMBERED]
        firsts[key] = max((hits_in_text[key][0] - 1) // STEP - 1, 0) if hits_in_text[key] else 0
    with connection.cursor() as cursor:
        cursor.execute(PASSAGES, [list(firsts), list(firsts.values())])
        texts = {key: (first * STEP, text) for key, first, text in cursor.fetchall()}
    found = {}
    for key, (title, hits) in wanted.items():
        skipped, text = texts.get(key, (0, ""))
        found[key] = (
            snippet(title, hits, most=len(title)),
            snippet(text, [hit - skipped for hit in hits_in_text[key]]),
        )
    return found
