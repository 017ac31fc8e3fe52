"""The map of teams lighting up over time, for everybody on the staff."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fourleaf.adoption.loading import staff_only
from fourleaf.adoption.models import Reckoning, Team
from fourleaf.adoption.showing.atlas import atlas
from fourleaf.kit.web import PersonRequest


@login_required
@require_safe
def team_map(request: PersonRequest) -> HttpResponse:
    """As of now, or of the step that the address names (`?at=`), so that it can be stepped through without scripts."""
    staff_only(request)
    asked = request.GET.get("at", "")
    at = int(asked) if asked.isdecimal() and len(asked) < 5 else None
    page = {
        "atlas": atlas(Team.objects.planned_for(request.user).select_related("leader"), at),
        "reckoned": Reckoning.objects.filter(key="map").first(),
        "own": set(Team.objects.visible_to(request.user).values_list("pk", flat=True)),
    }
    return render(request, "adoption/map.html", page)
