"""Files on their way to becoming documents."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.conversation.models import StoredFile
from fourleaf.documents.models.documents import Document
from fourleaf.kit import ids, time

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class BringingQuerySet(models.QuerySet["Bringing"]):
    def visible_to(self, person: Person) -> Self:
        """Whoever brings the file, and nobody else."""
        return self.filter(person=person)

    def unfinished(self) -> Self:
        return self.filter(done_at=None, failed_at=None)

    def to_tell(self) -> Self:
        """Those at work, and those of the last day that came to nothing."""
        lately = Q(failed_at__gt=time.now() - self.model.TOLD)
        return self.filter(Q(done_at=None, failed_at=None) | lately)


class Bringing(models.Model):
    """Somebody brings a large file, of which the worker makes a document. Its bytes are held by a `BroughtFile`.

    `steps` of `steps_of` pictures are taken in. `tries` counts how often it was begun. Once it is over there is the
    `document`, or what is wrong with the file (`why`, in the words and the language of its person).
    """

    #: How long its person is told among their documents that it came to nothing.
    TOLD = timedelta(days=1)

    class Stage(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        READING = "reading", _("Reading the file")
        PICTURES = "pictures", _("Taking in the pictures")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    steps = models.PositiveIntegerField(default=0)
    steps_of = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=time.now)
    document = models.OneToOneField(Document, models.CASCADE, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    objects = BringingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"bringing {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("document-bringing", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.done_at is None and self.failed_at is None


class BroughtFile(StoredFile):
    """The bytes of a file until there is a document of it, or it is known that there will be none."""

    bringing = models.OneToOneField(Bringing, models.CASCADE, primary_key=True, related_name="file")

    class Meta:
        indexes = [models.Index(fields=["digest"], name="documents_brought_digest")]

    def __str__(self) -> str:
        return f"file {self.pk}"
