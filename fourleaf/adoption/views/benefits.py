"""A team's benefits: stated, rated, recognised; and what its leader is asked."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fourleaf.adoption import actions, policy
from fourleaf.adoption.forms.launches import CheckForm, LeaderForm, RatingForm, StatementForm
from fourleaf.adoption.loading import head, known_team
from fourleaf.adoption.models import BenefitRating, CheckAnswer, LeaderAnswers, Team
from fourleaf.adoption.preparing import agreement, check_of, ratings_of, statement_of
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def benefits(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """The benefit in five fields, how clear two people find it, and how many members know it."""
    found = known_team(request, team_id)
    keeps = policy.can_keep(request.user, found)
    demand(
        keeps or request.method != "POST",
        _("Only the team’s leader, or who looks after adoption, can do this."),
    )
    statement = statement_of(found)
    people = Person.objects.filter(pk__in=found.members.standing().values("person")).order_by("family_name")
    form = StatementForm(
        request.POST if request.method == "POST" else None,
        people=list(people),
        initial=StatementForm.said(statement),
    )
    if form.is_bound and accepted(
        form, lambda: actions.state_benefits(actor=request.user, team=found, **form.wanted())
    ):
        messages.success(request, _("It is written down. Now two people rate how clear it is."))
        return redirect("team-benefits", found.pk)
    ratings = list(statement.ratings.select_related("rater")) if statement else []
    count = ratings_of(statement)
    page = head(request, found, "benefits") | {
        "form": form,
        "statement": statement,
        "rated": count,
        "shown": ratings if count >= BenefitRating.RATERS else [],
        "kappa": agreement([rating.marks for rating in ratings]),
        "check": check_of(statement),
        "may_rate": statement is not None and _may_rate(request.user, found, count, ratings),
        "may_answer": bool(statement and statement.not_these)
        and policy.can_answer_check(request.user, found),
        "earlier": found.statements.count() - 1,
    }
    return render(request, "adoption/benefits.html", page, status=422 if form.is_bound else 200)


def _may_rate(person: Person, team: Team, count: int, ratings: list[BenefitRating]) -> bool:
    statement = statement_of(team)
    has_rated = any(rating.rater_id == person.pk for rating in ratings)
    wrote = statement is not None and statement.by_id == person.pk
    return policy.can_rate(person, team) and not wrote and not has_rated and count < BenefitRating.RATERS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """Five marks for the statement, without seeing those of the other rater."""
    found = known_team(request, team_id)
    newest = statement_of(found)
    form = RatingForm(
        request.POST if request.method == "POST" else None,
        initial={"statement": newest.pk if newest else None},
    )
    if form.is_bound and accepted(form, lambda: _rate(request, found, form)):
        messages.success(request, _("Your marks are kept. They are shown once two people have rated."))
        return redirect("team-benefits", found.pk)
    page = head(request, found, "benefits") | {"form": form, "statement": newest}
    return render(request, "adoption/rating.html", page, status=422 if form.is_bound else 200)


def _rate(request: PersonRequest, team: Team, form: RatingForm) -> None:
    statement = get_object_or_404(team.statements, pk=form.cleaned_data["statement"])
    actions.rate_benefits(actor=request.user, statement=statement, marks=form.marks)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recognition(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """A member is asked what the team's work here is for."""
    found = known_team(request, team_id)
    newest = statement_of(found)
    demand(policy.can_answer_check(request.user, found), _("Only members are asked this."))
    options = actions.choices(newest) if newest else []
    form = CheckForm(
        request.POST if request.method == "POST" else None,
        options=options,
        initial={"statement": newest.pk if newest else None},
    )
    if form.is_bound and accepted(form, lambda: _recognise(request, found, form)):
        messages.success(request, _("Your answer is kept. Nobody else sees it."))
        return redirect("team-benefits", found.pk)
    answered = (
        newest is not None and CheckAnswer.objects.filter(statement=newest, person=request.user).exists()
    )
    page = head(request, found, "benefits") | {"form": form, "options": options, "answered": answered}
    return render(request, "adoption/recognition.html", page, status=422 if form.is_bound else 200)


def _recognise(request: PersonRequest, team: Team, form: CheckForm) -> None:
    said = form.cleaned_data
    statement = get_object_or_404(team.statements, pk=said["statement"])
    actions.answer_check(
        actor=request.user, statement=statement, picked=said["picked"], keenness=said["keenness"]
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leader(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """Nine questions to the leader, for the leader alone."""
    found = known_team(request, team_id)
    demand(found.leader_id == request.user.pk, _("Only the team’s leader is asked this."))
    before = LeaderAnswers.objects.filter(team=found, person=request.user).first()
    initial = {f"item_{n}": str(answer) for n, answer in enumerate(before.answers)} if before else {}
    form = LeaderForm(
        request.POST if request.method == "POST" else None,
        initial=initial | {"counts": bool(before and before.counts)},
    )
    if form.is_bound and accepted(
        form,
        lambda: actions.answer_as_leader(
            actor=request.user, team=found, answers=form.answers, counts=form.cleaned_data["counts"]
        ),
    ):
        messages.success(request, _("Your answers are kept. Only you see them."))
        return redirect(found)
    page = head(request, found, "benefits") | {"form": form, "before": before}
    return render(request, "adoption/leader.html", page, status=422 if form.is_bound else 200)
