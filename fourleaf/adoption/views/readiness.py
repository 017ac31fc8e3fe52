"""How ready a team is, for its people and for those who look after adoption."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourleaf.adoption.loading import head, known_team
from fourleaf.adoption.models import LeaderAnswers, Team, TeamReadiness
from fourleaf.adoption.reading.inputs import acts_of
from fourleaf.adoption.showing.cards import card_of
from fourleaf.kit.web import PersonRequest


@dataclass(frozen=True)
class Own:
    """What the fourth characteristic is made of, for the leader alone: answers (mean, 1 to 7), posts in 14 days."""

    mean: float
    acts: int
    counts: bool


@login_required
@require_safe
def readiness(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """One headline, five lines, one thing to do first."""
    found = known_team(request, team_id)
    read = TeamReadiness.objects.filter(team=found).first()
    page = head(request, found, "readiness") | {
        "card": card_of(found, read) if read else None,
        "own": _own(request, found) if found.leader_id == request.user.pk else None,
    }
    return render(request, "adoption/readiness.html", page)


def _own(request: PersonRequest, team: Team) -> Own | None:
    answers = LeaderAnswers.objects.filter(team=team, person=request.user).first()
    if answers is None:
        return None
    mean = sum(answers.answers) / len(answers.answers)
    return Own(mean, acts_of([request.user.pk]).get(request.user.pk, 0), answers.counts)
