"""Lists of documents, and a new one."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.documents import actions, policy
from fourleaf.documents.content import copied_text
from fourleaf.documents.forms import BringForm, NewForm
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Bringing, Document, DocumentQuerySet
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.spaces.loading import frame, readable_space
from fourleaf.spaces.models import Space

SHOWN = 50


@login_required
@require_safe
def documents(request: PersonRequest) -> HttpResponse:
    """All that the person can read, the last changed first."""
    found = Document.objects.visible_to(request.user).standing()
    page: dict[str, Any] = {"page": _page(request, found), "can_add": policy.can_begin(request.user)}
    places = _titles(request, [each.space_id for each in page["page"]])
    page["lines"] = [(each, places.get(each.space_id, "")) for each in page["page"]]
    page["bringings"] = Bringing.objects.visible_to(request.user).to_tell()
    return render(request, "documents/list.html", page)


@login_required
@require_safe
def space_documents(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Those of a space, for whoever can read it."""
    space = readable_space(request, space_id)
    found = Document.objects.filter(space=space)
    archived = request.GET.get("archived") == "yes"
    shown = found.filter(withdrawal=None, archival__isnull=False) if archived else found.standing()
    found_here = _page(request, shown)
    page = frame(request, space, "documents") | {
        "page": found_here,
        "lines": [(each, "") for each in found_here],
        "archived": archived,
        "can_add": policy.can_begin(request.user, space),
    }
    return render(request, "documents/space.html", page)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request: PersonRequest) -> HttpResponse:
    """A new document begins with its author alone: empty, from a blueprint, a file, another document (`?from=`).

    What takes long to read is read by the worker, and a page of its own shows how far that is.
    """
    demand(policy.can_begin(request.user), _("Only staff can begin a document."))
    source = _source(request)
    kind = BringForm if request.GET.get("bring") == "yes" and not source else NewForm
    if request.method == "POST":
        form = kind(request.POST, request.FILES)
    else:
        form = kind(initial={"copy_of": source.pk, "title": source.title} if source else None)
    if source:
        del form.fields["begin_with"], form.fields["file"]
    made: list[Document | Bringing] = []

    def begin() -> None:
        title, person = form.cleaned_data["title"], request.user
        if form.takes_long():
            upload = form.cleaned_data["file"]
            made.append(actions.bring_file(actor=person, title=title, upload=upload))
            return
        text: dict[str, Any] = {"tree": copied_text(source), "copy_of": source} if source else form.text()
        made.append(actions.add_document(actor=person, title=title, **text))

    if request.method == "POST" and accepted(form, begin):
        return redirect(made[0])
    page = {"form": form, "source": source, "brings": kind is BringForm}
    return render(request, "documents/new.html", page, status=422 if form.is_bound else 200)


def _source(request: PersonRequest) -> Document | None:
    """The document that the new one is to be a copy of; reading it so is written down as any reading."""
    given = request.POST.get("copy_of") or request.GET.get("from")
    if not given:
        return None
    try:
        found = known_document(request, UUID(given))
    except ValueError as error:
        raise Http404 from error
    if found.is_withdrawn:
        raise Http404
    note_read(request, found)
    return found


def _page(request: PersonRequest, found: DocumentQuerySet) -> Page[Document]:
    rows = found.order_by("-changed_at", "-pk")
    return Paginator(rows, SHOWN).get_page(request.GET.get("page"))


def _titles(request: PersonRequest, spaces_shown: list[UUID]) -> dict[UUID, str]:
    """What each place is called, for those that the person can read."""
    known = Space.objects.readable_by(request.user).filter(pk__in=spaces_shown).named_for(request.user)
    return {space.pk: space.title for space in known}
