"""Which team next, and what may come of it: the recommendation and the fan of simulations; needs no server."""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

from bench.installation import PYTHON, BenchError
from bench.rounds import spread
from bench.rows import Goal, Row
from bench.scale import Bench
from bench.spreading import LARGE, SMALL, Scale

#: For the test of the bench, which measures nothing.
TINY = Scale(people=40, departments=4, teams=4, runs=2, weeks=4)


def measure(bench: Bench) -> Iterator[Row]:
    """Each size in a process of its own, so that its memory is its own."""
    is_tiny = bench.rounds == 1
    small, large = (TINY, TINY) if is_tiny else (SMALL, LARGE)
    found = _asked(small, bench.rounds)
    name = f"next best team, {small.people:,} people, {small.teams:,} teams"
    yield _row(name, "ms", 200, [each * 1e3 for each in found["recommended"]])
    yield _row(f"fan of {small.runs} simulations of {small.weeks} weeks", "s", 2, found["simulated"])
    found = _asked(large, min(bench.rounds, 2))
    name = f"next best team, {large.people:,} people, {large.teams:,} teams"
    yield _row(name, "s", 5, found["recommended"])
    yield Row(
        name=f"memory for it, {large.people:,} people",
        value=found["memory"] / 1e9,
        unit="GB",
        goal=Goal("value", "≤", 2),
        note="the whole process at its largest, with making the organisation up",
    )


def _row(name: str, unit: str, limit: float, figures: list[float]) -> Row:
    told = spread(figures)
    goal = Goal("value", "≤", limit)
    return Row(name=name, unit=unit, goal=goal, value=told.middle, low=told.low, high=told.high)


def _asked(scale: Scale, rounds: int) -> dict[str, Any]:
    # As `fourleaf.adoption.spread` has it where nothing else has imported numpy before.
    environ = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = [*PYTHON, "bench.spreading", scale.as_json(), str(rounds)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchError(f"The simulation failed: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
