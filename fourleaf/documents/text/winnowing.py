"""What two texts share word for word, found among many by fingerprints.

Schleimer, Wilkerson, Aiken: Winnowing, local algorithms for document fingerprinting (SIGMOD 2003). Of each WINDOW
shingles of SHINGLE tokens the smallest hash is kept, so that about two of five are, and every run of SHINGLE + WINDOW
- 1 tokens that two texts share has a fingerprint in common. Case, accents, signs and spaces make no difference.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fourleaf.documents.text.alignment import Work
from fourleaf.documents.text.blocks import blocks
from fourleaf.documents.text.tokens import digest, is_word
from fourleaf.documents.tree.schema import Tree

SHINGLE, WINDOW = 8, 4
#: Every shared run of so many tokens is found; shorter ones from SHINGLE on may be.
GUARANTEED = SHINGLE + WINDOW - 1
#: Shared tokens from which on two texts are said to match.
ENOUGH = 25
#: A fingerprint is followed to so many places in one text: one that repeats itself would cost without end.
OFTEN = 8
#: Steps for each word, after which a comparison no longer looks for other places of what it has found.
BUDGET = 16


class Fingerprint(NamedTuple):
    """The hash of a shingle (63 bits, the same everywhere), and the number of its first token."""

    value: int
    at: int


@dataclass(frozen=True)
class Text:
    """A text as winnowing sees it: its words, plain, and the number that each has among all tokens of all blocks."""

    words: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Shared:
    """Words [start, start + length) of the one text are those from `there` of the other."""

    start: int
    there: int
    length: int


@dataclass(frozen=True)
class Found:
    """What a text shares with the one of this key: its runs in order of place, and how many of its words are in one."""

    key: str
    runs: tuple[Shared, ...]
    words: int


def plain(texts: Iterable[str]) -> Text:
    """Words without case, accents and vowel signs; what is no word is left out."""
    words, numbers = [], []
    for number, text in enumerate(texts):
        if is_word(text):
            spelt = unicodedata.normalize("NFKD", text.casefold())
            words.append("".join(sign for sign in spelt if sign.isalnum()))
            numbers.append(number)
    return Text(tuple(words), tuple(numbers))


def text_of(tree: Tree) -> Text:
    """A whole document, its blocks one after the other."""
    return plain(token.text for block in blocks(tree) for token in block.tokens)


def fingerprints(words: Sequence[str]) -> list[Fingerprint]:
    """The fingerprints of a text in order; of equal hashes in a window the rightmost. None if shorter than SHINGLE."""
    hashes = [digest(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]
    kept: list[Fingerprint] = []
    for end in range(min(WINDOW, len(hashes)), len(hashes) + 1):
        window = range(max(0, end - WINDOW), end)
        at = min(window, key=lambda place: (hashes[place], -place), default=-1)
        if at >= 0 and (not kept or kept[-1].at != at):
            kept.append(Fingerprint(hashes[at], at))
    return kept


class Library:
    """Texts by key, and the fingerprints by which they are found."""

    def __init__(self) -> None:
        self._texts: dict[str, Text] = {}
        self._places: dict[int, dict[str, list[int]]] = defaultdict(dict)

    def add(self, key: str, text: Text) -> None:
        """Puts a text in; one that has this key already is replaced."""
        self.remove(key)
        self._texts[key] = text
        for value, at in fingerprints(text.words):
            places = self._places[value].setdefault(key, [])
            if len(places) < OFTEN:
                places.append(at)

    def remove(self, key: str) -> None:
        """Takes it out, if it is there."""
        for value, _ in fingerprints(self._texts.pop(key, Text((), ())).words):
            self._places[value].pop(key, None)
            if not self._places[value]:
                del self._places[value]

    def matches(self, text: Text, enough: int = ENOUGH, work: Work | None = None) -> list[Found]:
        """The texts that share `enough` words with this one in runs of SHINGLE and more, most first."""
        work = work or Work()
        seeds: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for value, at in fingerprints(text.words):
            for key, places in self._places.get(value, {}).items():
                seeds[key] += [(at, there) for there in places]
        found = (self._found(key, text.words, pairs, work) for key, pairs in seeds.items())
        return sorted(
            (each for each in found if each.words >= enough), key=lambda each: (-each.words, each.key)
        )

    def _found(self, key: str, words: Sequence[str], seeds: list[tuple[int, int]], work: Work) -> Found:
        """Seeds grown in both directions; those within a run on the same diagonal are part of it.

        Where growing has cost BUDGET steps for each word, only what no run holds yet is looked at.
        """
        runs: list[Shared] = []
        reached: dict[int, int] = {}
        other, spent, until = self._texts[key].words, 0, 0
        for start, there in sorted(seeds):
            is_spent = spent > BUDGET * (len(words) + len(other))
            if start < (until if is_spent else reached.get(start - there, 0)):
                continue
            run = _grown(words, other, start, there)
            if run.length >= SHINGLE:
                runs.append(run)
                reached[start - there] = run.start + run.length
                until = max(until, run.start + run.length)
            spent += run.length
        work.steps += spent
        covered = {place for run in runs for place in range(run.start, run.start + run.length)}
        return Found(key, tuple(sorted(runs, key=lambda run: (run.start, run.there))), len(covered))


def shared(one: Text, other: Text) -> Found:
    """What two texts share, however little, in runs of SHINGLE words and more."""
    library = Library()
    library.add("", other)
    return next(iter(library.matches(one, 1)), Found("", (), 0))


def _grown(a: Sequence[str], b: Sequence[str], start: int, there: int) -> Shared:
    """The longest run through these places."""
    back = 0
    while back < min(start, there) and a[start - back - 1] == b[there - back - 1]:
        back += 1
    length = 0
    while start + length < len(a) and there + length < len(b) and a[start + length] == b[there + length]:
        length += 1
    return Shared(start - back, there - back, back + length)
