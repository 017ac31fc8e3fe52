"""Files on posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from fourleaf.conversation.models.posts import Post
from fourleaf.conversation.models.stored import StoredFile
from fourleaf.kit import ids
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, person: Person) -> Self:
        """Those on posts in spaces the person may read or that are shown to them, and their own not yet sent."""
        sent = Q(post__isnull=False, space__in=Space.objects.readable_by(person))
        files = Grant.objects.standing().reaching(person).filter(kind="file").values("object_id")
        shown = Q(post__isnull=False) & (Q(pk__in=files) | Q(post__in=Post.objects.visible_to(person)))
        return self.filter(sent | shown | Q(post=None, uploader=person))


class Attachment(StoredFile):
    """A file on a post."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="attachments")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="attachments")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments")
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["digest"], name="conversation_attach_digest"),
            models.Index(fields=["thumbnail"], name="conversation_attach_thumb"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    def get_absolute_url(self) -> str:
        """Where the file is; empty where only its metadata was imported. The name in it is for people only."""
        if not self.digest:
            return ""
        name = self.name.replace("/", "_").strip(".")
        return reverse("file", args=[self.pk, name if name not in ("", "thumbnail") else "file"])

    @property
    def thumbnail_url(self) -> str:
        return reverse("file-thumbnail", args=[self.pk]) if self.thumbnail else ""
