"""Who wrote this; and what a writer says of where their words are from."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fourleaf.documents import actions, policy
from fourleaf.documents.authorship.keeping import PATIENCE, as_it_is, backlog
from fourleaf.documents.authorship.showing import marked, writers
from fourleaf.documents.content import shown_as_html
from fourleaf.documents.forms import OfferForm, TakingForm
from fourleaf.documents.loading import known_document
from fourleaf.documents.models import Contribution, Document, Offer
from fourleaf.documents.tickets import source_of_hint
from fourleaf.documents.tree import yjs
from fourleaf.documents.views.reading import head
from fourleaf.kit.forms import invalid
from fourleaf.kit.web import PersonRequest


@login_required
@require_safe
def authors(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """The text with the names of who wrote each part of it."""
    document = known_document(request, document_id)
    page = head(request, document)
    is_ready = not document.is_withdrawn and backlog(document) <= PATIENCE
    if is_ready:
        found = as_it_is(document)
        known = writers(found, request.user)
        text = marked(yjs.read(found.follower.doc), found, known)
        page["html"] = shown_as_html(text, document)
        page["writers"] = list(known.values())
        page["own"] = Contribution.objects.filter(document=document, person=request.user).first()
    return render(request, "documents/authors.html", page | {"is_ready": is_ready})


@login_required
@require_POST
def takings(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """The editor has pasted text that carries a hint of where it is from."""
    document = known_document(request, document_id)
    policy.demand_write(request.user, document)
    form = TakingForm(request.POST)
    key = source_of_hint(form.data.get("hint", "")) if form.is_valid() else None
    readable = Document.objects.visible_to(request.user).filter(withdrawal=None)
    source = readable.filter(pk=key).first() if key else None
    if source is None:
        return invalid(request, _("It is not known where this text is from."))
    actions.note_taking(actor=request.user, document=document, source=source)
    return HttpResponse(status=204)


@login_required
@require_POST
def offer(request: PersonRequest, document_id: UUID, offer_id: UUID) -> HttpResponse:
    """The writer credits somebody, or does not."""
    document = known_document(request, document_id)
    rows = Offer.objects.filter(document=document, writer=request.user)
    found = get_object_or_404(rows, pk=offer_id)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return invalid(request, _("Say whether to credit them."))
    accept = form.cleaned_data["credit"] == "yes"
    actions.answer_offer(actor=request.user, offer=found, accept=accept)
    if accept:
        messages.success(request, _("Credited. Within a minute the text says so too."))
    else:
        messages.success(request, _("Nobody is credited, and you are not asked again."))
    return redirect(document)
