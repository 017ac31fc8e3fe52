"""Does a team fall into two blocs? A warning, not a score."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from fourleaf.adoption.characteristics.member import Member
from fourleaf.adoption.characteristics.score import ENOUGH

#: Above this a team is warned of two blocs; a judgement.
STRONG = 0.75
#: So many members are split in every way there is (2,048 ways); larger teams from each bloc of like members on.
BRUTE = 12
#: One person is no bloc.
BLOC = 2

#: For each attribute, the members (as bits) that share each value.
Masks = list[list[int]]


@dataclass(frozen=True)
class Faultline:
    """The strongest split: its strength (0–1), and one of the two blocs by the keys of its members."""

    strength: float
    bloc: frozenset[Hashable]

    @property
    def is_strong(self) -> bool:
        return self.strength > STRONG


def faultline(members: Sequence[Member]) -> Faultline | None:
    """How much of what differs the best split in two explains; None if too little is known.

    Fau = max over splits of between-group / total sum of squares over department, site and function
    (Thatcher, Jehn and Zanutto 2003), with each value of an attribute as a dummy variable and blocs of at
    least two. Among more than twelve members the maximum is searched, so a bound from below.
    """
    known = [member for member in members if None not in (member.department, member.site, member.function)]
    if len(known) < max(2 * BLOC, ENOUGH * len(members)):
        return None
    known.sort(key=lambda member: str(member.key))
    masks, n = _masks(known), len(known)
    total = _squares(masks, (1 << n) - 1)
    if total == 0:
        return Faultline(0.0, frozenset())
    splits = range(1, 1 << (n - 1)) if n <= BRUTE else _searched(masks, n)
    best = max((_between(masks, split, n, total), -split) for split in splits if _is_split(split, n))
    bloc = frozenset(member.key for place, member in enumerate(known) if -best[1] >> place & 1)
    return Faultline(best[0], bloc)


def _masks(members: Sequence[Member]) -> Masks:
    found = []
    for values in (
        [member.department for member in members],
        [member.site.key if member.site else None for member in members],
        [member.function for member in members],
    ):
        bits: dict[Hashable, int] = {}
        for place, value in enumerate(values):
            bits[value] = bits.get(value, 0) | 1 << place
        found.append(list(bits.values()))
    return found


def _squares(masks: Masks, group: int) -> float:
    """The sum of squares about the mean of a group: Σ over attributes of n − Σ_k n_k² / n."""
    n = group.bit_count()
    return sum(n - sum((mask & group).bit_count() ** 2 for mask in values) / n for values in masks)


def _between(masks: Masks, split: int, n: int, total: float) -> float:
    rest = ((1 << n) - 1) ^ split
    return max(0.0, 1 - (_squares(masks, split) + _squares(masks, rest)) / total)


def _is_split(split: int, n: int) -> bool:
    return BLOC <= split.bit_count() <= n - BLOC


def _searched(masks: Masks, n: int) -> Iterator[int]:
    """From everybody of one value, and from everybody of two, move one person at a time while it helps."""
    total = _squares(masks, (1 << n) - 1)
    blocs = sorted({mask for values in masks for mask in values})
    starts = {one | other for one in blocs for other in blocs if _is_split(one | other, n)} or {3}
    for start in sorted(starts):
        split, value = start, _between(masks, start, n, total)
        while True:
            moves = [split ^ 1 << place for place in range(n) if _is_split(split ^ 1 << place, n)]
            best = max(moves, key=lambda move: _between(masks, move, n, total), default=split)
            if _between(masks, best, n, total) <= value + 1e-12:
                break
            split, value = best, _between(masks, best, n, total)
        yield split
