"""Whether all may come in or only launched teams; and guests meanwhile."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.adoption import actions, policy
from fourleaf.adoption.course import RUNNING
from fourleaf.adoption.forms.launches import GuestForm, ModeForm
from fourleaf.adoption.loading import staff_only
from fourleaf.adoption.models import Guest, Launch, Mode, TeamMember, WhatIf
from fourleaf.adoption.opening import mode_now
from fourleaf.adoption.showing.curves import both
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mode(request: PersonRequest) -> HttpResponse:
    """Team by team or open to all: what it is now, whom a change would concern, and since when it has been so."""
    staff_only(request)
    may = policy.can_set_mode(request.user)
    demand(
        may or request.method != "POST",
        _("Only administrators and leaders of the organisation decide this."),
    )
    now = mode_now()
    is_open = now is None or now.kind == Mode.Kind.OPEN
    other = Mode.Kind.TEAMS if is_open else Mode.Kind.OPEN
    form = ModeForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": other, "areas": now.areas if now else []},
    )
    if form.is_bound and accepted(
        form,
        lambda: actions.set_mode(
            actor=request.user, **{name: form.cleaned_data[name] for name in ("kind", "areas", "why")}
        ),
    ):
        messages.success(request, _("It is so from now on."))
        return redirect("teams-mode")
    page: dict[str, Any] = {
        "form": form,
        "may": may,
        "now": now,
        "is_open": is_open,
        "history": _history(),
        **_numbers(),
    }
    page["panels"] = [] if is_open else both(WhatIf.objects.visible_to(request.user).finished().first())
    return render(request, "adoption/mode.html", page, status=422 if form.is_bound else 200)


def _history() -> list[Mode]:
    return list(Mode.objects.select_related("by")[:20])


def _numbers() -> dict[str, int]:
    """How many would be in, and how many wait for their team."""
    running = Launch.objects.filter(state__in=RUNNING)
    inside = (
        TeamMember.objects.standing().filter(team__launch__in=running).values("person").distinct().count()
    )
    staff = Person.objects.active().filter(kind=Person.Kind.STAFF).count()
    return {"staff": staff, "inside": inside, "others": max(staff - inside, 0), "running": running.count()}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: PersonRequest) -> HttpResponse:
    """Who is in though no team of theirs has begun; one more is let in."""
    staff_only(request)
    demand(policy.is_steward(request.user), _("Only who looks after adoption lets guests in."))
    form = GuestForm(request.POST if request.method == "POST" else None, viewer=request.user)
    if form.is_bound and accepted(
        form, lambda: actions.let_guest_in(actor=request.user, **form.cleaned_data)
    ):
        return redirect("teams-guests")
    page = {"form": form, "guests": Guest.objects.standing().select_related("person", "by")}
    return render(request, "adoption/guests.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
def guest_end(request: PersonRequest, guest_id: UUID) -> HttpResponse:
    """They are no guest any more."""
    known = Guest.objects.all() if policy.is_steward(request.user) else Guest.objects.none()
    actions.end_guest_stay(actor=request.user, guest=get_object_or_404(known, pk=guest_id))
    messages.success(request, _("Their stay has ended."))
    return redirect("teams-guests")
