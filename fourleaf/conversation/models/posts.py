"""Posts, and what is put on them for all to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.conversation.models.files import Attachment
    from fourleaf.people.models import Person


class PostQuerySet(models.QuerySet["Post"]):
    def readable_by(self, person: Person) -> Self:
        """Posts of spaces that the person may read."""
        return self.filter(space__in=Space.objects.readable_by(person))

    def visible_to(self, person: Person) -> Self:
        """Posts that the person may read where they are, and those that somebody shows them."""
        shown = Grant.objects.standing().reaching(person)
        posts, threads = (shown.filter(kind=kind).values("object_id") for kind in ("post", "thread"))
        return self.filter(
            Q(space__in=Space.objects.readable_by(person))
            | Q(pk__in=posts)
            | Q(pk__in=threads)
            | Q(root__in=threads)
        )

    def roots(self) -> Self:
        """Posts of the stream, as opposed to replies."""
        return self.filter(root=None)

    def for_display(self) -> Self:
        """With all that `_post.html` shows, in a number of queries that does not grow with the posts."""
        return self.select_related(
            "author",
            "author__site",
            "withdrawal__by",
            "mark",
            "resolution",
            "poll",
            "announced",
            "reuse",
            "written_for__leader",
        ).prefetch_related("reactions__person", "attachments", "revisions")


class Post(models.Model):
    """Something said in a space: a root in its stream, or a reply in the thread of a root.

    `sequence` is the number of its PostAdded in the space, so unread counts and cursors compare plain numbers.
    `html` is the body rendered once; both go when the post is withdrawn.
    """

    LIMIT = 20_000
    #: The files of a post that this very transaction has written, when nobody can have put anything else on it.
    written_with: tuple[Attachment, ...] | None = None

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
            # With what counting what is unread needs to know, so that it reads the index alone.
            models.Index(
                fields=["space", "sequence"],
                include=["author", "id"],
                condition=Q(root=None),
                name="conversation_post_stream",
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
    """A post is a question, an answer or a decision. Where the post stands is told here too, to find the newest."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        ANSWER = "answer", _("Answer")
        DECISION = "decision", _("Decision")

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="mark")
    kind = models.CharField(max_length=10, choices=Kind)
    space = models.ForeignKey(Space, models.CASCADE, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    class Meta:
        indexes = [models.Index(fields=["space", "kind", "-sequence"], name="conversation_mark_newest")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Resolution(models.Model):
    """The thread is settled. A new reply does not undo it; taking the row away does."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="resolution")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"resolved {self.at:%Y-%m-%d}"


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


class Fragment(models.Model):
    """The neutral HTML of a post as `made_by` made it, kept beside it; empty until somebody needs it anew.

    The database itself empties it, with a higher `version`, when anything that it shows changes (`lock.py`).
    """

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="fragment")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    version = models.BigIntegerField(default=0)
    made_by = models.CharField(max_length=32, default="")
    html = models.TextField(default="")

    def __str__(self) -> str:
        return f"fragment {self.version}"
