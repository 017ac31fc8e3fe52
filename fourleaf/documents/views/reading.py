"""The page of a document, painted by the server; and a ticket for whoever edits it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.documents import policy
from fourleaf.documents.content import tree_of
from fourleaf.documents.loading import known_document, place_of
from fourleaf.documents.models import KIND, Document
from fourleaf.documents.tickets import ticket_for
from fourleaf.documents.tree.showing import html, words
from fourleaf.documents.words import editor_words
from fourleaf.kit.html import localise
from fourleaf.kit.web import PersonRequest
from fourleaf.sharing import actions as sharing
from fourleaf.sharing import policy as sharing_policy
from fourleaf.sharing.models import Grant
from fourleaf.sharing.overview import covering
from fourleaf.sharing.telling import frame
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.audience import audience_of
from fourleaf.spaces.reading import note_reading

# What somebody may do in an open document, and what the sync socket lets them do.
EDITOR, COMMENTER, READER = "editor", "commenter", "reader"


@login_required
@require_safe
def document(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """The text as it is now, who can read it, and what the reader can do with it."""
    found = known_document(request, document_id)
    page = head(request, found)
    page |= {"html": painted(found), "role": role_in(request, found), "words": editor_words()}
    return render(request, "documents/document.html", page)


@login_required
@require_safe
def ticket(request: PersonRequest, document_id: UUID) -> JsonResponse:
    """A ticket for the sync socket, where it is, and as what it lets in: "editor", "commenter" or "reader"."""
    found = known_document(request, document_id)
    return JsonResponse(
        {
            "ticket": ticket_for(found.pk, request.session.session_key or ""),
            "path": f"{reverse('document', args=[found.pk])}sync",
            "role": role_in(request, found),
            "sequence": found.sequence,
        }
    )


def role_in(request: PersonRequest, found: Document) -> str:
    """What the reader may do in the document now."""
    if policy.can_write(request.user, found):
        return EDITOR
    return COMMENTER if policy.can_comment(request.user, found) else READER


def head(request: PersonRequest, found: Document) -> dict[str, Any]:
    """What stands above a document: its title, who can read it. Writes the reading down where that is recorded."""
    person = request.user
    place = place_of(found)
    page: dict[str, Any] = {"document": found, "place": place}
    if place is None:
        return page | _as_shown(request, found)
    note_reading(person, found.space, kind=KIND, object_id=found.pk, whose=found.made_by_id)
    keeps = policy.can_keep(person, found)
    return page | {
        "audience": audience_of(found.space, person),
        "shown_count": Grant.objects.standing().filter(kind=KIND, object_id=found.pk).count(),
        "can_write": policy.can_write(person, found),
        "can_show": not found.is_withdrawn and sharing_policy.can_show(person, found.space, found.made_by_id),
        "can_keep": keeps and not found.is_withdrawn,
        "can_withdraw": not found.is_withdrawn and policy.can_withdraw(person, found),
        "is_own": found.space.is_direct and spaces.reader_count(found.space) == 1,
    }


def _as_shown(request: PersonRequest, found: Document) -> dict[str, Any]:
    """For whom it is merely shown to: by whom and until when; that they opened it is noted."""
    grant = covering(request.user, ((KIND, found.pk),))[0]
    sharing.open_grants(actor=request.user, grants=[grant.pk])
    access.record(
        kind=KIND, object_id=found.pk, whose=found.made_by_id, why=Access.Why.GRANT, space=found.space_id,
        who=request.user.pk,
    )  # fmt: skip
    return {**frame(grant), "can_write": policy.can_write(request.user, found)}


def painted(found: Document) -> SafeString:
    """The text as HTML."""
    if found.is_withdrawn or not found.sequence:
        return SafeString()
    return localise(html(tree_of(found)), words(), timezone.get_current_timezone())
