"""Legal holds, and the proofs of what retention let go."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.conversation.media.types import safe_type
from fourleaf.conversation.models import Attachment
from fourleaf.conversation.sending import send
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.web import PersonRequest
from fourleaf.oversight import actions, policy
from fourleaf.oversight.forms import HoldForm
from fourleaf.oversight.models import Alert, Deed, LegalHold, Preserved
from fourleaf.oversight.records import names_of, one_named

MOST = 100
SHOWN = 50


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
    kept = {hold.pk: Preserved.objects.under(hold).count() for hold in rows if hold.ended_at is None}
    return {
        "tab": "holds",
        "holds": [
            (hold, names.get(key, "") if key else "", kept.get(hold.pk, 0))
            for hold, key in zip(rows, keys, strict=True)
        ],
        "proofs": Deed.objects.filter(name="RecordsDisposed").order_by("-pk")[:MOST],
        "open_alerts": Alert.objects.open().count(),
        "form": form,
    }


@login_required
@require_safe
def preserved(request: PersonRequest, hold_id: UUID) -> HttpResponse:
    """What was withdrawn under an open hold, as it was; each person whose words it is learns that it was read."""
    hold = _open_hold(request, hold_id)
    page = Paginator(Preserved.objects.under(hold), SHOWN).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    for whose, space in {(row.author_id, row.space_id) for row in rows}:
        _note(request, hold, whose, space)
    keys = {key for row in rows for key in (row.author_id, row.by_id, row.space_id) if key}
    names = names_of(keys | {key for key in (hold.person_id, hold.space_id) if key})
    shown = {
        "tab": "holds",
        "hold": hold,
        "name": names.get(hold.person_id or hold.space_id or hold.pk, ""),
        "rows": [
            (
                row,
                names.get(row.author_id, ""),
                names.get(row.by_id, "") if row.by_id else "",
                names.get(row.space_id, ""),
            )
            for row in rows
        ],
        "page": page,
        "open_alerts": Alert.objects.open().count(),
    }
    return render(request, "oversight/hold.html", shown)


@login_required
@require_safe
def file(request: PersonRequest, hold_id: UUID, preserved_id: UUID, place: int) -> HttpResponseBase:
    """A file of what was withdrawn, to download; `place` counts from 1."""
    hold = _open_hold(request, hold_id)
    row = get_object_or_404(Preserved.objects.under(hold), pk=preserved_id)
    files = row.words.get("files", [])
    if not 1 <= place <= len(files):
        raise Http404
    found = files[place - 1]
    _note(request, hold, row.author_id, row.space_id)
    as_it_was = Attachment(name=found["name"], at=row.said_at)
    return send(request, as_it_was, found["digest"], safe_type(found["type"]), "attachment")


def _open_hold(request: PersonRequest, hold_id: UUID) -> LegalHold:
    found = LegalHold.objects.visible_to(request.user, is_officer=policy.can_oversee(request.user))
    return get_object_or_404(found.open(), pk=hold_id)


def _note(request: PersonRequest, hold: LegalHold, whose: UUID, space: UUID) -> None:
    access.record(
        kind="hold", object_id=hold.pk, whose=whose, why=Access.Why.AUDIT, space=space, who=request.user.pk
    )


@login_required
@require_POST
def ending(request: PersonRequest, hold_id: UUID) -> HttpResponse:
    """The rules of retention apply again; what was withdrawn meanwhile goes."""
    found = LegalHold.objects.visible_to(request.user, is_officer=policy.can_oversee(request.user))
    actions.end_hold(actor=request.user, hold=get_object_or_404(found, pk=hold_id))
    messages.success(request, _("The hold has ended."))
    return redirect("oversight-holds")
