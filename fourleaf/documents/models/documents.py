"""Documents: where one is, every update that was accepted, the newest compaction of them, and its revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person

KIND = "document"


class DocumentQuerySet(models.QuerySet["Document"]):
    def readable_by(self, person: Person) -> Self:
        """Documents of spaces that the person may read."""
        return self.filter(space__in=Space.objects.readable_by(person))

    def visible_to(self, person: Person) -> Self:
        """Documents that the person may read where they are, and those that somebody shows them."""
        shown = Grant.objects.standing().reaching(person).filter(kind=KIND).values("object_id")
        return self.filter(Q(space__in=Space.objects.readable_by(person)) | Q(pk__in=shown))

    def standing(self) -> Self:
        """Neither archived nor withdrawn."""
        return self.filter(archival=None, withdrawal=None)


class Document(models.Model):
    """A text that several people write. It is always in one space, at first in its author's own.

    `sequence` is the number of the last accepted update; 0 while nothing has been written.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="documents")
    title = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents")
    made_at = models.DateTimeField(default=time.now)
    changed_at = models.DateTimeField(default=time.now)
    sequence = models.BigIntegerField(default=0)
    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at"]
        indexes = [models.Index(fields=["space", "changed_at"], name="documents_document_space")]

    def __str__(self) -> str:
        return f"document {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def is_archived(self) -> bool:
        return hasattr(self, "archival")

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class Archival(models.Model):
    """The document is closed for writing. Deleting the row opens it again."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="archival")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"archived {self.at:%Y-%m-%d}"


class Withdrawal(models.Model):
    """The text is gone, with all that was ever in it; who withdrew it and when stays."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"withdrawn {self.at:%Y-%m-%d}"


class DocumentUpdate(models.Model):
    """One accepted update (Yjs, format v1), in the order in which everybody was told. Never changed."""

    pk = models.CompositePrimaryKey("document_id", "number")
    document = models.ForeignKey(Document, models.CASCADE, related_name="updates", db_index=False)
    number = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    data = models.BinaryField()
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["document_id", "number"]

    def __str__(self) -> str:
        return f"update {self.number}"


class Writer(models.Model):
    """Whose a Yjs client id is in a document: of whoever used it first, for ever."""

    pk = models.CompositePrimaryKey("document_id", "client")
    document = models.ForeignKey(Document, models.CASCADE, related_name="writers", db_index=False)
    client = models.BigIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"client {self.client}"


class DocumentState(models.Model):
    """All updates up to the number `upto` as one (Yjs, format v1). Made anew by the server; the updates stay."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="state")
    upto = models.BigIntegerField()
    data = models.BinaryField()
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"state at {self.upto}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def light(self) -> Self:
        """Without the text, for lists."""
        return self.defer("tree")


class Revision(models.Model):
    """The text as all updates up to `upto` made it. Never changed, and gone only with the document's text.

    `number` counts from 1 in each document. `authors` wrote since the revision before. It was judged against the
    revision `compared_with` (None for the first one): not that before, where one author's work of an hour is one.
    """

    class Kind(models.TextChoices):
        AUTOMATIC = "automatic", _("kept by itself")
        NAMED = "named", _("named")
        SUBMITTED = "submitted", _("submitted for review")
        RESTORED = "restored", _("restored")
        IMPORTED = "imported", _("imported")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    upto = models.BigIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=time.now)
    authors = ArrayField(models.UUIDField(), default=list)
    tree = models.JSONField()
    words = models.PositiveIntegerField()
    #: words changed or deleted, and their part (0–1) of the words of what it was compared with
    changed = models.PositiveIntegerField(default=0)
    share = models.FloatField(default=0)
    is_major = models.BooleanField(default=False)
    #: why, as `text.major.Clause`: [{"kind", "how", "what"}]
    clauses = models.JSONField(default=list)
    compared_with = models.PositiveIntegerField(null=True)
    #: of a restored one, whose text it has again
    restores = models.PositiveIntegerField(null=True)
    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["document_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="documents_revision_number")
        ]

    def __str__(self) -> str:
        return f"revision {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("document-revision", args=[self.document_id, self.number])


class Correction(models.Model):
    """An author says that a revision was major, or was not, and why. The last one counts; all of them stay."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="corrections")
    is_major = models.BooleanField()
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"correction {self.at:%Y-%m-%d}"
