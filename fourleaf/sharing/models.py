"""Grants: a thing of one space shown to others where it stands; who asked for one, and who has opened what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.people.models import Unit
from fourleaf.spaces.models import Membership, Space

if TYPE_CHECKING:
    from datetime import datetime

    from fourleaf.people.models import Person

#: The unit of a person and all that it is part of.
UNITS_ABOVE = """
with recursive above as (
  select u.id, u.parent_id from people_unit u join people_person p on p.unit_id = u.id where p.id = %s
  union select u.id, u.parent_id from people_unit u join above on u.id = above.parent_id)
select id from above
"""


class GrantQuerySet(models.QuerySet["Grant"]):
    def standing(self) -> Self:
        """Grants that hold now: not ended, not expired."""
        return self.filter(ended_at=None, expires_at__gt=time.now())

    def due(self, days: int = 0) -> Self:
        """Standing grants that the stewards should look at again, and have been so for this many days."""
        wait = Grant.CONFIRMED_FOR + timedelta(days=days)
        since = ExpressionWrapper(Coalesce("confirmed_at", "at") + wait, models.DateTimeField())
        return self.standing().annotate(confirm_from=since).filter(confirm_from__lte=time.now())

    def reaching(self, person: Person) -> Self:
        """Grants to the person, to their unit or one above it, to a space to which they belong; standing or not."""
        here = Membership.objects.standing().filter(person=person, space=OuterRef("to_space"))
        above = RawSQL(UNITS_ABOVE, [person.pk])  # noqa: S611 - the key is a parameter
        return self.filter(Q(person=person) | Q(unit__in=above) | Q(Exists(here)))

    def visible_to(self, person: Person) -> Self:
        """Grants of what the person can read as one who belongs, grants that reach them, and those they gave."""
        reaching = Grant.objects.standing().reaching(person).values("pk")
        return self.filter(Q(space__in=Space.objects.readable_by(person)) | Q(by=person) | Q(pk__in=reaching))


class Grant(models.Model):
    """A thing of a space is shown to a person, to a unit with all below it, or to those who belong to another space.

    `kind` and `object_id` name the thing: what kinds there are says `settings.SHAREABLE`. `under` is the grant by
    which the giver could see it, where they do not belong to its space; when that ends, this ends.
    """

    class Role(models.TextChoices):
        READER = "reader", _("Can read")
        COMMENTER = "commenter", _("Can read, reply and react")
        EDITOR = "editor", _("Can read, comment and change")

    class WhyEnded(models.TextChoices):
        TAKEN_BACK = "taken_back", _("taken back")
        EXPIRED = "expired", _("its time was over")
        UNCONFIRMED = "unconfirmed", _("not confirmed")

    #: From the least to the most.
    RANK = tuple(Role)
    #: How long a grant lasts if nothing else is said, and at most.
    USUAL, LONGEST = timedelta(days=30), timedelta(days=366)
    #: Stewards confirm what is shown each quarter; so many days later, what was not confirmed ends.
    CONFIRMED_FOR, NOTICE_DAYS = timedelta(days=91), 14

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    space = models.ForeignKey(Space, models.CASCADE, related_name="grants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    to_space = models.ForeignKey(Space, models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=10, choices=Role, default=Role.READER)
    purpose = models.CharField(max_length=300)
    expires_at = models.DateTimeField()
    may_share_on = models.BooleanField(default=False)
    under = models.ForeignKey("self", models.PROTECT, null=True, related_name="passed_on")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    why_ended = models.CharField(max_length=12, choices=WhyEnded, blank=True)
    objects = GrantQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, unit=None, to_space=None)
                | Q(person=None, unit__isnull=False, to_space=None)
                | Q(person=None, unit=None, to_space__isnull=False),
                name="sharing_grant_to_one",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="sharing_grant_has_purpose"),
        ]
        indexes = [
            models.Index(fields=["object_id"], condition=Q(ended_at=None), name="sharing_grant_thing"),
            models.Index(fields=["person"], condition=Q(ended_at=None), name="sharing_grant_person"),
            models.Index(fields=["unit"], condition=Q(ended_at=None), name="sharing_grant_unit"),
            models.Index(fields=["to_space"], condition=Q(ended_at=None), name="sharing_grant_to_space"),
            models.Index(fields=["expires_at"], condition=Q(ended_at=None), name="sharing_grant_due"),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("shown", args=[self.pk])

    @property
    def is_standing(self) -> bool:
        return self.ended_at is None and self.expires_at > time.now()

    @property
    def last_at(self) -> datetime:
        """Within its last day."""
        return time.last_before(self.expires_at)

    @property
    def allows_comments(self) -> bool:
        return self.role in (self.Role.COMMENTER, self.Role.EDITOR)


class Review(models.Model):
    """A steward has looked through who belongs to a space and what of it is shown to others."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"looked through {self.at:%Y-%m-%d}"


class Opening(models.Model):
    """Somebody has opened what a grant shows: one row for each grant and person. Only the number is told to others."""

    pk = models.CompositePrimaryKey("grant_id", "person_id")
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="openings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    first_at = models.DateTimeField(default=time.now)
    last_at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"opened {self.first_at:%Y-%m-%d}"


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def open(self) -> Self:
        return self.filter(answered_at=None)


class AccessRequest(models.Model):
    """Somebody has a link to a thing that they cannot read, and asks to be shown it.

    There is a row whether or not there is such a thing; `Asked` tells its stewards, and nobody else, that there is.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(default=time.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    grant = models.OneToOneField(Grant, models.PROTECT, null=True, related_name="request")
    note = models.CharField(max_length=300, blank=True)
    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "object_id"], condition=Q(answered_at=None), name="sharing_request_one_open"
            )
        ]

    def __str__(self) -> str:
        return "request to be shown something"


class Asked(models.Model):
    """The space whose stewards answer a request."""

    request = models.OneToOneField(AccessRequest, models.CASCADE, primary_key=True, related_name="asked")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return "asked"
