"""Teams and launches over the API: the plan for all staff, a team for those whom it concerns; a launch moves on."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from fourleaf.adoption import actions, policy, wins
from fourleaf.adoption.course import State
from fourleaf.adoption.models import FirstWin, Launch, Team
from fourleaf.adoption.preparing import prepared
from fourleaf.kit.api.description import Input, one_of
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.kit.refusals import demand
from fourleaf.people.tokens import READ, SPACES

router = Router(tags=["Teams and launches"], auth=READ)
StateName = Annotated[State, one_of(State)]


class PlanOut(Schema):
    """What all staff may know of a team."""

    id: UUID
    name: str
    leader: UUID
    state: StateName
    begins_on: Annotated[date | None, Field(description="The day on which it is to begin, or began.")]


class SkillOut(Schema):
    """A skill that the work needs."""

    name: str
    weight: float


class WorkOut(Schema):
    """What the team delivers or has delivered. Days count from the first to the last, both included."""

    id: UUID
    name: str
    due_on: date | None
    started_on: date | None
    finished_on: date | None
    days: int | None
    major_revisions: int | None
    hours: float | None
    source: str


class TeamOut(PlanOut):
    """All of a team, for its people and those who look after adoption."""

    outcome: str
    coach: UUID | None
    starts_on: date | None
    due_on: date | None
    stop_rule: str
    members: list[UUID]
    skills: list[SkillOut]
    deliverables: list[WorkOut]


class StepOut(Schema):
    """A step of a launch; `without` names what was missing then."""

    before: str
    after: StateName
    by: UUID
    at: datetime
    why: str
    without: list[str]


class WinOut(Schema):
    """The first win, with its one fact in words."""

    kind: str
    subject: UUID
    happened_at: datetime
    fact: str


class CheckOut(Schema):
    """Whether it helps, after so many days."""

    day: int
    due_on: date
    shows: str
    goes_on: str
    answered_at: datetime | None


class LaunchOut(Schema):
    """The way of a launch. `lacks` names what is missing now, `next` the states that may follow."""

    team: UUID
    state: StateName
    begins_on: date | None
    next: list[StateName]
    lacks: list[str]
    steps: list[StepOut]
    checks: list[CheckOut]
    first_win: WinOut | None


class Move(Input):
    """To which state; why is needed to stop."""

    to: StateName
    why: Annotated[str, Field(max_length=500)] = ""


@router.get("/teams", response=Page[PlanOut], operation_id="list_teams")
def teams(request: ApiRequest, asked: Query[Paging]) -> dict[str, Any]:
    """The plan: every team's name, leader, state and day, for everybody on the staff."""
    demand(policy.can_see_plan(request.user), _("The plan is for people who work here."))
    rows = Team.objects.planned_for(request.user).select_related("launch").order_by("pk")
    return page_of(request, rows, asked, lambda rows: [_planned(row) for row in rows])


@router.get("/teams/{uuid:team_id}", response=TeamOut, operation_id="get_team")
def team(request: ApiRequest, team_id: UUID) -> dict[str, Any]:
    """A team that you are in, lead, or look after."""
    found = _known(request, team_id)
    charter = found.charter
    return _planned(found) | {
        "outcome": charter.outcome,
        "coach": charter.coach_id,
        "starts_on": charter.starts_on,
        "due_on": charter.due_on,
        "stop_rule": charter.stop_rule,
        "members": list(found.members.standing().values_list("person_id", flat=True)),
        "skills": list(found.required_skills.all()),
        "deliverables": list(found.deliverables.all()),
    }


@router.get("/teams/{uuid:team_id}/launch", response=LaunchOut, operation_id="get_launch")
def launch(request: ApiRequest, team_id: UUID) -> dict[str, Any]:
    """Its steps, checks and first win, and what may come next."""
    return _launch(_known(request, team_id))


@router.post("/teams/{uuid:team_id}/launch", response=LaunchOut, operation_id="move_launch", auth=SPACES)
def move(request: ApiRequest, team_id: UUID, wanted: Move) -> dict[str, Any]:
    """Take the launch to another state; to begin sets up the team's space, its first document and its checks."""
    found = _known(request, team_id)
    actions.move_launch(actor=request.user, team=found, to=wanted.to, why=wanted.why)
    return _launch(_known(request, team_id))


def _known(request: ApiRequest, team_id: UUID) -> Team:
    teams = Team.objects.visible_to(request.user).select_related("launch", "charter")
    return get_object_or_404(teams, pk=team_id)


def _planned(team: Team) -> dict[str, Any]:
    launch = team.launch
    return {
        "id": team.pk,
        "name": team.name,
        "leader": team.leader_id,
        "state": launch.state,
        "begins_on": launch.begins_on,
    }


def _launch(team: Team) -> dict[str, Any]:
    launch: Launch = team.launch
    win = FirstWin.objects.filter(launch=launch).first()
    return {
        "team": team.pk,
        "state": launch.state,
        "begins_on": launch.begins_on,
        "next": list(launch.next_states),
        "lacks": [str(lack) for lack in prepared(team).lacks],
        "steps": [
            {
                "before": step.before, "after": step.after, "by": step.by_id, "at": step.at, "why": step.why,
                "without": step.without,
            }
            for step in launch.steps.all()
        ],
        "checks": list(launch.checks.all()),
        "first_win": win
        and {
            "kind": win.kind, "subject": win.subject, "happened_at": win.happened_at,
            "fact": wins.fact(win.kind, win.facts),
        },
    }  # fmt: skip
