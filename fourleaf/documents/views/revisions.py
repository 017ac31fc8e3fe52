"""Versions of a document: their list, one of them, two compared, one brought back, a judgement corrected."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fourleaf.documents import actions, comparing, policy
from fourleaf.documents.content import shown_as_html, tree_of
from fourleaf.documents.forms import ComparisonForm, CorrectionForm, VersionForm
from fourleaf.documents.life import moments, names_of
from fourleaf.documents.loading import known_document
from fourleaf.documents.models import Document, Revision
from fourleaf.documents.text.differences import compare
from fourleaf.documents.tree.suggested import settled
from fourleaf.documents.views.reading import head
from fourleaf.kit.forms import accepted, invalid
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest

SHOWN = 50
NOW = "now"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revisions(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """All versions, newest first; another one under a name."""
    document = known_document(request, document_id)
    form = VersionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        policy.demand_write(request.user, document)
        if accepted(
            form, lambda: actions.name_revision(actor=request.user, document=document, **form.cleaned_data)
        ):
            messages.success(request, _("This version is kept."))
            return redirect("document-revisions", document.pk)
    rows = document.revisions.light().order_by("-number")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    newest = page.object_list[0] if page.number == 1 and page.object_list else None
    found = head(request, document) | {
        "page": page,
        "moments": moments(document, page.object_list),
        "form": form,
        "is_behind": document.sequence > (newest.upto if newest else 0) and page.number == 1,
    }
    return render(request, "documents/revisions.html", found, status=422 if form.is_bound else 200)


@login_required
@require_safe
def revision(request: PersonRequest, document_id: UUID, number: int) -> HttpResponse:
    """The text as it was."""
    document = known_document(request, document_id)
    return _page_of(request, document, _revision(document, number), CorrectionForm())


@login_required
@require_safe
def comparison(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """What became of one version in another, `?from=3&to=5`; `to=now` is the text as it is."""
    document = known_document(request, document_id)
    form = ComparisonForm(request.GET)
    if not form.is_valid():
        return invalid(request, _("Choose two versions by their numbers."))
    newest = document.revisions.light().order_by("-number").first()
    chosen_to = form.cleaned_data["to"] or _usual_to(document, newest)
    usual_from = max(1, int(chosen_to) - 1) if chosen_to != NOW else newest.number if newest else 1
    before = _revision(document, int(form.cleaned_data["from"] or usual_from))
    after = None if chosen_to == NOW else _revision(document, int(chosen_to))
    text = after.tree if after else tree_of(document)
    found = compare(settled(before.tree, taken=False), settled(text, taken=False))
    view = form.cleaned_data["view"] or "inline"
    page = head(request, document) | {
        "before": before,
        "after": after,
        "view": view,
        "counts": found.counts,
        "stretches": comparing.side_by_side(found) if view == "side" else comparing.inline(found),
    }
    return render(request, "documents/comparison.html", page)


@login_required
@require_POST
def restoration(request: PersonRequest, document_id: UUID, number: int) -> HttpResponse:
    """The document has this text again, as a new version."""
    document = known_document(request, document_id)
    actions.restore_revision(actor=request.user, document=document, revision=_revision(document, number))
    messages.success(
        request,
        _("The text is as it was in version %(number)s. What it replaced is kept as a version too.")
        % {"number": number},
    )
    return redirect(document)


@login_required
@require_POST
def correction(request: PersonRequest, document_id: UUID, number: int) -> HttpResponse:
    """An author says that it was major, or was not."""
    document = known_document(request, document_id)
    found = _revision(document, number)
    demand(
        policy.can_correct(request.user, document, found),
        _("Only who wrote it, or began the document, can correct this."),
    )
    form = CorrectionForm(request.POST)
    if accepted(
        form,
        lambda: actions.correct_revision(
            actor=request.user, document=document, revision=found, **form.cleaned_data
        ),
    ):
        return redirect(found)
    return _page_of(request, document, found, form)


def _page_of(
    request: PersonRequest, document: Document, found: Revision, form: CorrectionForm
) -> HttpResponse:
    corrections = list(found.corrections.all())
    names = names_of(each.by_id for each in corrections)
    page: dict[str, Any] = head(request, document) | {
        "moment": moments(document, [found])[0],
        "html": shown_as_html(found.tree, document),
        "can_correct": found.compared_with is not None and policy.can_correct(request.user, document, found),
        "corrections": [(each, names.get(each.by_id, _("somebody"))) for each in corrections],
        "form": form,
    }
    return render(request, "documents/revision.html", page, status=422 if form.is_bound else 200)


def _revision(document: Document, number: int) -> Revision:
    return get_object_or_404(document.revisions, number=number)


def _usual_to(document: Document, newest: Revision | None) -> str:
    """The text as it is now if no version has it, else the newest version."""
    if newest is None or newest.upto < document.sequence or newest.number == 1:
        return NOW
    return str(newest.number)
