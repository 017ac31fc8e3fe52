"""Show a thing to a patient or relative with whom one shares no space: by name and address, never from a list."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.people.search import cared_for
from fourleaf.sharing import actions, policy, things
from fourleaf.sharing.forms import PatientForm, PatientGrantForm
from fourleaf.sharing.models import Grant
from fourleaf.sharing.things import Thing, kinds


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_to_patient(request: PersonRequest, kind: str, object_id: UUID) -> HttpResponse:
    """Say who it is; then, with their name, for what and until when; then it is done.

    That somebody was found is recorded as a look at that person, that nobody was as a refusal.
    """
    person = request.user
    thing = things.find(person, kind, object_id)
    if thing is None:
        raise Http404
    demand(policy.can_show(person, thing.space, thing.owner), _("Only stewards can show what others wrote."))
    demand(policy.can_show_to_patients(person), _("Only staff can show something to patients and relatives."))
    whom = PatientForm(request.POST if request.method == "POST" else None)
    to = _told(thing, whom) if whom.is_bound else None
    page = {
        "thing": thing,
        "kind": kinds()[kind],
        "quote": kinds()[kind].quote(person, object_id),
        "whom": whom,
    }
    if to is None:
        return render(request, "sharing/patient.html", page, status=422 if whom.is_bound else 200)
    roles = {role: does for role, does in kinds()[kind].roles.items() if role != Grant.Role.EDITOR}
    form = PatientGrantForm(request.POST if "purpose" in request.POST else None, roles=roles)
    if form.is_bound and accepted(form, lambda: _show(person, thing, to, form)):
        messages.success(request, _("It is shown. You can take it back at any time."))
        return redirect("showing", kind, object_id)
    page |= {"form": form, "to": to}
    return render(request, "sharing/show_to_patient.html", page, status=422 if form.is_bound else 200)


def _told(thing: Thing, whom: PatientForm) -> Person | None:
    """Whom the name and address mean, if they are right; the form says so if not."""
    if not whom.is_valid():
        return None
    found = cared_for(whom.cleaned_data["name"], whom.cleaned_data["address"])
    why = Access.Why.SHOWING if found else Access.Why.REFUSED
    key = found.pk if found else None
    access.record(kind="person", object_id=key, whose=key, why=why, space=thing.space.pk)
    if found is None:
        whom.add_error(
            None,
            _("No patient or relative has an account with this name and this address. Ask them for both."),
        )
    return found


def _show(actor: Person, thing: Thing, to: Person, form: PatientGrantForm) -> Grant:
    return actions.show(actor=actor, thing=thing, to=to, purpose=form.cleaned_data["purpose"], **form.terms())
