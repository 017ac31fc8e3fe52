"""What two sequences have in common, in order, in time near to linear whatever they hold.

Ends that are alike are cut off; between runs of three that occur once on either side (Cohen's patience diff) Myers'
greedy search (An O(ND) difference algorithm, 1986) goes on for `REACH` differences and, if it has not arrived, keeps
the furthest path and begins again there. So a comparison costs at most about REACH steps for each token, and texts
that differ more are shown as replaced more coarsely than need be. Python's difflib is quadratic and worse.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: Differences that one search may find before it settles for the furthest path.
REACH = 96
#: Longer regions are first divided where something occurs just once.
LONG = 192
_GRAM = 3

Items = Sequence[Hashable]


class Run(NamedTuple):
    """`length` items from `a` in the first sequence are those from `b` in the second."""

    a: int
    b: int
    length: int


@dataclass
class Work:
    """Counts the steps of a comparison, for those who want to know its cost."""

    steps: int = 0


def common(a: Items, b: Items, work: Work | None = None) -> list[Run]:
    """Runs that both have, ascending in both; near to the longest possible in all, exactly so below REACH."""
    work = work or Work()
    head = _alike(a, b)
    tail = _alike(a[head:][::-1], b[head:][::-1])
    work.steps += head + tail
    pairs = [(place, place) for place in range(head)]
    pairs += _between(a, b, (head, len(a) - tail), (head, len(b) - tail), work)
    pairs += zip(range(len(a) - tail, len(a)), range(len(b) - tail, len(b)), strict=True)
    return together(pairs)


def together(pairs: list[tuple[int, int]]) -> list[Run]:
    """Ascending pairs of places as runs."""
    runs: list[Run] = []
    for a, b in pairs:
        if runs and runs[-1].a + runs[-1].length == a and runs[-1].b + runs[-1].length == b:
            runs[-1] = runs[-1]._replace(length=runs[-1].length + 1)
        else:
            runs.append(Run(a, b, 1))
    return runs


def ascending(values: Sequence[int], weights: Sequence[int] | None = None) -> list[int]:
    """Places of the ascending subsequence that weighs most; all values differ. In n log n steps."""
    weights = weights or [1] * len(values)
    ranks = {value: rank for rank, value in enumerate(sorted(values), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(values) + 1)  # a Fenwick tree of (weight so far, place)
    before, heaviest = [], (0, -1)
    for place, value in enumerate(values):
        rank, top = ranks[value] - 1, (0, -1)
        while rank:
            top, rank = max(top, best[rank]), rank & (rank - 1)
        before.append(top[1])
        mine, rank = (top[0] + weights[place], place), ranks[value]
        heaviest = max(heaviest, mine)
        while rank <= len(values):
            best[rank], rank = max(best[rank], mine), rank + (rank & -rank)
    chosen, place = [], heaviest[1]
    while place >= 0:
        chosen.append(place)
        place = before[place]
    return chosen[::-1]


def _alike(a: Items, b: Items) -> int:
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _between(
    a: Items, b: Items, in_a: tuple[int, int], in_b: tuple[int, int], work: Work
) -> Iterator[tuple[int, int]]:
    """Pairs of places within these slices. What the other side does not have cannot match and is left out."""
    here, there = set(a[slice(*in_a)]), set(b[slice(*in_b)])
    places_a = [place for place in range(*in_a) if a[place] in there]
    places_b = [place for place in range(*in_b) if b[place] in here]
    work.steps += in_a[1] - in_a[0] + in_b[1] - in_b[0]
    one, other = [a[place] for place in places_a], [b[place] for place in places_b]
    i = j = 0
    for to_a, to_b, length in [*_anchors(one, other), Run(len(one), len(other), 0)]:
        for x, y in _search(one[i:to_a], other[j:to_b], work):
            yield places_a[i + x], places_b[j + y]
        for step in range(length):
            yield places_a[to_a + step], places_b[to_b + step]
        i, j = to_a + length, to_b + length


def _anchors(a: Items, b: Items) -> list[Run]:
    """Runs of three that occur once on either side, as many as ascend in both, overlapping ones as one."""
    if len(a) + len(b) < LONG:
        return []
    once_a, once_b = _once(a), _once(b)
    shared = [(place, once_b[gram]) for gram, place in once_a.items() if gram in once_b]
    shared.sort()
    kept = [shared[place] for place in ascending([each[1] for each in shared])]
    pairs: list[tuple[int, int]] = []
    for x, y in kept:
        for step in range(_GRAM):
            if not pairs or (x + step > pairs[-1][0] and y + step > pairs[-1][1]):
                pairs.append((x + step, y + step))
    return together(pairs)


def _once(items: Items) -> dict[tuple[Hashable, ...], int]:
    grams = list(zip(*(items[start:] for start in range(_GRAM)), strict=False))
    counts = Counter(grams)
    return {gram: place for place, gram in enumerate(grams) if counts[gram] == 1}


def _search(a: Items, b: Items, work: Work) -> Iterator[tuple[int, int]]:
    """Myers from one end to the other, begun anew wherever it has reached its bound."""
    i = j = 0
    while i < len(a) and j < len(b):
        snakes, i, j = _furthest(a, b, i, j, work)
        for x, y, length in snakes:
            yield from zip(range(x, x + length), range(y, y + length), strict=True)


def _furthest(a: Items, b: Items, i: int, j: int, work: Work) -> tuple[list[Run], int, int]:
    """The snakes of the path from (i, j) that gets to the end or, within REACH differences, furthest; its end."""
    width, height = len(a) - i, len(b) - j
    trace: list[dict[int, int]] = []
    reached: dict[int, int] = {1: 0}
    for d in range(REACH + 1):
        now: dict[int, int] = {}
        for k in range(-min(d, height) + (d - min(d, height)) % 2, min(d, width) + 1, 2):
            x = start = _from(reached, k)[1]
            if x > width or x - k > height or x < 0:
                continue
            while x < width and x - k < height and a[i + x] == b[j + x - k]:
                x += 1
            now[k] = x
            work.steps += 1 + x - start
        trace.append(now)
        reached = now
        if now.get(width - height) == width:
            return _path(trace, width - height, i, j)
    return _path(trace, max(reached, key=lambda k: 2 * reached[k] - k), i, j)


def _from(reached: dict[int, int], k: int) -> tuple[int, int]:
    """From which diagonal one comes to diagonal k, and where on it one is then; below 0 from none."""
    left, right = reached.get(k - 1, -2), reached.get(k + 1, -2)
    return (k + 1, right) if left < right else (k - 1, left + 1)


def _path(trace: list[dict[int, int]], k: int, i: int, j: int) -> tuple[list[Run], int, int]:
    """The snakes back from the furthest point on diagonal k, in order, and that point."""
    x = trace[-1][k]
    end = (i + x, j + x - k)
    snakes = []
    for d in range(len(trace) - 1, -1, -1):
        before = trace[d - 1] if d else {1: 0}
        origin, start = _from(before, k)
        if x > start:
            snakes.append(Run(i + start, j + start - k, x - start))
        k, x = origin, before[origin]
    return snakes[::-1], *end
