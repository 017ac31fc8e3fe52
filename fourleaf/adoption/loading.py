"""Load and authorise in one step, and what the pages of a team have in common."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from fourleaf.adoption import policy
from fourleaf.adoption.course import COURSE, LINE, STOPPED_LINE, State
from fourleaf.adoption.models import Launch, Team
from fourleaf.kit.web import PersonRequest


def known_team(request: PersonRequest, team_id: UUID) -> Team:
    """The team, if the person may see all of it; for everybody else there is nothing here."""
    teams = Team.objects.visible_to(request.user).select_related("leader", "launch", "charter__coach")
    return get_object_or_404(teams, pk=team_id)


def staff_only(request: PersonRequest) -> None:
    """For patients and their relatives there is no plan."""
    if not policy.can_see_plan(request.user):
        raise Http404


def head(request: PersonRequest, team: Team, tab: str) -> dict[str, Any]:
    """What stands above each page of a team."""
    return {
        "team": team,
        "tab": tab,
        "keeps": policy.can_keep(request.user, team),
        "is_leader": team.leader_id == request.user.pk,
        "line": line_of(team.launch),
    }


def line_of(launch: Launch) -> list[dict[str, Any]]:
    """The states as a line: each with its label and whether it is past, now or ahead."""
    now = State(launch.state)
    reached = {step.after: step.at for step in launch.steps.all()}
    has_stopped = State.STOPPED in reached
    if has_stopped:
        way = [*(state for state in LINE if state in reached and state not in STOPPED_LINE), *STOPPED_LINE]
    else:
        way = list(LINE)
    place = way.index(now)
    return [
        {
            "state": state,
            "label": state.label,
            "at": reached.get(state),
            "is_now": state is now,
            "is_past": number < place,
            "was_left_out": number < place and state not in reached,
        }
        for number, state in enumerate(way)
    ]


def ways_on(team: Team) -> list[State]:
    """The states that may follow, the natural one first."""
    return list(COURSE[State(team.launch.state)])
