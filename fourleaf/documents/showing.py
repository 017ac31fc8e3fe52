"""A document can be shown to others where it stands (`settings.SHAREABLE`)."""

from collections.abc import Collection, Mapping
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
from fourleaf.sharing.things import Doing, Thing

Role = Grant.Role


class DocumentKind:
    """A document with its comments."""

    word = _("document")
    a_word = _("a document")
    choice = _("This document")
    roles: Mapping[str, Doing] = {
        Role.READER: Doing(
            _("Read"), _("They read it, and the comments on it. They change nothing."), _("Can read")
        ),
        Role.COMMENTER: Doing(
            _("Read and comment"),
            _("Everybody who can read the document reads their comments."),
            _("Can read and comment"),
            _("you can comment on it"),
        ),
        Role.EDITOR: Doing(
            _("Read, comment and change"),
            _("They change it as those who belong here do."),
            _("Can read, comment and change"),
            _("you can comment on it and change it"),
        ),
    }

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
