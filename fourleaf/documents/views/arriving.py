"""Has it arrived? What is new in a version, for those whom it is for; how many have it, for those who write."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.documents import actions, comparing, policy
from fourleaf.documents.arrival import arrival_of, changes_in, moments_of, readers_named
from fourleaf.documents.forms import DependenceForm, MarkForm
from fourleaf.documents.life import moments, names_of
from fourleaf.documents.loading import known_document
from fourleaf.documents.models import Dependence, Document, MustSee, Revision, assigned_to
from fourleaf.documents.text.differences import compare
from fourleaf.documents.tree.schema import Tree
from fourleaf.documents.tree.suggested import settled
from fourleaf.documents.views.reading import head
from fourleaf.kit.forms import accepted, invalid
from fourleaf.kit.refusals import Invalid, demand
from fourleaf.kit.web import PersonRequest

SHOWN = 20
EMPTY: Tree = {"type": "doc", "content": []}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """The edits of substance, how many have them, and what came of them; what depends on this document."""
    document = known_document(request, document_id)
    form = DependenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        policy.demand_write(request.user, document)
        if accepted(form, lambda: _depend(request, document, form)):
            return redirect("document-changes", document.pk)
    found = changes_in(document, SHOWN)
    on = list(document.dependences.order_by("at"))
    known = Document.objects.visible_to(request.user).in_bulk({each.on_id for each in on})
    page: dict[str, Any] = head(request, document) | {
        "changes": list(zip(found, moments_of(document, found), strict=True)),
        "dependences": [(each, known.get(each.on_id)) for each in on],
        "form": form,
    }
    return render(request, "documents/changes.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
def seen(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """What others wrote meanwhile has been on the reader's screen: the text as it is now is before them."""
    document = known_document(request, document_id)
    actions.open_document(actor=request.user, document=document)
    return HttpResponse(status=204)


@login_required
@require_safe
def change(request: PersonRequest, document_id: UUID, number: int) -> HttpResponse:
    """What is new in one version, and a button to say that one has read it."""
    document = known_document(request, document_id)
    return _page_of(request, document, _revision(document, number), MarkForm())


@login_required
@require_POST
def confirmation(request: PersonRequest, document_id: UUID, number: int) -> HttpResponse:
    """I have read this."""
    document = known_document(request, document_id)
    actions.confirm_change(actor=request.user, document=document, revision=_revision(document, number))
    messages.success(request, _("It is noted that you have read this."))
    return redirect(document)


@login_required
@require_POST
def marking(request: PersonRequest, document_id: UUID, number: int) -> HttpResponse:
    """This must be seen; or, with `stop`, no longer."""
    document = known_document(request, document_id)
    found = _revision(document, number)
    if request.POST.get("stop"):
        actions.unmark_revision(actor=request.user, document=document, revision=found)
        return redirect("document-change", document.pk, number)
    demand(
        policy.can_correct(request.user, document, found),
        _("Only who wrote it, or began the document, can ask for this."),
    )
    form = MarkForm(request.POST)
    if accepted(
        form,
        lambda: actions.mark_revision(
            actor=request.user, document=document, revision=found, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Everybody for whom the document is finds it in what waits for them."))
        return redirect("document-change", document.pk, number)
    return _page_of(request, document, found, form)


@login_required
@require_POST
def nudge(request: PersonRequest, document_id: UUID, number: int) -> HttpResponse:
    """Remind the rest; who they are is not told."""
    document = known_document(request, document_id)
    try:
        actions.nudge_rest(actor=request.user, document=document, revision=_revision(document, number))
    except Invalid as wrong:
        return invalid(request, wrong.text)
    messages.success(request, _("Those whom it has not reached are reminded."))
    return redirect("document-changes", document.pk)


@login_required
@require_POST
def dependence_removal(request: PersonRequest, document_id: UUID, dependence_id: UUID) -> HttpResponse:
    """It does not depend on that any more."""
    document = known_document(request, document_id)
    found = get_object_or_404(Dependence.objects.filter(document=document), pk=dependence_id)
    actions.remove_dependence(actor=request.user, document=document, dependence=found)
    return redirect("document-changes", document.pk)


def _page_of(request: PersonRequest, document: Document, found: Revision, form: MarkForm) -> HttpResponse:
    base = document.revisions.filter(number=found.compared_with).first() if found.compared_with else None
    before = settled(base.tree, taken=False) if base else EMPTY
    person, mark = request.user, MustSee.objects.filter(revision=found).first()
    clicks = readers_named(found) if mark else []
    names = names_of([key for key, _at in clicks] + ([mark.by_id] if mark else []))
    page: dict[str, Any] = head(request, document) | {
        "moment": moments(document, [found])[0],
        "mark": mark,
        "marked_by": names.get(mark.by_id, _("somebody")) if mark else "",
        "is_asked": bool(mark) and MustSee.objects.asking(person).filter(document=document).exists(),
        "has_read": any(key == person.pk for key, _at in clicks),
        "readers": [(names.get(key, _("somebody")), at) for key, at in clicks],
        "sees_names": mark is not None and (mark.by_id == person.pk or policy.can_keep(person, document)),
        "arrival": arrival_of(found),
        "can_mark": mark is None and policy.can_correct(person, document, found),
        "can_stop": mark is not None and mark.by_id == person.pk,
        "form": form,
        "stretches": comparing.inline(compare(before, settled(found.tree, taken=False))),
    }
    if assigned_to(person).filter(pk=document.pk).exists():
        actions.open_document(actor=person, document=document)
    return render(request, "documents/change.html", page, status=422 if form.is_bound else 200)


def _depend(request: PersonRequest, document: Document, form: DependenceForm) -> None:
    other = (
        Document.objects.visible_to(request.user)
        .filter(pk=form.cleaned_data["link"], withdrawal=None)
        .first()
    )
    if other is None:
        raise Invalid(_("There is no such document that you can read."), "link")
    actions.add_dependence(actor=request.user, document=document, on=other)


def _revision(document: Document, number: int) -> Revision:
    return get_object_or_404(document.revisions, number=number)
