"""Asking to belong, and a steward's answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.spaces import actions, policy
from fourleaf.spaces.forms import AnswerForm, ReasonForm
from fourleaf.spaces.loading import frame, known_space, steered_space
from fourleaf.spaces.models import AccessRequest, Space
from fourleaf.spaces.views.about import about_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_requests(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """For stewards: who asked. Posted to: ask."""
    if request.method == "POST":
        return _ask(request, known_space(request, space_id))
    return _waiting(request, steered_space(request, space_id))


def _ask(request: PersonRequest, space: Space) -> HttpResponse:
    demand(policy.can_request_access(request.user, space), _("This space does not take requests."))
    form = ReasonForm(request.POST)
    if accepted(form, lambda: actions.request_access(actor=request.user, space=space, **form.cleaned_data)):
        messages.success(request, _("You have asked. A steward answers; the answer stands on this page."))
        return redirect("space-about", space.pk)
    return render(request, "spaces/about.html", about_page(request, space, form), status=422)


def _waiting(request: PersonRequest, space: Space, form: AnswerForm | None = None) -> HttpResponse:
    asked = AccessRequest.objects.filter(space=space).select_related("person", "person__unit", "answered_by")
    page = frame(request, space, "requests") | {
        "waiting": asked.open().order_by("at"),
        "answered": asked.exclude(answered_at=None).order_by("-answered_at")[:20],
        "form": form,
    }
    return render(request, "spaces/requests.html", page, status=422 if form else 200)


@login_required
@require_POST
def request_answer(request: PersonRequest, space_id: UUID, request_id: UUID) -> HttpResponse:
    """Let somebody in, or not now, with a note."""
    space = steered_space(request, space_id)
    asked = get_object_or_404(
        AccessRequest.objects.select_related("space", "person"), space=space, pk=request_id
    )
    form = AnswerForm(request.POST)
    if accepted(
        form,
        lambda: actions.answer_request(
            actor=request.user,
            request=asked,
            grant=form.cleaned_data["answer"] == "grant",
            note=form.cleaned_data["note"],
        ),
    ):
        return redirect("space-requests", space.pk)
    return _waiting(request, space, form)
