"""What comes next, where teams stand on the map, and what if. Needs numpy: for the worker alone."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

import numpy as np

from fourleaf.adoption.course import AHEAD
from fourleaf.adoption.reading.rosters import Rosters
from fourleaf.adoption.spread import bass
from fourleaf.adoption.spread.choosing import RuleName, assumed, recommended, shared_members
from fourleaf.adoption.spread.fan import Fan, Piece, Question, Way, fan, unfold
from fourleaf.adoption.spread.layout import Points, apart, between, placed
from fourleaf.adoption.spread.network import Floats, Network, Ties

#: The box that the map is drawn in, and what stays free at its edges; the names stand below the circles.
WIDTH, HEIGHT, EDGE, FOOT = 960.0, 600.0, 10.0, 34.0
LARGEST, SMALLEST = 46.0, 9.0
#: So many teams have their names below them, each so wide on either side.
NAMED, HALF_NAME = 30, 100.0
#: All circles together cover at most so much of the box.
COVERED = 0.14
#: On a map of more teams nobody finds anything: those that have begun, then the next.
MOST = 150
#: Of a team's ties with others those are drawn that make up so much of them; in three grades of the strongest.
DRAWN, GRADES = 0.08, (0.33, 0.66)


@dataclass(frozen=True)
class Numbered:
    """The network of the rosters, and the key of each of its teams."""

    network: Network
    teams: Sequence[UUID]
    rule: RuleName


def numbered(rosters: Rosters, teams: Sequence[UUID] | None = None) -> Numbered:
    """People and teams as numbers. Without known interactions two people have a tie for each team that they share."""
    keys = rosters.alive if teams is None else list(teams)
    number = {person: place for place, person in enumerate(rosters.people)}
    members = [np.array([number[person] for person in rosters.teams[key]], np.int64) for key in keys]
    ties = Ties.of_rosters(members)
    if rosters.ties is not None:
        here = ((number[one], number[other], weight) for (one, other), weight in rosters.ties.items())
        ties = ties.plus(Ties.of(here))
    rule: RuleName = "rosters" if rosters.ties is None else "exposure"
    return Numbered(Network(len(rosters.people), ties, members), keys, rule)


def turns(rosters: Rosters) -> list[dict[str, Any]]:
    """The fields of a `Turn` for each team that has not begun, the next best first."""
    found = numbered(rosters)
    if not found.teams:
        return []
    active = np.array([person in rosters.active for person in rosters.people], np.float32)
    launched = np.array([rosters.states[team] not in AHEAD for team in found.teams], np.bool_)
    readiness = [rosters.readiness.get(team) for team in found.teams]
    shared = shared_members(found.network)
    return [
        {
            "team_id": found.teams[choice.team],
            "place": place,
            "connected": choice.connected,
            "shared": int(shared[choice.team]),
            "size": choice.size,
            "weeks": choice.weeks,
            "rule": found.rule,
        }
        for place, choice in enumerate(recommended(found.network, readiness, active, launched, found.rule), 1)
    ]


@dataclass(frozen=True)
class Sheet:
    """The map: for each team x, y, radius and how many people; and ties between two of them with their grade."""

    spots: dict[UUID, tuple[float, float, float, int]]
    ties: list[tuple[UUID, UUID, int]]


def stamp_of(rosters: Rosters, teams: Sequence[UUID]) -> str:
    """The same for the same map only: its teams, their people and ties."""
    told = hashlib.sha256()
    for team in teams:
        told.update(repr((team, list(rosters.teams[team]))).encode())
    told.update(repr(sorted(rosters.ties.items()) if rosters.ties is not None else None).encode())
    return told.hexdigest()


def shown_on_map(rosters: Rosters, order: Sequence[UUID]) -> list[UUID]:
    """Teams that have begun, then those ahead in their order, at most `MOST`; sorted, so that the map stays."""
    begun = [team for team, state in rosters.states.items() if state not in AHEAD]
    return sorted([*begun, *(team for team in order if team in rosters.states)][:MOST])


def mapped(rosters: Rosters, teams: Sequence[UUID]) -> Sheet:
    """Where these teams stand: near those with whom they share people or work."""
    found = numbered(rosters, teams)
    if not found.teams:
        return Sheet({}, [])
    strength = between(found.network)
    radii = _radii(found.network.sizes.astype(np.float64))
    centres = _centres(placed(strength, found.network.sizes), radii)
    spots = {
        team: (float(x), float(y), float(radius), int(size))
        for team, (x, y), radius, size in zip(found.teams, centres, radii, found.network.sizes, strict=True)
    }
    return Sheet(spots, _drawn(found.teams, strength))


def _radii(sizes: Points) -> Points:
    """By the root of a team's people, so that areas compare; smaller where there are many teams."""
    roots = np.sqrt(sizes)
    fits = np.sqrt(COVERED * WIDTH * HEIGHT / (np.pi * float((roots**2).sum())))
    scaled: Points = np.clip(roots * min(fits, LARGEST / float(roots.max())), SMALLEST, LARGEST)
    return scaled


def _centres(points: Points, radii: Points) -> Points:
    """Spread over the box, then moved apart; what was pushed over an edge is drawn in and moved apart again."""
    is_named = len(radii) <= NAMED
    beside = np.maximum(radii, HALF_NAME) if is_named else radii
    low = np.stack([beside, radii], axis=1) + EDGE
    high = np.array([WIDTH, HEIGHT]) - np.stack([beside + EDGE, radii + FOOT], axis=1)
    gap = 30.0 if is_named else 6.0
    centres = low + points * (high - low)
    for _ in range(4):
        centres = np.clip(apart(centres, radii, gap), low, high)
    return centres


def _drawn(teams: Sequence[UUID], strength: Floats) -> list[tuple[UUID, UUID, int]]:
    most, whole = max(float(strength.max(initial=0)), 1e-9), np.maximum(strength.sum(axis=1), 1e-9)
    found = []
    for one, other in combinations(range(len(teams)), 2):
        weight = float(strength[one, other])
        if weight > DRAWN * min(float(whole[one]), float(whole[other])):
            grade = 1 + sum(weight / most > each for each in GRADES)
            found.append((teams[one], teams[other], grade))
    return found


@dataclass(frozen=True)
class Asked:
    """A what-if over one network: a question for each way to begin."""

    questions: dict[str, Question]
    people: int
    teams: int
    #: people in a team, to whom others are tied
    inside: int

    @property
    def pieces(self) -> int:
        return sum(question.pieces for question in self.questions.values())


def asked(rosters: Rosters, ways: Sequence[str], runs: int, weeks: int) -> Asked:
    """From today's rosters, as if nobody had begun: so the ways can be compared. Unknown readiness counts half."""
    found = numbered(rosters)
    ready = assumed([rosters.readiness.get(team) for team in found.teams])
    known: dict[str, Way] = {"next": found.rule, "random": "random", "open": "open"}
    questions = {way: Question(found.network, ready, known[way], runs, weeks) for way in ways}
    return Asked(questions, len(rosters.people), len(found.teams), len(set(found.network.places.tolist())))


def played(question: Question, kept: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each piece that is not kept yet, as it is to be kept. Kept ones are `Piece.as_json`, all of this question."""
    for piece in unfold(question, [Piece.from_json(each) for each in kept]):
        yield piece.as_json()


def outcome(question: Question, kept: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All pieces of one way together, for `WhatIf.outcome`."""
    found: Fan = fan(question, [Piece.from_json(each) for each in kept])
    return {
        "bands": [[round(float(share), 4) for share in band] for band in found.bands],
        "half": list(found.half),
        "runs": found.runs,
    }


def grown(shares: Sequence[float]) -> list[float] | None:
    """Bass's curve through the share of people who are in, week by week, and half as long on; None up to 40 %."""
    curve = bass.fit(shares)
    if curve is None:
        return None
    return [round(curve.at(week), 4) for week in range(round(1.5 * len(shares)))]
