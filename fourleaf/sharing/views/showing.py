"""Who may see a thing and why; show it to others, take that back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.kit.forms import accepted, errors_of, invalid
from fourleaf.kit.refusals import Invalid, demand
from fourleaf.kit.web import PersonRequest, query_of
from fourleaf.people.models import Person, Unit
from fourleaf.people.search import Wanted, find, words_of
from fourleaf.sharing import actions, policy, things
from fourleaf.sharing.finding import thing_to_show
from fourleaf.sharing.forms import ExtensionForm, GrantForm, end_of, person_unit_or_space
from fourleaf.sharing.may import may_see
from fourleaf.sharing.models import Grant
from fourleaf.sharing.things import Thing, kinds
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space

FOUND = 8


@login_required
@require_safe
def showing(request: PersonRequest, kind: str, object_id: UUID) -> HttpResponse:
    """Who may see the thing: each person and why. For those who belong where it is."""
    return _may_page(request, _found(request.user, kind, object_id))


def _may_page(request: PersonRequest, thing: Thing) -> HttpResponse:
    person = request.user
    steers = spaces.can_steer(person, thing.space)
    page = {
        "thing": thing,
        "kind": kinds()[thing.kind],
        "may": may_see(person, thing),
        "quote": kinds()[thing.kind].quote(person, thing.key),
        "can_show": policy.can_show(person, thing.space, thing.owner),
        "steers": steers,
    }
    return render(request, "sharing/showing.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_to(request: PersonRequest, kind: str, object_id: UUID) -> HttpResponse:
    """Choose to whom; then, with the new readers by name, for what and until when; a POST does it."""
    person = request.user
    thing, under = thing_to_show(person, kind, object_id)
    named = request.POST.get("to") or request.GET.get("to", "")
    to = person_unit_or_space(person, named)
    page = {
        "thing": thing,
        "kind": kinds()[kind],
        "choices": [(name, key, kinds()[name]) for name, key in thing.choices],
        "under": under,
        "quote": kinds()[kind].quote(person, object_id),
        "to_patients": under is None and policy.can_show_to_patients(person),
    }
    if to is None:
        return render(request, "sharing/choose.html", page | _matching(request, thing))
    form = GrantForm(
        request.POST if request.method == "POST" else None,
        roles=kinds()[kind].roles if under is None else {Grant.Role.READER: things.READ},
    )
    if request.method == "POST" and accepted(form, lambda: _show(person, thing, to, under, form)):
        messages.success(request, _("It is shown. You can take it back at any time."))
        return redirect("shown-to-me") if under else redirect("showing", kind, object_id)
    page |= {"form": form, "to": to, "named": named, **_readers(thing, to, under)}
    return render(request, "sharing/show_to.html", page, status=422 if form.is_bound else 200)


def _show(actor: Person, thing: Thing, to: Any, under: Grant | None, form: GrantForm) -> Grant:
    said = form.cleaned_data
    return actions.show(
        actor=actor, thing=thing, to=to, under=under, purpose=said["purpose"], seen_readers=said["seen_readers"],
        **form.terms(),
    )  # fmt: skip


def _matching(request: PersonRequest, thing: Thing) -> dict[str, Any]:
    """People, units and spaces whose names fit what was typed."""
    query = query_of(request)
    if not query:
        return {"query": ""}
    person = request.user
    seen = Person.objects.visible_to(person).active().exclude(pk=person.pk).select_related("unit")
    here = Space.objects.readable_by(person).exclude(kind=Space.Kind.DIRECT).exclude(pk=thing.space.pk)
    return {
        "query": query,
        "people": find(seen, Wanted(words=words_of(query)), ())[:FOUND],
        "units": Unit.objects.filter(name__icontains=query)[:FOUND],
        "spaces": here.filter(name__icontains=query)[:FOUND],
    }


def _readers(thing: Thing, to: Any, under: Grant | None) -> dict[str, Any]:
    """Who would be able to read it that cannot now, by name; and the seal of all whom it reaches."""
    word = {Person: "person", Unit: "unit", Space: "to_space"}[type(to)]
    reached = policy.reached([Grant(**{word: to})])
    here = Person.objects.none() if under else spaces.readers(thing.space)
    new = (
        reached.exclude(pk__in=here.values_list("pk")).select_related("unit").order_by("family_name", "name")
    )
    return {
        "new": list(new),
        "known": reached.filter(pk__in=here.values_list("pk")).count(),
        "seen_readers": spaces.seal(reached),
    }


@login_required
@require_POST
def taking_back(request: PersonRequest, grant_id: UUID) -> HttpResponse:
    """End a grant at once, and say how many people had opened it."""
    grant = _given(request, grant_id)
    opened = actions.take_back(actor=request.user, grant=grant)
    said = ngettext(
        "It is taken back. %(n)s person had opened it.",
        "It is taken back. %(n)s people had opened it.",
        opened,
    )
    messages.success(
        request, said % {"n": opened} if opened else _("It is taken back. Nobody had opened it.")
    )
    return _back(request, grant)


@login_required
@require_POST
def extension(request: PersonRequest, grant_id: UUID) -> HttpResponse:
    """Another last day."""
    grant = _given(request, grant_id)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return invalid(request, errors_of(form)[0])
    try:
        actions.extend_grant(actor=request.user, grant=grant, until=end_of(form.cleaned_data["expires_on"]))
    except Invalid as wrong:
        return invalid(request, wrong.text)
    messages.success(request, _("The last day is changed."))
    return _back(request, grant)


def _given(request: PersonRequest, grant_id: UUID) -> Grant:
    """A grant that the person can see because they gave it or belong where the thing is; not as one it shows it to."""
    grant = get_object_or_404(Grant.objects.visible_to(request.user).select_related("under"), pk=grant_id)
    demand(
        policy.can_take_back(request.user, grant) or grant.ended_at is not None,
        _("Only who showed it, or a steward, can do this."),
    )
    return grant


def _back(request: PersonRequest, grant: Grant) -> HttpResponse:
    back = request.POST.get("back", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(back, None):
        return redirect(back)
    if things.find(request.user, grant.kind, grant.object_id) is None:
        return redirect("shown-to-me")
    return redirect("showing", grant.kind, grant.object_id)


def _found(person: Person, kind: str, key: UUID) -> Thing:
    thing = things.find(person, kind, key)
    if thing is None:
        raise Http404
    return thing
