"""The page of a document, painted by the server; and a ticket for whoever edits it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fourleaf.documents import actions, policy
from fourleaf.documents.about import about, credited, offered
from fourleaf.documents.content import shown_as_html, tree_of
from fourleaf.documents.forms import VersionForm
from fourleaf.documents.life import major_count, strip_of
from fourleaf.documents.loading import known_document, note_read, place_of
from fourleaf.documents.models import KIND, Document
from fourleaf.documents.tickets import hint_of, ticket_for
from fourleaf.documents.views.side import beside, with_threads
from fourleaf.documents.words import editor_words
from fourleaf.kit.web import PersonRequest
from fourleaf.sharing import policy as sharing_policy
from fourleaf.sharing.models import Grant
from fourleaf.sharing.telling import frame
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.audience import audience_of


@login_required
@require_safe
def document(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """The text as it is now, who can read it, and what the reader can do with it."""
    found = known_document(request, document_id)
    page = head(request, found)
    tree = tree_of(found) if found.sequence and not found.is_withdrawn else None
    page |= life(found) | {"html": "", "words": editor_words()}
    page |= {
        "can_follow": policy.can_follow(request.user, found),
        "about": about(found, tree) if tree else None,
        "credited": credited(found, request.user),
        "offered": offered(found, request.user) if page["role"] == policy.EDITOR else (),
        "hint": hint_of(found.pk),
    }
    if not found.is_withdrawn:
        page |= beside(request, found, tree)
        actions.open_document(actor=request.user, document=found)
    if tree:
        page["html"] = shown_as_html(with_threads(tree, page), found)
    return render(request, "documents/document.html", page)


@login_required
@require_safe
def ticket(request: PersonRequest, document_id: UUID) -> JsonResponse:
    """A ticket for the sync socket, where it is, and as what it lets in: "editor", "commenter" or "reader"."""
    found = known_document(request, document_id)
    policy.demand_follow(request.user, found)
    return JsonResponse(
        {
            "ticket": ticket_for(found.pk, request.session.session_key or ""),
            "path": f"{reverse('document', args=[found.pk])}sync",
            "role": policy.role_of(request.user, found),
            "sequence": found.sequence,
        }
    )


def head(request: PersonRequest, found: Document) -> dict[str, Any]:
    """What stands above a document: its title, who can read it. Writes the reading down where that is recorded."""
    person = request.user
    place = place_of(found)
    role = policy.role_of(person, found)
    page: dict[str, Any] = {
        "document": found,
        "place": place,
        "role": role,
        "can_write": role == policy.EDITOR,
    }
    grant = note_read(request, found)
    if grant is not None:
        return page | frame(grant)
    keeps = policy.can_keep(person, found)
    return page | {
        "audience": audience_of(found.space, person),
        "shown_count": Grant.objects.standing().filter(kind=KIND, object_id=found.pk).count(),
        "can_show": not found.is_withdrawn and sharing_policy.can_show(person, found.space, found.made_by_id),
        "can_keep": keeps and not found.is_withdrawn,
        "can_withdraw": not found.is_withdrawn and policy.can_withdraw(person, found),
        "is_own": found.space.is_direct and spaces.reader_count(found.space) == 1,
    }


def life(found: Document) -> dict[str, Any]:
    """The strip below a text: its last versions, and a sentence's numbers."""
    strip = strip_of(found)
    total = strip[-1].revision.number if strip else 0
    return {"strip": strip, "versions": total, "major": major_count(strip), "name_form": VersionForm()}
