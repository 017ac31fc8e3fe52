"""Posts that somebody writes for a leader: always under their own name, and always said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from fourleaf.conversation.models.posts import Post
from fourleaf.kit import ids, time

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def standing(self) -> Self:
        """Those that hold now, between people who are here."""
        here = {"leader__deactivated_at": None, "delegate__deactivated_at": None}
        return self.filter(ended_at=None, **here)

    def visible_to(self, person: Person) -> Self:
        """Of whom it concerns: who gave it and who holds it."""
        return self.filter(Q(leader=person) | Q(delegate=person))


class Delegation(models.Model):
    """A leader lets somebody write for them, from `at` until they take it back."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegations")
    delegate = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="delegated")
    at = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)
    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["leader", "delegate"],
                condition=Q(ended_at=None),
                name="conversation_delegation_one_standing",
            )
        ]

    def __str__(self) -> str:
        return "delegation"


class WrittenFor(models.Model):
    """The post's author wrote it for a leader, and every page says so."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="written_for")
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="written_by_others")

    def __str__(self) -> str:
        return "written for a leader"
