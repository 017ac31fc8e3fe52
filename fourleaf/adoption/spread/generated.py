"""Invented organisations: clustered departments, teams across them. For checks, benchmarks and open simulations.

Sizes follow the network on which NBN-1 was tuned (e-mail among 986 people of 42 departments of a European
research institution, Leskovec and Krevl 2014, whose data are not used here): some 33 contacts a person, very
unequal, a third of them within the department; 90 teams of 6 to 12 people from three departments and more, in
which less than half of the people are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fourleaf.adoption.spread.network import Floats, Ints, Network, Ties

SEED = 7
READINESS_SEED = 11
CONTACTS = 33.0
#: Of the ties, so many are within a department; of all, so many are mutual and weigh 1, the others ½.
WITHIN, MUTUAL = 0.35, 0.6
#: How unequal people and departments are (standard deviations of logarithms).
PEOPLE, DEPARTMENTS = 0.9, 0.8
COVERED = 0.45
TEAM = (6, 12)
LEAST_DEPARTMENTS = 3
#: Draws after which an organisation has as many ties as it can.
ROUNDS = 50


@dataclass(frozen=True)
class Organisation:
    """`network` with its teams; the department of each person (people); readiness of each team, 0–1 (teams)."""

    network: Network
    departments: Ints
    readiness: Floats


def organisation(
    people: int = 986, departments: int = 42, teams: int = 90, *, seed: int = SEED, team_ties: bool = True
) -> Organisation:
    """One organisation, the same for the same arguments. With `team_ties`, to share a team is a tie of weight 1."""
    dice = np.random.default_rng(seed)
    sizes = np.exp(dice.normal(0, DEPARTMENTS, departments))
    home = dice.choice(departments, people, p=sizes / sizes.sum())
    pull = np.exp(dice.normal(0, PEOPLE, people))
    ties = _ties(dice, home, pull)
    found = _teams(dice, Network(people, ties), home, teams)
    if team_ties:
        ties = ties.plus(Ties.of_rosters(found))
    return Organisation(Network(people, ties, found), home, beta_readiness(teams))


def beta_readiness(teams: int, seed: int = READINESS_SEED) -> Floats:
    """Readiness ~ Beta(2, 2) (teams)."""
    return np.random.default_rng(seed).beta(2, 2, teams).astype(np.float32)


def _ties(dice: np.random.Generator, home: Ints, pull: Floats) -> Ties:
    """A degree-corrected block model (Karrer and Newman 2011): both ends by pull, of one department or of any."""
    people, count = len(home), int(CONTACTS * len(home) / 2)
    members = [np.flatnonzero(home == department) for department in np.unique(home)]
    mass = np.array([pull[some].sum() for some in members])

    def within(size: int) -> Ints:
        rooms = dice.multinomial(size, mass / mass.sum())
        drawn = [_drawn(dice, some, pull, 2 * each) for some, each in zip(members, rooms, strict=True)]
        return np.concatenate(drawn).reshape(-1, 2)

    everybody = np.arange(people)
    keys = _filled(np.empty(0, np.int64), round(WITHIN * count), within, people)
    keys = _filled(keys, count, lambda size: _drawn(dice, everybody, pull, 2 * size).reshape(-1, 2), people)
    weight = np.where(dice.random(len(keys)) < MUTUAL, 1.0, 0.5).astype(np.float32)
    return Ties.summed(keys // people, keys % people, weight)


def _drawn(dice: np.random.Generator, some: Ints, pull: Floats, size: int) -> Ints:
    return dice.choice(some, size, p=pull[some] / pull[some].sum())


def _filled(keys: Ints, count: int, draw: Callable[[int], Ints], people: int) -> Ints:
    """Different pairs of different people, one · people + other, drawn until there are so many (or no more turn up)."""
    for _ in range(ROUNDS):
        lacking = count - len(keys)
        if lacking <= 0:
            break
        ends = np.sort(draw(lacking), axis=1)
        drawn = ends[ends[:, 0] != ends[:, 1]]
        keys = np.unique(np.concatenate([keys, drawn[:, 0] * people + drawn[:, 1]]))
    return keys


def _teams(dice: np.random.Generator, network: Network, home: Ints, teams: int) -> list[Ints]:
    """Each grown along ties from somebody who is in fewest teams so far, among the people who are in teams at all."""
    people = network.people
    pull = network.strength / network.strength.sum()
    pool = dice.choice(people, round(COVERED * people), replace=False, p=pull)
    near = _neighbours(network, pool)
    places = np.zeros(people, np.int64)
    found = []
    for _ in range(teams):
        start = pool[np.argmin(places[pool] + dice.random(len(pool)))]
        size = int(dice.integers(TEAM[0], TEAM[1] + 1))
        team = _grown(dice, near, home, int(start), size, places)
        places[team] += 1
        found.append(np.array(sorted(team), np.int64))
    return found


def _neighbours(network: Network, pool: Ints) -> dict[int, dict[int, float]]:
    inside = set(pool.tolist())
    near: dict[int, dict[int, float]] = {person: {} for person in inside}
    ties = network.ties
    for one, other, weight in zip(ties.one.tolist(), ties.other.tolist(), ties.weight.tolist(), strict=True):
        if one in inside and other in inside:
            near[one][other] = near[other][one] = weight
    return near


def _grown(
    dice: np.random.Generator,
    near: dict[int, dict[int, float]],
    home: Ints,
    start: int,
    size: int,
    places: Ints,
) -> list[int]:
    """By ties to those who are in, sooner who is in few teams; the last places make up three departments."""
    team = [start]
    while len(team) < size:
        pulls: dict[int, float] = {}
        for member in team:
            for person, weight in near[member].items():
                pulls[person] = pulls.get(person, 0.0) + weight
        here = {int(home[member]) for member in team}
        must = size - len(team) <= LEAST_DEPARTMENTS - len(here)
        fit = [
            person
            for person in pulls or near
            if person not in team and not (must and int(home[person]) in here)
        ]
        weights = np.array([pulls.get(person, 1.0) / (1 + places[person]) for person in fit])
        team.append(int(dice.choice(fit, p=weights / weights.sum())))
    return team
