"""What the privacy officer looks at: deeds, readings, and what looks like misuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.people.models import OrganisationRole

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class Deed(models.Model):
    """An entry of the chronicle, through a view that shows rows to the privacy officer alone; no content is in it."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=60)
    actor_id = models.UUIDField(null=True)
    space_id = models.UUIDField(null=True)
    whose_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    #: What retention let go, by which rule, and a digest of it; of such deeds only.
    proof = models.JSONField(null=True)

    class Meta:
        managed = False
        db_table = "oversight_deed"

    def __str__(self) -> str:
        return self.name


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> Self:
        return self.filter(reviewed_at=None)

    def visible_to(self, person: Person, *, is_officer: bool) -> Self:
        """Alerts are the privacy officer's alone."""
        return self.all() if is_officer else self.none()

    def waiting_for(self, person: Person) -> Self:
        """What a privacy officer is to look at; not what is about themselves."""
        officer = OrganisationRole.objects.today().filter(
            person=person, role=OrganisationRole.Role.PRIVACY_OFFICER
        )
        return self.open().filter(Exists(officer)).exclude(person=person)


class Alert(models.Model):
    """Something that looks like misuse, found by a rule; it says nothing until somebody has looked at it."""

    class Kind(models.TextChoices):
        MASS_VIEWING = "mass_viewing", _("Very much was read within an hour")
        SAME_SURNAME = "same_surname", _("Somebody of the same surname was looked up")
        REFUSALS = "refusals", _("Many things were refused within an hour")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    at = models.DateTimeField(default=time.now)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "person"], condition=Q(reviewed_at=None), name="oversight_alert_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"


class HoldQuerySet(models.QuerySet["LegalHold"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def visible_to(self, person: Person, *, is_officer: bool) -> Self:
        """Holds are the privacy officer's alone."""
        return self.all() if is_officer else self.none()


class LegalHold(models.Model):
    """What concerns this person, or stands in this space, is neither let go nor erased; retention asks first."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    space = models.ForeignKey("spaces.Space", models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(space__isnull=True), name="oversight_hold_on_one"
            )
        ]

    def __str__(self) -> str:
        return "legal hold"


class PreservedQuerySet(models.QuerySet["Preserved"]):
    def under(self, hold: LegalHold) -> Self:
        """What this hold keeps."""
        return self.filter(Q(author=hold.person_id) if hold.person_id else Q(space=hold.space_id))


class Preserved(models.Model):
    """What was withdrawn while a legal hold was on its author or its space, as it was; gone when no hold is any more.

    Written by `lock.preserve` alone. `words`: {"body", "versions": [{"at", "body"}], "options": [text],
    "files": [{"name", "type", "size", "digest"}]}; of a comment on a document, "body" and what it "quote"s.
    """

    class Kind(models.TextChoices):
        POST = "post", _("Post")
        COMMENT = "comment", _("Comment on a document")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.UUIDField(unique=True)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=time.now)
    words = models.JSONField()
    objects = PreservedQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"preserved {self.kind}"
