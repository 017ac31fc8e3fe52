"""How well `documents/text/major.py` agrees with the fifty labelled revisions, and where its threshold should lie."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import quantiles

from fourleaf.documents.text.differences import compare
from fourleaf.documents.text.major import SHARE, classify
from tests.documents.test_labelled import PAIRS

#: What is tried as threshold.
THRESHOLDS = [percent / 100 for percent in range(5, 51)]
RESAMPLES, SEED = 4000, 20261123


@dataclass(frozen=True)
class Judged:
    """One pair: the label, and what the classifier goes by."""

    name: str
    is_major: bool
    is_border: bool
    #: a section or a decision alone makes it major
    is_altered: bool
    #: changed and deleted, as `classify` counts it
    share: float
    #: removed words, of the earlier text's: the definition read by its letter
    removed: float

    def predicted(self, threshold: float, by: str = "share") -> bool:
        return self.is_altered or float(getattr(self, by)) >= threshold


@dataclass(frozen=True)
class Score:
    """Counts of a two-by-two table, and what is made of them."""

    hits: int
    false_alarms: int
    missed: int
    rightly_minor: int

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.false_alarms + self.missed)


@cache
def judged() -> tuple[Judged, ...]:
    """All pairs as the classifier sees them."""
    return tuple(_judged(pair) for pair in PAIRS)


def _judged(pair: dict[str, object]) -> Judged:
    before, after = pair["before"], pair["after"]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    found = compare(before, after)
    verdict = classify(before, after, found=found)
    return Judged(
        str(pair["id"]),
        bool(pair["major"]),
        bool(pair["border"]),
        any(clause.kind != "text" for clause in verdict.clauses),
        verdict.share,
        found.counts.removed / found.counts.before,
    )


def score(some: Sequence[Judged], predicted: Callable[[Judged], bool]) -> Score:
    said = [(each.is_major, predicted(each)) for each in some]
    return Score(*(said.count(case) for case in ((True, True), (False, True), (True, False), (False, False))))


def at(threshold: float, some: Sequence[Judged] | None = None, by: str = "share") -> Score:
    return score(judged() if some is None else some, lambda each: each.predicted(threshold, by))


def best(some: Sequence[Judged], by: str = "share") -> float:
    """The threshold with the best F1; of several the nearest to the 20 % of the definition."""
    return max(THRESHOLDS, key=lambda each: (at(each, some, by).f1, -abs(each - 0.2)))


def left_out(by: str = "share") -> tuple[Score, list[float]]:
    """Each pair judged by the threshold that is best for the others; and these thresholds."""
    some = judged()
    chosen = {each.name: best([other for other in some if other is not each], by) for each in some}
    return score(some, lambda each: each.predicted(chosen[each.name], by)), sorted(chosen.values())


def interval(threshold: float = SHARE) -> dict[str, tuple[float, float]]:
    """95 % of bootstrap samples of the pairs (Efron's percentiles) lie between these."""
    dice, some = random.Random(SEED), judged()
    scores = [at(threshold, dice.choices(some, k=len(some))) for _ in range(RESAMPLES)]
    return {name: _middle([getattr(each, name) for each in scores]) for name in ("precision", "recall", "f1")}


def _middle(values: list[float]) -> tuple[float, float]:
    cuts = quantiles(values, n=40)
    return cuts[0], cuts[-1]
