"""One's own pledge: for the leader alone, and for whom they let see how it goes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Delegation
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.time import now
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.sheet import actions, policy
from fourleaf.sheet.board import time_to_answer
from fourleaf.sheet.forms import PersonForm, PledgeForm, SureForm
from fourleaf.sheet.models import Consent, Line, Pledge
from fourleaf.sheet.progress import progress_of

ONLY_LEADERS = gettext_lazy("Leaders of the organisation and of teams pledge.")
FOLLOWER, DELEGATE = gettext_lazy("Who may see how it goes"), gettext_lazy("Who may write for you")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PersonRequest) -> HttpResponse:
    """What I pledged, how it goes, who may see that, who may write for me. A POST pledges."""
    pledge = _own(request.user)
    demand(policy.can_pledge(request.user) or pledge is not None, ONLY_LEADERS)
    if request.method == "POST":
        form = PledgeForm(request.POST)
        if accepted(form, lambda: actions.make_pledge(actor=request.user, **form.cleaned_data)):
            messages.success(request, _("Your pledge stands. Everybody on the staff can read it."))
            return redirect("pledge-mine")
        return _page(request, pledge, {"form": form}, 422)
    return _page(request, pledge, {})


def _own(person: Person) -> Pledge | None:
    return Pledge.objects.standing().filter(leader=person).select_related("leader__site").first()


def _page(
    request: PersonRequest, pledge: Pledge | None, forms: dict[str, Form], status: int = 200
) -> HttpResponse:
    person = request.user
    asked = Line.objects.visible_to(person).standing().questions().filter(
        askings__person=person, askings__ended_at=None
    )  # fmt: skip
    initial: dict[str, Any] = {"from_on": localdate(now())}
    if pledge:
        initial |= {"text": pledge.text, "rate": pledge.rate}
    context: dict[str, Any] = {
        "pledge": pledge,
        "progress": progress_of(pledge) if pledge else None,
        "figure": time_to_answer(asked),
        "consent": Consent.objects.standing().filter(pledge=pledge).select_related("to").first(),
        "delegations": Delegation.objects.filter(leader=person, ended_at=None).select_related("delegate"),
        "held": Delegation.objects.standing().filter(delegate=person).select_related("leader"),
        "can_pledge": policy.can_pledge(person),
        "form": PledgeForm(initial=initial),
        "consent_form": SureForm(actor=person, label=FOLLOWER, auto_id="consent_%s"),
        "delegation_form": PersonForm(actor=person, label=DELEGATE, auto_id="delegation_%s"),
        **forms,
    }
    return render(request, "sheet/pledge_mine.html", context, status=status)


def _pledge(request: PersonRequest) -> Pledge:
    return get_object_or_404(Pledge.objects.standing().select_related("leader__site"), leader=request.user)


@login_required
@require_POST
def ending(request: PersonRequest) -> HttpResponse:
    """Take one's pledge back."""
    actions.end_pledge(actor=request.user, pledge=_pledge(request))
    messages.success(request, _("Your pledge has ended."))
    return redirect("pledge-mine")


@login_required
@require_POST
def consent(request: PersonRequest) -> HttpResponse:
    """Let one person see how it goes."""
    pledge, form = (
        _pledge(request),
        SureForm(request.POST, actor=request.user, label=FOLLOWER, auto_id="consent_%s"),
    )

    def agree() -> None:
        actions.give_consent(actor=request.user, pledge=pledge, to=form.cleaned_data["person"])

    if accepted(form, agree):
        messages.success(request, _("They can see it from now on. You can take this back at any time."))
        return redirect("pledge-mine")
    return _page(request, pledge, {"consent_form": form}, 422)


@login_required
@require_POST
def consent_ending(request: PersonRequest) -> HttpResponse:
    """Nobody sees how it goes any more."""
    actions.end_consent(actor=request.user, pledge=_pledge(request))
    messages.success(request, _("Only you see it from now on."))
    return redirect("pledge-mine")


@login_required
@require_POST
def delegations(request: PersonRequest) -> HttpResponse:
    """Let somebody write for oneself."""
    form = PersonForm(request.POST, actor=request.user, label=DELEGATE, auto_id="delegation_%s")

    def give() -> None:
        conversation.give_delegation(actor=request.user, delegate=form.cleaned_data["person"])

    demand(policy.can_pledge(request.user), ONLY_LEADERS)
    if accepted(form, give):
        messages.success(request, _("They can write for you, under their own name, and every post says so."))
        return redirect("pledge-mine")
    return _page(request, _own(request.user), {"delegation_form": form}, 422)


@login_required
@require_POST
def delegation_ending(request: PersonRequest, delegation_id: UUID) -> HttpResponse:
    """Take it back, or give it up."""
    found = get_object_or_404(Delegation.objects.visible_to(request.user), pk=delegation_id)
    conversation.end_delegation(actor=request.user, delegation=found)
    messages.success(request, _("It has ended. What was written stays, with its label."))
    return redirect("pledge-mine" if found.leader_id == request.user.pk else "pledges")


@login_required
@require_safe
def progress(request: PersonRequest, pledge_id: UUID) -> HttpResponse:
    """How a pledge goes, for whom the leader lets see it; the leader is led to their own page."""
    found = Pledge.objects.standing().followed_by(request.user).select_related("leader__site")
    pledge = get_object_or_404(found, pk=pledge_id)
    if pledge.leader_id == request.user.pk:
        return redirect("pledge-mine")
    context = {"pledge": pledge, "progress": progress_of(pledge)}
    return render(request, "sheet/pledge_progress.html", context)
