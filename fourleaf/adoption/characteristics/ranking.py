"""How far an order of candidates depends on how the five are weighed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log
from random import Random

DRAWS = 1_000
#: Each of the five weights on average 1/5, with a standard deviation of 0.087.
CONCENTRATION = 20.0
SEED = 20260101
#: Five of a hundred draws are left out at either end.
TAIL = 0.05


@dataclass(frozen=True)
class Rank:
    """A candidate's place (1 is best) in 5 %, half and 95 % of the draws, and in how many of them (0–1) it is first."""

    low: int
    middle: int
    high: int
    first: float


def ranks(candidates: Sequence[Sequence[float]], draws: int = DRAWS, seed: int = SEED) -> list[Rank]:
    """The rank intervals of candidates (n × 5 scores, each 0–1) over weights drawn from Dirichlet(20 · ⅕).

    Each draw ranks by the weighted geometric mean ∏ s^w; equals share the better place. The draws do not
    depend on the order of the candidates.
    """
    random = Random(seed)  # noqa: S311 (the same dice for everybody, no secret)
    logs = [[log(value) if value > 0 else -inf for value in scores] for scores in candidates]
    places: list[list[int]] = [[] for _ in logs]
    for _ in range(draws):
        weights = _dirichlet(random, len(logs[0])) if logs else []
        values = [_weighted(scores, weights) for scores in logs]
        place: dict[float, int] = {}
        for number, value in enumerate(sorted(values, reverse=True), 1):
            place.setdefault(value, number)
        for mine, value in zip(places, values, strict=True):
            mine.append(place[value])
    return [_interval(sorted(mine)) for mine in places]


def _dirichlet(random: Random, size: int) -> list[float]:
    """Gamma variates divided by their sum."""
    drawn = [random.gammavariate(CONCENTRATION / size, 1.0) for _ in range(size)]
    total = sum(drawn)
    return [each / total for each in drawn]


def _weighted(logs: Sequence[float], weights: Sequence[float]) -> float:
    return exp(sum(weight * value for weight, value in zip(weights, logs, strict=True)))


def _interval(places: list[int]) -> Rank:
    last = len(places) - 1
    low, middle, high = (places[round(share * last)] for share in (TAIL, 0.5, 1 - TAIL))
    return Rank(low, middle, high, places.count(1) / len(places))
