"""C1: members come from several departments."""

from collections import Counter
from collections.abc import Sequence

from fourleaf.adoption.characteristics.member import Member
from fourleaf.adoption.characteristics.score import Bounds, Datum, Score, score

#: More variety earns nothing more: it can hinder the sharing of information (Bunderson and Sutcliffe 2002).
SATURATION = 0.8
LEAST_DEPARTMENTS = 3
LEAST_DIVERSITY = 0.5


def diversity(counts: Sequence[int]) -> float:
    """D = 1 − Σ n_k(n_k − 1) / [n(n − 1)], 0–1: the share of pairs of members who are of different departments.

    `counts` are members a department. Blau's index (1977) without its bias in small teams; 0 for fewer than
    two people.
    """
    n = sum(counts)
    if n < 2:
        return 0.0
    return 1 - sum(count * (count - 1) for count in counts) / (n * (n - 1))


def departments(members: Sequence[Member]) -> Score:
    """min(1, D / 0.8). Gate: at least 3 departments and D ≥ 0.5.

    The bounds are sharp: at worst all others are of the largest department, at best each is of one of their
    own.
    """
    counts = Counter(member.department for member in members if member.department is not None)
    here, n = list(counts.values()), len(members)
    hidden = n - sum(here)
    least, most = _worst(here, hidden), [*here, *[1] * hidden]
    d = Bounds(diversity(least), diversity(most))
    known = sum(here) / n if n else 0.0
    return score(
        _saturated(diversity(here)),
        Bounds(_saturated(d.low), _saturated(d.high)),
        [Bounds(len(least), len(most)).at_least(LEAST_DEPARTMENTS), d.at_least(LEAST_DIVERSITY)],
        known,
        [(hidden, Datum.DEPARTMENT)] if n else [(1, Datum.MEMBERS)],
    )


def breadth(members: Sequence[Member]) -> float | None:
    """The share of members with two functions or more in their history; shown beside C1, never scored. None if unknown.

    Breadth within members helps where dominance of functions does not (Bunderson and Sutcliffe 2002).
    """
    known = [member.held for member in members if member.held is not None]
    if len(known) < 0.7 * len(members) or not known:
        return None
    return sum(len(held) >= 2 for held in known) / len(known)


def _worst(here: list[int], hidden: int) -> list[int]:
    """Those of whom nothing is known are all of the largest department."""
    if not here:
        return [hidden] if hidden else []
    ordered = sorted(here)
    return [*ordered[:-1], ordered[-1] + hidden]


def _saturated(d: float) -> float:
    return min(1.0, d / SATURATION)
