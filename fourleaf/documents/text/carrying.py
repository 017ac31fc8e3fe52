"""One step of lineage: which tokens of a text are which of the text before it, of its past, or of another document."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from fourleaf.documents.text.alignment import Work, common
from fourleaf.documents.text.blocks import Block
from fourleaf.documents.text.differences import telling
from fourleaf.documents.text.pairing import Pairing
from fourleaf.documents.text.tokens import digest, sentences

#: Tokens from which on what is alike elsewhere is no chance.
TELLING = 4

#: Where a token of the new text stands: number of its block, place in it.
Place = tuple[int, int]


@dataclass
class Held:
    """A block of the text as it was last, and the number of each of its tokens."""

    block: Block
    ids: list[int]


@dataclass(frozen=True)
class Source:
    """Text of another document that the author says they took: its tokens in order, and who wrote each."""

    document: str
    texts: Sequence[str]
    authors: Sequence[str]
    #: all of it was taken: also what is too short to be found among other words
    is_whole: bool = False


@dataclass(frozen=True)
class Credit:
    """Who wrote a token that was copied, and where, if not here."""

    author: str
    document: str


@dataclass
class Carried:
    """What is known of each token of the new text; what is neither in `ids` nor in `copies` nor `credits` is new."""

    blocks: Sequence[Block]
    #: numbers of tokens that were there, or once were
    ids: dict[Place, int] = field(default_factory=dict)
    #: the number of the token of which it is a copy
    copies: dict[Place, int] = field(default_factory=dict)
    credits: dict[Place, Credit] = field(default_factory=dict)


#: From the hash of paragraphs and sentences to the numbers of the tokens of the first that said so.
Past = Mapping[int, Sequence[int]]


def carry(
    old: Sequence[Held], new: Sequence[Block], past: Past, sources: Sequence[Source], work: Work
) -> Carried:
    """Paragraphs, then sentences, then tokens; the present first, then the past, then other documents.

    A token that was there is in one place at most: what is there a second time is a copy of it.
    """
    carrying = _Carrying(old, new, past, work)
    carrying.paragraphs()
    carrying.sentences()
    carrying.tokens()
    carrying.moved()
    carrying.copies()
    for source in sources:
        carrying.taken(source)
    return carrying.found


class _Carrying:
    def __init__(self, old: Sequence[Held], new: Sequence[Block], past: Past, work: Work) -> None:
        self.old, self.new, self.past, self.work = old, new, past, work
        self.found = Carried(new)
        self.claimed: set[int] = set()
        self.pairing = Pairing([held.block for held in old], new)
        same = {pair for pair in self.pairing.pairs if self._is_same(pair)}
        self.open = [n for n in range(len(new)) if self.pairing.of_after.get(n) not in same]
        self.left = [n for n in range(len(old)) if self.pairing.of_before.get(n) not in same]
        for (before,), (after,) in same:
            self._take(after, 0, old[before].ids)
        work.steps += sum(len(new[n].tokens) for n in self.open) + sum(len(old[n].ids) for n in self.left)

    def _is_same(self, pair: tuple[tuple[int, ...], tuple[int, ...]]) -> bool:
        before, after = pair
        return (
            len(before) == len(after) == 1 and self.old[before[0]].block.digest == self.new[after[0]].digest
        )

    def _take(self, block: int, start: int, ids: Sequence[int]) -> None:
        """These are the tokens from `start`, as far as both are free."""
        for place, token in enumerate(ids, start):
            if token not in self.claimed and (block, place) not in self.found.ids:
                self.found.ids[block, place] = token
                self.claimed.add(token)

    def _free(self, block: int) -> list[int]:
        return [place for place in range(len(self.new[block].tokens)) if (block, place) not in self.found.ids]

    def _is_free(self, block: int, start: int, end: int) -> bool:
        return not any((block, place) in self.found.ids for place in range(start, end))

    def paragraphs(self) -> None:
        """Whole paragraphs that were there once."""
        for number in self.open:
            block = self.new[number]
            if len(block.tokens) >= TELLING:
                self._take(number, 0, self.past.get(block.digest, ()))

    def sentences(self) -> None:
        """Whole sentences that are there, in the paragraph that became this one or in another, or once were."""
        present: dict[int, list[tuple[int, Sequence[int]]]] = defaultdict(list)
        for number in self.left:
            texts, ids = self.old[number].block.texts, self.old[number].ids
            for start, end in sentences(texts):
                if end - start >= TELLING:
                    present[digest(texts[start:end])].append((number, ids[start:end]))
        for number, start, _, key in self._open_sentences():
            near = self.pairing.of_after.get(number, ((), ()))[0]
            among = sorted(present[key], key=lambda each: each[0] not in near)
            free = (ids for _, ids in among if not self.claimed.intersection(ids))
            self._take(number, start, next(free, ()) or self.past.get(key, ()))

    def _open_sentences(self) -> Iterator[tuple[int, int, int, int]]:
        """Sentences nobody knows yet: block, start, end, hash."""
        for number in self.open:
            texts = self.new[number].texts
            for start, end in sentences(texts):
                if end - start >= TELLING and self._is_free(number, start, end):
                    yield number, start, end, digest(texts[start:end])

    def tokens(self) -> None:
        """Tokens of the paragraphs that became one another, where they are in the same order."""
        for before, after in self.pairing.pairs:
            here = [
                (number, place) for number in after if number in self.open for place in self._free(number)
            ]
            there = [
                (token, text)
                for number in before
                for token, text in zip(self.old[number].ids, self.old[number].block.texts, strict=True)
                if token not in self.claimed
            ]
            if here and there:
                one = [text for _, text in there]
                other = [self.new[number].texts[place] for number, place in here]
                for run in telling(common(one, other, self.work), one, other):
                    for step in range(run.length):
                        self._take(*here[run.b + step], [there[run.a + step][0]])

    def moved(self) -> None:
        """Parts of sentences that went elsewhere."""
        ids, texts = [], []  # type: list[int], list[str]
        for number in self.left:
            for token, text in zip(self.old[number].ids, self.old[number].block.texts, strict=True):
                if token not in self.claimed:
                    ids.append(token)
                    texts.append(text)
        for block, start, origin, length in self._runs(texts):
            self._take(block, start, ids[origin : origin + length])

    def copies(self) -> None:
        """Sentences that stand, or stood, elsewhere as well."""
        for number, start, _, key in self._open_sentences():
            for place, token in enumerate(self.past.get(key, ()), start):
                self.found.copies[number, place] = token

    def taken(self, source: Source) -> None:
        """What stands in a text that was taken from elsewhere."""
        if source.is_whole:
            self._taken_whole(source)
        for block, start, origin, length in self._runs(source.texts):
            for step in range(length):
                credit = Credit(source.authors[origin + step], source.document)
                self.found.credits.setdefault((block, start + step), credit)

    def _taken_whole(self, source: Source) -> None:
        """Short paragraphs and headings that say what some few words there say."""
        grams = [grams_of(source.texts, size) for size in range(TELLING)]
        for number in self.open:
            texts = self.new[number].texts
            is_short = 0 < len(texts) < TELLING and self._is_free(number, 0, len(texts))
            origin = grams[len(texts)].get(tuple(texts)) if is_short else None
            for place in range(len(texts)) if origin is not None else ():
                credit = Credit(source.authors[(origin or 0) + place], source.document)
                self.found.credits[number, place] = credit

    def _runs(self, texts: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
        """Where TELLING of these in a row and more stand in what nobody knows yet: block, place, origin, length."""
        grams = grams_of(texts, TELLING)
        for block in self.open if grams else ():
            mine = self.new[block].texts
            for start, end in stretches(p for p in self._free(block) if (block, p) not in self.found.copies):
                for place, origin, length in runs(mine, start, end, texts, grams, TELLING):
                    self.work.steps += 1
                    yield block, place, origin, length


#: Where each few texts in a row stand first.
Grams = Mapping[tuple[str, ...], int]


def grams_of(texts: Sequence[str], size: int) -> Grams:
    """Where each `size` of these in a row stand first."""
    grams: dict[tuple[str, ...], int] = {}
    for place in range(len(texts) - size + 1):
        grams.setdefault(tuple(texts[place : place + size]), place)
    return grams


def runs(
    mine: Sequence[str], start: int, end: int, texts: Sequence[str], grams: Grams, size: int
) -> Iterator[tuple[int, int, int]]:
    """Where `size` and more of these `texts` in a row stand in [start, end) of mine: place, origin, length."""
    place = start
    while place <= end - size:
        origin = grams.get(tuple(mine[place : place + size]))
        length = 0 if origin is None else _alike(mine, place, end, texts, origin)
        if origin is not None:
            yield place, origin, length
        place += length or 1


def _alike(a: Sequence[str], start: int, end: int, b: Sequence[str], origin: int) -> int:
    length = 0
    while start + length < end and origin + length < len(b) and a[start + length] == b[origin + length]:
        length += 1
    return length


def stretches(places: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring places as slices."""
    runs = [
        [place for _, place in run] for _, run in groupby(enumerate(places), lambda each: each[1] - each[0])
    ]
    return [(run[0], run[-1] + 1) for run in runs]
