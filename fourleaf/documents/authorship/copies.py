"""Silent copies: what somebody has just written stands word for word in another document that they may read."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, IntegerField, Value

from fourleaf.documents.authorship.following import LONGEST
from fourleaf.documents.authorship.keeping import known
from fourleaf.documents.models import Document, Fingerprints
from fourleaf.documents.text.lineage import Lineage
from fourleaf.documents.text.winnowing import ENOUGH, Text, fingerprints, plain, shared
from fourleaf.people.models import Person

#: Documents that are compared word for word, those with most fingerprints in common.
NEAREST = 8


class _InCommon(Func):
    """How many values two arrays have in common."""

    template = "cardinality(array(select unnest(%(expressions)s)))"
    arg_joiner = ") intersect select unnest("
    output_field = IntegerField()


class Copied(NamedTuple):
    """So many words of the writer's stand in a source too, where the author wrote them first."""

    writer: UUID
    source: UUID
    author: UUID
    words: int


class _Words(NamedTuple):
    """Words as winnowing sees them, each with the number of its token; -1 parts what does not follow each other."""

    words: list[str]
    tokens: list[int]


def prints_of(lineage: Lineage) -> list[int]:
    """The fingerprints of the text as it is now."""
    return sorted({each.value for each in fingerprints(_all(lineage).words)})


def copied_silently(document: Document, lineage: Lineage, first: int) -> Iterator[Copied]:
    """What people wrote from the step `first` on that others had written before, elsewhere, where they may read it."""
    for person in Person.objects.filter(pk__in={step.author for step in lineage.revisions[first:]}):
        words = _new_of(lineage, str(person.pk), first)
        prints = {each.value for each in fingerprints(words.words)}
        if sum(token >= 0 for token in words.tokens) >= ENOUGH and prints:
            yield from _compared(document, lineage, person, words, _nearest(document, person, list(prints)))


def _nearest(document: Document, person: Person, prints: list[int]) -> list[UUID]:
    """Documents that the person may read with fingerprints among these."""
    readable = Document.objects.visible_to(person).filter(withdrawal=None).exclude(pk=document.pk)
    near = Fingerprints.objects.filter(prints__overlap=prints, document__in=readable.values("pk"))
    counted = near.annotate(
        count=_InCommon(F("prints"), Value(prints, ArrayField(BigIntegerField())))
    ).order_by("-count", "document_id")
    return list(counted.values_list("document_id", flat=True)[:NEAREST])


def _compared(
    document: Document, lineage: Lineage, person: Person, words: _Words, sources: list[UUID]
) -> Iterator[Copied]:
    """Each word is of whoever wrote it first in any of the sources."""
    earliest: dict[int, tuple[datetime, UUID, str]] = {}
    for source in sources:
        there = known(source).lineage
        theirs = _all(there)
        for run in shared(_text(words), _text(theirs)).runs:
            for step in range(run.length):
                token, origin = words.tokens[run.start + step], theirs.tokens[run.there + step]
                birth = there.birth(origin)
                at = there.revisions[birth.revision].at
                # Surely older: the words here may have come as early as `LONGEST` before their step's date.
                is_older = at <= lineage.revisions[lineage.birth(token).revision].at - LONGEST
                if is_older and birth.document != str(document.pk):
                    found = at, source, birth.author
                    earliest[token] = min(earliest.get(token, found), found)
    counts: Counter[tuple[UUID, str]] = Counter((source, author) for _, source, author in earliest.values())
    for (source, author), count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        if count >= ENOUGH and author != str(person.pk) and _is_person(author):
            yield Copied(person.pk, source, UUID(author), count)


def _is_person(author: str) -> bool:
    return ":" not in author


def _text(words: _Words) -> Text:
    return Text(tuple(words.words), tuple(words.tokens))


def _all(lineage: Lineage) -> _Words:
    texts = [text for held in lineage.held for text in held.block.texts]
    tokens = [token for held in lineage.held for token in held.ids]
    found = plain(texts)
    return _Words(list(found.words), [tokens[number] for number in found.numbers])


def _new_of(lineage: Lineage, person: str, first: int) -> _Words:
    """What this person wrote from that step on and stands there now."""
    made = _Words([], [])
    parts: dict[int, list[tuple[str, int]]] = defaultdict(list)
    number = 0
    for held in lineage.held:
        for text, token in zip(held.block.texts, held.ids, strict=True):
            birth = lineage.birth(token)
            if birth.author == birth.by == person and birth.document is None and birth.revision >= first:
                parts[number].append((text, token))
            else:
                number += 1
    for number, part in parts.items():
        found = plain(text for text, _ in part)
        made.words.extend((*found.words, f"\0{number}"))
        made.tokens.extend((*(part[place][1] for place in found.numbers), -1))
    return made
