"""Whom somebody can mention in a text."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fourleaf.documents import policy
from fourleaf.documents.commenting import names_in
from fourleaf.documents.loading import known_document, place_of
from fourleaf.documents.models import Document
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person, PersonQuerySet
from fourleaf.people.search import Wanted, find, words_of

OFFERED = 8


@login_required
@require_safe
def mentionable(request: PersonRequest, document_id: UUID) -> JsonResponse:
    """People whose names begin like `q`, at most 8: who can read the document, then others, who are said not to."""
    document = known_document(request, document_id)
    policy.demand_write(request.user, document)
    wanted = Wanted(words=words_of(request.GET.get("q", "").replace("\0", "")))
    return JsonResponse({"results": list(_offered(request.user, document, wanted))})


def _offered(person: Person, document: Document, wanted: Wanted) -> Iterator[dict[str, Any]]:
    known = Person.objects.visible_to(person).active().exclude(kind=Person.Kind.BOT)
    readers = _readers(known, document)
    found = _first(known.filter(pk__in=readers), wanted, OFFERED)
    yield from (_shown(each, reads=True) for each in found)
    if wanted.words and place_of(document) is not None:
        others = _first(known.exclude(pk__in=readers), wanted, OFFERED - len(found))
        yield from (_shown(each, reads=False) for each in others)


def _readers(known: PersonQuerySet, document: Document) -> set[UUID]:
    """Who can read it; to whom it is merely shown, of them only those who have written or said something there."""
    if place_of(document) is None:
        return set(names_in(document))
    return set(policy.readers(document).values_list("pk", flat=True))


def _first(people: PersonQuerySet, wanted: Wanted, most: int) -> list[Person]:
    return list(find(people, wanted, ()).select_related("unit")[:most])


def _shown(person: Person, *, reads: bool) -> dict[str, Any]:
    what = ", ".join(str(part) for part in (person.job_title, person.unit) if part)
    return {
        "id": person.pk,
        "label": person.name,
        "detail": what if reads else _("cannot read this document"),
        "tone": person.tone,
        "initials": person.initials,
        "reads": reads,
    }
