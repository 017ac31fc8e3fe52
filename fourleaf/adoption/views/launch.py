"""The way of a launch: its states, its day, its first win, its checks, and what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.adoption import actions, policy, wins
from fourleaf.adoption.claims import told
from fourleaf.adoption.course import State
from fourleaf.adoption.forms.launches import AfterwardsForm, DayForm, LaunchCheckForm, MoveForm, WinForm
from fourleaf.adoption.loading import head, known_team, ways_on
from fourleaf.adoption.models import Afterwards, Team
from fourleaf.adoption.preparing import prepared
from fourleaf.adoption.views.team import place_of, win_of
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest

#: What a button says that leads to a state.
WORDS = {
    State.CANDIDATE: gettext_lazy("Back to the candidates"),
    State.READY: gettext_lazy("It is ready"),
    State.BASELINE: gettext_lazy("Measure first"),
    State.LAUNCHED: gettext_lazy("Begin today"),
    State.STEADY: gettext_lazy("It runs by itself"),
    State.STOPPED: gettext_lazy("Stop"),
    State.REVIEWED: gettext_lazy("We have looked back"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def launch(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """The states as a line, every step with who and why, and what may come next."""
    found = known_team(request, team_id)
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm()
    if form.is_bound and accepted(
        form, lambda: actions.move_launch(actor=request.user, team=found, **form.cleaned_data)
    ):
        messages.success(
            request, _("It is now: %(state)s.") % {"state": State(form.cleaned_data["to"]).label}
        )
        return redirect("team-launch", found.pk)
    page = head(request, found, "launch") | {
        "form": form,
        "steps": _steps(found),
        "ways": [(state, WORDS[state]) for state in ways_on(found)],
        "lacks": told(prepared(found).lacks),
        "checks": found.launch.checks.select_related("answered_by"),
        "win": win_of(found),
        "space": place_of(request, found),
        "day": DayForm(initial={"begins_on": found.launch.begins_on}),
    }
    return render(request, "adoption/launch.html", page, status=422 if form.is_bound else 200)


def _steps(team: Team) -> list[dict[str, Any]]:
    return [
        {"step": step, "label": State(step.after).label, "claims": told(step.without)}
        for step in team.launch.steps.select_related("by")
    ]


@login_required
@require_POST
def day(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """On which day it is to begin."""
    found = known_team(request, team_id)
    form = DayForm(request.POST)
    if accepted(form, lambda: actions.plan_launch(actor=request.user, team=found, **form.cleaned_data)):
        messages.success(request, _("The plan shows the day."))
        return redirect("team-launch", found.pk)
    page = head(request, found, "launch") | {"form": form}
    return render(request, "adoption/day.html", page, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_win(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """Finished work of the team, from which it chooses its first win."""
    found = known_team(request, team_id)
    form = WinForm(request.POST) if request.method == "POST" else WinForm()
    if form.is_bound and accepted(
        form, lambda: actions.choose_first_win(actor=request.user, team=found, **form.wanted)
    ):
        messages.success(request, _("This is your first win. Your team sees it on its page."))
        return redirect(found)
    page = head(request, found, "launch") | {
        "form": form,
        "wins": wins.found(request.user, found),
        "chosen": win_of(found),
        "is_member": policy.is_member(request.user, found),
        "space": place_of(request, found),
    }
    return render(request, "adoption/first_win.html", page, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: PersonRequest, team_id: UUID, day: int) -> HttpResponse:
    """Thirty, sixty or ninety days on: does it help?"""
    found = known_team(request, team_id)
    one = get_object_or_404(found.launch.checks.select_related("answered_by", "launch__team"), day=day)
    keeps = policy.can_keep(request.user, found)
    demand(keeps or request.method != "POST", _("Only the team’s leader answers this."))
    form = LaunchCheckForm(request.POST) if request.method == "POST" else LaunchCheckForm()
    if form.is_bound and accepted(
        form,
        lambda: actions.answer_launch_check(actor=request.user, check=one, **form.cleaned_data),
    ):
        messages.success(request, _("Your answer is kept."))
        return redirect("team-launch", found.pk)
    page = head(request, found, "launch") | {"form": form, "check": one}
    return render(request, "adoption/check.html", page, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def afterwards(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """What else the team's people use it for by now."""
    found = known_team(request, team_id)
    said = list(Afterwards.objects.filter(launch_id=found.pk).select_related("person"))
    own = next((each.text for each in said if each.person_id == request.user.pk), "")
    form = AfterwardsForm(request.POST if request.method == "POST" else None, initial={"text": own})
    if form.is_bound and accepted(
        form, lambda: actions.say_afterwards(actor=request.user, team=found, **form.cleaned_data)
    ):
        return redirect("team-afterwards", found.pk)
    may_say = found.launch.state in (State.STEADY, State.REVIEWED) and policy.is_member(request.user, found)
    page = head(request, found, "launch") | {"form": form, "said": said, "may_say": may_say}
    return render(request, "adoption/afterwards.html", page, status=422 if form.is_bound else 200)
