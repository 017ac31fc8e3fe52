"""What is to happen later: posts to be sent, and posts that come back to one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourleaf.conversation.models.posts import Mark, Post
from fourleaf.kit import ids, time
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class ScheduledPostQuerySet(models.QuerySet["ScheduledPost"]):
    def planned(self) -> Self:
        return self.filter(hold=None)

    def held(self) -> Self:
        return self.exclude(hold=None)


class ScheduledPost(models.Model):
    """Written now, to be sent at `send_at` by the worker as its author. It goes when it is sent; its key is the post's.

    `shown_access` is the access of the space that stood above the text; a space opened since holds it back.
    """

    #: So many can wait for one person.
    MOST = 50

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scheduled_posts")
    space = models.ForeignKey(Space, models.CASCADE, related_name="scheduled_posts")
    root = models.ForeignKey(Post, models.CASCADE, null=True, related_name="scheduled_replies")
    body = models.TextField()
    mark = models.CharField(max_length=10, choices=Mark.Kind, blank=True)
    attachments = ArrayField(models.UUIDField(), default=list)
    shown_access = models.CharField(max_length=20, choices=Space.Access)
    send_at = models.DateTimeField()
    at = models.DateTimeField(default=time.now)
    objects = ScheduledPostQuerySet.as_manager()

    class Meta:
        ordering = ["send_at", "id"]
        indexes = [models.Index(fields=["send_at"], name="conversation_scheduled_due")]

    def __str__(self) -> str:
        return f"scheduled post {self.pk}"

    @property
    def is_held(self) -> bool:
        return hasattr(self, "hold")


class Hold(models.Model):
    """A scheduled post was not sent; its author decides."""

    class Why(models.TextChoices):
        RIGHT = "right", _("You can no longer write there.")
        ARCHIVED = "archived", _("The space is archived.")
        OPENED = "opened", _("The space has been opened since: now all staff can read it.")
        LATE = "late", _("Its time passed while the server could not send.")
        REFUSED = "refused", _("It was not accepted there.")

    scheduled = models.OneToOneField(ScheduledPost, models.CASCADE, primary_key=True, related_name="hold")
    why = models.CharField(max_length=10, choices=Why)
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return self.why


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, person: Person) -> Self:
        """Those whose time has come, of posts that the person can still read."""
        readable = Space.objects.readable_by(person)
        return self.filter(
            person=person, due_at__lte=time.now(), post__space__in=readable, post__withdrawal=None
        )


class Reminder(models.Model):
    """ "Show me this tomorrow": a post comes back to one person, and nobody else knows. Done is deleted."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    due_at = models.DateTimeField()
    is_told = models.BooleanField(default=False)
    at = models.DateTimeField(default=time.now)
    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="conversation_reminder_once")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(is_told=False), name="conversation_reminder_due"),
            models.Index(fields=["person", "due_at"], name="conversation_reminder_own"),
        ]

    def __str__(self) -> str:
        return f"reminder at {self.due_at:%Y-%m-%d %H:%M}"
