"""C4: the leader is enthusiastic about working this way. The parts are for the leader alone, others see the score."""

from collections.abc import Sequence
from dataclasses import dataclass

from fourleaf.adoption.characteristics.score import ENOUGH, Bounds, Datum, Gate, Score, mean, score

SURVEY, BEHAVIOUR, PLEDGE = 0.5, 0.3, 0.2
LEAST = 0.5
#: Six items on commitment to the change, three on what is expected of it; answered 1 (not at all) to 7 (fully).
ITEMS, LOWEST, HIGHEST = 9, 1, 7
#: Posts and replies in 14 days of trial that count as all one can ask.
ACTS = 6
#: The team's view replaces the leader's own if so many members give one and their mean is so much lower.
RATERS, LOWER = 4, 0.25


@dataclass(frozen=True)
class Leader:
    """What a leader answered and did; None is "not known".

    `answers` are nine of 1–7; `acts` the posts and replies written in 14 days in the trial space (no reading
    counts); `pledge` whether a dated weekly rate was accepted; `ratings` what members answered about the
    leader's enthusiasm, each 0–1.
    """

    answers: Sequence[int | None] = (None,) * ITEMS
    acts: int | None = None
    pledge: bool | None = None
    ratings: Sequence[float] = ()

    def __post_init__(self) -> None:
        if len(self.answers) != ITEMS:
            raise ValueError(f"The survey has {ITEMS} items, not {len(self.answers)}.")
        if any(answer is not None and not LOWEST <= answer <= HIGHEST for answer in self.answers):
            raise ValueError(f"An answer is {LOWEST} to {HIGHEST}.")
        if self.acts is not None and self.acts < 0:
            raise ValueError("Nobody writes fewer than 0 posts.")
        if any(not 0 <= rating <= 1 for rating in self.ratings):
            raise ValueError("A rating is 0 to 1.")


def leader(about: Leader) -> Score:
    """0.5 · survey + 0.3 · behaviour + 0.2 · pledge, 0–1, over the known parts. Gate: s ≥ 0.5, behaviour > 0.

    Survey: (mean − 1) / 6; if at least four members' mean is more than 0.25 lower, theirs instead. Behaviour:
    min(1, acts / 6). Pledge: 0 or 1. After affective commitment to change (Herscovitch and Meyer 2002) and
    performance expectancy (UTAUT, Venkatesh et al. 2003); the items are our own, the weights a judgement.
    """
    own, range_ = mean([_part(answer) for answer in about.answers])
    answered = sum(answer is not None for answer in about.answers) / ITEMS
    survey = _seen_by_team(own, about.ratings) if own is not None and answered >= ENOUGH else None
    acts = None if about.acts is None else min(1.0, about.acts / ACTS)
    parts = [
        (SURVEY, survey, _bounds_seen(range_, about.ratings), Datum.SURVEY),
        (BEHAVIOUR, acts, _of(acts), Datum.BEHAVIOUR),
        (PLEDGE, about.pledge, _of(about.pledge), Datum.PLEDGE),
    ]
    known = sum(weight for weight, value, _, _ in parts if value is not None)
    total = sum(weight * value for weight, value, _, _ in parts if value is not None)
    bounds = Bounds(
        sum(weight * bound.low for weight, _, bound, _ in parts),
        min(1.0, sum(weight * bound.high for weight, _, bound, _ in parts)),
    )
    lacking = [
        (weight, datum) for weight, value, bound, datum in parts if value is None or bound.low < bound.high
    ]
    return score(
        min(1.0, total / known) if known else None,
        bounds,
        [bounds.at_least(LEAST), _acts(about.acts)],
        known,
        lacking,
    )


def _part(answer: int | None) -> float | None:
    return None if answer is None else (answer - LOWEST) / (HIGHEST - LOWEST)


def _of(value: float | None) -> Bounds:
    return Bounds(0.0, 1.0) if value is None else Bounds.exact(float(value))


def _acts(acts: int | None) -> Gate:
    if acts is None:
        return Gate.OPEN
    return Gate.PASSED if acts > 0 else Gate.FAILED


def _seen_by_team(own: float, ratings: Sequence[float]) -> float:
    if len(ratings) < RATERS:
        return own
    theirs = sum(ratings) / len(ratings)
    return theirs if own - theirs > LOWER else own


def _bounds_seen(own: Bounds, ratings: Sequence[float]) -> Bounds:
    """What any own answer within these bounds comes to: up to the team's view + 0.25 one's own, above it theirs."""
    if len(ratings) < RATERS:
        return own
    theirs = sum(ratings) / len(ratings)
    if own.low - theirs > LOWER:
        return Bounds.exact(theirs)
    if own.high - theirs <= LOWER:
        return own
    return Bounds(min(own.low, theirs), theirs + LOWER)
