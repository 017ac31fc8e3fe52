"""The first page of whoever looks after adoption: what needs them, plan, map, both curves, the next best team."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from fourleaf.adoption.course import AHEAD, RUNNING, State
from fourleaf.adoption.models import FirstWin, Launch, LaunchCheck, Team, TeamReadiness, WhatIf
from fourleaf.adoption.showing.atlas import atlas
from fourleaf.adoption.showing.cards import card_of
from fourleaf.adoption.showing.curves import both, compared
from fourleaf.adoption.showing.turns import next_teams
from fourleaf.adoption.views.whatif import stewards_only
from fourleaf.kit import time
from fourleaf.kit.web import PersonRequest

#: Coming teams that are listed, and of each kind of need so many.
COMING, NEEDS = 5, 5


@dataclass(frozen=True)
class Need:
    """Something that waits for somebody who looks after adoption; a link leads to where it is done."""

    icon: str
    says: str
    url: str


@login_required
@require_safe
def overview(request: PersonRequest) -> HttpResponse:
    """All of it on one page."""
    stewards_only(request)
    turns = next_teams(COMING)
    best = turns[0] if turns else None
    read = TeamReadiness.objects.filter(team=best.turn.team).first() if best else None
    newest = WhatIf.objects.finished().first()
    page = {
        "needs": _needs(),
        "counts": _counts(),
        "coming": turns,
        "best": best,
        "best_card": card_of(best.turn.team, read) if best and read else None,
        "atlas": atlas(Team.objects.planned_for(request.user).select_related("leader")),
        "newest": newest,
        "panels": both(newest),
        "compared": compared(newest) if newest else "",
        "at_work": WhatIf.objects.unfinished().first(),
    }
    return render(request, "adoption/overview.html", page)


def _counts() -> list[tuple[str, int]]:
    """How many launches there are in each state that any is in."""
    found = dict(Launch.objects.order_by().values_list("state").annotate(Count("pk")))
    return [(str(state.label), found[state.value]) for state in State if found.get(state.value)]


def _needs() -> list[Need]:
    """What is overdue first, then what waits to be decided."""
    return [*_without_win(), *_checks_due(), *_ready_without_day(), *_nobody_took_up()]


def _without_win() -> list[Need]:
    """Teams that began more than seven days ago without a first win."""
    since = time.now() - timedelta(days=FirstWin.BY_DAY)
    late = (
        Launch.objects.filter(state=State.LAUNCHED, first_win=None)
        .filter(steps__after=State.LAUNCHED, steps__at__lt=since)
        .select_related("team")
        .order_by("team__name")
    )
    text = _("%(team)s has been here for more than seven days without a first win.")
    return [
        Need("flag", text % {"team": each.team.name}, reverse("team-first-win", args=[each.pk]))
        for each in late.distinct()[:NEEDS]
    ]


def _checks_due() -> list[Need]:
    """Of each team the newest check that is due."""
    due = LaunchCheck.objects.open().filter(due_on__lte=localdate(), launch__state__in=RUNNING)
    text = _("%(team)s: the check of day %(day)s is due.")
    newest = {each.launch_id: each for each in due.select_related("launch__team").order_by("due_on")}
    return [
        Need(
            "calendar-clock",
            text % {"team": each.launch.team.name, "day": each.day},
            reverse("team-check", args=[each.launch_id, each.day]),
        )
        for each in list(newest.values())[:NEEDS]
    ]


def _ready_without_day() -> list[Need]:
    ready = Launch.objects.filter(
        state__in=AHEAD, begins_on=None, team__readiness__verdict=TeamReadiness.Verdict.READY
    )
    text = _("%(team)s is ready and has no day yet.")
    return [
        Need("calendar", text % {"team": each.team.name}, reverse("team-launch", args=[each.pk]))
        for each in ready.select_related("team").order_by("team__name")[:NEEDS]
    ]


def _nobody_took_up() -> list[Need]:
    """Candidates that were put forward and have no day."""
    waiting = Launch.objects.filter(state=State.CANDIDATE, begins_on=None).count()
    if not waiting:
        return []
    text = ngettext(
        "%(n)s candidate waits for an answer: compare them.",
        "%(n)s candidates wait for an answer: compare them.",
        waiting,
    )
    return [Need("users", text % {"n": waiting}, reverse("team-comparison"))]
