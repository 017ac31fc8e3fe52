"""What a leader pledges in their own words, and who may see how it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from fourleaf.kit import ids, time

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def visible_to(self, person: Person) -> Self:
        """What leaders pledge is said to everybody on the staff."""
        return self if person.is_staff_member else self.none()

    def followed_by(self, person: Person) -> Self:
        """Those of which the person may see how they go: their own, and where the leader consents to it."""
        consents = Consent.objects.standing().filter(pledge=OuterRef("pk"), to=person)
        return self.filter(Q(leader=person) | Exists(consents))


class Pledge(models.Model):
    """How a leader will use this in their own job: `rate` posts, replies, answers or edits a week from a day on.

    A new pledge ends the one before.
    """

    LIMIT = 600
    MOST = 50

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pledges")
    text = models.TextField()
    rate = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    at = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)
    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["leader"], condition=Q(ended_at=None), name="sheet_pledge_one_standing"
            )
        ]

    def __str__(self) -> str:
        return f"pledge of {self.rate} a week"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None, pledge__ended_at=None)


class Consent(models.Model):
    """The leader lets a named person see how the pledge goes, a week after themselves; taken back at will."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="consents")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pledges_followed")
    at = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)
    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["pledge"], condition=Q(ended_at=None), name="sheet_consent_one_standing"
            )
        ]

    def __str__(self) -> str:
        return "consent"
