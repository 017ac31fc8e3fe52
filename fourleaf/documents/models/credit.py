"""Who wrote what: what is known of it for a document, what was taken from others, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from fourleaf.documents.models.documents import Document
from fourleaf.kit import ids, time

if TYPE_CHECKING:
    pass


class Authorship(models.Model):
    """Who wrote each token of a document up to an update; made anew by the server at versions.

    `lineage` is `text.lineage` as it saves itself (JSON, deflated); authors are keys of people, or "blueprint:NAME".
    `state` is the text that it tells of (Yjs, format v1), `kept` the number of the version that it has come to.
    """

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="authorship")
    upto = models.BigIntegerField()
    kept = models.PositiveIntegerField()
    lineage = models.BinaryField()
    state = models.BinaryField()
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"authorship at {self.upto}"


class Taking(models.Model):
    """Somebody says that they took text from another document, or from a blueprint, when this one had come to `upto`.

    What of it is really there is credited to who wrote it there, when the next version is looked at (`used_at`).
    """

    class How(models.TextChoices):
        PASTED = "pasted", _("pasted")
        COPIED = "copied", _("begun as a copy")
        CONFIRMED = "confirmed", _("credited when asked")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="takings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    source = models.ForeignKey(Document, models.CASCADE, null=True, related_name="+")
    blueprint = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=12, choices=How)
    upto = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=time.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"taking {self.pk}"


class Credit(models.Model):
    """In a document stand `words` words by `author`, which `by` took from `source`. It stays when they are gone."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="credits")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    source = models.ForeignKey(Document, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    how = models.CharField(max_length=12, choices=Taking.How)
    words = models.PositiveIntegerField()
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "author", "source"], name="documents_credit_once")
        ]

    def __str__(self) -> str:
        return f"credit {self.pk}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(answered_at=None)


class Offer(models.Model):
    """To `writer` alone: `words` of theirs in the document stand in `source` too, where `author` wrote them first."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="offers")
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    source = models.ForeignKey(Document, models.CASCADE, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    words = models.PositiveIntegerField()
    at = models.DateTimeField(default=time.now)
    answered_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "writer", "source", "author"], name="documents_offer_once"
            )
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"


class Contribution(models.Model):
    """What became of the words that a person wrote in a document (copies are nobody's writing): theirs alone to see.

    `written` ever, `present` now, `lasted` through five later versions by others or for fourteen days.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="contributions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    lasted = models.PositiveIntegerField()
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["document_id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "person"], name="documents_contribution_once")
        ]

    def __str__(self) -> str:
        return f"contribution {self.pk}"


class Fingerprints(models.Model):
    """The fingerprints of a document's text (`text.winnowing`), by which others that say the same are found."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="fingerprints")
    prints = ArrayField(models.BigIntegerField())

    class Meta:
        indexes = [GinIndex(fields=["prints"], name="documents_fingerprints_prints")]

    def __str__(self) -> str:
        return f"{len(self.prints)} fingerprints"
