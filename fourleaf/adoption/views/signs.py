"""Early warning, for the team it is about: calm unless something falters, and then what usually helps."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fourleaf.adoption import actions
from fourleaf.adoption.helping import HELP, Help
from fourleaf.adoption.loading import head, known_team
from fourleaf.adoption.models import Sighting, Team, Watch
from fourleaf.adoption.warning.panel import FEW
from fourleaf.adoption.warning.signals import Sign
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person

#: So many weeks are listed.
WEEKS = 12


@dataclass(frozen=True)
class Seen:
    """A sign with its words."""

    sighting: Sighting
    help: Help


@dataclass(frozen=True)
class Week:
    """What the reader may know of a week."""

    watch: Watch
    signs: list[Seen]

    @property
    def level(self) -> int:
        """0 calm, 1 amber, 2 red."""
        return max((each.sighting.level for each in self.signs), default=0)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signs(request: PersonRequest, team_id: UUID) -> HttpResponse:
    """The last week and those before. A POST says that one has looked at what was told."""
    team = known_team(request, team_id)
    if request.method == "POST":
        for watch in Watch.objects.waiting_for(request.user).filter(team=team):
            actions.see_watch(actor=request.user, watch=watch)
        messages.success(request, _("It no longer waits for you."))
        return redirect("team-signs", team.pk)
    weeks = _weeks(request.user, team)
    page = head(request, team, "signs") | {
        "weeks": weeks,
        "last": weeks[0] if weeks else None,
        "is_small": team.members.standing().count() < FEW,
        "waits": Watch.objects.waiting_for(request.user).filter(team=team).exists(),
        "fewest": FEW,
    }
    return render(request, "adoption/signs.html", page)


def _weeks(person: Person, team: Team) -> list[Week]:
    watches = list(Watch.objects.visible_to(person).filter(team=team).order_by("-week_on")[:WEEKS])
    found: dict[UUID, list[Seen]] = {watch.pk: [] for watch in watches}
    for each in Sighting.objects.shown_to(person).filter(watch__in=watches).order_by("-level", "sign"):
        found[each.watch_id].append(Seen(each, HELP[Sign[each.sign]]))
    return [Week(watch, found[watch.pk]) for watch in watches]
