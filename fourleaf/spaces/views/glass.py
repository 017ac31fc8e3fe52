"""Break-glass: opening a space in an emergency, the list of what was opened, ending and reviewing it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import Refused, demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.people.policy import is_privacy_officer
from fourleaf.spaces import actions, policy
from fourleaf.spaces.forms import GlassForm, NoteForm
from fourleaf.spaces.models import BreakGlass, BreakGlassQuerySet, Space

MOST = 200


@dataclass(frozen=True)
class Listed:
    """A broken glass, and what the person who looks may do about it."""

    glass: BreakGlass
    can_end: bool
    can_review: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def break_glass(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Ask for reason and password, then open. Whoever may do this sees the same form for spaces that do not exist."""
    known = Space.objects.visible_to(request.user).filter(pk=space_id).first()
    if not policy.can_break_glass(request.user):
        if known is None:
            raise Http404
        raise Refused(_("You may not do this. Ask the privacy officer."))
    if known is not None and policy.can_read(request.user, known):
        return redirect("space", known.pk)
    form = GlassForm(request.POST if request.method == "POST" else None)
    opened: list[BreakGlass | None] = []
    if request.method == "POST":
        ratelimit.consume(request, action="reauthenticate", user=request.user, raise_exception=True)
    if request.method == "POST" and accepted(
        form,
        lambda: opened.append(actions.break_glass(actor=request.user, space=space_id, **form.cleaned_data)),
    ):
        if opened[0] is None:
            raise Http404
        return redirect("space", space_id)
    context = {"form": form, "space": known, "minutes": settings.AGREEMENT.glass_minutes}
    return render(request, "spaces/break_glass.html", context, status=422 if form.is_bound else 200)


def _known(person: Person) -> BreakGlassQuerySet:
    """What the person opened, and what they were told of."""
    known = BreakGlass.objects.known_to(person)
    return known.select_related("space", "person", "ended_by", "reviewed_by")


@login_required
@require_safe
def listing(request: PersonRequest) -> HttpResponse:
    """What was opened in an emergency: one's own, in spaces one stewards, for the privacy officer all of it."""
    return render(request, "spaces/broken_glass.html", _list(request))


def _list(
    request: PersonRequest, refused: UUID | None = None, form: NoteForm | None = None
) -> dict[str, Any]:
    person, is_officer = request.user, is_privacy_officer(request.user)
    rows = [
        # Whoever is told of it may end it, as may who opened it.
        Listed(each, each.is_open, is_officer and not each.is_open and each.person_id != person.pk)
        for each in _known(person)[:MOST]
    ]
    return {
        "waiting": [row for row in rows if row.glass.reviewed_at is None],
        "reviewed": [row for row in rows if row.glass.reviewed_at],
        "form": form or NoteForm(),
        "refused": refused,
        "is_officer": is_officer,
    }


@login_required
@require_POST
def ending(request: PersonRequest, glass_id: UUID) -> HttpResponse:
    """Nobody reads through it any more."""
    glass = get_object_or_404(_known(request.user), pk=glass_id)
    actions.end_glass(actor=request.user, glass=glass)
    messages.success(request, _("It has ended."))
    return redirect("broken-glass")


@login_required
@require_POST
def review(request: PersonRequest, glass_id: UUID) -> HttpResponse:
    """The privacy officer says what they found."""
    glass = get_object_or_404(_known(request.user), pk=glass_id)
    demand(
        policy.can_review_glass(request.user, glass),
        _("Only the privacy officer reviews this, and never their own."),
    )
    form = NoteForm(request.POST)
    if not accepted(
        form, lambda: actions.review_glass(actor=request.user, glass=glass, note=form.cleaned_data["note"])
    ):
        return render(request, "spaces/broken_glass.html", _list(request, glass.pk, form), status=422)
    messages.success(request, _("Reviewed. It stays in the list below."))
    return redirect("broken-glass")


@login_required
@require_POST
def seeing(request: PersonRequest, glass_id: UUID) -> HttpResponse:
    """Who was told has seen it; it no longer waits for them."""
    glass = get_object_or_404(_known(request.user), pk=glass_id)
    actions.see_glass(actor=request.user, glass=glass)
    return redirect("broken-glass")
