"""The plan that all staff see; a team is put forward, or many at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.adoption import actions, policy
from fourleaf.adoption.bringing import TEAM_COLUMNS, bring_teams
from fourleaf.adoption.course import AHEAD, RUNNING, State
from fourleaf.adoption.forms.teams import FileForm, TeamForm
from fourleaf.adoption.loading import staff_only
from fourleaf.adoption.models import Team
from fourleaf.adoption.opening import mode_now
from fourleaf.adoption.showing.turns import next_teams
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest

#: The parts of the plan: which states stand in each.
PARTS = (("running", RUNNING), ("ahead", AHEAD), ("over", (State.STOPPED, State.REVIEWED)))


@login_required
@require_safe
def plan(request: PersonRequest) -> HttpResponse:
    """Which teams there are, who leads them, where they are, and the day; more only of those one belongs to."""
    staff_only(request)
    return render(request, "adoption/plan.html", plan_page(request))


def plan_page(request: PersonRequest) -> dict[str, Any]:
    """What the plan shows."""
    person = request.user
    teams = Team.objects.planned_for(person).select_related("leader", "launch")
    rows = list(teams.order_by("launch__begins_on", "name"))
    own = set(Team.objects.visible_to(person).values_list("pk", flat=True))
    return {
        "parts": [(name, [team for team in rows if team.launch.state in states]) for name, states in PARTS],
        "own": own,
        "is_empty": not rows,
        "can_put_forward": policy.can_put_forward(person),
        "is_steward": policy.is_steward(person),
        "can_set_mode": policy.can_set_mode(person),
        "mode": mode_now(),
        "best": next(iter(next_teams()), None),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_new(request: PersonRequest) -> HttpResponse:
    """Put a team forward."""
    staff_only(request)
    person = request.user
    demand(policy.can_put_forward(person), _("Only people on the staff put a team forward."))
    data = request.POST if request.method == "POST" else None
    form = TeamForm(data, viewer=person, initial={"leader": person.name})
    made: list[Team] = []
    if data is not None and accepted(
        form, lambda: made.append(actions.make_team(actor=person, **form.wanted()))
    ):
        messages.success(request, _("Your team is on the plan."))
        return redirect(made[0])
    return render(request, "adoption/team_new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teams_new(request: PersonRequest) -> HttpResponse:
    """Put many teams forward, from a CSV file."""
    staff_only(request)
    person = request.user
    demand(policy.can_put_forward(person), _("Only people on the staff put a team forward."))
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    made: list[Team] = []
    if form.is_bound and accepted(
        form, lambda: made.extend(bring_teams(actor=person, data=form.cleaned_data["file"].read()))
    ):
        text = ngettext("%(n)d team is on the plan now.", "%(n)d teams are on the plan now.", len(made))
        messages.success(request, text % {"n": len(made)})
        return redirect("teams")
    page = {"form": form, "columns": TEAM_COLUMNS}
    return render(request, "adoption/teams_new.html", page, status=422 if form.is_bound else 200)
