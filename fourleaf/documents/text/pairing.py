"""Which block of one tree became which of another.

First blocks of the same words, by their hash (as WikiWho does with paragraphs: Flöck & Acosta, WWW 2014), those that
occur once first and then their neighbours; then blocks that were split or joined, then those most alike.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from fourleaf.documents.text.alignment import ascending
from fourleaf.documents.text.blocks import Block

#: How alike (0–1) two blocks must be to be the same one changed: in the same gap, and anywhere.
LIKE, ALIKE = 0.35, 0.6
#: How much of a part must stand in the whole that was split or joined, and how much of the whole in its parts.
PART, WHOLE = 0.75, 0.6
#: What more blocks than this have says nothing about which is which.
FREQUENT = 64
#: Words up to which a block in the place of another of its kind is that one changed, whatever it says.
SHORT = 12

Pair = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass
class Pairing:
    """Blocks by number: pairs of (numbers before, numbers after), and what is left over."""

    before: Sequence[Block]
    after: Sequence[Block]
    pairs: list[Pair] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.of_before: dict[int, Pair] = {}
        self.of_after: dict[int, Pair] = {}
        self._pair_equals()
        self._gaps()
        self._pair_parts()
        self._pair_likes()
        self._pair_by_place()

    def moved(self) -> set[Pair]:
        """The pairs out of order: as few words as possible are moved."""
        pairs = sorted(self.pairs, key=lambda pair: pair[1][0])
        weights = [1 + sum(len(self.after[number].tokens) for number in pair[1]) for pair in pairs]
        still = ascending([pair[0][0] for pair in pairs], weights)
        return set(pairs) - {pairs[place] for place in still}

    def _pair(self, before: Sequence[int], after: Sequence[int]) -> None:
        pair = tuple(before), tuple(after)
        self.pairs.append(pair)
        self.of_before.update(dict.fromkeys(before, pair))
        self.of_after.update(dict.fromkeys(after, pair))

    def _left(self) -> tuple[list[int], list[int]]:
        before = [number for number in range(len(self.before)) if number not in self.of_before]
        return before, [number for number in range(len(self.after)) if number not in self.of_after]

    def _pair_equals(self) -> None:
        self._pair_along(0, 0, 1)
        self._pair_along(len(self.before) - 1, len(self.after) - 1, -1)
        for before, after in self._once_each():
            self._pair_equal(before, after)
        for before, after in [(pair[0][0], pair[1][0]) for pair in self.pairs]:
            self._pair_along(before + 1, after + 1, 1)
            self._pair_along(before - 1, after - 1, -1)
        queues = self._by_digest(self._left()[0], self.before)
        for after in self._left()[1]:
            queue = queues[self.after[after].digest]
            if queue and self.after[after].words:
                self._pair_equal(queue.pop(0), after)

    def _pair_along(self, before: int, after: int, step: int) -> None:
        while self._pair_equal(before, after):
            before, after = before + step, after + step

    def _pair_equal(self, before: int, after: int) -> bool:
        """Pairs two blocks if both are free and say the same."""
        free = (
            0 <= before < len(self.before)
            and 0 <= after < len(self.after)
            and before not in self.of_before
            and after not in self.of_after
        )
        if not free or self.before[before].digest != self.after[after].digest:
            return False
        self._pair([before], [after])
        return True

    def _once_each(self) -> list[tuple[int, int]]:
        before, after = self._left()
        one, other = self._by_digest(before, self.before), self._by_digest(after, self.after)
        return [
            (numbers[0], other[key][0])
            for key, numbers in list(one.items())
            if len(numbers) == len(other[key]) == 1 and self.before[numbers[0]].words
        ]

    def _by_digest(self, numbers: list[int], blocks: Sequence[Block]) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number in numbers:
            found[blocks[number].digest].append(number)
        return found

    def _gaps(self) -> None:
        """Between which unmoved pairs each block stands."""
        still = sorted(set(self.pairs) - self.moved())
        self._edges = [pair[0][0] for pair in still], [pair[1][0] for pair in still]

    def _same_gap(self, before: int, after: int) -> bool:
        return bisect_left(self._edges[0], before) == bisect_left(self._edges[1], after)

    def _pair_parts(self) -> None:
        before, after = self._left()
        for whole, parts in _divided(self.before, before, self.after, after):
            self._pair([whole], parts)
        before, after = self._left()
        for whole, parts in _divided(self.after, after, self.before, before):
            self._pair(parts, [whole])

    def _pair_likes(self) -> None:
        before, after = self._left()
        features = {number: _features(self.before[number]) for number in before}
        index, others = _index(self.after, after)
        scored = []
        for number, mine in features.items():
            for other in _candidates(mine, index):
                alike = 2 * len(mine & others[other]) / (len(mine) + len(others[other]))
                near = self._same_gap(number, other)
                if alike >= (LIKE if near else ALIKE) and (near or self.before[number].words > 3):
                    scored.append((not near, -alike, number, other))
        for _, _, number, other in sorted(scored):
            if number not in self.of_before and other not in self.of_after:
                self._pair([number], [other])

    def _pair_by_place(self) -> None:
        """Short blocks of the same kind between the same neighbours: a cell with another dose, a heading renamed."""
        before, after = self._left()
        there: dict[tuple[int, object], list[int]] = defaultdict(list)
        edges = [sorted(numbers) for numbers in (self.of_before, self.of_after)]
        for number in after:
            there[bisect_left(self._edges[1], number), self.after[number].setting].append(number)
        for number in before:
            queue = there[bisect_left(self._edges[0], number), self.before[number].setting]
            if queue and self._are_short(number, queue[0]) and self._are_neighbours(number, queue[0], edges):
                self._pair([number], [queue.pop(0)])

    def _are_short(self, before: int, after: int) -> bool:
        return 0 < self.before[before].words <= SHORT and 0 < self.after[after].words <= SHORT

    def _are_neighbours(self, before: int, after: int, edges: list[list[int]]) -> bool:
        """Whether the nearest paired block above or below them is the same."""
        one, other = bisect_left(edges[0], before), bisect_left(edges[1], after)
        above = (
            self.of_before[edges[0][one - 1]] == self.of_after[edges[1][other - 1]]
            if one and other
            else one == other
        )
        if above or one == len(edges[0]) or other == len(edges[1]):
            return above or (one == len(edges[0]) and other == len(edges[1]))
        return self.of_before[edges[0][one]] == self.of_after[edges[1][other]]


Features = set[tuple[str, ...]]


def _features(block: Block) -> Features:
    """The words of a block and each two in a row."""
    words = [text for text in block.texts if text[:1].isalnum()] or block.texts
    return {(word,) for word in words} | set(pairwise(words))


def _index(
    blocks: Sequence[Block], numbers: list[int]
) -> tuple[dict[tuple[str, ...], list[int]], dict[int, Features]]:
    index: dict[tuple[str, ...], list[int]] = defaultdict(list)
    features = {number: _features(blocks[number]) for number in numbers}
    for number, found in features.items():
        for feature in found:
            index[feature].append(number)
    return index, features


def _candidates(features: Features, index: dict[tuple[str, ...], list[int]]) -> list[int]:
    """The few that share most with it, leaving out what so many have that it says nothing."""
    counts: Counter[int] = Counter()
    for feature in features:
        found = index.get(feature, ())
        if len(found) <= FREQUENT:
            counts.update(found)
    return [number for number, _ in counts.most_common(12)]


def _divided(
    wholes: Sequence[Block], from_wholes: list[int], parts: Sequence[Block], from_parts: list[int]
) -> Iterator[tuple[int, list[int]]]:
    """Wholes with the neighbours that are made of it: two or more, which together hold most of it."""
    index, _ = _index(parts, from_parts)
    taken: set[int] = set()
    for whole in from_wholes:
        mine = set(pairwise(wholes[whole].texts))
        among = (n for n in _candidates(_features(wholes[whole]), index) if n not in taken)
        inside = sorted(n for n in among if _is_part(parts[n], mine))
        for run in _neighbours(inside):
            held = set().union(*(pairwise(parts[number].texts) for number in run))
            if len(run) > 1 and len(held & mine) >= WHOLE * len(mine):
                taken.update(run)
                yield whole, run
                break


def _is_part(block: Block, whole: set[tuple[str, str]]) -> bool:
    pairs = list(pairwise(block.texts))
    return bool(pairs) and sum(pair in whole for pair in pairs) >= PART * len(pairs)


def _neighbours(numbers: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
