"""A figure with what is not known of it: value, bounds, gate, and the datum to collect next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import TypeVar

#: Below this share of what a score needs, it is "unknown".
ENOUGH = 0.7

T = TypeVar("T")


class Gate(StrEnum):
    """Whether a necessary condition holds, whatever the missing data turn out to be."""

    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"


class Datum(StrEnum):
    """What can be collected to know more."""

    MEMBERS = "members"
    DEPARTMENT = "department of each member"
    SITE = "site of each member"
    COORDINATES = "coordinates of each site"
    ZONE = "time zone of each site"
    CHARTER = "skills that the charter requires"
    SKILLS = "skills of each member"
    SURVEY = "the leader's answers"
    BEHAVIOUR = "what the leader wrote in the trial space"
    PLEDGE = "the leader's pledge"
    RATINGS = "two ratings of the benefit statement"
    AGREEMENT = "raters who agree on the benefit statement"
    CHECK = "each member's answer to the benefit question"
    BASELINE = "baseline"


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a quantity can be: missing data taken as 0, and as 1."""

    low: float
    high: float

    @classmethod
    def exact(cls, value: float) -> "Bounds":
        return cls(value, value)

    def at_least(self, limit: float) -> Gate:
        """Whether the quantity reaches the limit."""
        if self.low >= limit:
            return Gate.PASSED
        return Gate.FAILED if self.high < limit else Gate.OPEN


@dataclass(frozen=True)
class Score:
    """One characteristic of a team.

    `value` (0–1) is computed from what is known; None if that is less than `ENOUGH`. `bounds` (0–1) hold
    whatever the missing data are. `known` is the share of the data that is there. `datum` names the one thing
    to collect next, None if all is known.
    """

    value: float | None
    bounds: Bounds
    gate: Gate
    known: float
    datum: Datum | None = None


def score(
    value: float | None,
    bounds: Bounds,
    gates: Iterable[Gate],
    known: float,
    lacking: Sequence[tuple[float, Datum]],
) -> Score:
    """A `Score`: the worst of the gates, and of what is lacking (how much, what) that of which most is.

    Too little known never passes a gate; known to fail stays failed.
    """
    enough = known >= ENOUGH and value is not None
    worst = worst_of(gates)
    gate = Gate.OPEN if worst is Gate.PASSED and not enough else worst
    most = max(lacking, key=lambda each: each[0], default=None)
    datum = most[1] if most and most[0] > 0 else None
    return Score(value if enough else None, bounds, gate, known, datum)


def worst_of(gates: Iterable[Gate]) -> Gate:
    """Failed before open before passed."""
    found = set(gates)
    return next((gate for gate in (Gate.FAILED, Gate.OPEN) if gate in found), Gate.PASSED)


def mean(terms: Sequence[float | None]) -> tuple[float | None, Bounds]:
    """The mean of the known terms (each 0–1), and its bounds with the unknown ones as 0 and as 1; of no terms, 0."""
    if not terms:
        return 0.0, Bounds.exact(0.0)
    known = [term for term in terms if term is not None]
    total, missing = sum(known), len(terms) - len(known)
    value = total / len(known) if known else None
    return value, Bounds(total / len(terms), (total + missing) / len(terms))


def pairs(members: Sequence[T]) -> Iterator[tuple[T, T]]:
    """Each two of them, once."""
    return combinations(members, 2)
