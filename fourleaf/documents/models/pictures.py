"""Pictures in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from fourleaf.conversation.models import StoredFile
from fourleaf.documents.models.documents import Document
from fourleaf.kit import ids

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, person: Person) -> Self:
        """Pictures of documents that the person may read."""
        return self.filter(document__in=Document.objects.visible_to(person))


class Picture(StoredFile):
    """A picture that a document holds, whether its text shows it now, showed it once, or is about to.

    The node `image` names it by its key, which means something in this document only: whoever brings the node into
    another one brings no picture, unless they may read it here; then that document holds one of its own.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="pictures", db_index=False)
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["document", "digest"], name="documents_picture_once")]
        indexes = [
            models.Index(fields=["digest"], name="documents_picture_digest"),
            models.Index(fields=["thumbnail"], name="documents_picture_thumb"),
        ]

    def __str__(self) -> str:
        return f"picture {self.pk}"

    @property
    def ending(self) -> str:
        """What the name of a copy of it ends in."""
        return self.media_type.partition("/")[2]

    def get_absolute_url(self) -> str:
        return reverse("document-picture", args=[self.document_id, self.pk])
