"""NBN-1, "node by node": an organisation week by week, many runs at once.

A person begins when enough of those they work with have begun (thresholds: Granovetter 1978; several
confirming contacts: Centola and Macy 2007; a little noise, as it makes long ties matter: Eckles et al. 2018),
and stops when too few are left. Its numbers are tuned to two facts of the founding story, death in about two
months and a changed culture in about two years: it compares orders of teams and forecasts nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fourleaf.adoption.spread.choosing import by_exposure, by_rosters, coach_weeks, uptake
from fourleaf.adoption.spread.network import Bools, Floats, Ints, Network

SEED = 20260101
WEEKS = 156
#: No share of active contacts is too small for anybody, and none is enough for nobody.
LEAST, MOST = 0.05, 0.90


@dataclass(frozen=True)
class Model:
    """The numbers of NBN-1; probabilities are a week's.

    With `needed` active contacts and a share of θ ~ N(`middle`, `spread`), kept within .05 and .90, of their
    tie weight active, a person begins with probability `begins`; by oneself with `alone`. Below `keeps` · θ a
    person stops with probability `stops`, but not in the first `coached` weeks of a launch. Who stopped needs
    `wary` times as much, and no longer begins alone.
    """

    begins: float = 0.10
    alone: float = 0.0005
    stops: float = 0.20
    keeps: float = 0.5
    middle: float = 0.40
    spread: float = 0.15
    needed: int = 2
    coached: int = 8
    wary: float = 1.25


NBN1 = Model()


@dataclass
class State:
    """Where all runs stand: people's part is runs × people, teams' runs × teams; `coach_free` is a week (runs)."""

    active: Bools
    lapsed: Bools
    protected: Ints
    exposure: Floats
    launched: Bools
    coach_free: Ints


#: What each team is worth next (runs × teams); the greatest is launched, -inf never.
Rule = Callable[[State], Floats]
#: Told at the end of each week how things stand; it may say when the coach is free.
Look = Callable[[int, State], None]


@dataclass(frozen=True)
class Played:
    """The share of people active at the end of each week, from week 0 = before the first (runs × weeks + 1).

    `launched` is the week in which each team was launched, -1 for never (runs × teams).
    """

    share: Floats
    launched: Ints

    def reaching(self, share: float) -> Floats:
        """The first week with that share active (runs); infinite for a run that never has it."""
        there = self.share >= share
        return np.where(there.any(axis=1), there.argmax(axis=1), np.inf).astype(np.float32)


class Play:
    """Runs of one organisation; seed and piece give the dice, the same for every rule (common random numbers)."""

    def __init__(
        self, network: Network, ready: Floats, model: Model, *, runs: int, seed: int = SEED, piece: int = 0
    ) -> None:
        dice = [np.random.default_rng([seed, piece, stream]) for stream in range(3)]
        self.network, self.model, self.runs = network, model, runs
        self._uptake, self._weeks = uptake(ready), coach_weeks(network.sizes)
        drawn = dice[0].normal(model.middle, model.spread, (runs, network.people))
        self._thresholds = np.clip(drawn, LEAST, MOST).astype(np.float32)
        self._launch = dice[1].random((runs, len(network.places)), np.float32)
        self._dice = dice[2]
        people, teams = (runs, network.people), (runs, len(network.teams))
        self.state = State(
            active=np.zeros(people, np.bool_),
            lapsed=np.zeros(people, np.bool_),
            protected=np.zeros(people, np.int64),
            exposure=np.zeros(people, np.float32),
            launched=np.zeros(teams, np.bool_),
            coach_free=np.zeros(runs, np.int64),
        )

    def open_to_all(self, enthusiasts: float) -> None:
        """Everybody is invited, and this share (0–1) begins at once."""
        count = round(enthusiasts * self.network.people)
        order = self._dice.random(self.state.active.shape).argsort(axis=1)
        np.put_along_axis(self.state.active, order[:, :count], True, axis=1)

    def weeks(self, rule: Rule | None, weeks: int = WEEKS, look: Look | None = None) -> Played:
        """Play so many weeks; teams are launched one after the other, as the coach is free."""
        share = np.empty((self.runs, weeks + 1), np.float32)
        share[:, 0] = self.state.active.mean(axis=1)
        launched = np.full(self.state.launched.shape, -1, np.int64)
        for week in range(weeks):
            if rule is not None:
                self._launch_next(rule, week, launched)
            self._live(week)
            share[:, week + 1] = self.state.active.mean(axis=1)
            if look is not None:
                look(week, self.state)
        return Played(share, launched)

    def _launch_next(self, rule: Rule, week: int, launched: Ints) -> None:
        """Where the coach is free: members of the best team begin with its uptake and are coached for a while."""
        state, network = self.state, self.network
        free = (state.coach_free <= week) & ~state.launched.all(axis=1)
        if not free.any():
            return
        worth = np.where(state.launched, -np.inf, rule(state))
        best = worth.argmax(axis=1)
        for run in np.flatnonzero(free & np.isfinite(worth.max(axis=1))):
            team = int(best[run])
            places = slice(network.starts[team], network.starts[team] + network.sizes[team])
            members = network.places[places]
            state.active[run, members] |= self._launch[run, places] < self._uptake[team]
            state.protected[run, members] = week + self.model.coached
            state.launched[run, team] = True
            state.coach_free[run] = week + self._weeks[team]
            launched[run, team] = week

    def _live(self, week: int) -> None:
        """One week: all look at the same moment at who is active, then begin or stop."""
        state, model = self.state, self.model
        state.exposure, contacts = self.network.reached(state.active.astype(np.float32))
        needed = self._thresholds * np.where(state.lapsed, np.float32(model.wary), np.float32(1))
        convinced = (state.exposure >= needed) & (contacts >= model.needed)
        dice = self._dice.random(needed.shape, np.float32)
        begins = ~state.active & (
            (convinced & (dice < model.begins)) | (~state.lapsed & (dice < model.alone))
        )
        lonely = (
            state.active & (state.exposure < np.float32(model.keeps) * needed) & (state.protected <= week)
        )
        stops = lonely & (dice < model.stops)
        state.active = (state.active | begins) & ~stops
        state.lapsed |= stops


def in_order(order: Ints, runs: int) -> Rule:
    """Teams in a given order (teams), or in one for each run (runs × teams); those not named never."""
    orders = np.broadcast_to(order, (runs, np.shape(order)[-1]))

    def rule(state: State) -> Floats:
        worth = np.full(state.launched.shape, -np.inf, np.float32)
        np.put_along_axis(worth, orders, -np.arange(orders.shape[1], dtype=np.float32)[None, :], axis=1)
        return worth

    return rule


def at_random(network: Network, runs: int, seed: int = SEED, piece: int = 0) -> Rule:
    """Another order for each run."""
    dice = np.random.default_rng([seed, piece, 9])
    return in_order(dice.random((runs, len(network.teams))).argsort(axis=1), runs)


def next_by_exposure(network: Network, ready: Floats) -> Rule:
    """The shipped rule where ties are known: `choosing.by_exposure`."""
    return lambda state: by_exposure(network, ready, state.active.astype(np.float32), state.exposure)


def next_by_rosters(network: Network, ready: Floats) -> Rule:
    """The shipped rule where only rosters are known: `choosing.by_rosters`."""
    worth = by_rosters(network, ready)
    return lambda state: np.broadcast_to(worth, state.launched.shape)
