"""Comments on a text: threads that hang on words of it, what settles them, what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from fourleaf.documents.models.documents import Document
from fourleaf.kit import ids, time

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, person: Person) -> Self:
        """Comments on documents that the person may read."""
        return self.filter(document__in=Document.objects.visible_to(person))

    def roots(self) -> Self:
        """Those that begin a thread."""
        return self.filter(thread=None)


class Comment(models.Model):
    """What somebody says about a text, or answers there. Of a withdrawn one the words are gone.

    A thread hangs on words: on the mark `comment` of its key in the text, where its author may write there; else on
    `place`, two relative positions of Yjs (`encodeRelativePosition`) in base64url with a dot between; else on
    `quote` between `prefix` and `suffix` (the TextQuoteSelector of the Web Annotation Data Model). Without any it is
    about the whole document.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="comments")
    thread = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    quote = models.CharField(max_length=300, blank=True)
    prefix = models.CharField(max_length=40, blank=True)
    suffix = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField(default=time.now)
    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"comment {self.pk}"

    def get_absolute_url(self) -> str:
        return f"{self.document.get_absolute_url()}#comment-{self.pk}"

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def is_resolved(self) -> bool:
        return hasattr(self, "resolution")


class CommentResolution(models.Model):
    """A thread is settled. Deleting the row opens it again."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="resolution")
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"settled {self.at:%Y-%m-%d}"


class CommentWithdrawal(models.Model):
    """The words of a comment are gone; who withdrew it and when stays."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="withdrawal")
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"withdrawn {self.at:%Y-%m-%d}"
