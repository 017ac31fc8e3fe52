"""C3: each person brings something else that matters to the outcome."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cbrt, log, sqrt

from fourleaf.adoption.characteristics.member import Member
from fourleaf.adoption.characteristics.score import Bounds, Datum, Score, mean, pairs, score

SATURATION = 0.8
LEAST_COVERAGE = 0.8
LEAST = 0.35
#: A skill that so few hold makes each of them one who is needed.
FEW = 2

Vector = dict[str, float]


@dataclass(frozen=True)
class Vocabulary:
    """How rare each skill and function is in the whole organisation: of `people` how many hold it.

    Taken from the organisation and not from the team, so that what is unknown about one member changes
    nothing for others.
    """

    people: int
    holders: Mapping[str, int]

    @classmethod
    def of(cls, members: Iterable[Member]) -> "Vocabulary":
        people = [member for member in members if member.skills is not None]
        return cls(len(people), Counter(term for member in people for term in _terms(member)))

    def weight(self, term: str) -> float:
        """Inverse document frequency, smoothed: ln[(1 + N) / (1 + n)] + 1, never 0 (Spärck Jones 1972)."""
        return log((1 + self.people) / (1 + self.holders.get(term, 0))) + 1


def perspectives(members: Sequence[Member], required: Mapping[str, float], vocabulary: Vocabulary) -> Score:
    """∛(coverage × uniqueness × distance), 0–1. Gate: coverage ≥ 0.8 and s ≥ 0.35.

    `required` are the charter's skills with their weights (> 0). Coverage: the weighted share of them that a
    member holds. Uniqueness: the share of members who are one of at most two holders of a required skill.
    Distance: the mean of 1 − cosine of the members' TF-IDF vectors of skills and function over all pairs, /
    0.8, at most 1 (Salton 1975). Bounds are safe, not sharp.
    """
    if any(weight <= 0 for weight in required.values()):
        raise ValueError("The weight of a required skill is more than 0.")
    there = [member.skills for member in members if member.skills is not None]
    hidden = len(members) - len(there)
    lacking = [(hidden, Datum.SKILLS)] if members else [(1, Datum.MEMBERS)]
    known = len(there) / len(members) if members else 0.0
    if not required:
        return score(None, Bounds(0.0, 1.0), [], known, [(len(members) + 1, Datum.CHARTER)])
    covered = _coverage(there, required)
    coverage = Bounds(covered, 1.0 if hidden else covered)
    unique, uniqueness = _uniqueness(there, hidden, required)
    far, distance = _distance(members, vocabulary)
    parts = (coverage, uniqueness, distance)
    low, high = (_root(getattr(part, end) for part in parts) for end in ("low", "high"))
    return score(
        None if far is None else _root((covered, unique, far)),
        Bounds(low, high),
        [coverage.at_least(LEAST_COVERAGE), Bounds(low, high).at_least(LEAST)],
        known,
        lacking,
    )


def _terms(member: Member) -> set[str]:
    """What a member's vector is made of; a function does not count as a skill of that name."""
    function = {f"function: {member.function}"} if member.function else set()
    return set(member.skills or ()) | function


def _coverage(there: Sequence[frozenset[str]], required: Mapping[str, float]) -> float:
    held = frozenset().union(*there)
    # Summed in order of name, so that the order in which they were listed changes no digit.
    total = sum(required[skill] for skill in sorted(required))
    return sum(required[skill] for skill in sorted(required) if skill in held) / total


def _uniqueness(
    there: Sequence[frozenset[str]], hidden: int, required: Mapping[str, float]
) -> tuple[float, Bounds]:
    """At worst all others hold every skill, and nobody rare is rare any more; at best each of them is needed."""
    holders = Counter(skill for skills in there for skill in skills if skill in required)
    rare = {skill for skill, count in holders.items() if count <= FEW}
    safe = {skill for skill, count in holders.items() if count + hidden <= FEW}
    needed, surely = (sum(not skills.isdisjoint(some) for skills in there) for some in (rare, safe))
    n = len(there) + hidden
    if not n:
        return 0.0, Bounds.exact(0.0)
    return (needed / len(there) if there else 0.0), Bounds(surely / n, (needed + hidden) / n)


def _distance(members: Sequence[Member], vocabulary: Vocabulary) -> tuple[float | None, Bounds]:
    vectors = [None if member.skills is None else _vector(member, vocabulary) for member in members]
    value, bounds = mean([None if None in pair else 1 - _cosine(*pair) for pair in pairs(vectors)])  # type: ignore[arg-type]
    capped = Bounds(min(1.0, bounds.low / SATURATION), min(1.0, bounds.high / SATURATION))
    return (None if value is None else min(1.0, value / SATURATION)), capped


def _vector(member: Member, vocabulary: Vocabulary) -> Vector:
    weights = {term: vocabulary.weight(term) for term in sorted(_terms(member))}
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()}


def _cosine(one: Vector, other: Vector) -> float:
    """Of two unit vectors; two people of whom nothing is listed are alike."""
    if not one and not other:
        return 1.0
    return min(1.0, sum(weight * other[term] for term, weight in one.items() if term in other))


def _root(parts: Iterable[float]) -> float:
    product = 1.0
    for part in parts:
        product *= part
    return cbrt(max(0.0, product))
