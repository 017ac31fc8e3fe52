"""A fan of simulations as small multiples: for each way to begin a curve with its band, and a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fourleaf.adoption.models import WhatIf

#: The picture in its own units; the words at its edges are written at these places.
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 320, 190, 40, 310, 12, 160
LOW, WIDE_LOW, MIDDLE, WIDE_HIGH, HIGH = range(5)
#: Rows of the table.
EVERY = 13

Shares = Sequence[float]


@dataclass(frozen=True)
class Panel:
    """One way to begin: points ready to write, its sentence, its rows (week, half of the runs, least, most)."""

    way: str
    name: str
    sentence: str
    wide: str
    inner: str
    middle: str
    real: str
    bass: str
    rows: Sequence[tuple[int, str, str, str]]
    ticks: Sequence[tuple[str, int]]


def name_of(way: str) -> str:
    """A way to begin, in words."""
    return {
        "next": _("Team by team, the next best each time"),
        "random": _("Team by team, in any order"),
        "open": _("Open to all at once"),
    }[way]


def panels(what_if: WhatIf) -> list[Panel]:
    """Of a what-if that is done, one for each way."""
    real = what_if.outcome.get("real") or {}
    happened = {"next": real, "open": {"shares": real.get("opened")}}
    return [
        _panel(way, what_if.outcome[way], happened.get(way, {}))
        for way in what_if.ways
        if way in what_if.outcome
    ]


def both(what_if: WhatIf | None) -> list[Panel]:
    """Team by team, and open to all: the two that are compared first."""
    return [each for each in panels(what_if) if each.way in ("next", "open")] if what_if else []


def compared(what_if: WhatIf) -> str:
    """The one sentence that compares the best way with opening to all."""
    best, all_at_once = what_if.outcome["next"], what_if.outcome["open"]
    return f"{name_of('next')}: {_half(best)} {name_of('open')}: {_half(all_at_once)}"


def _panel(way: str, found: dict[str, Any], real: dict[str, Any]) -> Panel:
    bands, shares, bass = found["bands"], real.get("shares") or [], real.get("bass") or []
    weeks = max(len(bands[MIDDLE]) - 1, 1)
    shown = range(0, weeks + 1, EVERY)
    return Panel(
        way=way,
        name=name_of(way),
        sentence=_half(found),
        wide=_band(bands[LOW], bands[HIGH]),
        inner=_band(bands[WIDE_LOW], bands[WIDE_HIGH]),
        middle=_points(bands[MIDDLE], weeks),
        real=_points(shares[: weeks + 1], weeks) if len(shares) > 1 else "",
        bass=_points(bass[: weeks + 1], weeks) if bass else "",
        rows=[
            (week, _percent(bands[MIDDLE][week]), _percent(bands[LOW][week]), _percent(bands[HIGH][week]))
            for week in shown
        ],
        ticks=[(f"{_x(week, weeks):.0f}", week) for week in range(0, weeks + 1, 52)],
    )


def _half(found: dict[str, Any]) -> str:
    low, middle, high = found["half"]
    bands, runs = found["bands"], found["runs"]
    last = len(bands[MIDDLE]) - 1
    if middle is None:
        return _(
            "in half of %(runs)s simulated runs at most %(usual)s %% of all are active after %(weeks)s weeks "
            "(nine runs of ten: %(least)s to %(most)s %%)."
        ) % {
            "runs": runs, "weeks": last,
            "usual": f"{100 * bands[MIDDLE][last]:.0f}",
            "least": f"{100 * bands[LOW][last]:.0f}",
            "most": f"{100 * bands[HIGH][last]:.0f}",
        }  # fmt: skip
    until = f"{high:.0f}" if high is not None else _("more than %(weeks)s") % {"weeks": last}
    return _(
        "half of all are active after %(middle)s weeks (nine of ten of %(runs)s simulated runs: %(low)s to %(high)s)."
    ) % {"middle": f"{middle:.0f}", "runs": runs, "low": f"{low:.0f}", "high": until}


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _x(week: float, weeks: int) -> float:
    return LEFT + (RIGHT - LEFT) * week / weeks


def _y(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _points(shares: Shares, weeks: int) -> str:
    return " ".join(f"{_x(week, weeks):.1f},{_y(share):.1f}" for week, share in enumerate(shares))


def _band(low: Shares, high: Shares) -> str:
    weeks = max(len(low) - 1, 1)
    edge = [f"{_x(week, weeks):.1f},{_y(share):.1f}" for week, share in enumerate(high)]
    edge += [f"{_x(week, weeks):.1f},{_y(low[week]):.1f}" for week in range(len(low) - 1, -1, -1)]
    return " ".join(edge)
