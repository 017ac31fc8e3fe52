"""Lists of documents, and a new one."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.documents import actions
from fourleaf.documents.forms import NewForm
from fourleaf.documents.models import Document, DocumentQuerySet
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.loading import frame, readable_space
from fourleaf.spaces.models import Space

SHOWN = 50


@login_required
@require_safe
def documents(request: PersonRequest) -> HttpResponse:
    """All that the person can read, the last changed first."""
    found = Document.objects.visible_to(request.user).standing()
    page: dict[str, Any] = {"page": _page(request, found), "can_add": spaces.can_add_space(request.user)}
    page["places"] = _titles(request, [each.space_id for each in page["page"]])
    return render(request, "documents/list.html", page)


@login_required
@require_safe
def space_documents(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Those of a space, for whoever can read it."""
    space = readable_space(request, space_id)
    found = Document.objects.filter(space=space)
    archived = request.GET.get("archived") == "yes"
    shown = found.filter(withdrawal=None, archival__isnull=False) if archived else found.standing()
    page = frame(request, space, "documents") | {
        "page": _page(request, shown),
        "archived": archived,
        "can_add": spaces.can_post(request.user, space) and spaces.can_add_space(request.user),
    }
    return render(request, "documents/space.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: PersonRequest) -> HttpResponse:
    """A new document begins with its author alone: empty, from a blueprint, or from a file."""
    demand(spaces.can_add_space(request.user), _("Only staff can begin a document."))
    form = NewForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    made: list[Document] = []

    def begin() -> None:
        title = form.cleaned_data["title"]
        made.append(actions.add_document(actor=request.user, title=title, tree=form.tree()))

    if request.method == "POST" and accepted(form, begin):
        return redirect(made[0])
    return render(request, "documents/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _page(request: PersonRequest, found: DocumentQuerySet) -> Page[Document]:
    rows = found.order_by("-changed_at", "-pk")
    return Paginator(rows, SHOWN).get_page(request.GET.get("page"))


def _titles(request: PersonRequest, spaces_shown: list[UUID]) -> dict[UUID, str]:
    """What each place is called, for those that the person can read."""
    known = Space.objects.readable_by(request.user).filter(pk__in=spaces_shown).named_for(request.user)
    return {space.pk: space.title for space in known}
