"""The map of teams and the fan of simulations, as SVG that needs nothing else: described, fit for print and dark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from fourleaf.adoption.spread.layout import Points, apart
from fourleaf.adoption.spread.network import Floats

WIDTH, HEIGHT, EDGE = 960.0, 640.0, 90.0
SMALLEST, LARGEST = 14.0, 44.0
#: Of all ties between teams those are drawn that make up so much of each team's.
DRAWN = 0.08
STYLE = """
.sheet { --paper: #fbfaf6; --ink: #22251f; --quiet: #5c6157; --line: #9aa093; --leaf: #1f6b3a; --on-leaf: #fff; }
@media (prefers-color-scheme: dark) {
  .sheet { --paper: #171a16; --ink: #eceee8; --quiet: #b3b8ab; --line: #6b7164; --leaf: #8fd3a4; --on-leaf: #10200f; }
}
@media print {
  .sheet { --paper: #fff; --ink: #000; --quiet: #333; --line: #777; --leaf: #fff; --on-leaf: #000; }
}
.sheet .paper { fill: var(--paper); }
.sheet text { font: 15px "Atkinson Hyperlegible Next", system-ui, sans-serif; fill: var(--ink); text-anchor: middle; }
.sheet text { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
.sheet .quiet { font-size: 13px; fill: var(--quiet); }
.sheet .tie { stroke: var(--line); stroke-linecap: round; }
.sheet .team { fill: var(--leaf); stroke: var(--ink); stroke-width: 1.5; }
.sheet .turn { font-weight: 700; fill: var(--on-leaf); stroke: none; }
.sheet .axis { stroke: var(--line); }
.sheet .way { fill: none; stroke: var(--ink); stroke-width: 2.5; }
.sheet .band { fill: var(--leaf); opacity: 0.25; }
.sheet .start { text-anchor: start; }
.sheet .end { text-anchor: end; }
"""


@dataclass(frozen=True)
class Spot:
    """A team on the map: its place in the plan (from 1), name and size."""

    turn: int
    name: str
    size: int


def map_of(spots: Sequence[Spot], points: Points, ties: Floats, title: str, description: str) -> str:
    """The map: each circle a team, the larger the more people, with its turn; lines are as broad as ties are strong."""
    roots = np.sqrt(np.array([spot.size for spot in spots], float))
    radii = SMALLEST + (LARGEST - SMALLEST) * roots / roots.max()
    box = np.array([WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE])
    centres = apart(EDGE + points * box, radii, 40)
    centres = _within(centres)
    parts = [*_lines(centres, ties)]
    for spot, (x, y), radius in zip(spots, centres, radii, strict=True):
        parts.append(
            f'<circle class="team" cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}"/>'
            f'<text class="turn" x="{x:.0f}" y="{y + 5:.0f}">{spot.turn}</text>'
            f'<text x="{x:.0f}" y="{y + radius + 18:.0f}">{escape(spot.name)}</text>'
            f'<text class="quiet" x="{x:.0f}" y="{y + radius + 34:.0f}">{spot.size} people</text>'
        )
    return _sheet("map", title, description, parts)


def fan_of(
    curves: Mapping[str, Sequence[float]],
    band: tuple[Sequence[float], Sequence[float]],
    title: str,
    description: str,
) -> str:
    """Curves of the share active (0–1) by week, by name, and the band in which nine of ten runs of the first lie."""
    weeks = len(band[0]) - 1
    left, right, top, bottom = 70.0, WIDTH - 230.0, 40.0, HEIGHT - 60.0

    def at(week: float, share: float) -> str:
        return f"{left + (right - left) * week / max(1, weeks):.1f},{bottom - (bottom - top) * share:.1f}"

    parts = []
    for percent in (0, 25, 50, 75, 100):
        y = bottom - (bottom - top) * percent / 100
        parts.append(f'<line class="axis" x1="{left}" x2="{right}" y1="{y:.0f}" y2="{y:.0f}"/>')
        parts.append(f'<text class="quiet end" x="{left - 8}" y="{y + 5:.0f}">{percent} %</text>')
    for week in range(0, weeks + 1, 26):
        x = left + (right - left) * week / max(1, weeks)
        parts.append(f'<text class="quiet" x="{x:.0f}" y="{bottom + 24:.0f}">week {week}</text>')
    edge = [at(week, share) for week, share in enumerate(band[1])]
    edge += [at(week, band[0][week]) for week in range(weeks, -1, -1)]
    parts.append(f'<polygon class="band" points="{" ".join(edge)}"/>')
    ends = _spaced([bottom - (bottom - top) * shares[-1] for shares in curves.values()])
    dashes = ("", ' stroke-dasharray="9 5"', ' stroke-dasharray="2 5"')
    for (name, shares), dash, y in zip(curves.items(), dashes, ends, strict=False):
        way = " ".join(at(week, share) for week, share in enumerate(shares))
        parts.append(f'<polyline class="way"{dash} points="{way}"/>')
        parts.append(f'<text class="start" x="{right + 10:.0f}" y="{y + 5:.0f}">{escape(name)}</text>')
    return _sheet("fan", title, description, parts)


def _sheet(key: str, title: str, description: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sheet" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" '
        f'aria-labelledby="{key}-title {key}-description">\n<title id="{key}-title">{escape(title)}</title>\n'
        f'<desc id="{key}-description">{escape(description)}</desc>\n<style>{STYLE}</style>\n'
        f'<rect class="paper" width="{WIDTH:.0f}" height="{HEIGHT:.0f}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _within(centres: Points) -> Points:
    """Drawn apart, the map may have grown over its edges: all of it is made to fit."""
    low, high = centres.min(axis=0), centres.max(axis=0)
    sheet: Points = np.array([WIDTH, HEIGHT])
    scale = min(1.0, *((sheet - 2 * EDGE) / np.maximum(high - low, 1)))
    fitted: Points = sheet / 2 + (centres - (low + high) / 2) * scale
    return fitted


def _lines(centres: Points, ties: Floats) -> list[str]:
    most = max(float(ties.max(initial=0)), 1e-9)
    whole = np.maximum(ties.sum(axis=1), 1e-9)
    found = []
    for one, other in zip(*np.triu_indices(len(centres), 1), strict=True):
        weight = float(ties[one, other])
        if weight > DRAWN * min(float(whole[one]), float(whole[other])):
            (x1, y1), (x2, y2) = centres[one], centres[other]
            found.append(
                f'<line class="tie" x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" '
                f'stroke-width="{1 + 9 * weight / most:.1f}"/>'
            )
    return found


def _spaced(heights: Sequence[float], gap: float = 20.0) -> list[float]:
    """Labels in their order of height, no two closer than the gap."""
    order = sorted(range(len(heights)), key=lambda place: heights[place])
    found, last = list(heights), -np.inf
    for place in order:
        last = max(heights[place], last + gap)
        found[place] = float(last)
    return found
