"""The five together: may a team be recommended, how ready is it, and what should it mend or find out first?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import prod

from fourleaf.adoption.characteristics.score import Bounds, Datum, Gate, Score, worst_of


class Characteristic(StrEnum):
    """The five, by the numbers that they have in the findings."""

    DEPARTMENTS = "C1"
    DISPERSION = "C2"
    PERSPECTIVES = "C3"
    LEADER = "C4"
    BENEFITS = "C5"


class Verdict(StrEnum):
    """Advice, never a bar: an enthusiast may begin with any team."""

    READY = "ready"
    NOT_YET = "not yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Readiness:
    """All five scores of one team."""

    scores: Mapping[Characteristic, Score]

    def __post_init__(self) -> None:
        if set(self.scores) != set(Characteristic):
            raise ValueError("Readiness takes all five characteristics.")

    @property
    def value(self) -> float | None:
        """The geometric mean of the five, 0–1, so that none makes up for a missing one; None if any is unknown."""
        values = [score.value for score in self.scores.values()]
        return None if None in values else geometric_mean(*[value for value in values if value is not None])

    @property
    def bounds(self) -> Bounds:
        """The least and the most that `value` can be."""
        bounds = [score.bounds for score in self.scores.values()]
        return Bounds(
            geometric_mean(*(bound.low for bound in bounds)),
            geometric_mean(*(bound.high for bound in bounds)),
        )

    @property
    def verdict(self) -> Verdict:
        """Gates first: a necessary condition that is missing cannot be made up for (Dul 2016)."""
        worst = worst_of(score.gate for score in self.scores.values())
        if worst is Gate.FAILED:
            return Verdict.NOT_YET
        return Verdict.READY if worst is Gate.PASSED and self.value is not None else Verdict.UNKNOWN

    @property
    def fix_first(self) -> Characteristic | None:
        """The least of what is known, those whose gate failed before all others; None if nothing is known."""
        known = [
            (self.scores[each].gate is not Gate.FAILED, self.scores[each].value, each)
            for each in Characteristic
        ]
        found = [(passed, value, each) for passed, value, each in known if value is not None]
        return min(found, key=lambda each: each[:2])[2] if found else None

    @property
    def collect(self) -> tuple[Characteristic, Datum] | None:
        """The one datum to collect: for the open gate whose bounds are widest; None if no gate is open."""
        opened = [
            (score.bounds.high - score.bounds.low, each, score.datum)
            for each in Characteristic
            if (score := self.scores[each]).gate is Gate.OPEN and score.datum is not None
        ]
        if not opened:
            return None
        _, each, datum = max(opened, key=lambda one: one[0])
        return each, datum


def geometric_mean(*values: float) -> float:
    """(∏ values)^(1/n), 0–1 for values of 0–1."""
    if not values:
        raise ValueError("A mean needs at least one value.")
    if min(values) < 0:
        raise ValueError("A geometric mean is of values from 0 on.")
    return float(prod(sorted(values)) ** (1 / len(values)))
