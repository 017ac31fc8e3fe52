"""People, the ties between them, and the teams they are in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

#: Organisations of more people are kept as lists of ties: n² weights would not fit.
DENSE = 5_000


@dataclass(frozen=True)
class Ties:
    """Undirected ties between people numbered from 0: each once, `one` < `other`, with its weight (> 0)."""

    one: Ints
    other: Ints
    weight: Floats

    @classmethod
    def of(cls, ties: Iterable[tuple[int, int, float]]) -> "Ties":
        """From (person, person, weight) in any order; several between two people add up, one with oneself is none."""
        rows = list(ties)
        ends = np.array([row[:2] for row in rows], np.int64).reshape(-1, 2)
        return cls.summed(ends[:, 0], ends[:, 1], np.array([row[2] for row in rows], np.float32))

    @classmethod
    def summed(cls, one: Ints, other: Ints, weight: Floats) -> "Ties":
        """As `of`, from columns."""
        if not np.all(np.isfinite(weight)) or np.any(weight < 0):
            raise ValueError("A tie's weight is a number of 0 or more.")
        low, high = np.minimum(one, other), np.maximum(one, other)
        kept = (low != high) & (weight > 0)
        low, high, weight = low[kept], high[kept], weight[kept]
        if not len(low):
            return cls(low, high, weight)
        base = int(high.max()) + 1
        keys, places = np.unique(low * base + high, return_inverse=True)
        return cls(keys // base, keys % base, np.bincount(places, weight).astype(np.float32))

    @classmethod
    def of_rosters(cls, teams: Sequence[Sequence[int] | Ints]) -> "Ties":
        """A tie of weight 1 between each two people for every team that they share: no message is read for it."""
        one, other = [], []
        for team in teams:
            members = np.unique(np.asarray(team, np.int64))
            first, second = np.triu_indices(len(members), 1)
            one.append(members[first])
            other.append(members[second])
        none = np.empty(0, np.int64)
        ends = np.concatenate([none, *one]), np.concatenate([none, *other])
        return cls.summed(*ends, np.ones(len(ends[0]), np.float32))

    def plus(self, more: "Ties") -> "Ties":
        """Both together; weights between the same two people add up."""
        return Ties.summed(
            np.concatenate([self.one, more.one]),
            np.concatenate([self.other, more.other]),
            np.concatenate([self.weight, more.weight]),
        )


@dataclass(frozen=True)
class Network:
    """`people` numbered from 0, their ties, and teams as lists of people (somebody may be in many, or in none)."""

    people: int
    ties: Ties
    teams: Sequence[Ints] = field(default=())

    def __post_init__(self) -> None:
        if len(self.ties.one) and int(self.ties.other.max()) >= self.people:
            raise ValueError(f"A tie names person {int(self.ties.other.max())}, and there are {self.people}.")
        for number, team in enumerate(self.teams):
            if not len(team):
                raise ValueError(f"Team {number} has no members.")
            if len(np.unique(team)) != len(team) or int(team.min()) < 0 or int(team.max()) >= self.people:
                raise ValueError(f"Team {number} names somebody twice, or who is not there.")

    @property
    def is_dense(self) -> bool:
        return self.people <= DENSE

    @cached_property
    def strength(self) -> Floats:
        """The sum of each person's ties (people)."""
        both = np.concatenate([self.ties.one, self.ties.other])
        weights = np.concatenate([self.ties.weight, self.ties.weight])
        return np.bincount(both, weights, self.people).astype(np.float32)

    @cached_property
    def sizes(self) -> Ints:
        """Members a team (teams)."""
        return np.array([len(team) for team in self.teams], np.int64)

    @cached_property
    def places(self) -> Ints:
        """Who holds each place in a team, team after team (places)."""
        return np.concatenate([np.empty(0, np.int64), *self.teams])

    @cached_property
    def starts(self) -> Ints:
        """Where each team begins in `places` (teams)."""
        return np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(np.int64)[: len(self.teams)]

    def per_team(self, values: Floats) -> Floats:
        """Sums over the members of each team: runs × people → runs × teams."""
        if not len(self.teams):
            return np.empty((len(values), 0), np.float32)
        return np.add.reduceat(values[:, self.places], self.starts, axis=1)

    @cached_property
    def _matrix(self) -> Floats:
        """Weights of ties, and beside them whether there is one (people × 2 · people): one product gives both."""
        n = self.people
        found = np.zeros((n, 2 * n), np.float32)
        for one, other in ((self.ties.one, self.ties.other), (self.ties.other, self.ties.one)):
            found[one, other] = self.ties.weight
            found[one, n + other] = 1
        return found

    def reached(self, active: Floats) -> tuple[Floats, Floats]:
        """Of each person the share of tie weight (0–1) that is with active people, and the number of active contacts.

        `active` is 0–1 (runs × people), so are both results; somebody without ties is reached by nobody.
        """
        n = self.people
        if self.is_dense:
            both = active @ self._matrix
            weight, contacts = both[:, :n], both[:, n:]
        else:
            weight, contacts = self._gathered(active)
        return (weight / np.maximum(self.strength, np.float32(1e-9))).astype(np.float32, copy=False), contacts

    def _gathered(self, active: Floats) -> tuple[Floats, Floats]:
        """The same from the list of ties, run by run."""
        one, other = self.ties.one, self.ties.other
        weight, contacts = np.empty_like(active), np.empty_like(active)
        for run, here in enumerate(active):
            for_one, for_other = here[other], here[one]
            weight[run] = np.bincount(one, for_one * self.ties.weight, self.people)
            weight[run] += np.bincount(other, for_other * self.ties.weight, self.people)
            contacts[run] = np.bincount(one, for_one, self.people) + np.bincount(
                other, for_other, self.people
            )
        return weight, contacts
