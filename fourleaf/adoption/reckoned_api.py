"""Teams over the API: how ready one is, and which is next."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from fourleaf.adoption import policy
from fourleaf.adoption.claims import FEWEST
from fourleaf.adoption.models import Team, TeamReadiness
from fourleaf.adoption.showing.turns import Next, next_teams
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.refusals import demand
from fourleaf.people.tokens import READ

router = Router(tags=["Teams"], auth=READ)
MOST = 50


class ScoreOut(Schema):
    """One of the five, 0–1; `low` and `high` are the least and the most that it can be."""

    value: Annotated[float | None, Field(description="Null where less than 70 % of what it needs is known.")]
    low: float
    high: float
    gate: Literal["passed", "failed", "open"]
    known: Annotated[float, Field(description="The share of what it needs that is there.")]
    collect: Annotated[str | None, Field(description="What would tell most, in words.")]


class ReadinessOut(Schema):
    """How ready a team is. Advice: nothing depends on it."""

    team: UUID
    verdict: Literal["ready", "not yet", "unknown"]
    value: Annotated[float | None, Field(description="The geometric mean of the five, 0–1.")]
    low: float
    high: float
    scores: Annotated[
        dict[str, ScoreOut], Field(description="By C1 to C5, see docs/explanation/team-by-team.md.")
    ]
    fix_first: str | None
    at: Annotated[datetime, Field(description="When it was reckoned.")]


class NextOut(Schema):
    """A team that has not begun. Of fewer than five people nothing is counted."""

    team: UUID
    name: str
    turn: int
    reason: Annotated[str, Field(description="In one line, in your language.")]
    members: int | None
    connected: Annotated[int | None, Field(description="Members who work with people on the platform.")]
    coaching_weeks: int


class NextsAsked(Schema):
    """How many."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 5


@router.get("/teams/next", response=list[NextOut], operation_id="list_next_teams")
def list_next_teams(request: ApiRequest, asked: Query[NextsAsked]) -> list[dict[str, Any]]:
    """The next best teams, the best first, for everybody on the staff."""
    demand(policy.can_see_plan(request.user), _("The plan is for people who work here."))
    return [_told(each) for each in next_teams(asked.limit)]


@router.get("/teams/{uuid:team_id}/readiness", response=ReadinessOut, operation_id="get_team_readiness")
def get_team_readiness(request: ApiRequest, team_id: UUID) -> dict[str, Any]:
    """The five characteristics of a team of yours, or of any if you look after adoption; 404 until it is reckoned."""
    teams = Team.objects.visible_to(request.user)
    read = get_object_or_404(TeamReadiness.objects.filter(team__in=teams), pk=team_id)
    scores = {
        key: {
            **{name: score[name] for name in ("value", "low", "high", "gate", "known")},
            "collect": score["datum"],
        }
        for key, score in read.scores.items()
    }
    return {
        "team": read.team_id,
        "verdict": read.verdict,
        "value": read.value,
        "low": read.low,
        "high": read.high,
        "scores": scores,
        "fix_first": read.fix_first or None,
        "at": read.at,
    }


def _told(each: Next) -> dict[str, Any]:
    turn, is_few = each.turn, each.turn.size < FEWEST
    return {
        "team": turn.team_id,
        "name": turn.team.name,
        "turn": turn.place,
        "reason": each.reason,
        "members": None if is_few else turn.size,
        "connected": None if is_few else turn.connected,
        "coaching_weeks": turn.weeks,
    }
