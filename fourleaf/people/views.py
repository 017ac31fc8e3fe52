"""The directory, the profile, and what people change about themselves."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.kit import time
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import Invalid, demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people import actions, policy
from fourleaf.people.forms import (
    AboutForm,
    ContactForm,
    DirectoryForm,
    HandoverForm,
    LanguageForm,
    SkillsForm,
    TokenForm,
    past_functions_form,
    past_of,
)
from fourleaf.people.models import ContactPoint, OrganisationRole, Person, Token, Unit
from fourleaf.people.search import find

PER_PAGE = 40
ENDED_SHOWN = 40


@login_required
@require_safe
def people(request: PersonRequest) -> HttpResponse:
    """Who works here."""
    units = list(Unit.objects.order_by("name"))
    form = DirectoryForm(request.GET, units)
    everyone = Person.objects.visible_to(request.user).active().select_related("unit", "site")
    page = Paginator(find(everyone, form.wanted(), units), PER_PAGE).get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    query = f"{rest.urlencode()}&" if rest else ""
    context = {
        "form": form,
        "page": page,
        "query": query,
        "is_narrowed": any(form.cleaned_data.values()),
        "is_filtered": any(value for name, value in form.cleaned_data.items() if name != "q"),
    }
    return render(request, "people/people.html", context)


@login_required
@require_safe
def person(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """Who somebody is, what they can be asked about, and where one meets them."""
    found = _seen(request, person_id)
    return render(request, "people/person.html", _profile(request.user, found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """One's own page to write: about and past functions are saved together."""
    own = _own(request, person_id)
    if request.method != "POST":
        return _forms(request, own)
    about, past = AboutForm(request.POST), past_functions_form(own, request.POST)
    if about.is_valid() and past.is_valid():
        try:
            actions.change_profile(
                actor=request.user,
                person=own,
                about=about.cleaned_data["about"],
                past_functions=past_of(past),
            )
        except Invalid as invalid:
            about.add_error(invalid.field, invalid.text)
        else:
            return redirect(own)
    return _forms(request, own, about=about, past=past)


@login_required
@require_POST
def skills(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """What one can be asked about."""
    own = _own(request, person_id)
    form = SkillsForm(request.POST)
    if form.is_valid():
        try:
            actions.set_skills(actor=request.user, person=own, skills=form.cleaned_data["skills"])
        except Invalid as invalid:
            form.add_error(invalid.field, invalid.text)
        else:
            return redirect(own)
    return _forms(request, own, skills=form)


@login_required
@require_POST
def contact(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """Where one can be reached privately."""
    own = _own(request, person_id)
    form = ContactForm(request.POST)
    if accepted(form, lambda: actions.set_contact(actor=request.user, person=own, points=form.points())):
        return redirect(own)
    return _forms(request, own, contact=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: PersonRequest, person_id: UUID | None = None) -> HttpResponse:
    """Keys to the API, one's own or those of a bot. Posted to: a new one, whose text stands on this page alone."""
    holder = _bot_of(request.user, person_id) if person_id else request.user
    form = TokenForm(request.POST if request.method == "POST" else None)
    made: list[tuple[Token, str]] = []
    if request.method == "POST" and accepted(
        form,
        lambda: made.append(actions.add_token(actor=request.user, person=holder, **form.cleaned_data)),
    ):
        form = TokenForm()
    own = Token.objects.filter(person=holder)
    context = {
        "holder": holder,
        "form": form,
        "made": made[0] if made else None,
        "alive": own.alive(),
        "ended": [token for token in own[:ENDED_SHOWN] if not token.is_alive],
    }
    return render(request, "people/tokens.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def token_revocation(request: PersonRequest, token_id: UUID) -> HttpResponse:
    """A key opens nothing any more, from this moment."""
    held = Q(person=request.user) | Q(person__sponsor=request.user)
    token = get_object_or_404(Token.objects.filter(held).select_related("person"), pk=token_id)
    actions.revoke_token(actor=request.user, token=token)
    return redirect("tokens") if token.person == request.user else redirect("bot-tokens", token.person_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bot_handover(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """Another colleague is to answer for a bot of mine."""
    bot = _bot_of(request.user, person_id)
    form = HandoverForm(request.POST if request.method == "POST" else None, actor=request.user)
    if request.method == "POST" and accepted(
        form,
        lambda: actions.hand_over_bot(actor=request.user, bot=bot, to=form.cleaned_data["colleague"]),
    ):
        messages.success(
            request, _("%(name)s answers for it now.") % {"name": form.cleaned_data["colleague"].name}
        )
        return redirect(bot)
    context = {"bot": bot, "form": form}
    return render(request, "people/handover.html", context, status=422 if form.is_bound else 200)


def _bot_of(person: Person, bot: UUID) -> Person:
    return get_object_or_404(person.sponsored.active(), pk=bot)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of the interface: kept with the person, or in this browser for who is not signed in."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("Choose one of the languages."), status=422, content_type="text/plain")
    chosen, back = form.cleaned_data["language"], request.POST.get("next", "")
    is_here = back.startswith("/") and url_has_allowed_host_and_scheme(back, None)
    response = HttpResponseRedirect(back if is_here else "/")
    if isinstance(request.user, Person):
        actions.set_language(actor=request.user, person=request.user, language=chosen)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600 if chosen else 0,
        secure=settings.SECURE_SITE,
        samesite="Lax",
    )
    return response


def _seen(request: PersonRequest, person_id: UUID) -> Person:
    today = time.now().date()
    rows = Person.objects.visible_to(request.user).select_related(
        "unit__parent", "site", "profession", "manager", "sponsor"
    )
    roles = OrganisationRole.objects.filter(from_on__lte=today)
    return get_object_or_404(
        rows.prefetch_related("skills", "past_functions", Prefetch("organisation_roles", queryset=roles)),
        pk=person_id,
    )


def _own(request: PersonRequest, person_id: UUID) -> Person:
    found = _seen(request, person_id)
    demand(policy.can_change_profile(request.user, found), _("Only the person can change this."))
    return found


def _profile(viewer: Person, found: Person) -> dict[str, Any]:
    now, manager = time.now(), found.manager
    today = now.date()
    there = now.astimezone(found.zone) if found.site else None
    return {
        "person": found,
        "there": there,
        "there_clock": there.strftime("%H:%M") if there else "",
        "is_elsewhere": there is not None and there.utcoffset() != now.astimezone(viewer.zone).utcoffset(),
        "manager": manager if manager and (manager.is_staff_member and viewer.is_staff_member) else None,
        "reports": Person.objects.visible_to(viewer).active().filter(manager=found).select_related("unit"),
        "roles": [
            (role, role.until_on is None or role.until_on >= today) for role in found.organisation_roles.all()
        ],
        "contact_points": ContactPoint.objects.visible_to(viewer).filter(person=found),
        "first_name": _first_name(found),
        "can_write": policy.can_write_to(viewer, found) and viewer.pk != found.pk,
        "can_change": policy.can_change_profile(viewer, found),
        "sponsors": found.sponsor_id == viewer.pk and found.is_active,
        "sections": [import_string(section)(viewer, found) for section in settings.PROFILE_SECTIONS],
    }


def _first_name(found: Person) -> str:
    words = [
        w for w in found.name.split() if not w.endswith(".") and w not in ("Dr", "Mr", "Mrs", "Ms", "Prof")
    ]
    return words[0] if words else found.name


def _contact_form(own: Person) -> ContactForm | None:
    """None while what was said cannot be read: a form with empty lines would take it back."""
    points = list(own.contact_points.all())
    return ContactForm(points=points) if all(point.is_readable for point in points) else None


def _forms(request: PersonRequest, own: Person, **bound: Any) -> HttpResponse:
    forms = {
        "about": AboutForm(initial={"about": own.about}),
        "past": past_functions_form(own),
        "contact": _contact_form(own),
        "skills": SkillsForm(initial={"skills": "\n".join(skill.name for skill in own.skills.all())}),
    }
    context = {"person": own, **forms, **bound}
    return render(request, "people/profile.html", context, status=422 if bound else 200)
