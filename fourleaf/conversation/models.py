"""Posts, threads and what people do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.conversation.media.pictures import shown_size
from fourleaf.conversation.media.types import word_for
from fourleaf.kit import ids, time
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: Person) -> Self:
        return self.filter(space__in=Space.objects.readable_by(person))

    def roots(self) -> Self:
        """Posts of the stream, as opposed to replies."""
        return self.filter(root=None)

    def for_display(self) -> Self:
        """With all that `_post.html` shows, in a number of queries that does not grow with the posts."""
        return self.select_related(
            "author", "author__site", "withdrawal__by", "mark", "resolution"
        ).prefetch_related("reactions__person", "attachments", "revisions")


class Post(models.Model):
    """Something said in a space: a root in its stream, or a reply in the thread of a root.

    `sequence` is the number of its PostAdded in the space, so unread counts and cursors compare plain numbers.
    `html` is the body rendered once; both go when the post is withdrawn.
    """

    LIMIT = 20_000

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="posts")
    root = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts")
    body = models.TextField()
    html = models.TextField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField(default=time.now)
    key = models.UUIDField(null=True, help_text="The sender's idempotency key.")
    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "sequence"], name="conversation_post_sequence"),
            models.UniqueConstraint(fields=["author", "key"], name="conversation_post_key"),
        ]
        indexes = [
            models.Index(
                fields=["space", "sequence"], condition=Q(root=None), name="conversation_post_stream"
            ),
            models.Index(
                fields=["root", "sequence"], condition=Q(root__isnull=False), name="conversation_post_thread"
            ),
            models.Index(fields=["space", "at"], name="conversation_post_day"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.pk])

    @property
    def thread_id(self) -> object:
        """The key of the thread's root: its own for a root."""
        return self.root_id or self.pk

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class Revision(models.Model):
    """What a post said until `at`, when its author changed it."""

    UNKNOWN = '<p><span data-word="not_in_export"></span></p>'

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    body = models.TextField()
    html = models.TextField()
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"revision until {self.at:%Y-%m-%d %H:%M}"

    @property
    def is_unknown(self) -> bool:
        """The post was changed elsewhere, and what it said before did not come with it."""
        return self.html == self.UNKNOWN


class Withdrawal(models.Model):
    """The text is gone; who withdrew it and when stays."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"withdrawn {self.at:%Y-%m-%d %H:%M}"


class Mark(models.Model):
    """A post is a question, an answer or a decision."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        DECISION = "decision", _("Decision")

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="mark")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return self.get_kind_display()


class Resolution(models.Model):
    """The thread is settled. A new reply does not undo it; taking the row away does."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="resolution")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"resolved {self.at:%Y-%m-%d}"


class Following(models.Model):
    """Somebody follows a thread, or has muted it, and has read it up to `read_to`."""

    pk = models.CompositePrimaryKey("root_id", "person_id")
    root = models.ForeignKey(Post, models.CASCADE, related_name="followings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followings")
    is_muted = models.BooleanField(default=False)
    read_to = models.BigIntegerField(default=0)
    since = models.DateTimeField(default=time.now)

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=Q(is_muted=False), name="conversation_following_person")
        ]

    def __str__(self) -> str:
        return "muted" if self.is_muted else "following"


class Reaction(models.Model):
    """One person's one emoji on a post."""

    EMOJI = ("👍", "✅", "❤️", "👀", "🙏", "😄")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    emoji = models.CharField(max_length=32)
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "person", "emoji"], name="conversation_reaction_once")
        ]

    def __str__(self) -> str:
        return self.emoji


class MentionQuerySet(models.QuerySet["Mention"]):
    def waiting(self) -> Self:
        return self.filter(handled_at=None)


class Mention(models.Model):
    """A post names a person, by name or through a unit or role. It waits for them until they handle it."""

    class Via(models.TextChoices):
        PERSON = "person", _("by name")
        UNIT = "unit", _("through their unit")
        ROLE = "role", _("through their role here")

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


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, person: Person) -> Self:
        """Those on posts in spaces the person may read, and their own that are not yet sent."""
        sent = Q(post__isnull=False, space__in=Space.objects.readable_by(person))
        return self.filter(sent | Q(post=None, uploader=person))


class Attachment(models.Model):
    """A file on a post. The bytes live in the store under `digest` (SHA-256, hex); sizes are in bytes and pixels."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="attachments")
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="attachments")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    digest = models.CharField(
        max_length=64, blank=True, help_text="Empty where only the metadata was imported."
    )
    thumbnail = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(default=time.now)
    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["digest"], name="conversation_attach_digest"),
            models.Index(fields=["thumbnail"], name="conversation_attach_thumb"),
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"

    def get_absolute_url(self) -> str:
        """Where the file is; empty where only its metadata was imported. The name in it is for people only."""
        if not self.digest:
            return ""
        name = self.name.replace("/", "_").strip(".")
        return reverse("file", args=[self.pk, name if name not in ("", "thumbnail") else "file"])

    @property
    def thumbnail_url(self) -> str:
        return reverse("file-thumbnail", args=[self.pk]) if self.thumbnail else ""

    @property
    def is_picture(self) -> bool:
        """A whole picture of a kind that browsers show, and not too large to be opened."""
        return bool(self.digest and self.thumbnail)

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height of the thumbnail in pixels."""
        return shown_size(self.width or 1, self.height or 1)

    @property
    def kind(self) -> str:
        """A short word such as PDF, the same in every language; empty for what is unknown."""
        return word_for(self.media_type)

    @property
    def shown_bytes(self) -> str:
        """The size as people read it in every language: whole kB below 10 MB, then whole MB."""
        return f"{max(1, round(self.size / 1e3))} kB" if self.size < 1e7 else f"{round(self.size / 1e6)} MB"


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
