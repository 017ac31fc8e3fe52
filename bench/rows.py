"""One figure each: what was reached, what nothing could beat, and what we promise."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Goal:
    """What we promise of a row: its `value` or its `ratio` to the floor is at least or at most `limit`."""

    of: Literal["value", "ratio"]
    at: Literal["≥", "≤"]
    limit: float

    def is_met(self, reached: float) -> bool:
        """Whether this figure keeps the promise."""
        return reached >= self.limit if self.at == "≥" else reached <= self.limit

    def __str__(self) -> str:
        return f"{'ratio ' if self.of == 'ratio' else ''}{self.at} {self.limit:g}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the table. `low` and `high` are the least and the most that one round gave, of what the goal is about.

    `value` is None where the thing to measure is not there; `note` then says why.
    """

    name: str
    value: float | None
    unit: str
    floor: float | None = None
    ratio: float | None = None
    goal: Goal | None = None
    low: float | None = None
    high: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is no goal or no figure."""
        reached = self.ratio if self.goal and self.goal.of == "ratio" else self.value
        return self.goal.is_met(reached) if self.goal and reached is not None else None

    def as_json(self) -> dict[str, Any]:
        """The row as `--json` writes it."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "floor": self.floor,
            "ratio": self.ratio,
            "goal": str(self.goal) if self.goal else None,
            "met": self.met,
            "low": self.low,
            "high": self.high,
            "note": self.note,
        }


def shown(figure: float | None) -> str:
    """Three digits that mean something."""
    if figure is None:
        return "–"
    if abs(figure) >= 100:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.2f}"
