"""C2: members work at several places.

Spatial, temporal and configurational dispersion are kept apart (O'Leary and Cummings 2007); their weights are
ours.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import asin, cos, log, radians, sin, sqrt
from zoneinfo import ZoneInfo

from fourleaf.adoption.characteristics.member import Member, Site
from fourleaf.adoption.characteristics.score import ENOUGH, Bounds, Datum, Score, mean, pairs, score

SITES, DISTANCE, ZONES = 0.6, 0.25, 0.15
LEAST_SITES = 2
LEAST = 0.35
#: Kilometres: the mean radius of the earth, and the distance from which on it counts.
EARTH = 6371.0088
NEAR = 50.0
#: A difference of so many hours counts in full.
HOURS = 6.0
#: When clocks are compared unless the caller says: a launch has a date.
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)

Pair = tuple[Site | None, Site | None]


def dispersion(members: Sequence[Member], at: datetime = NOON) -> Score:
    """0.6 · share of pairs at different sites + 0.25 · mean min(1, ln(1 + km/50) / ln 41) + 0.15 · mean min(1, Δh / 6).

    km by the great circle, Δh between the zones' clocks at `at`. Gate: at least 2 sites and s ≥ 0.35.
    """
    sites = [member.site for member in members]
    each = list(pairs(sites))
    terms = [
        (SITES, mean([_apart(pair) for pair in each])),
        (DISTANCE, mean([_distance(pair) for pair in each])),
        (ZONES, mean([_hours(pair, at) for pair in each])),
    ]
    values = [weight * value for weight, (value, _) in terms if value is not None]
    bounds = Bounds(
        sum(weight * bound.low for weight, (_, bound) in terms),
        sum(weight * bound.high for weight, (_, bound) in terms),
    )
    there = {site for site in sites if site is not None}
    keys, hidden = {site.key for site in there}, sites.count(None)
    count = Bounds(max(len(keys), min(1, len(sites))), len(keys) + hidden)
    return score(
        sum(values) if len(values) == len(terms) else None,
        bounds,
        [count.at_least(LEAST_SITES), bounds.at_least(LEAST)],
        _known(sites),
        _lacking(sites),
    )


def kilometres(one: Site, other: Site) -> float | None:
    """The great circle between two sites by the haversine formula (Sinnott 1984); None without coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = radians(one.latitude), radians(other.latitude)
    half = sin((north - south) / 2) ** 2
    half += cos(north) * cos(south) * sin(radians(one.longitude - other.longitude) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def _apart(pair: Pair) -> float | None:
    one, other = pair
    return None if one is None or other is None else float(one.key != other.key)


def _distance(pair: Pair) -> float | None:
    one, other = pair
    if one is None or other is None:
        return None
    if one.key == other.key:
        return 0.0
    km = kilometres(one, other)
    return None if km is None else min(1.0, log(1 + km / NEAR) / log(41))


def _hours(pair: Pair, at: datetime) -> float | None:
    one, other = pair
    if one is None or other is None:
        return None
    if one.key == other.key:
        return 0.0
    if one.zone is None or other.zone is None:
        return None
    clocks = [at.astimezone(ZoneInfo(zone)).utcoffset() for zone in (one.zone, other.zone)]
    seconds = [clock.total_seconds() for clock in clocks if clock is not None]
    return min(1.0, abs(seconds[0] - seconds[1]) / 3600 / HOURS)


def _known(sites: Sequence[Site | None]) -> float:
    """The share of members of whose place enough is known; if all are at one, its name is enough."""
    if not sites:
        return 0.0
    named = [site for site in sites if site is not None]
    if len({site.key for site in named}) == 1:
        return len(named) / len(sites)
    return sum(site.has_coordinates and site.zone is not None for site in named) / len(sites)


def _lacking(sites: Sequence[Site | None]) -> list[tuple[float, Datum]]:
    """For how many members each datum is missing."""
    if not sites:
        return [(1, Datum.MEMBERS)]
    named = [site for site in sites if site is not None]
    unnamed = len(sites) - len(named)
    if len({site.key for site in named}) <= 1 and len(named) >= ENOUGH * len(sites):
        return [(unnamed, Datum.SITE)]
    return [
        (unnamed, Datum.SITE),
        (sum(not site.has_coordinates for site in named), Datum.COORDINATES),
        (sum(site.zone is None for site in named), Datum.ZONE),
    ]
