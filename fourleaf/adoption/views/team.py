"""A team's page, and what its leader changes there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.adoption import actions, policy, wins
from fourleaf.adoption.bringing import WORK_COLUMNS, bring_works
from fourleaf.adoption.claims import told
from fourleaf.adoption.forms.teams import ChangeForm, FileForm, PeopleForm, SkillsForm, WorkForm
from fourleaf.adoption.loading import head, known_team
from fourleaf.adoption.models import Deliverable, FirstWin, Place, Team
from fourleaf.adoption.nextstep import next_step
from fourleaf.adoption.preparing import agreement, check_of, prepared, statement_of
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.spaces.models import Space


@login_required
@require_safe
def team(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """What a team is for, where it is, what it has reached, and what comes next: to be taken in within a minute."""
    found = known_team(request, team_id)
    ready = prepared(found)
    statement = statement_of(found)
    ratings = list(statement.ratings.all()) if statement else []
    page = head(request, found, "team") | {
        "statement": statement,
        "kappa": agreement([rating.marks for rating in ratings]),
        "check": check_of(statement),
        "prepared": ready,
        "lacks": told(ready.lacks) if found.launch.is_ahead else told(_without(found)),
        "next": next_step(found, ready),
        "win": win_of(found),
        "space": place_of(request, found),
        **_people_and_work(found),
    }
    return render(request, "adoption/team.html", page)


def _people_and_work(team: Team) -> dict[str, Any]:
    members = list(team.members.standing().select_related("person__unit", "person__site"))
    people = [member.person for member in members]
    works = list(team.deliverables.all())
    return {
        "members": members,
        "units": len({person.unit_id for person in people if person.unit_id}),
        "sites": len({person.site_id for person in people if person.site_id}),
        "skills": list(team.required_skills.all()),
        "planned": [work for work in works if work.finished_on is None],
        "past": [work for work in works if work.finished_on is not None],
        "is_member": True,
    }


def _without(team: Team) -> list[str]:
    """What was missing as it began."""
    return next((step.without for step in team.launch.steps.all() if step.without), [])


def win_of(team: Team) -> dict[str, Any] | None:
    """Its first win, as the page shows it."""
    win = FirstWin.objects.filter(launch_id=team.pk).select_related("by").first()
    if win is None:
        return None
    return {
        "win": win,
        "fact": wins.fact(win.kind, win.facts),
        "url": wins.address(win.kind, win.subject),
    }


def place_of(request: PersonRequest, team: Team) -> Place | None:
    """Its space and first document, if the person may read them."""
    readable = Space.objects.readable_by(request.user)
    return Place.objects.filter(launch_id=team.pk, space__in=readable).select_related("space").first()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """Name, leader and charter anew."""
    found = _kept(request, team_id)
    charter = found.charter
    initial = {
        "name": found.name, "leader": found.leader.name, "outcome": charter.outcome,
        "coach": charter.coach.name if charter.coach else "", "starts_on": charter.starts_on,
        "due_on": charter.due_on, "stop_rule": charter.stop_rule,
    }  # fmt: skip
    form = ChangeForm(_posted(request), viewer=request.user, initial=initial)
    if form.is_bound and accepted(
        form, lambda: actions.change_team(actor=request.user, team=found, **form.cleaned_data)
    ):
        return redirect(found)
    page = head(request, found, "team") | {"form": form}
    return render(request, "adoption/change.html", page, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """Who is in the team; its leader adds people by name or a whole unit."""
    found = known_team(request, team_id)
    if request.method == "POST":
        _demand_keep(request, found)
    form = PeopleForm(_posted(request), viewer=request.user)
    added: list[int] = []
    if form.is_bound and accepted(
        form,
        lambda: added.append(actions.add_members(actor=request.user, team=found, people=form.wanted())),
    ):
        text = ngettext(
            "%(n)d person has come into the team.", "%(n)d people have come into the team.", added[0]
        )
        messages.success(request, text % {"n": added[0]})
        return redirect("team-people", found.pk)
    members = found.members.standing().select_related("person__unit", "person__site", "person__profession")
    page = head(request, found, "people") | {
        "form": form,
        "members": members.prefetch_related("person__skills", "person__past_functions"),
        "required": {skill.name.casefold() for skill in found.required_skills.all()},
    }
    return render(request, "adoption/people.html", page, status=_status(form))


@login_required
@require_POST
def leaving(request: PersonRequest, team_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody is in the team no more."""
    found = known_team(request, team_id)
    member = get_object_or_404(found.members.filter(ended_at=None), pk=member_id)
    actions.end_team_membership(actor=request.user, member=member)
    messages.success(request, _("%(name)s is no longer in the team.") % {"name": member.person.name})
    return redirect("team-people" if policy.can_see(request.user, found) else "teams", *_key(request, found))


def _key(request: PersonRequest, team: Team) -> list[UUID]:
    return [team.pk] if policy.can_see(request.user, team) else []


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """Which skills the work needs, and how much each counts."""
    found = _kept(request, team_id)
    lines = [f"{skill.name}: {skill.weight:g}" for skill in found.required_skills.all()]
    form = SkillsForm(_posted(request), initial={"skills": "\n".join(lines)})
    if form.is_bound and accepted(
        form,
        lambda: actions.set_required_skills(
            actor=request.user, team=found, skills=form.cleaned_data["skills"]
        ),
    ):
        return redirect("team-people", found.pk)
    page = head(request, found, "people") | {"form": form}
    return render(request, "adoption/skills.html", page, status=_status(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def works(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """What the team delivers and has delivered; its leader adds one, or many from a CSV file."""
    found = known_team(request, team_id)
    if request.method == "POST":
        _demand_keep(request, found)
    has_file = "file" in request.FILES or request.POST.get("what") == "file"
    form = WorkForm(None if has_file else _posted(request))
    file = FileForm(request.POST, request.FILES) if has_file else FileForm()
    if _take_works(request, found, form, file):
        messages.success(request, _("It is noted."))
        return redirect("team-works", found.pk)
    page = head(request, found, "works") | {
        "form": form,
        "file": file,
        "columns": WORK_COLUMNS,
        "works": found.deliverables.all(),
    }
    return render(request, "adoption/works.html", page, status=_status(file if has_file else form))


def _take_works(request: PersonRequest, team: Team, form: WorkForm, file: FileForm) -> bool:
    actor = request.user
    if file.is_bound:
        return accepted(
            file, lambda: bring_works(actor=actor, team=team, data=file.cleaned_data["file"].read())
        )
    return form.is_bound and accepted(
        form, lambda: actions.add_deliverables(actor=actor, team=team, works=[form.wanted()])
    )


@login_required
@require_POST
def work_removal(request: PersonRequest, team_id: UUID, work_id: UUID) -> HttpResponse:
    """Take a deliverable off the list."""
    found = known_team(request, team_id)
    work = get_object_or_404(Deliverable.objects.filter(team=found), pk=work_id)
    actions.remove_deliverable(actor=request.user, deliverable=work)
    return redirect("team-works", found.pk)


def _kept(request: PersonRequest, team_id: UUID) -> Team:
    found = known_team(request, team_id)
    _demand_keep(request, found)
    return found


def _demand_keep(request: PersonRequest, team: Team) -> None:
    demand(
        policy.can_keep(request.user, team),
        _("Only the team’s leader, or who looks after adoption, can do this."),
    )


def _posted(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return 422 if form.is_bound else 200
