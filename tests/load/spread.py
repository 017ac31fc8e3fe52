"""Whether the rules for the next team are worth showing: NBN-1 on invented organisations, in a dozen worlds.

`bin/validate spread` plays each rule and random order with the same dice; `--docs` writes the figures into
docs/explanation/validation.md. Exit status 1 if a promise is missed.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from bench.machine import itself
from fourleaf.adoption.spread.generated import Organisation, organisation
from fourleaf.adoption.spread.network import Floats, Network, Ties
from fourleaf.adoption.spread.simulation import (
    NBN1,
    WEEKS,
    Model,
    Play,
    Rule,
    State,
    at_random,
    next_by_exposure,
    next_by_rosters,
)
from tests.load.figures import Rows, show, write

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "validation.md"
#: Of random order's weeks to 50 %; weeks sooner; share active at week 9 after opening to all.
RATIO, SOONER, DEAD = 0.7, -20.0, 0.05
SHIPPED = ("rosters", "exposure")


@dataclass(frozen=True)
class World:
    """What is true (`network`, `ready`, `model`), and what a planner believes (`seen`, `told`)."""

    name: str
    network: Network
    ready: Floats
    model: Model
    seen: Network
    told: Floats


def worlds(made: Organisation) -> Iterator[World]:
    """That of the model, and those in which it errs."""
    net, ready, dice = made.network, made.readiness, np.random.default_rng(3)
    plain = World("as modelled", net, ready, NBN1, net, ready)
    yield plain
    noisy = np.clip(ready + dice.normal(0, 0.2, len(ready)), 0, 1).astype(np.float32)
    yield replace(plain, name="readiness measured with an error of 0.2", told=noisy)
    yield replace(plain, name="readiness unknown", told=np.full_like(ready, 0.5))
    kept = dice.random(len(net.ties.one)) < 0.4
    ties = Ties(net.ties.one[kept], net.ties.other[kept], net.ties.weight[kept])
    yield replace(plain, name="60 % of ties not seen", seen=Network(net.people, ties, net.teams))
    turned = _peripheral(net, ready)
    yield replace(plain, name="the readiest teams are the most peripheral", ready=turned, told=turned)
    even = np.full_like(ready, float(ready.mean()))
    yield replace(plain, name="readiness makes no difference", ready=even)
    bare = organisation(team_ties=False)
    yield replace(
        plain, name="to share a team is no tie", network=bare.network,
        seen=Network(net.people, bare.network.ties.plus(Ties.of_rosters(net.teams)), net.teams),
    )  # fmt: skip
    for name, model in {
        "people need more (θ .45 on average)": replace(NBN1, middle=0.45),
        "people are alike (θ ± .10)": replace(NBN1, spread=0.10),
        "people stop sooner (κ .7)": replace(NBN1, keeps=0.7),
        "nobody begins alone (ε 0)": replace(NBN1, alone=0.0),
        "three active contacts are needed": replace(NBN1, needed=3),
    }.items():
        yield replace(plain, name=name, model=model)
    other = organisation(seed=8)
    yield World("another organisation", other.network, other.readiness, NBN1, other.network, other.readiness)


def _peripheral(net: Network, ready: Floats) -> Floats:
    ties = net.per_team(net.strength[None, :])[0] / net.sizes
    turned = np.empty_like(ready)
    turned[np.argsort(ties)] = np.sort(ready)[::-1]
    return turned


def seen(world: World, shown: Callable[[State], Floats]) -> Rule:
    """A rule that looks at the ties it knows, not at those there are."""
    if world.seen is world.network:
        return shown

    def rule(state: State) -> Floats:
        exposure, _ = world.seen.reached(state.active.astype(np.float32))
        return shown(replace(state, exposure=exposure))

    return rule


def half(world: World, rule: Rule, runs: int) -> Floats:
    """Weeks until half of all people are active (runs); infinite if never."""
    play = Play(world.network, world.ready, world.model, runs=runs)
    return play.weeks(rule, WEEKS).reaching(0.5)


def measured(world: World, runs: int) -> dict[str, Floats]:
    """Each rule's weeks, run by run, with the same dice."""
    told = world.told
    rules: dict[str, Rule] = {
        "random": at_random(world.network, runs),
        "readiness only": lambda state: np.broadcast_to(told, state.launched.shape),
        "rosters": next_by_rosters(world.seen, told),
        "exposure": seen(world, next_by_exposure(world.seen, told)),
    }
    return {name: half(world, rule, runs) for name, rule in rules.items()}


def difference(ours: Floats, theirs: Floats) -> tuple[float, float, float]:
    """The median of paired differences in weeks, its 95 % interval (2,000 bootstrap samples); never is WEEKS."""
    pairs = np.minimum(ours, WEEKS) - np.minimum(theirs, WEEKS)
    dice = np.random.default_rng(1)
    medians = np.median(pairs[dice.integers(0, len(pairs), (2_000, len(pairs)))], axis=1)
    low, high = np.quantile(medians, (0.025, 0.975))
    return float(np.median(pairs)), float(low), float(high)


def told(found: dict[str, Floats]) -> str:
    """One world in a line."""
    parts = []
    for name, weeks in found.items():
        middle, reached = np.median(weeks), np.isfinite(weeks).mean()
        said = f"{name} {middle:.0f}" if np.isfinite(middle) else f"{name} never"
        parts.append(said if reached == 1 else f"{said} ({reached:.0%} of runs reach half)")
    for name in SHIPPED:
        parts.append(f"{name} − random {_interval(found, name)}")
    return "; ".join(parts)


def _interval(found: dict[str, Floats], name: str) -> str:
    middle, low, high = difference(found[name], found["random"])
    return f"{middle:+.0f} [{low:+.0f}, {high:+.0f}]"


def opened(made: Organisation, runs: int) -> tuple[float, float]:
    """Ten in a hundred begin at once, nobody is coached: the mean share active at week 9, and the most in a run."""
    play = Play(made.network, made.readiness, NBN1, runs=runs)
    play.open_to_all(0.10)
    share = play.weeks(None, 9).share[:, 9]
    return float(share.mean()), float(share.max())


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate spread", description=__doc__)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", action="store_true", help=f"write them into docs/explanation/{PAGE.name}")
    arguments = parser.parse_args()
    machine, made = itself(), organisation()
    mean, most = opened(made, arguments.runs)
    found = {world.name: measured(world, arguments.runs) for world in worlds(made)}
    promises = list(_promises(found, mean))
    rows: Rows = [
        *((what, f"{'kept' if kept else '**missed**'}: {how}") for what, how, kept in promises),
        ("most in one run, opened to all, week 9", f"{most:.1%}"),
        *((f"weeks to half, {name}", told(weeks)) for name, weeks in found.items()),
    ]
    show(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps(dict(rows) | {"machine": machine}, indent=1), encoding="utf-8")
    if arguments.docs:
        write("spread", rows, machine, PAGE)
    return 0 if all(kept for _, _, kept in promises) else 1


def _promises(found: dict[str, dict[str, Floats]], at_nine: float) -> Iterator[tuple[str, str, bool]]:
    """What is promised, how it was, and whether it is kept."""
    first = next(iter(found.values()))
    random = float(np.median(first["random"]))
    for name in SHIPPED:
        ratio = float(np.median(first[name])) / random
        yield f"{name}: at most {RATIO} of the weeks of random order", f"{ratio:.2f}", ratio <= RATIO
        middle = difference(first[name], first["random"])[0]
        yield f"{name}: at least {-SOONER:.0f} weeks sooner", _interval(first, name), middle <= SOONER
    yield f"opened to all: under {DEAD:.0%} active at week 9", f"{at_nine:.1%}", at_nine < DEAD
    is_worse = partial(_worse, found)
    worse = [f"{name} ({world})" for world in found for name in SHIPPED if is_worse(world, name)]
    yield "no shown rule worse than random in any world", ", ".join(worse) or "none is", not worse


def _worse(found: dict[str, dict[str, Floats]], world: str, name: str) -> bool:
    return difference(found[world][name], found[world]["random"])[0] > 0


if __name__ == "__main__":
    sys.exit(main())
