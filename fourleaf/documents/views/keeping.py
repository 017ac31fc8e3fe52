"""Name a document, put it away, take it out again, withdraw it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fourleaf.documents import actions, policy
from fourleaf.documents.forms import TitleForm
from fourleaf.documents.loading import known_document
from fourleaf.kit.forms import accepted
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def title(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Another title."""
    document = known_document(request, document_id)
    policy.demand_write(request.user, document)
    form = TitleForm(request.POST if request.method == "POST" else None, initial={"title": document.title})
    if request.method == "POST" and accepted(
        form, lambda: actions.rename_document(actor=request.user, document=document, **form.cleaned_data)
    ):
        return redirect(document)
    page = {"form": form, "document": document}
    return render(request, "documents/title.html", page, status=422 if form.is_bound else 200)


@login_required
@require_POST
def archival(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Nobody writes in it any more."""
    document = known_document(request, document_id)
    actions.archive_document(actor=request.user, document=document)
    messages.success(request, _("It is archived: everybody can still read it, and nobody changes it."))
    return redirect(document)


@login_required
@require_POST
def restoration(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """It is written in again."""
    document = known_document(request, document_id)
    actions.restore_document(actor=request.user, document=document)
    return redirect(document)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Ask first; then the text is gone."""
    document = known_document(request, document_id)
    demand(
        policy.can_withdraw(request.user, document), _("Only who began it, or a steward, can withdraw it.")
    )
    if request.method == "POST":
        actions.withdraw_document(actor=request.user, document=document)
        messages.success(request, _("It is withdrawn. The text is gone for everybody."))
        return redirect(document)
    return render(request, "documents/withdrawal.html", {"document": document})
