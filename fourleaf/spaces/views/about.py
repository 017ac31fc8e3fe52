"""What a space is for, and what its stewards do with the space itself."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.kit.forms import accepted
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.spaces import actions, policy
from fourleaf.spaces.audience import access_word, planned_word
from fourleaf.spaces.forms import ACCESS, KINDS, ArchivalForm, PurposeForm, ReasonForm
from fourleaf.spaces.loading import belonging, frame, known_space, open_invitation, steered_space
from fourleaf.spaces.models import AccessRequest, Space
from fourleaf.spaces.rights import Role


@login_required
@require_safe
def space_about(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Purpose, audience, stewards, and how to join."""
    space = known_space(request, space_id)
    return render(request, "spaces/about.html", about_page(request, space))


def about_page(
    request: PersonRequest, space: Space, reason_form: ReasonForm | None = None
) -> dict[str, object]:
    """All that the page about a space shows."""
    person = request.user
    members = belonging(space)
    can_ask = policy.can_request_access(person, space)
    asked = AccessRequest.objects.open().filter(space=space, person=person).first() if can_ask else None
    return frame(request, space, "about") | {
        "members": members,
        "stewards": [each.person for each in members if each.role == Role.STEWARD],
        "kind": KINDS[Space.Kind(space.kind)][0] if not space.is_direct else "",
        "access": (access_word(space.access), ACCESS[Space.Access(space.access)][1]),
        "planned": planned_word(space) if space.is_planned else "",
        "invitation": open_invitation(space, person),
        "can_join": policy.can_join(person, space),
        "can_ask": can_ask and asked is None,
        "asked": asked,
        "refused": _refused(space, person) if can_ask and asked is None else None,
        "can_break_glass": not space.is_direct
        and not policy.can_read(person, space)
        and policy.can_break_glass(person),
        "can_set_auditing": policy.can_set_auditing(person, space, on=not space.is_audited),
        "reason_form": reason_form or ReasonForm(),
    }


def _refused(space: Space, person: Person) -> AccessRequest | None:
    """The person's last request, if a steward said not now."""
    answered = AccessRequest.objects.filter(space=space, person=person).exclude(answered_at=None)
    last = answered.select_related("answered_by").order_by("-answered_at").first()
    return last if last and not last.granted else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_purpose(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Say anew what the space is called and what it is for."""
    space = steered_space(request, space_id)
    said = {"name": space.name, "purpose": space.purpose}
    form = PurposeForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method == "POST" and accepted(
        form, lambda: actions.change_space(actor=request.user, space=space, **form.cleaned_data)
    ):
        return redirect("space-about", space.pk)
    page = frame(request, space, "about") | {"form": form}
    return render(request, "spaces/purpose.html", page, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_archival(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Ask once more, then archive."""
    space = steered_space(request, space_id)
    form = ArchivalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(
        form, lambda: actions.archive_space(actor=request.user, space=space, **form.cleaned_data)
    ):
        messages.success(request, _("The space is archived. Everybody who could read it still can."))
        return redirect("space-about", space.pk)
    page = frame(request, space, "about") | {"form": form}
    return render(request, "spaces/archival.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
def space_auditing(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Have reading recorded here, or with `on=no` no longer."""
    space = known_space(request, space_id)
    on = request.POST.get("on") != "no"
    actions.set_auditing(actor=request.user, space=space, on=on)
    messages.success(
        request,
        _("From now on every reading here is recorded.") if on else _("Reading is no longer recorded here."),
    )
    return redirect("space-about", space.pk)


@login_required
@require_POST
def space_restoration(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Open an archived space for writing again."""
    space = steered_space(request, space_id)
    actions.restore_space(actor=request.user, space=space)
    messages.success(request, _("Members can write here again."))
    return redirect("space-about", space.pk)


@login_required
@require_POST
def space_beginning(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """A planned space begins now."""
    space = steered_space(request, space_id)
    actions.begin_space(actor=request.user, space=space)
    messages.success(request, _("The space has begun. Its members can write here."))
    return redirect("space-about", space.pk)
