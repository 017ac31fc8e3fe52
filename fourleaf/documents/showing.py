"""A document can be shown to others where it stands (`settings.SHAREABLE`)."""

from collections.abc import Collection
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from fourleaf.documents.models import KIND, Document
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.sharing.things import Thing

Role = Grant.Role


class DocumentKind:
    """A document with its comments."""

    word = _("document")
    a_word = _("a document")
    choice = _("This document")
    roles: tuple[Grant.Role, ...] = (Role.READER, Role.COMMENTER, Role.EDITOR)

    def find(self, person: Person, key: UUID) -> Thing | None:
        found = Document.objects.readable_by(person).filter(pk=key, withdrawal=None)
        document = found.select_related("space__archival", "space__planned_start").first()
        if document is None:
            return None
        own = ((KIND, key),)
        return Thing(KIND, key, document.space, document.made_by_id, document.get_absolute_url(), own, own)

    def author(self, person: Person, key: UUID) -> UUID | None:
        return Document.objects.visible_to(person).filter(pk=key).values_list("made_by_id", flat=True).first()

    def beginnings(self, person: Person, keys: Collection[UUID]) -> dict[UUID, str]:
        return dict(Document.objects.readable_by(person).filter(pk__in=keys).values_list("pk", "title"))

    def quote(self, person: Person, key: UUID) -> SafeString:
        document = Document.objects.visible_to(person).filter(pk=key).first()
        return format_html("<p><b><bdi>{}</bdi></b></p>", document.title) if document else SafeString()

    def show(self, request: PersonRequest, grant: Grant) -> HttpResponse | None:
        found = Document.objects.visible_to(request.user).filter(pk=grant.object_id, withdrawal=None)
        return redirect("document", grant.object_id) if found.exists() else None


DOCUMENT = DocumentKind()
