"""`fourleaf spread`: two files in; a plan, a map and a report out. No database, nothing is kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fourleaf.adoption.spread.choosing import Choice, assumed, planned
from fourleaf.adoption.spread.fan import Fan, Question, Way, fan, unfold
from fourleaf.adoption.spread.files import SAFE, BadFile, Group, groups, read
from fourleaf.adoption.spread.layout import Points, between, placed
from fourleaf.adoption.spread.network import Floats, Network
from fourleaf.adoption.spread.report import html, in_words, map_svg, markdown

RUNS = 50
WAYS: tuple[Way, ...] = ("order", "random", "open")


@dataclass(frozen=True)
class Spread:
    """All that is told: groups as teams, the plan, ties between teams, and what simulations make of it."""

    people: int
    alone: int
    pairs: int
    groups: list[Group]
    plan: list[Choice]
    ties: Floats
    points: Points
    fans: dict[Way, Fan]

    @property
    def begins(self) -> list[int]:
        """The week in which each team of the plan is launched, from 1."""
        weeks = [choice.weeks for choice in self.plan]
        return [1 + sum(weeks[:place]) for place in range(len(weeks))]

    def nearest(self, team: int) -> str:
        """The team with which this one has most ties; "" if it has none."""
        row = self.ties[team]
        return self.groups[int(row.argmax())].name if row.max(initial=0) > 0 else ""

    def as_json(self) -> dict[str, Any]:
        """For programs: shares are 0–1, times weeks."""
        return {
            "simulation": True,
            "people": self.people,
            "people_without_contacts": self.alone,
            "pairs_with_contacts": self.pairs,
            "merged": [group.name for group in self.groups if len(group.parts) > 1],
            "plan": [self._row(place) for place in range(len(self.plan))],
            "simulations": {
                way: {"runs": found.runs, "half_after_weeks": found.half, "share_by_week": _rounded(found)}
                for way, found in self.fans.items()
            },
        }

    def _row(self, place: int) -> dict[str, Any]:
        choice = self.plan[place]
        return {
            "turn": place + 1,
            "team": self.groups[choice.team].name,
            "people": choice.size,
            "begins_in_week": self.begins[place],
            "weeks_of_coaching": choice.weeks,
            "score": round(choice.score, 5),
            "connected": choice.connected,
            "readiness": "unknown" if choice.readiness is None else choice.readiness,
            "most_ties_with": self.nearest(choice.team),
            "reason": choice.reason,
        }


def spread(metadata: Path, contacts: Path, say: Callable[[str], None] = lambda line: None) -> Spread:
    """Read, plan, simulate; raises `BadFile`. A department is a team, small ones together; readiness is unknown."""
    measured = read(metadata, contacts)
    keys, ties = measured.numbered()
    found = groups(measured.departments)
    if len(found) < 2:
        raise BadFile(f"{metadata}: an order needs two departments of five people or more. {SAFE}")
    number = {key: place for place, key in enumerate(keys)}
    teams = [np.array([number[person] for person in group.people], np.int64) for group in found]
    network = Network(len(keys), ties, teams)
    plan = planned(network, [None] * len(teams))
    strength = between(network)
    fans = {}
    for way in WAYS:
        say(f"Simulating ({way}) …")
        question = Question(
            network, assumed([None] * len(teams)), way, RUNS, order=[choice.team for choice in plan]
        )
        fans[way] = fan(question, list(unfold(question)))
    return Spread(
        people=len(keys),
        alone=int((network.strength == 0).sum()),
        pairs=len(ties.one),
        groups=found,
        plan=plan,
        ties=strength,
        points=placed(strength, network.sizes),
        fans=fans,
    )


def run(
    metadata: Path,
    contacts: Path,
    *,
    as_json: bool,
    out: Path | None,
    say: Callable[[str], None],
    show: Callable[[str], None],
) -> int:
    """The command: the plan on standard output, everything in a folder if asked; raises `BadFile`."""
    found = spread(metadata, contacts, say)
    told = json.dumps(found.as_json(), indent=1, ensure_ascii=False)
    show(told if as_json else in_words(found))
    if out is not None:
        _write(
            out,
            {
                "plan.json": told + "\n",
                "map.svg": map_svg(found),
                "report.md": markdown(found),
                "report.html": html(found),
            },
        )
        say(f"Written to {out}: plan.json, map.svg, report.md, report.html.")
    return 0


def _write(folder: Path, files: dict[str, str]) -> None:
    """Each file whole or not at all; others in the folder are left alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            draft = folder / f".{name}.part"
            draft.write_text(text, encoding="utf-8")
            draft.replace(folder / name)
    except OSError as error:
        raise BadFile(
            f"{folder}: {error.strerror or error}. The files that were read are as they were."
        ) from None


def _rounded(found: Fan) -> dict[str, list[float]]:
    names = ("low", "middle", "high")
    return {
        name: [round(float(share), 4) for share in found.bands[row]]
        for name, row in zip(names, (0, 2, 4), strict=True)
    }
