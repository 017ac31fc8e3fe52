"""Who takes part in which week and which team comes next, as NBN-1 plays it. Only the dice are chosen, not the weeks.

Those of the first act are of a run in which the executives fall silent early and all is over in two months, as the
story tells it. Of 400 runs with other dice half have two people left, or fewer, after nine weeks; in seven of ten
nobody is left after half a year. Afterwards those who gave up are wary.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fourleaf.adoption.spread.network import Floats, Network, Ties
from fourleaf.adoption.spread.simulation import NBN1, Look, Play, State, in_order, next_by_rosters
from fourleaf.world.story2.cast import HEADS, MANAGEMENT
from fourleaf.world.story2.crews import Firm

OPENING_DICE, SPREAD_DICE = 66, 4
#: Readiness that a team of this firm is expected to have when it begins.
READY = 0.8
#: Weeks from the first team's beginning to the second's, and from each later one's to the next's.
SECOND, EVERY = 14, 7
#: Two years after the first team's beginning; so many of its teams have begun by then.
YEARS, LAUNCHES = 104, 12
#: So many weeks without a word are death (`adoption.warning.panel.is_dead`); and the longest that is waited for it.
SILENT, LONGEST = 4, 52

Weeks = Sequence[frozenset[int]]


@dataclass(frozen=True)
class Plan:
    """`opened`: who takes part in each week from the opening until it is dead; `spread`: from the first team's week on.

    `begins` says in which of the latter weeks each team begins. Firm and teams are numbers of `crews.Firm`.
    """

    opened: Weeks
    spread: Weeks
    begins: Mapping[int, int]

    @property
    def order(self) -> list[int]:
        """Teams as they begin."""
        return sorted(self.begins, key=self.begins.__getitem__)


def planned(firm: Firm, dice: int = OPENING_DICE) -> Plan:
    """The whole play of a firm; the same for the same firm and dice."""
    network = network_of(firm)
    opened = _opened(network, firm, dice)
    spread, begins = _spread(network, firm, frozenset().union(*opened))
    return Plan(opened, spread, begins)


def network_of(firm: Firm) -> Network:
    """A tie for each team that two people share, if they sit in a department at one site, of the heads with leaders."""
    teams = [np.array(sorted(crew.members), np.int64) for crew in firm.crews]
    rooms: dict[tuple[str, str], list[int]] = {}
    for number, person in enumerate(firm.people):
        room = (person.department, "" if person.department == MANAGEMENT else person.site)
        rooms.setdefault(room, []).append(number)
    pairs = [pair for room in rooms.values() for pair in combinations(room, 2)]
    pairs += [(head, crew.leader) for head in range(len(HEADS)) for crew in firm.crews]
    ties = Ties.of_rosters(teams).plus(Ties.of((one, other, 1.0) for one, other in pairs))
    return Network(len(firm.people), ties, teams)


def _opened(network: Network, firm: Firm, dice: int) -> Weeks:
    """Everybody is invited; some begin at once, and hardly anybody around them does."""
    play = Play(network, _ready(firm), NBN1, runs=1, seed=dice)
    play.state.active[0, sorted(firm.first)] = True
    weeks = [firm.first]
    play.weeks(None, LONGEST, look=_kept_in(weeks))
    for last in range(SILENT, len(weeks)):
        if not any(weeks[last - SILENT + 1 : last + 1]):
            return weeks[: last + 1]
    raise ValueError(f"With dice {dice} it does not die within a year.")


def _spread(network: Network, firm: Firm, wary: frozenset[int]) -> tuple[Weeks, Mapping[int, int]]:
    """The first team is chosen by its five characteristics, each later one by the product's own rule."""
    play = Play(network, _ready(firm), NBN1, runs=1, seed=SPREAD_DICE)
    play.state.lapsed[0, sorted(wary)] = True
    first, by_rosters = in_order(np.array([0]), 1), next_by_rosters(network, _ready(firm))
    weeks: list[frozenset[int]] = []
    keep = _kept_in(weeks)

    def rule(state: State) -> Floats:
        begun = int(state.launched.sum())
        if begun == 0:
            return first(state)
        return by_rosters(state) if begun < LAUNCHES else np.full(state.launched.shape, -np.inf, np.float32)

    def look(week: int, state: State) -> None:
        """The next team waits until the one before has looked at its 30th day or, the first, its 90th."""
        keep(week, state)
        begun = int(state.launched.sum())
        state.coach_free[0] = SECOND + EVERY * (begun - 1)

    played = play.weeks(rule, YEARS, look=look)
    begins = {team: int(week) for team, week in enumerate(played.launched[0]) if week >= 0}
    return weeks, begins


def _kept_in(weeks: list[frozenset[int]]) -> Look:
    def keep(week: int, state: State) -> None:
        weeks.append(frozenset(np.flatnonzero(state.active[0]).tolist()))

    return keep


def _ready(firm: Firm) -> Floats:
    return np.full(firm.teams, READY, np.float32)
