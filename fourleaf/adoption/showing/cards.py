"""How ready a team is, as a page tells it: one headline, five lines, one thing to do first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.adoption.characteristics.faultline import STRONG
from fourleaf.adoption.characteristics.readiness import Characteristic
from fourleaf.adoption.characteristics.score import Datum, Gate
from fourleaf.adoption.models import Team, TeamReadiness
from fourleaf.adoption.showing.words import COLLECT, FIVE

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """One characteristic; scores are 0 to 100. `value` is None where too little is known."""

    key: str
    title: str
    short: str
    says: str
    asks: str
    value: int | None
    low: int
    high: int
    limit: int
    gate: str
    is_first: bool

    @property
    def width(self) -> int:
        """Of the band from the least to the most that it can be."""
        return self.high - self.low


@dataclass(frozen=True)
class Card:
    """A team's readiness. `do` is what to do first, with the address where."""

    team: Team
    verdict: str
    headline: str
    brief: str
    do: str
    url: str
    lines: tuple[Line, ...]
    value: int | None
    low: int
    high: int
    rank: str
    blocs: int | None
    breadth: int | None
    at: datetime


def card_of(team: Team, read: TeamReadiness) -> Card:
    """From the row as it is kept."""
    first = Characteristic(read.fix_first) if read.fix_first else None
    headline, do, url = _headline(team, read, first)
    where = {"not yet": read.fix_first, "unknown": read.collect_of}.get(read.verdict, "")
    return Card(
        team=team,
        verdict=read.verdict,
        headline=headline,
        brief=_brief(read, first),
        do=do,
        url=url,
        lines=tuple(_line(key, read, is_first=key.value == where) for key in Characteristic),
        value=None if read.value is None else round(100 * read.value),
        low=round(100 * read.low),
        high=round(100 * read.high),
        rank=rank_of(read),
        blocs=round(100 * read.blocs) if read.blocs is not None and read.blocs > STRONG else None,
        breadth=_percent(read.facts.get("breadth")),
        at=read.at,
    )


def rank_of(read: TeamReadiness) -> str:
    """The place among candidates in nine of ten draws of weights, in words; nothing where it has none."""
    if read.rank_low is None or read.ranked < 2:
        return ""
    if read.rank_low == read.rank_high:
        return _("%(place)s of %(all)s") % {"place": read.rank_low, "all": read.ranked}
    return _("%(low)s to %(high)s of %(all)s") % {
        "low": read.rank_low, "high": read.rank_high, "all": read.ranked,
    }  # fmt: skip


def _headline(team: Team, read: TeamReadiness, first: Characteristic | None) -> tuple[str, str, str]:
    hold = sum(score["gate"] == Gate.PASSED for score in read.scores.values())
    if read.verdict == TeamReadiness.Verdict.READY:
        least = _("The least of them: %(what)s.") % {"what": str(FIVE[first].title).lower()} if first else ""
        return _("Ready: all five hold."), least, ""
    if read.verdict == TeamReadiness.Verdict.NOT_YET and first is not None:
        told = _("Not yet: %(n)s of five hold. Fix this first: %(what)s.")
        return told % {"n": hold, "what": str(FIVE[first].title).lower()}, str(FIVE[first].mend), ""
    if read.collect:
        what, name = COLLECT[Datum(read.collect)]
        told = _("Not known yet: %(n)s of five hold.") % {"n": hold}
        return told, _("Find out first: %(what)s.") % {"what": what}, reverse(name, args=[team.pk])
    return _("Not known yet: %(n)s of five hold.") % {"n": hold}, "", ""


def _brief(read: TeamReadiness, first: Characteristic | None) -> str:
    """What to do first, in a few words, where teams stand side by side."""
    if read.verdict == TeamReadiness.Verdict.READY:
        return _("Ready")
    if read.verdict == TeamReadiness.Verdict.NOT_YET and first is not None:
        return _("Fix: %(what)s") % {"what": str(FIVE[first].title).lower()}
    return _("Find out: %(what)s") % {"what": COLLECT[Datum(read.collect)][0]} if read.collect else ""


def _line(key: Characteristic, read: TeamReadiness, *, is_first: bool) -> Line:
    told, score = FIVE[key], read.scores[key.value]
    return Line(
        key=key.value,
        title=str(told.title),
        short=str(told.short),
        says=_SAYS[key](read.facts),
        asks=str(told.asks),
        value=_percent(score["value"]),
        low=round(100 * score["low"]),
        high=round(100 * score["high"]),
        limit=round(100 * told.limit),
        gate=score["gate"],
        is_first=is_first,
    )


def _percent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def _departments(facts: Facts) -> str:
    n = facts["departments"]
    return ngettext("%(n)s department.", "%(n)s departments.", n) % {"n": n}


def _places(facts: Facts) -> str:
    n, far = facts["sites"], facts["kilometres"]
    told = ngettext("%(n)s site.", "%(n)s sites.", n) % {"n": n}
    return told + " " + _("The farthest two are %(km)s km apart.") % {"km": far} if far else told


def _perspectives(facts: Facts) -> str:
    if not facts["required"]:
        return _("Nobody has said yet which skills the work needs.")
    told = _("%(held)s of %(required)s skills are there.") % facts
    missing = ", ".join(facts["missing"][:5])
    return told + " " + _("Missing: %(skills)s.") % {"skills": missing} if missing else told


def _leader(facts: Facts) -> str:
    return _("What it is made of is for the leader alone.")


def _benefits(facts: Facts) -> str:
    told = []
    if facts["marks"] is not None:
        told.append(_("Two raters gave %(n)s of 40 points.") % {"n": facts["marks"]})
    if facts["knew"] is not None:
        told.append(_("%(knew)s of %(answered)s members who answered know it.") % facts)
    told.append(_("There is a baseline.") if facts["baseline"] else _("There is no baseline yet."))
    return " ".join(told)


_SAYS = {
    Characteristic.DEPARTMENTS: _departments,
    Characteristic.DISPERSION: _places,
    Characteristic.PERSPECTIVES: _perspectives,
    Characteristic.LEADER: _leader,
    Characteristic.BENEFITS: _benefits,
}
