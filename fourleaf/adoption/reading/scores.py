"""The five characteristics of a team as they are kept: scores, what stands behind them in numbers, ranks."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from fourleaf.adoption.characteristics.benefits import benefits
from fourleaf.adoption.characteristics.departments import breadth, departments
from fourleaf.adoption.characteristics.dispersion import dispersion, kilometres
from fourleaf.adoption.characteristics.faultline import faultline
from fourleaf.adoption.characteristics.leader import leader
from fourleaf.adoption.characteristics.perspectives import Vocabulary, perspectives
from fourleaf.adoption.characteristics.ranking import Rank, ranks
from fourleaf.adoption.characteristics.readiness import Characteristic, Readiness
from fourleaf.adoption.characteristics.score import Score
from fourleaf.adoption.claims import FEWEST
from fourleaf.adoption.reading.inputs import Inputs


@dataclass(frozen=True)
class Read:
    """A team's readiness with the numbers behind it and the strength of its strongest split (0–1), if known."""

    inputs: Inputs
    readiness: Readiness
    facts: dict[str, Any]
    blocs: float | None

    def as_row(self) -> dict[str, Any]:
        """The fields of a `TeamReadiness`, but for ranks and stamp."""
        found, collect = self.readiness, self.readiness.collect
        return {
            "value": found.value,
            "low": found.bounds.low,
            "high": found.bounds.high,
            "verdict": found.verdict.value,
            "scores": {each.value: _plain(found.scores[each]) for each in Characteristic},
            "facts": self.facts,
            "fix_first": found.fix_first.value if found.fix_first else "",
            "collect_of": collect[0].value if collect else "",
            "collect": collect[1].value if collect else "",
            "blocs": self.blocs,
        }


def read(inputs: Inputs, vocabulary: Vocabulary) -> Read:
    """All five of one team."""
    members = inputs.members
    split = faultline(members) if len(members) >= FEWEST else None
    readiness = Readiness(
        {
            Characteristic.DEPARTMENTS: departments(members),
            Characteristic.DISPERSION: dispersion(members, inputs.at),
            Characteristic.PERSPECTIVES: perspectives(members, inputs.required, vocabulary),
            Characteristic.LEADER: leader(inputs.leader),
            Characteristic.BENEFITS: benefits(inputs.benefits),
        }
    )
    return Read(inputs, readiness, _facts(inputs), split.strength if split else None)


def ranked(scores: Sequence[dict[str, Any]]) -> list[Rank | None]:
    """The rank of each candidate (its five scores as kept) among those of which all five are known."""
    values = [[each[key.value]["value"] for key in Characteristic] for each in scores]
    known = [place for place, five in enumerate(values) if None not in five]
    found: list[Rank | None] = [None] * len(scores)
    for place, rank in zip(known, ranks([values[place] for place in known]), strict=True):
        found[place] = rank
    return found


def _plain(score: Score) -> dict[str, Any]:
    return {
        "value": score.value,
        "low": score.bounds.low,
        "high": score.bounds.high,
        "gate": score.gate.value,
        "known": score.known,
        "datum": score.datum.value if score.datum else None,
    }


def _facts(inputs: Inputs) -> dict[str, Any]:
    """Counts of the team: nothing that tells of one member."""
    members, rated = inputs.members, inputs.benefits
    sites = {member.site.key: member.site for member in members if member.site}
    far = [km for one, other in combinations(sites.values(), 2) if (km := kilometres(one, other)) is not None]
    held = set().union(*(member.skills or () for member in members))
    marks = [mark for mark in (*rated.first, *rated.second) if mark is not None]
    return {
        "members": len(members),
        "departments": len({member.department for member in members if member.department}),
        "sites": len(sites),
        "kilometres": round(max(far)) if far else None,
        "required": len(inputs.required),
        "held": sum(skill in held for skill in inputs.required),
        "missing": sorted(name for skill, name in inputs.names.items() if skill not in held),
        "marks": sum(marks) if len(marks) == 10 else None,
        "kappa": rated.kappa,
        "knew": rated.right if rated.answered else None,
        "answered": rated.answered or None,
        "baseline": bool(rated.has_baseline),
        "breadth": breadth(members) if len(members) >= FEWEST else None,
    }
