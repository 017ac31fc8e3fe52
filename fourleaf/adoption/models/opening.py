"""How the organisation begins: open to all, or team by team; and who is in as a guest meanwhile."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.spaces.models import Space


class Mode(models.Model):
    """One decision for the whole organisation; the newest holds, and without any it is open to all.

    `areas` are kinds of spaces that are open besides teams while it goes team by team.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("Open to all")
        TEAMS = "teams", _("Team by team")

    #: Kinds of spaces that somebody decides to launch; teams launch one by one.
    AREAS = (Space.Kind.COMMUNITY, Space.Kind.DEPARTMENT)

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    areas = ArrayField(models.CharField(max_length=20), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=time.now)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class GuestQuerySet(models.QuerySet["Guest"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None, person__deactivated_at=None)


class Guest(models.Model):
    """Somebody who is in though no team of theirs has begun: who let them in, and why."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    why = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)
    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="adoption_guest_once")
        ]

    def __str__(self) -> str:
        return f"guest {self.person_id}"
