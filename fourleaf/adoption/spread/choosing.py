"""The next best team, with its reason; and the whole order that it makes when all goes as expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fourleaf.adoption.spread.network import Bools, Floats, Ints, Network

#: Of the members of a launched team so many begin: the least, and what full readiness adds.
LEAST, MORE = 0.35, 0.55
#: What launching somebody is worth though nobody around works here yet.
ALONE = 0.05
#: One week of coaching for so many members, and at least two weeks a team.
COACHED, SHORTEST = 12, 2
#: Where readiness is unknown, half-way: it changes no order if it is unknown of all.
UNKNOWN = 0.5

RuleName = Literal["exposure", "rosters"]


@dataclass(frozen=True)
class Choice:
    """A team as a candidate. `connected` of its `size` members work with people on the platform already."""

    team: int
    score: float
    connected: int
    size: int
    weeks: int
    readiness: float | None

    @property
    def reason(self) -> str:
        """One line in words."""
        weeks = f"{self.weeks} weeks of coaching"
        if self.connected:
            verb = "works" if self.connected == 1 else "work"
            told = f"{self.connected} of {self.size} members already {verb} with people on the platform"
        else:
            told = "nobody in it works with people on the platform yet"
        ready = "readiness unknown" if self.readiness is None else f"readiness {self.readiness:.2f}"
        return f"{told}; {ready}, {weeks}"


def coach_weeks(sizes: Ints) -> Ints:
    """max(2, ⌈members / 12⌉) weeks for each team."""
    return np.maximum(np.int64(SHORTEST), -(-sizes // COACHED))


def uptake(readiness: Floats) -> Floats:
    """The share of a launched team's members who begin: 0.35 + 0.55 · readiness (0–1)."""
    return (LEAST + MORE * readiness).astype(np.float32)


def assumed(readiness: Sequence[float | None], bounds: Sequence[tuple[float, float]] | None = None) -> Floats:
    """Readiness (0–1) for ordering only: where it is unknown, the middle of its bounds."""
    middles = [UNKNOWN if bounds is None else sum(bounds[team]) / 2 for team in range(len(readiness))]
    found = [middle if value is None else value for value, middle in zip(readiness, middles, strict=True)]
    if any(not 0 <= value <= 1 for value in found):
        raise ValueError("Readiness is 0 to 1.")
    return np.array(found, np.float32)


def by_exposure(network: Network, ready: Floats, active: Floats, exposure: Floats) -> Floats:
    """score = (0.35 + 0.55 · G) · Σ over inactive members (0.05 + Ē) / coach-weeks (runs × teams).

    G is the geometric mean of the five characteristics, Ē the mean share of the inactive members' ties that
    is with active people. `active` (0–1: certainly not to certainly) and `exposure` are runs × people. Rule
    of the findings, §2: "next best team".
    """
    idle = 1 - active
    worth = network.per_team(idle * (np.float32(ALONE) + exposure))
    return worth * (uptake(ready) / coach_weeks(network.sizes)).astype(np.float32)


def by_rosters(network: Network, ready: Floats) -> Floats:
    """(1 + shared members) · (0.35 + 0.55 · G) / coach-weeks, from the rosters alone (teams).

    Shared are the members who are in another team too, launched or not: to count only those shared with
    launched teams took a fifth longer in the simulation, because the first teams are then chosen blindly.
    """
    rates = (1 + shared_members(network)) * uptake(ready) / coach_weeks(network.sizes)
    return rates.astype(np.float32)


def shared_members(network: Network) -> Floats:
    """How many members of each team are in another team too (teams)."""
    shared = np.bincount(network.places, minlength=network.people) > 1
    return network.per_team(shared[None, :].astype(np.float32)).reshape(-1)


def recommended(
    network: Network,
    readiness: Sequence[float | None],
    active: Floats,
    launched: Bools,
    rule: RuleName = "exposure",
) -> list[Choice]:
    """The teams that are not `launched` (teams) yet, the next best first, given who is `active` (0–1 each, people).

    Of equals the one with more members who are connected comes first, then the one with more ties to all
    others, then the larger.
    """
    at, ready = np.asarray(active, np.float32)[None, :], assumed(readiness)
    exposure, contacts = network.reached(at)
    scores = by_rosters(network, ready) if rule == "rosters" else by_exposure(network, ready, at, exposure)[0]
    connected = network.per_team((contacts > 0).astype(np.float32))[0]
    ties = network.per_team(network.strength[None, :])[0]
    weeks = coach_weeks(network.sizes)
    order = np.lexsort((-network.sizes, -ties, -connected, -scores))
    return [
        Choice(
            team=int(team),
            score=float(scores[team]),
            connected=int(connected[team]),
            size=int(network.sizes[team]),
            weeks=int(weeks[team]),
            readiness=readiness[team],
        )
        for team in order
        if not launched[team]
    ]


def planned(network: Network, readiness: Sequence[float | None], rule: RuleName = "exposure") -> list[Choice]:
    """All teams, each the next best if those before it begin as their readiness promises.

    What is expected stands in for what will be: choose anew after every launch.
    """
    rates, launched = uptake(assumed(readiness)), np.zeros(len(network.teams), np.bool_)
    expected = np.zeros(network.people, np.float32)
    found = []
    for _ in network.teams:
        best = recommended(network, readiness, expected, launched, rule)[0]
        members = network.teams[best.team]
        expected[members] = 1 - (1 - expected[members]) * (1 - rates[best.team])
        launched[best.team] = True
        found.append(best)
    return found
