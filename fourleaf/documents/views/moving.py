"""Move a document: choose a space, see its new readers by name, then do it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fourleaf.documents import actions, policy
from fourleaf.documents.forms import PlaceForm
from fourleaf.documents.loading import known_document
from fourleaf.documents.models import Document
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space, SpaceQuerySet
from fourleaf.spaces.rights import Right

#: So many new readers stand there by name before the rest is counted.
NAMED = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """The spaces it could go to; with one chosen (`space`), who could read it from then on; a POST moves it."""
    document = known_document(request, document_id)
    demand(policy.can_keep(request.user, document), _("Only who began it, or a steward, can move it."))
    form = PlaceForm(request.POST) if request.method == "POST" else None
    to = _chosen(request, document)
    if to is None:
        choice = {"document": document, "spaces": _places(request.user, document)}
        return render(request, "documents/choose_place.html", choice, status=422 if form else 200)
    if form is not None and accepted(form, lambda: _move(request.user, document, to, form)):
        messages.success(request, _("It is moved. The line at the top says who can read it now."))
        return redirect(document)
    page: dict[str, Any] = {"document": document, "to": to, "form": form, **_readers(document, to)}
    return render(request, "documents/place.html", page, status=422 if form else 200)


def _move(actor: Person, document: Document, to: Space, form: PlaceForm) -> None:
    seen = form.cleaned_data["seen_readers"]
    actions.move_document(actor=actor, document=document, to=to, seen_readers=seen)


def _places(person: Person, document: Document) -> SpaceQuerySet:
    """Where the person writes, but for where the document is."""
    here = Space.objects.allowing(person, Right.POST).live().exclude(pk=document.space_id)
    return here.named_for(person).order_by("kind", "name")


def _chosen(request: PersonRequest, document: Document) -> Space | None:
    try:
        key = UUID(request.POST.get("space") or request.GET.get("space", ""))
    except ValueError:
        return None
    return _places(request.user, document).filter(pk=key).first()


def _readers(document: Document, to: Space) -> dict[str, Any]:
    new = policy.new_readers(document, to)
    listed = list(new.select_related("unit").order_by("family_name", "name")[: NAMED + 1])
    count = new.count()
    return {
        "new": listed[:NAMED],
        "count": count,
        "more": max(0, count - NAMED),
        "losing": policy.losing_readers(document, to).count(),
        "seen_readers": spaces.seal(new),
    }
