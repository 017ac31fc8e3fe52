"""Copies of all that is a person's, made for them; and erasures."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from fourleaf.kit import ids, time
from fourleaf.kit.envelope import SealedTextField
from fourleaf.people.models import Person


class CopyQuerySet(models.QuerySet["Copy"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(person=person)

    def there(self) -> Self:
        """Made, and still to be had."""
        now = time.now()
        lately = Q(taken_at=None) | Q(taken_at__gt=now - Copy.KEPT_TAKEN)
        return self.filter(lately, done_at__gt=now - Copy.KEPT)

    def unfinished(self) -> Self:
        return self.filter(done_at=None, failed_at=None)


class Copy(models.Model):
    """Somebody asked for a copy of all that is theirs. `steps` of `steps_of` are done; `size` is in bytes.

    `key` opens the file; without it, what still lies anywhere is nobody's to read. `taken_at` is when it was first
    fetched.
    """

    #: How long it can be fetched; and how long still once it was.
    KEPT, KEPT_TAKEN = timedelta(days=7), timedelta(hours=1)

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="copies")
    asked_at = models.DateTimeField(default=time.now)
    steps = models.PositiveIntegerField(default=0)
    steps_of = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    key = SealedTextField(null=True)
    taken_at = models.DateTimeField(null=True)
    objects = CopyQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at=None, failed_at=None),
                name="mine_copy_one_at_work",
            )
        ]

    def __str__(self) -> str:
        return f"copy {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("copy", args=[self.pk])

    @property
    def is_there(self) -> bool:
        now = time.now()
        is_kept = self.taken_at is None or self.taken_at > now - self.KEPT_TAKEN
        return is_kept and self.done_at is not None and self.done_at > now - self.KEPT

    @property
    def is_at_work(self) -> bool:
        return self.done_at is None and self.failed_at is None


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def unfinished(self) -> Self:
        return self.filter(done_at=None, refused_at=None)


class Erasure(models.Model):
    """Somebody is to be erased, at their own word (`by` is themself) or the privacy officer's; then, what came of it.

    `report` says of each part how many there were and what became of them: a list of `name`, `count`, `fate`.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="erasure")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    done_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    report = models.JSONField(default=list)
    objects = ErasureQuerySet.as_manager()

    def __str__(self) -> str:
        return f"erasure {self.pk}"
