"""Keep what the worker has reckoned: readiness, turns, the map. All of it is the system's; nobody acts here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from fourleaf.adoption.characteristics.ranking import Rank
from fourleaf.adoption.models import Reckoning, Spot, SpotTie, TeamReadiness, Turn
from fourleaf.kit import time

MAP, TURNS = "map", "turns"
_READ = (
    "value",
    "low",
    "high",
    "verdict",
    "scores",
    "facts",
    "fix_first",
    "collect_of",
    "collect",
    "blocs",
    "stamp",
    "at",
)
_RANK = ("rank_low", "rank_middle", "rank_high", "ranked")
_TURN = ("place", "connected", "shared", "size", "weeks", "rule")


@transaction.atomic
def keep_readiness(rows: Mapping[UUID, dict[str, Any]]) -> None:
    """System: what these teams' readiness is now, each from the inputs that its stamp stands for."""
    now = time.now()
    TeamReadiness.objects.bulk_create(
        (TeamReadiness(team_id=team, at=now, **row) for team, row in rows.items()),
        update_conflicts=True,
        unique_fields=["team"],
        update_fields=_READ,
    )


@transaction.atomic
def keep_ranks(found: Mapping[UUID, Rank]) -> None:
    """System: where candidates stand among each other; all others stand nowhere."""
    changed = []
    for row in TeamReadiness.objects.only("team", *_RANK):
        rank = found.get(row.team_id)
        now = (rank.low, rank.middle, rank.high, len(found)) if rank else (None, None, None, 0)
        if now != (row.rank_low, row.rank_middle, row.rank_high, row.ranked):
            row.rank_low, row.rank_middle, row.rank_high, row.ranked = now
            changed.append(row)
    TeamReadiness.objects.bulk_update(changed, _RANK)


@transaction.atomic
def keep_turns(rows: Sequence[dict[str, Any]]) -> None:
    """System: which team is next, and which after it."""
    Turn.objects.exclude(team__in=[row["team_id"] for row in rows]).delete()
    Turn.objects.bulk_create(
        (Turn(**row) for row in rows), update_conflicts=True, unique_fields=["team"], update_fields=_TURN
    )
    _note(TURNS, "")


@transaction.atomic
def keep_map(
    spots: Mapping[UUID, tuple[float, float, float, int]],
    ties: Iterable[tuple[UUID, UUID, int]],
    stamp: str,
) -> None:
    """System: where each team stands on the map, and which work together; what stood there goes."""
    Spot.objects.all().delete()
    Spot.objects.bulk_create(
        Spot(team_id=team, x=x, y=y, radius=radius, size=size) for team, (x, y, radius, size) in spots.items()
    )
    SpotTie.objects.bulk_create(
        SpotTie(one_id=one, other_id=other, grade=grade) for one, other, grade in ties
    )
    _note(MAP, stamp)


def _note(key: str, stamp: str) -> None:
    Reckoning.objects.update_or_create(key=key, defaults={"stamp": stamp, "at": time.now()})
