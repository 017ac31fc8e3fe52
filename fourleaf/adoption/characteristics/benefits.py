"""C5: the benefits are clear: stated in five fields, with a baseline, and known to the members."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fourleaf.adoption.characteristics.score import ENOUGH, Bounds, Datum, Gate, Score, score

#: Outcome, figure at baseline, target and date, owner, gain for each member; each rated 0–4 by two people.
FIELDS = ("outcome", "baseline", "target", "owner", "gain")
TOP = 4
AGREEMENT = 0.6
LEAST = 0.5

Rating = Sequence[int | None]
NOT_RATED: Rating = (None,) * len(FIELDS)


@dataclass(frozen=True)
class Benefits:
    """A benefit statement as two people rated it, and how many of the members picked it out among others.

    `right` of `answered` of `members` picked the right one. `has_baseline` is None while nobody has looked.
    `agreement` is the raters' κ over more statements than this one, where it is known.
    """

    members: int
    first: Rating = NOT_RATED
    second: Rating = NOT_RATED
    right: int = 0
    answered: int = 0
    has_baseline: bool | None = None
    agreement: float | None = None

    def __post_init__(self) -> None:
        for rating in (self.first, self.second):
            if len(rating) != len(FIELDS) or any(
                mark is not None and not 0 <= mark <= TOP for mark in rating
            ):
                raise ValueError(f"A rating has {len(FIELDS)} marks of 0 to {TOP}.")
        if not 0 <= self.right <= self.answered <= self.members:
            raise ValueError("Not more are right than answered, and not more answered than are members.")

    @property
    def kappa(self) -> float | None:
        """How far the two raters agree; None if either left a field out."""
        if self.agreement is not None:
            return self.agreement
        marks = [pair for pair in zip(self.first, self.second, strict=True) if None not in pair]
        return weighted_kappa(marks) if len(marks) == len(FIELDS) else None  # type: ignore[arg-type]


def benefits(about: Benefits) -> Score:
    """The mean of the rubric (both raters' marks / 40) and the share of members who pick the right statement, 0–1.

    The rubric counts if the raters' weighted κ ≥ 0.6. Gate: s ≥ 0.5 and a baseline. After the benefit profile
    of the Australian government's benefits management policy; marks and threshold are a judgement.
    """
    rubric, marks = _rubric(about)
    answered = about.answered / about.members if about.members else 0.0
    picked = about.right / about.answered if about.answered and answered >= ENOUGH else None
    silent = about.members - about.answered
    check = (
        Bounds(about.right / about.members, (about.right + silent) / about.members)
        if about.members
        else Bounds(0.0, 1.0)
    )
    bounds = Bounds((marks.low + check.low) / 2, (marks.high + check.high) / 2)
    known = ((rubric is not None) + (picked is not None)) / 2
    return score(
        None if rubric is None or picked is None else (rubric + picked) / 2,
        bounds,
        [bounds.at_least(LEAST), _baseline(about.has_baseline)],
        known,
        _lacking(about, rubric, marks, check),
    )


def weighted_kappa(marks: Iterable[tuple[int, int]], top: int = TOP) -> float:
    """Cohen's κ with quadratic weights (Cohen 1968) of pairs of marks 0..top, −1 to 1: 1 − Σ w·observed / Σ w·expected.

    Where both always give one and the same mark nothing can differ by chance: 1 by convention. Of five fields
    it is coarse.
    """
    pairs = list(marks)
    if not pairs:
        raise ValueError("Agreement needs at least one pair of marks.")
    if any(not 0 <= mark <= top for pair in pairs for mark in pair):
        raise ValueError(f"A mark is 0 to {top}.")
    observed = sum((one - other) ** 2 for one, other in pairs) / len(pairs)
    expected = sum((one - other) ** 2 for one, _ in pairs for _, other in pairs) / len(pairs) ** 2
    return 1.0 if expected == 0 else 1 - observed / expected


def _rubric(about: Benefits) -> tuple[float | None, Bounds]:
    """The mean mark of both raters; its bounds: of each two the lower or the higher is right, a missing one 0 or 4."""
    whole = TOP * len(FIELDS)
    low = high = total = both = 0
    for pair in zip(about.first, about.second, strict=True):
        given = [mark for mark in pair if mark is not None]
        low += min(given) if len(given) == 2 else 0
        high += max(given) if len(given) == 2 else TOP
        total += sum(given) if len(given) == 2 else 0
        both += len(given) == 2
    kappa = about.kappa
    if both == len(FIELDS) and kappa is not None and kappa >= AGREEMENT:
        return total / 2 / whole, Bounds.exact(total / 2 / whole)
    return None, Bounds(low / whole, high / whole)


def _baseline(there: bool | None) -> Gate:
    if there is None:
        return Gate.OPEN
    return Gate.PASSED if there else Gate.FAILED


def _lacking(
    about: Benefits, rubric: float | None, marks: Bounds, check: Bounds
) -> list[tuple[float, Datum]]:
    disputed = rubric is None and None not in (*about.first, *about.second)
    return [
        # A baseline that nobody has looked for blocks whatever the rest is.
        (2.0 if about.has_baseline is None else 0.0, Datum.BASELINE),
        ((marks.high - marks.low or 0.5) if disputed else 0.0, Datum.AGREEMENT),
        (0.0 if disputed or rubric is not None else marks.high - marks.low, Datum.RATINGS),
        (check.high - check.low, Datum.CHECK),
    ]
