"""Who belongs to a space: inviting, joining, roles, leaving."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.kit.forms import accepted, errors_of, invalid
from fourleaf.kit.refusals import Invalid, Refused, demand
from fourleaf.kit.web import PersonRequest, query_of
from fourleaf.people.models import Person
from fourleaf.spaces import actions, policy
from fourleaf.spaces.forms import InvitationForm, RoleForm
from fourleaf.spaces.loading import (
    belonging,
    frame,
    known_space,
    people_found,
    readable_space,
    steered_space,
)
from fourleaf.spaces.models import Invitation, Membership, Space
from fourleaf.spaces.rights import Role

FOUND = 12


@login_required
@require_safe
def space_members(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Everybody who belongs, with role, sponsor and last day."""
    space = readable_space(request, space_id)
    return _members_page(request, space)


def _members_page(request: PersonRequest, space: Space, error: str = "", status: int = 200) -> HttpResponse:
    page = frame(request, space, "members") | {
        "members": belonging(space),
        "invitations": _unanswered(request.user, space),
        "roles": Role.choices,
        "error": error,
    }
    return render(request, "spaces/members.html", page, status=status)


def _unanswered(person: Person, space: Space) -> list[tuple[Invitation, bool]]:
    """Invitations that wait for an answer, each with whether the person can take it back."""
    invitations = Invitation.objects.open().filter(space=space).select_related("person", "by")
    can_steer = policy.can_steer(person, space)
    return [(each, can_steer or each.by_id == person.pk) for each in invitations]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_invitations(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Find a person, then ask them in."""
    space = known_space(request, space_id)
    demand(policy.can_invite(request.user, space), _("Only members and stewards can invite people."))
    may_steer = policy.can_steer(request.user, space)
    chosen = request.POST.get("person") or request.GET.get("person") or ""
    form = InvitationForm(
        request.POST if request.method == "POST" else None,
        initial={"person": chosen},
        actor=request.user,
        may_steer=may_steer,
    )
    if request.method == "POST" and accepted(form, lambda: _invite(request.user, space, form)):
        name = form.cleaned_data["person"].name
        messages.success(request, _("%(name)s is invited and finds it on their first page.") % {"name": name})
        return redirect("space-members", space.pk)
    query = query_of(request)
    page = frame(request, space, "members") | {
        "form": form,
        "query": query,
        "chosen": _person_of(request.user, chosen),
        "found": _outside(request.user, space, query) if query else [],
    }
    return render(request, "spaces/invite.html", page, status=422 if form.is_bound else 200)


def _invite(actor: Person, space: Space, form: InvitationForm) -> Invitation:
    said = form.cleaned_data
    return actions.invite(
        actor=actor, space=space, person=said["person"], role=said["role"], note=said["note"],
        expires_at=form.expires_at(),
    )  # fmt: skip


def _outside(actor: Person, space: Space, query: str) -> list[Person]:
    belong = Membership.objects.standing().filter(space=space).values("person")
    return list(people_found(actor, query).exclude(pk__in=belong)[:FOUND])


def _person_of(actor: Person, key: str) -> Person | None:
    try:
        return Person.objects.visible_to(actor).active().select_related("unit").filter(pk=UUID(key)).first()
    except ValueError:
        return None


@login_required
@require_POST
def space_membership(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Join an open space."""
    space = known_space(request, space_id)
    actions.join(actor=request.user, space=space)
    return redirect("space", space.pk)


def _membership(request: PersonRequest, space_id: UUID, membership_id: UUID) -> Membership:
    space = steered_space(request, space_id)
    members = Membership.objects.standing().filter(space=space).select_related("space", "person")
    return get_object_or_404(members, pk=membership_id)


@login_required
@require_POST
def member_role(request: PersonRequest, space_id: UUID, membership_id: UUID) -> HttpResponse:
    """Give a member another role."""
    membership = _membership(request, space_id, membership_id)
    form = RoleForm(request.POST)
    if accepted(
        form,
        lambda: actions.change_role(
            actor=request.user, membership=membership, role=form.cleaned_data["role"]
        ),
    ):
        return redirect("space-members", space_id)
    return _members_page(request, membership.space, error=errors_of(form)[0], status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_departure(request: PersonRequest, space_id: UUID, membership_id: UUID) -> HttpResponse:
    """Ask once more, then take somebody out."""
    membership = _membership(request, space_id, membership_id)
    if request.method != "POST":
        page = frame(request, membership.space, "members") | {"member": membership}
        return render(request, "spaces/taking_out.html", page)
    try:
        actions.end_membership(actor=request.user, membership=membership)
    except Invalid as refusal:
        return _members_page(request, membership.space, error=str(refusal.text), status=422)
    name = membership.person.name
    messages.success(request, _("%(name)s no longer belongs to this space.") % {"name": name})
    return redirect("space-members" if membership.person_id != request.user.pk else "space-about", space_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_departure(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Ask once more, then leave."""
    space = known_space(request, space_id)
    own = Membership.objects.standing().filter(space=space, person=request.user)
    membership = own.select_related("space", "person").first()
    if membership is None:
        raise Refused(_("You do not belong to this space."))
    page = frame(request, space, "about") | {"is_last_steward": _is_last_steward(membership)}
    if request.method != "POST":
        return render(request, "spaces/departure.html", page)
    try:
        actions.end_membership(actor=request.user, membership=membership)
    except Invalid as refusal:
        return render(request, "spaces/departure.html", page | {"error": refusal.text}, status=422)
    messages.success(request, _("You have left %(space)s.") % {"space": space.title})
    return redirect("spaces")


def _is_last_steward(membership: Membership) -> bool:
    if membership.role != Role.STEWARD or membership.space.is_direct:
        return False
    stewards = Membership.objects.of_active().filter(space=membership.space, role=Role.STEWARD)
    return not stewards.exclude(person=membership.person_id).exists()


@login_required
@require_POST
def invitation_answer(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Accept or decline one's own invitation to the space."""
    space = known_space(request, space_id)
    mine = Invitation.objects.open().filter(space=space, person=request.user)
    invitation = get_object_or_404(mine.select_related("space", "by"))
    answer = request.POST.get("answer")
    if answer not in ("accept", "decline"):
        return invalid(request, _("Choose accept or decline."))
    actions.answer_invitation(actor=request.user, invitation=invitation, accept=answer == "accept")
    return redirect("space", space.pk) if answer == "accept" else redirect("spaces")


@login_required
@require_POST
def invitation_withdrawal(request: PersonRequest, space_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take an unanswered invitation back."""
    space = readable_space(request, space_id)
    sent = Invitation.objects.filter(space=space).select_related("space", "person")
    invitation = get_object_or_404(sent, pk=invitation_id)
    try:
        actions.withdraw_invitation(actor=request.user, invitation=invitation)
    except Invalid as refusal:
        return _members_page(request, space, error=str(refusal.text), status=422)
    name = invitation.person.name
    messages.success(request, _("%(name)s is no longer invited.") % {"name": name})
    return redirect("space-members", space.pk)
