"""Legal holds, and the proofs of what retention let go."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.web import PersonRequest
from fourleaf.oversight import actions, policy
from fourleaf.oversight.forms import HoldForm
from fourleaf.oversight.models import Alert, Deed, LegalHold
from fourleaf.oversight.records import names_of, one_named

MOST = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holds(request: PersonRequest) -> HttpResponse:
    """What is held, and what was let go; a POST adds a hold."""
    demand(policy.can_oversee(request.user), _("Only the privacy officer can look at this."))
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and accepted(form, lambda: _hold(request, form.cleaned_data)):
        messages.success(request, _("It is held from now on."))
        return redirect("oversight-holds")
    return render(request, "oversight/holds.html", _page(request, form), status=422 if form.is_bound else 200)


def _hold(request: PersonRequest, given: dict[str, Any]) -> None:
    found = one_named(given["what"].replace("\0", ""))
    ensure(found is not None, _("This names not exactly one person or space."), "what")
    if found is not None:
        key, is_person = found
        on = {"person": key} if is_person else {"space": key}
        actions.add_hold(actor=request.user, reason=given["reason"], **on)


def _page(request: PersonRequest, form: HoldForm) -> dict[str, Any]:
    access.record(kind="holds", why=Access.Why.AUDIT, who=request.user.pk)
    rows = list(LegalHold.objects.select_related("by").order_by("ended_at", "-at")[:MOST])
    keys = [hold.person_id or hold.space_id for hold in rows]
    names = names_of(key for key in keys if key)
    return {
        "tab": "holds",
        "holds": [(hold, names.get(key, "") if key else "") for hold, key in zip(rows, keys, strict=True)],
        "proofs": Deed.objects.filter(name="RecordsDisposed").order_by("-pk")[:MOST],
        "open_alerts": Alert.objects.open().count(),
        "form": form,
    }


@login_required
@require_POST
def ending(request: PersonRequest, hold_id: UUID) -> HttpResponse:
    """The rules of retention apply again."""
    found = LegalHold.objects.visible_to(request.user, is_officer=policy.can_oversee(request.user))
    actions.end_hold(actor=request.user, hold=get_object_or_404(found, pk=hold_id))
    messages.success(request, _("The hold has ended."))
    return redirect("oversight-holds")
