"""How a person wants to be told, and what they are still to be told."""

from __future__ import annotations

from datetime import time as clock
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class Level(models.TextChoices):
    """What of a space calls somebody. What is muted still stands in the list of what waits."""

    EVERYTHING = "everything", _("Everything")
    THREADS = "threads", _("Mentions, and threads I follow")
    NAMED = "named", _("Only when I am mentioned by name")
    MUTED = "muted", _("Nothing")


def every_day() -> list[int]:
    """Monday (1) to Sunday (7)."""
    return [1, 2, 3, 4, 5, 6, 7]


class Preference(models.Model):
    """How somebody wants to be told; who has no row has these defaults. `days` are ISO weekdays, 1 is Monday.

    With `has_quiet_hours` notifications come only on `days` from `opens` to `closes` (beyond midnight if that is the
    earlier one) in `zone`, or the zone of their site. `digested_at` is how far the last digest went.
    """

    class Digest(models.TextChoices):
        OFF = "off", _("No digest")
        DAILY = "daily", _("Each day")
        WEEKLY = "weekly", _("Once a week")

    class Weekday(models.IntegerChoices):
        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="preference"
    )
    level = models.CharField(max_length=12, choices=Level, default=Level.THREADS)
    zone = models.CharField(max_length=60, blank=True)
    has_quiet_hours = models.BooleanField(default=False)
    days = ArrayField(models.PositiveSmallIntegerField(), default=every_day)
    opens = models.TimeField(default=clock(7))
    closes = models.TimeField(default=clock(20))
    mail_at_once = models.BooleanField(default=True)
    push = models.BooleanField(default=True)
    digest = models.CharField(max_length=8, choices=Digest, default=Digest.DAILY)
    digest_at = models.TimeField(default=clock(8))
    digest_on = models.PositiveSmallIntegerField(choices=Weekday, default=Weekday.MONDAY)
    digested_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.level


class SpaceLevel(models.Model):
    """What of one space calls somebody, where it differs from their default."""

    pk = models.CompositePrimaryKey("person_id", "space_id")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="space_levels")
    space = models.ForeignKey(Space, models.CASCADE, related_name="levels")
    level = models.CharField(max_length=12, choices=Level)

    def __str__(self) -> str:
        return self.level


def level_of(person: UUID, space: UUID | None) -> str:
    """What of a space calls somebody: their choice for it, everything of a direct conversation, their default."""
    own = SpaceLevel.objects.filter(person=person, space=space).values_list("level", flat=True).first()
    if own is None and space and Space.objects.filter(pk=space, kind=Space.Kind.DIRECT).exists():
        own = Level.EVERYTHING
    if own is None:
        own = Preference.objects.filter(person=person).values_list("level", flat=True).first()
    return own or Level.THREADS


class TellingQuerySet(models.QuerySet["Telling"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def due(self, instant: datetime) -> Self:
        """Still to be told, and their time has come."""
        return self.open().filter(at__lte=instant)


class Telling(models.Model):
    """Somebody is to be told, from `at` on, that there is something; never what. Closed when told or no longer so.

    `about` is the post, request, invitation, round of review, task, version or notice of a document; `urgent` goes at
    once, in quiet hours too.
    """

    class Kind(models.TextChoices):
        MENTION = "mention"
        REPLY = "reply"
        POST = "post"
        REQUEST = "request"
        INVITATION = "invitation"
        ANSWER = "answer"
        ANNOUNCEMENT = "announcement"
        REMINDER = "reminder"
        SHOWN = "shown"
        ASKED = "asked"
        GLASS = "glass"
        ALERT = "alert"
        REVIEW = "review"
        REVIEWED = "reviewed"
        TASK = "task"
        CHANGE = "change"
        LINE = "line"
        WARNING = "warning"
        NAMED = "named"
        COMMENT = "comment"
        SUGGESTION = "suggestion"
        CHECK = "check"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tellings")
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.UUIDField()
    at = models.DateTimeField(default=time.now)
    urgent = models.BooleanField(default=False)
    since = models.DateTimeField(default=time.now)
    pushed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    objects = TellingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "about"], condition=Q(closed_at=None), name="inbox_telling_once"
            )
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(closed_at=None), name="inbox_telling_due"),
            models.Index(fields=["person", "since"], name="inbox_telling_person"),
        ]

    def __str__(self) -> str:
        return self.kind


class PushSubscriptionQuerySet(models.QuerySet["PushSubscription"]):
    def of_active(self) -> Self:
        """Those of people who have not left."""
        return self.filter(person__deactivated_at=None)


class PushSubscription(models.Model):
    """A browser that takes pushes for somebody (W3C Push API): where to send, and the keys to encrypt for it.

    `label` is what that browser and device are called in the list. `failures` counts failed pushes since the last
    that arrived, the first of them at `failed_at`.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=50)
    label = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=time.now)
    succeeded_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    objects = PushSubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.label
