"""Who wrote what in a document: what is kept of it, and taken further along the log."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fourleaf.documents.authorship.following import Follower, Update
from fourleaf.documents.blueprints import BLUEPRINTS
from fourleaf.documents.models import Authorship, Document, DocumentUpdate, Taking
from fourleaf.documents.text.blocks import blocks
from fourleaf.documents.text.carrying import Source
from fourleaf.documents.text.lineage import Lineage, Step

#: Before the name of a blueprint, where a person's key stands else.
BLUEPRINT = "blueprint:"
#: Tokens in a row from which on what somebody says to be from elsewhere is taken to be from there.
LEAST = 6
#: So many updates that nobody has looked at yet are looked at while somebody waits for it.
PATIENCE = 3000

Sources = Mapping[UUID, Sequence[Source]]
#: A source, or a blueprint, and whether all of it.
What = tuple[UUID | None, str, bool]


@dataclass
class Known:
    """Who wrote what up to an update. `kept` is the number of the last version that is in it."""

    upto: int = 0
    kept: int = 0
    lineage: Lineage = field(default_factory=Lineage)
    follower: Follower = field(default_factory=Follower)

    def advance(self, updates: Sequence[Update], kept: int, sources: Sources | None = None) -> None:
        """Take the next updates in; `sources` are those that each person says they took from."""
        for done in self.follower.follow(updates):
            step = Step(str(done.person), done.at, kept)
            self.lineage.take(step, done.blocks, (sources or {}).get(done.person, ()))
        if updates:
            self.upto = updates[-1].number
        self.kept = kept

    def credit(self, given: Iterable[tuple[Taking, Source]]) -> None:
        """What they took and what stands there already is credited too."""
        for taking, source in given:
            self.lineage.credit(str(taking.person_id), source, LEAST)

    def saved(self) -> dict[str, Any]:
        """The fields of `Authorship` that hold it."""
        written = json.dumps(self.lineage.saved(), separators=(",", ":")).encode()
        return {
            "upto": self.upto,
            "kept": self.kept,
            "lineage": zlib.compress(written),
            "state": self.follower.doc.get_update(),
        }


def known(document: UUID) -> Known:
    """What is kept for a document; nothing yet, if nothing is, or if it was saved by another version.

    ValueError if that, and the updates from which it could be made anew have been let go.
    """
    row = Authorship.objects.filter(document=document).first()
    if row is None:
        return Known()
    try:
        lineage = Lineage.load(json.loads(zlib.decompress(bytes(row.lineage))))
    except ValueError:
        if not DocumentUpdate.objects.filter(document=document, number=1).exists():
            raise
        return Known()
    return Known(row.upto, row.kept, lineage, Follower(bytes(row.state)))


def as_it_is(document: Document) -> Known:
    """The same for the text as it is now. Of what others took from elsewhere since the last version is not told."""
    found = known(document.pk)
    given = taken_into(document, found)
    found.advance(updates_of(document.pk, found.upto), found.kept + 1, by_person(given))
    found.credit(given)
    return found


def taken_into(document: Document, found: Known) -> list[tuple[Taking, Source]]:
    """What people say they took into it and what is not looked at yet, each once; all of it, where nothing is known."""
    takings = Taking.objects.filter(document=document).order_by("at", "pk")
    if found.upto:
        takings = takings.filter(used_at=None)
    given: list[tuple[Taking, Source]] = []
    read: dict[What, Source | None] = {}
    for taking in {(each.person_id, _what(each)): each for each in takings}.values():
        what = _what(taking)
        if what not in read:
            read[what] = source_of(taking)
        if (source := read[what]) is not None:
            given.append((taking, source))
    return given


def _what(taking: Taking) -> What:
    """What was taken: said again and again, it is the same text."""
    return taking.source_id, taking.blueprint, taking.how == Taking.How.COPIED


def by_person(given: Iterable[tuple[Taking, Source]]) -> Sources:
    """The sources that each named."""
    sources: dict[UUID, list[Source]] = defaultdict(list)
    for taking, source in given:
        sources[taking.person_id].append(source)
    return sources


def backlog(document: Document) -> int:
    """How many updates came since."""
    row = Authorship.objects.filter(document=document).values_list("upto", flat=True).first()
    return document.sequence - (row or 0)


def updates_of(document: UUID, after: int, upto: int | None = None) -> list[Update]:
    """The updates after a number, up to another."""
    rows = DocumentUpdate.objects.filter(document=document, number__gt=after).order_by("number")
    if upto is not None:
        rows = rows.filter(number__lte=upto)
    values = rows.values_list("number", "person_id", "at", "data")
    return [Update(number, person, at, bytes(data)) for number, person, at, data in values]


def source_of(taking: Taking) -> Source | None:
    """The text that somebody says they took from, each token with its author; None where there is none."""
    if taking.blueprint in BLUEPRINTS:
        texts = [text for block in blocks(BLUEPRINTS[taking.blueprint].tree()) for text in block.texts]
        name = f"{BLUEPRINT}{taking.blueprint}"
        return Source(name, texts, [name] * len(texts), is_whole=True)
    if taking.source_id is None:
        return None
    found = known(taking.source_id)
    found.advance(updates_of(taking.source_id, found.upto), found.kept + 1)
    lineage = found.lineage
    tokens = [
        (text, lineage.birth(token).author)
        for held in lineage.held
        for text, token in zip(held.block.texts, held.ids, strict=True)
    ]
    is_whole = taking.how == Taking.How.COPIED
    return Source(str(taking.source_id), [text for text, _ in tokens], [who for _, who in tokens], is_whole)
