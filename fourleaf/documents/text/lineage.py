"""Who wrote each token of a document, carried through its revisions.

After WikiWho (Flöck & Acosta, WWW 2014): paragraphs and sentences are found again by their hash, also in the past,
and only what is left is compared token by token. Unlike it, letters keep their case, no revision is left out, and
what is copied keeps its author. A token that comes back is the one that went.

    lineage = Lineage()
    lineage.add("amara", at, tree)
    lineage.spans()      # for each block, runs of tokens with their author
    Lineage.load(lineage.saved())
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from fourleaf.documents.text.alignment import Work
from fourleaf.documents.text.blocks import Block, blocks
from fourleaf.documents.text.carrying import (
    Carried,
    Held,
    Place,
    Source,
    carry,
    grams_of,
    runs,
    stretches,
)
from fourleaf.documents.text.tokens import Token, digest, sentences
from fourleaf.documents.tree.schema import Tree

#: A token has lasted that outlived so many revisions by others, or so long (as in mwpersistence, there of anybody).
OUTLIVED, LASTED = 5, timedelta(days=14)
#: Of what is saved.
VERSION = 2


@dataclass(frozen=True)
class Birth:
    """Tokens first … first + count - 1, that came in the same revision in the same way."""

    first: int
    count: int
    #: who wrote it first
    author: str
    #: number of the revision, from 0
    revision: int
    #: who brought it here: the author, or who copied
    by: str
    #: the other document that it was copied from
    document: str | None = None


@dataclass(frozen=True)
class Span:
    """Tokens [start, end) of a block, all of one birth."""

    start: int
    end: int
    birth: Birth


@dataclass
class Survival:
    """Tokens that somebody wrote here: how many, how many are there now, how many lasted."""

    written: int = 0
    present: int = 0
    lasted: int = 0


class Step(NamedTuple):
    """What one author did. The steps of several authors between two kept versions have the same number `kept`."""

    author: str
    at: datetime
    kept: int


@dataclass
class Lineage:
    """The state after so many revisions; `add` takes the next: near to linear in new text, but for hashing."""

    revisions: list[Step] = field(default_factory=list)
    births: list[Birth] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    past: dict[int, list[int]] = field(default_factory=dict)
    #: the revision in which a token went
    departed: dict[int, int] = field(default_factory=dict)
    work: Work = field(default_factory=Work)

    def add(self, author: str, at: datetime, tree: Tree, sources: Sequence[Source] = ()) -> None:
        """The next revision: what `author` made of the text by then, with what they say they took from elsewhere."""
        self.take(Step(author, at, len(self.revisions)), blocks(tree), sources)

    def take(self, step: Step, new: Sequence[Block], sources: Sequence[Source] = ()) -> None:
        """The same for a text whose blocks are known already."""
        author = step.author
        found = carry(self.held, new, self.past, sources, self.work)
        self.revisions.append(step)
        before = self.held
        self.held = [Held(block, self._numbered(author, found, number)) for number, block in enumerate(new)]
        self._note_departures(before)
        for held in self.held:
            self._remember(held)

    def spans(self) -> list[tuple[Block, list[Span]]]:
        """Each block of the text as it is now, with its tokens in as few spans as their births allow."""
        return [(held.block, self._spans(held.ids)) for held in self.held]

    def authors(self) -> dict[str, int]:
        """How many tokens of the text as it is now each wrote."""
        counts: dict[str, int] = defaultdict(int)
        for _, spans in self.spans():
            for span in spans:
                counts[span.birth.author] += span.end - span.start
        return dict(counts)

    def birth(self, token: int) -> Birth:
        return self.births[bisect_right(self.births, token, key=lambda birth: birth.first) - 1]

    def credit(self, by: str, source: Source, least: int) -> int:
        """What `by` brought as their own and stands there, `least` tokens in a row and more, is of who wrote it there.

        Answers how many tokens. It is what `sources` would have made of them, said later.
        """
        grams, found = grams_of(source.texts, least), dict[int, Birth]()
        for held in self.held if grams else ():
            own = [place for place, token in enumerate(held.ids) if self._is_own(token, by)]
            for start, end in stretches(own):
                for place, origin, length in runs(held.block.texts, start, end, source.texts, grams, least):
                    for step in range(length):
                        token = held.ids[place + step]
                        author = source.authors[origin + step]
                        found[token] = Birth(
                            token, 1, author, self.birth(token).revision, by, source.document
                        )
        self._rewrite(found)
        return len(found)

    def _is_own(self, token: int, by: str) -> bool:
        birth = self.birth(token)
        return birth.author == by == birth.by and birth.document is None

    def _rewrite(self, found: dict[int, Birth]) -> None:
        """Put other births in the place of those of single tokens."""
        births: list[Birth] = []
        for birth in self.births if found else ():
            last = birth.first + birth.count
            here = sorted(token for token in range(birth.first, last) if token in found)
            start = birth.first
            for token in here:
                if start < token:
                    births.append(replace(birth, first=start, count=token - start))
                births.append(found[token])
                start = token + 1
            if start < last:
                births.append(replace(birth, first=start, count=last - start))
        if births:
            self.births = []
            for birth in births:
                self._bear(birth)

    def survival(self, now: datetime) -> dict[str, Survival]:
        """What each wrote (copies are nobody's writing) and what became of it until `now`."""
        others = {
            author: sorted({step.kept for step in self.revisions if step.author != author})
            for author in {step.author for step in self.revisions}
        }
        found: dict[str, Survival] = defaultdict(Survival)
        for birth in self.births:
            if birth.by == birth.author and birth.document is None:
                for token in range(birth.first, birth.first + birth.count):
                    end = self.departed.get(token)
                    sums = found[birth.author]
                    sums.written += 1
                    sums.present += end is None
                    sums.lasted += self._has_lasted(birth, end, others[birth.author], now)
        return dict(found)

    def _has_lasted(self, birth: Birth, end: int | None, others: list[int], now: datetime) -> bool:
        """Whether it was there for long enough; time in between in which it was gone is not taken off."""
        born = self.revisions[birth.revision]
        last = len(others) if end is None else bisect_left(others, self.revisions[end].kept)
        until = now if end is None else self.revisions[end].at
        return last - bisect_right(others, born.kept) >= OUTLIVED or until - born.at >= LASTED

    def _numbered(self, author: str, found: Carried, number: int) -> list[int]:
        """The number of each token of this block; new ones are born."""
        ids = []
        for place in range(len(found.blocks[number].tokens)):
            known = found.ids.get((number, place))
            ids.append(self._born(author, found, (number, place)) if known is None else known)
        return ids

    def _born(self, author: str, found: Carried, place: Place) -> int:
        """The number of one that is new here."""
        last = self.births[-1] if self.births else Birth(0, 0, "", -1, "")
        token, origin, credit = last.first + last.count, found.copies.get(place), found.credits.get(place)
        writer, document = (credit.author, credit.document) if credit else (author, None)
        if origin is not None:
            writer, document = self.birth(origin).author, self.birth(origin).document
        self._bear(Birth(token, 1, writer, len(self.revisions) - 1, author, document))
        return token

    def _bear(self, birth: Birth) -> None:
        """The next tokens: they go with the last birth if they are of the same kind."""
        last = self.births[-1] if self.births else None
        if last and astuple(last)[2:] == astuple(birth)[2:]:
            self.births[-1] = replace(last, count=last.count + birth.count)
        else:
            self.births.append(birth)

    def _note_departures(self, before: list[Held]) -> None:
        was = {token for held in before for token in held.ids}
        now = {token for held in self.held for token in held.ids}
        for token in was - now:
            self.departed[token] = len(self.revisions) - 1
        for token in now - was:
            self.departed.pop(token, None)

    def _remember(self, held: Held) -> None:
        """The first to say something is whom later ones may have it from."""
        if held.block.digest in self.past:
            return
        self.past[held.block.digest] = held.ids
        texts = held.block.texts
        for start, end in sentences(texts):
            self.past.setdefault(digest(texts[start:end]), held.ids[start:end])

    def _spans(self, ids: Sequence[int]) -> list[Span]:
        spans: list[Span] = []
        for place, token in enumerate(ids):
            last = spans[-1] if spans else None
            if last and last.birth.first <= token < last.birth.first + last.birth.count:
                spans[-1] = Span(last.start, place + 1, last.birth)
            else:
                spans.append(Span(place, place + 1, self.birth(token)))
        return spans

    def saved(self) -> dict[str, Any]:
        """All of it as JSON has it; runs of numbers as [first, count]."""
        return {
            "version": VERSION,
            "revisions": [[author, at.isoformat(), kept] for author, at, kept in self.revisions],
            "births": [list(asdict(birth).values()) for birth in self.births],
            "held": [
                [each.block.kind, each.block.level, each.block.place, each.block.texts, _packed(each.ids)]
                for each in self.held
            ],
            "past": [[key, _packed(ids)] for key, ids in self.past.items()],
            "departed": _departed(self.departed),
        }

    @classmethod
    def load(cls, saved: dict[str, Any]) -> "Lineage":
        """As it was saved; ValueError if by another version."""
        if saved["version"] != VERSION:
            raise ValueError(f"Lineage of version {saved['version']}.")
        return cls(
            revisions=[
                Step(author, datetime.fromisoformat(at), kept) for author, at, kept in saved["revisions"]
            ],
            births=[Birth(*values) for values in saved["births"]],
            held=[Held(_block(*values), _unpacked(ids)) for *values, ids in saved["held"]],
            past={key: _unpacked(ids) for key, ids in saved["past"]},
            departed={
                token: end for first, count, end in saved["departed"] for token in range(first, first + count)
            },
        )


def _block(kind: str, level: int, place: str, texts: list[str]) -> Block:
    """A block of which only the tokens are known any more; they stand nowhere."""
    return Block((), kind, level, "", tuple(Token(text, 0, 0) for text in texts), place)


def _packed(ids: Iterable[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for token in ids:
        if runs and sum(runs[-1]) == token:
            runs[-1][1] += 1
        else:
            runs.append([token, 1])
    return runs


def _unpacked(runs: Iterable[Sequence[int]]) -> list[int]:
    return [token for first, count in runs for token in range(first, first + count)]


def _departed(departed: dict[int, int]) -> list[list[int]]:
    """Runs of tokens that went in the same revision."""
    runs: list[list[int]] = []
    for token in sorted(departed):
        if runs and runs[-1][0] + runs[-1][1] == token and runs[-1][2] == departed[token]:
            runs[-1][1] += 1
        else:
            runs.append([token, 1, departed[token]])
    return runs
