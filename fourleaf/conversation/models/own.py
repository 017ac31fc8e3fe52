"""What a person keeps of conversations: followed threads, mentions, bookmarks, drafts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fourleaf.conversation.models.posts import Post
from fourleaf.kit import ids, time
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class FollowingQuerySet(models.QuerySet["Following"]):
    def with_news(self, person: Person) -> Self:
        """Threads that the person follows, has not muted, and where others have replied since."""
        return self.filter(person=person, is_muted=False, newest__gt=F("read_to"))


class Following(models.Model):
    """Somebody follows a thread, or has muted it, and has read it up to `read_to`.

    `newest` is the number of the last reply by others that was not withdrawn, kept by the database (`news_lock.py`):
    where it is beyond `read_to` there is news, and nobody's page looks through all threads that they ever followed.
    """

    pk = models.CompositePrimaryKey("root_id", "person_id")
    root = models.ForeignKey(Post, models.CASCADE, related_name="followings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followings")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+", db_index=False)
    is_muted = models.BooleanField(default=False)
    read_to = models.BigIntegerField(default=0)
    newest = models.BigIntegerField(default=0)
    since = models.DateTimeField(default=time.now)
    objects = FollowingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "space"], condition=Q(is_muted=False), name="conversation_following_places"
            ),
            models.Index(
                fields=["person"],
                include=["space", "root"],
                condition=Q(is_muted=False, newest__gt=F("read_to")),
                name="conversation_following_news",
            ),
        ]

    def __str__(self) -> str:
        return "muted" if self.is_muted else "following"


class MentionQuerySet(models.QuerySet["Mention"]):
    def waiting(self) -> Self:
        return self.filter(handled_at=None)


class Mention(models.Model):
    """A post names a person, by name or through a unit or role. It waits for them until they handle it."""

    class Via(models.TextChoices):
        PERSON = "person", _("by name")
        UNIT = "unit", _("through their unit")
        ROLE = "role", _("through their role here")
        DUTY = "duty", _("because they are on duty")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    via = models.CharField(max_length=10, choices=Via)
    handled_at = models.DateTimeField(null=True)
    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="conversation_mention_once")]
        indexes = [
            models.Index(fields=["person"], condition=Q(handled_at=None), name="conversation_mention_waiting")
        ]

    def __str__(self) -> str:
        return f"mention {self.via}"


class Bookmark(models.Model):
    """A person's own marker on a post; nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="conversation_bookmark_once")]

    def __str__(self) -> str:
        return "bookmark"


class Draft(models.Model):
    """What somebody has begun to write in a space, or in a thread of it."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    space = models.ForeignKey(Space, models.CASCADE, related_name="drafts")
    root = models.ForeignKey(Post, models.CASCADE, null=True, related_name="drafts")
    body = models.TextField()
    at = models.DateTimeField(default=time.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "space", "root"], nulls_distinct=False, name="conversation_draft_one"
            )
        ]

    def __str__(self) -> str:
        return "draft"

    @property
    def stamp(self) -> int:
        """Since when this is so, in milliseconds of Unix time: by this a page knows what it has seen."""
        return (self.at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
