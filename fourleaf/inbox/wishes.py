"""The page of how somebody wants to be told, and the links in mails that stop them."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.inbox import actions
from fourleaf.inbox.consequence import consequence
from fourleaf.inbox.forms import DutyForm, LevelForm, PreferenceForm
from fourleaf.inbox.models import Level, Preference, SpaceLevel
from fourleaf.inbox.stopping import read_token
from fourleaf.kit import identity, time
from fourleaf.kit.forms import accepted
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces import policy
from fourleaf.spaces.loading import frame, readable_space
from fourleaf.spaces.models import Duty, Membership, Space
from fourleaf.spaces.rights import Right, roles_with


def wishes_of(person: Person) -> Preference:
    """The person's wishes, or what holds without any."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: PersonRequest) -> HttpResponse:
    """See and change what reaches one, when and by what."""
    wishes, site_zone = wishes_of(request.user), request.user.zone.key
    if request.method == "POST":
        form = PreferenceForm(request.POST, site_zone=site_zone)
        if accepted(form, lambda: actions.change_preference(actor=request.user, **form.cleaned_data)):
            messages.success(request, _("Saved."))
            return redirect("notifications")
    else:
        form = PreferenceForm(initial=model_to_dict(wishes), site_zone=site_zone)
    context = {
        "form": form,
        "wishes": wishes,
        "consequence": consequence(request.user, wishes),
        "has_mail": settings.HAS_MAIL,
        "levels": list(_levels(request.user)),
        "duties": Duty.objects.coming().filter(person=request.user).select_related("space"),
    }
    return render(request, "inbox/notifications.html", context, status=422 if form.errors else 200)


def _levels(person: Person) -> "list[tuple[Space, str]]":
    """The person's spaces with what of them calls the person, where that differs from the default first."""
    own = dict(SpaceLevel.objects.filter(person=person).values_list("space_id", "level"))
    mine = Membership.objects.standing().filter(person=person).values("space")
    spaces = Space.objects.readable_by(person).filter(pk__in=mine, archival=None).named_for(person)
    rows = [(space, own.get(space.pk, "")) for space in spaces]
    return sorted(rows, key=lambda row: (not row[1], row[0].title.casefold()))


@login_required
@require_POST
def address_again(request: PersonRequest) -> HttpResponse:
    """The address works again: send to it."""
    actions.try_address_again(actor=request.user)
    messages.success(request, _("E-mail will be sent to your address again."))
    return redirect("notifications")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_notifications(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """What of this space calls one, and who is on duty in it."""
    space = readable_space(request, space_id)
    own = SpaceLevel.objects.filter(person=request.user, space=space).first()
    form = LevelForm(
        request.POST if request.method == "POST" else None, initial={"level": own.level if own else ""}
    )
    if request.method == "POST" and accepted(
        form, lambda: actions.set_space_level(actor=request.user, space=space, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect("space-notifications", space.pk)
    return _show_space(request, space, form=form)


@login_required
@require_POST
def duty_plan(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Put oneself or, as a steward, a colleague on duty."""
    space = readable_space(request, space_id)
    form = DutyForm(request.POST, people=people_for_duty(request.user, space))
    if accepted(form, lambda: spaces.plan_duty(actor=request.user, space=space, **form.cleaned_data)):
        return redirect("space-notifications", space.pk)
    return _show_space(request, space, duty_form=form)


@login_required
@require_POST
def duty_end(request: PersonRequest, space_id: UUID, duty_id: UUID) -> HttpResponse:
    """Take a duty back, or end it early."""
    space = readable_space(request, space_id)
    duty = get_object_or_404(Duty.objects.coming().filter(space=space).select_related("space"), pk=duty_id)
    spaces.end_duty(actor=request.user, duty=duty)
    return redirect("space-notifications", space.pk)


def people_for_duty(person: Person, space: Space) -> "list[Person]":
    """Whom the person may put on duty there."""
    if space.is_direct or not policy.can_post(person, space):
        return []
    if not policy.can_steer(person, space):
        return [person]
    writers = Membership.objects.of_active().filter(space=space, role__in=roles_with(Right.POST))
    return [row.person for row in writers.select_related("person").order_by("person__name")]


def _show_space(
    request: PersonRequest, space: Space, form: LevelForm | None = None, duty_form: DutyForm | None = None
) -> HttpResponse:
    person = request.user
    own = SpaceLevel.objects.filter(person=person, space=space).first()
    people = people_for_duty(person, space)
    context = frame(request, space, "notifications") | {
        "form": form or LevelForm(initial={"level": own.level if own else ""}),
        "default": Level.EVERYTHING.label if space.is_direct else Level(wishes_of(person).level).label,
        "duties": Duty.objects.coming().filter(space=space).select_related("person"),
        "duty_form": duty_form
        or (DutyForm(people=people, initial={"person": person.pk}) if people else None),
        "now": time.now(),
    }
    is_wrong = bool((form and form.errors) or (duty_form and duty_form.errors))
    return render(request, "inbox/space.html", context, status=422 if is_wrong else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A link in a mail: shows a button, which (like a mail program by itself, RFC 8058) stops such mails.

    Works for who is not signed in: the token was signed for one person and one kind of mail.
    """
    read = read_token(token)
    if read is None:
        raise Http404
    acting, (person_id, what) = request.user.pk, read
    identity.become(person_id)
    person = Person.objects.active().filter(pk=person_id).first()
    if person is None:
        identity.become(acting)
        raise Http404
    if request.method == "POST":
        actions.stop_mail(actor=person, what=what)
    identity.become(acting)
    with translation.override(person.language or translation.get_language()):
        context = {"what": what, "is_done": request.method == "POST"}
        return render(request, "inbox/stop.html", context)
