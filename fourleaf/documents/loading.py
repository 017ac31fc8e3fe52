"""Load and authorise in one step: a document that the person may read, or 404."""

from collections.abc import Iterable
from uuid import UUID

from django.shortcuts import get_object_or_404

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.documents.models import KIND, Document
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.models import Grant
from fourleaf.sharing.overview import covering
from fourleaf.spaces.models import Space
from fourleaf.spaces.reading import note_reading, recorded_among


def known_document(request: PersonRequest, document_id: UUID) -> Document:
    """The document, wherever the person reads it; with its space, if they may know of that."""
    # Not joined with its space and author: whoever is merely shown it may know of neither.
    known = Document.objects.visible_to(request.user).select_related("archival", "withdrawal__by")
    document = get_object_or_404(known, pk=document_id)
    places = Space.objects.readable_by(request.user).named_for(request.user)
    place = places.select_related("archival", "planned_start").filter(pk=document.space_id).first()
    if place is not None:
        document.space = place
    return document


def place_of(document: Document) -> Space | None:
    """The space of a document that `known_document` has found, for those who belong there."""
    return document.space if Document.space.is_cached(document) else None


def note_read(request: PersonRequest, document: Document) -> Grant | None:
    """Write down that it was read, where that is recorded; answers the grant by which, for whom it is merely shown."""
    person, key, whose = request.user, document.pk, document.made_by_id
    if place_of(document) is not None:
        note_reading(person, document.space, kind=KIND, object_id=key, whose=whose)
        return None
    grant = covering(person, ((KIND, key),))[0]
    sharing.open_grants(actor=person, grants=[grant.pk])
    access.record(
        kind=KIND, object_id=key, whose=whose, why=Access.Why.GRANT, space=document.space_id, who=person.pk
    )
    return grant


def note_parts(person: Person, documents: Iterable[Document]) -> None:
    """Words of several documents are on one page: each whose reading is recorded, once."""
    listed = {each.pk: each for each in documents}
    if not listed:
        return
    places = Space.objects.readable_by(person).in_bulk({each.space_id for each in listed.values()})
    recorded = recorded_among(person, places.values())
    for key, each in listed.items():
        place, whose = places.get(each.space_id), each.made_by_id
        if place is None:
            why = Access.Why.GRANT
            access.record(kind=KIND, object_id=key, whose=whose, why=why, space=each.space_id, who=person.pk)
        elif place.pk in recorded:
            note_reading(person, place, kind=KIND, object_id=key, whose=whose)
