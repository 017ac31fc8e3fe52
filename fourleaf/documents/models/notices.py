"""What somebody has not seen yet that concerns them: a comment, a suggestion, that they are mentioned in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from fourleaf.documents.models.documents import Document
from fourleaf.kit import ids, time

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting_for(self, person: Person) -> Self:
        """Those of this person, of documents that they may read and that are in use."""
        return self.filter(person=person, document__in=Document.objects.visible_to(person).standing())


class Notice(models.Model):
    """It is gone once its person opens the document (`lock.note_opened`) or answers; more of the same counts up.

    `about` is the comment that begins the thread, else the document. `by` did the last of it, if that is known.
    """

    class Kind(models.TextChoices):
        MENTION = "named"
        COMMENT = "comment"
        SUGGESTION = "suggestion"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="notices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=time.now)
    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "about"], name="documents_notice_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def place(self) -> str:
        """What the address of its place in the document ends in."""
        if self.kind == self.Kind.MENTION:
            return f"#mention-{self.person_id}"
        return f"#comment-{self.about}" if self.kind == self.Kind.COMMENT else "#document-suggestions"
