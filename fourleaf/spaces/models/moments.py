"""Who is on duty, and how far a space is read."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from fourleaf.kit import ids, time
from fourleaf.spaces.models.spaces import Space


class DutyQuerySet(models.QuerySet["Duty"]):
    def held(self) -> Self:
        """Duties that are being done now."""
        now = time.now()
        return self.filter(from_at__lte=now, until_at__gt=now, ended_at=None)

    def coming(self) -> Self:
        """Those being done now, and those planned."""
        return self.filter(until_at__gt=time.now(), ended_at=None)


class Duty(models.Model):
    """Somebody is on duty for a space for a while: `@oncall` there reaches them at once, whatever their hours."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="duties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="duties")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["from_at"]
        indexes = [
            models.Index(
                fields=["space", "until_at"], condition=Q(ended_at=None), name="spaces_duty_of_space"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=models.F("from_at")), name="spaces_duty_has_length"
            )
        ]

    def __str__(self) -> str:
        return "duty"


class Cursor(models.Model):
    """How far somebody has read a space: one row, not one per message."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="cursors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cursors")
    read_to = models.BigIntegerField(default=0)
    at = models.DateTimeField(default=time.now)
    pk = models.CompositePrimaryKey("space_id", "person_id")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(read_to__gte=0), name="spaces_cursor_not_negative")]

    def __str__(self) -> str:
        return str(self.read_to)


class ReaderCount(models.Model):
    """How many people read a space on a day; no names, for outcomes later."""

    pk = models.CompositePrimaryKey("space_id", "on")
    space = models.ForeignKey(Space, models.CASCADE, related_name="reader_counts")
    on = models.DateField()
    readers = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.on}: {self.readers}"
