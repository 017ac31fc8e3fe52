"""Rounds that alternate, so that what else the machine does falls on both sides alike; their medians and spread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.rows import shown


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One round on one side: how much was done in how many seconds, and the processor time that it took.

    `busy` is that of whoever asked: near `seconds`, it was the client that set the rate by the clock.
    """

    count: int
    seconds: float
    server: float
    database: float
    busy: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Done a second by the clock."""
        return self.count / max(self.seconds, 1e-9)

    @property
    def typical_wait(self) -> float:
        """Seconds until half of the answers were there (their median)."""
        return median(self.latencies)

    @property
    def is_client_bound(self) -> bool:
        """Whether more could have been done, had more been asked."""
        return self.busy > 0.9 * self.seconds

    @property
    def micros(self) -> float:
        """Microseconds of the server's processes for one."""
        return self.server / max(self.count, 1) * 1e6

    @property
    def database_micros(self) -> float:
        """Microseconds of PostgreSQL's processes for one."""
        return self.database / max(self.count, 1) * 1e6

    @property
    def per_core(self) -> float:
        """How many one core of the server does in a second."""
        return self.count / max(self.server, 1e-6)


@dataclass(frozen=True)
class Spread:
    """The median of the rounds, the least and the most."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{shown(self.middle)} ({shown(self.low)}–{shown(self.high)})"


def spread(figures: Sequence[float]) -> Spread:
    """Of one figure a round."""
    return Spread(median(figures), min(figures), max(figures))


def alternating(rounds: int, **sides: Callable[[], Any]) -> dict[str, list[Any]]:
    """Measure all sides `rounds` times: forward, then backward, and so on (A B B A A B …)."""
    found: dict[str, list[Any]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in sorted(sides, key=list(sides).index, reverse=bool(number % 2)):
            found[name].append(sides[name]())
    return found


def ratios(ours: Sequence[float], floors: Sequence[float]) -> Spread:
    """Round by round: ours to the floor that was measured beside it."""
    return spread([one / max(floor, 1e-9) for one, floor in zip(ours, floors, strict=True)])
