"""Candidates side by side: those that the reader may see all of."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourleaf.adoption import policy
from fourleaf.adoption.course import AHEAD
from fourleaf.adoption.loading import staff_only
from fourleaf.adoption.models import Team, TeamReadiness
from fourleaf.adoption.showing.cards import card_of
from fourleaf.adoption.showing.words import FIVE
from fourleaf.kit.web import PersonRequest

#: More than these on one page help nobody to choose.
MOST = 60


@login_required
@require_safe
def comparison(request: PersonRequest) -> HttpResponse:
    """Ready ones first, then by the middle of what their readiness can be."""
    staff_only(request)
    teams = Team.objects.visible_to(request.user).filter(launch__state__in=AHEAD)
    found = TeamReadiness.objects.filter(team__in=teams).select_related("team__launch", "team__leader")
    rows = sorted(found, key=_place)
    page = {
        "cards": [card_of(row.team, row) for row in rows[:MOST]],
        "more": max(0, len(rows) - MOST),
        "five": [told.short for told in FIVE.values()],
        "is_steward": policy.is_steward(request.user),
    }
    return render(request, "adoption/comparison.html", page)


def _place(row: TeamReadiness) -> tuple[bool, float, str]:
    middle = (row.low + row.high) / 2 if row.value is None else row.value
    return (row.verdict != TeamReadiness.Verdict.READY, -middle, row.team.name)
