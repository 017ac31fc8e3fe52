"""Announcements: posts that those who belong are asked to have read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fourleaf.conversation.models.posts import Post
from fourleaf.kit import ids, time
from fourleaf.people.models import Person as People
from fourleaf.people.models import PersonQuerySet
from fourleaf.spaces.models import Membership, Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def open(self) -> Self:
        """Those whose author still asks."""
        return self.filter(ending=None)

    def asking(self, person: Person) -> Self:
        """Those that ask this person now and that they have not confirmed as they read today."""
        here = Membership.objects.of_active().filter(
            person=person, space=OuterRef("post__space"), person__kind__in=Announcement.CAN_CLICK
        )
        copies = AnnouncedPost.objects.asking().filter(Exists(here), announcement=OuterRef("pk"))
        done = Confirmation.objects.filter(
            announcement=OuterRef("pk"), person=person, version=OuterRef("version")
        )
        return self.open().exclude(author=person).filter(Exists(copies), ~Exists(done))


class Announcement(models.Model):
    """What the copies of one announcement, a post in each of its spaces, have in common; each person is asked once.

    `version` grows with every change of the text: then everybody is asked again.
    """

    #: A bot has not read anything.
    CAN_CLICK = tuple(kind for kind in People.Kind.values if kind != People.Kind.BOT)
    SPACES = 20

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="announcements")
    due_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=time.now)
    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="conversation_announce_due")]

    def __str__(self) -> str:
        return f"announcement {self.pk}"

    @property
    def is_ended(self) -> bool:
        return hasattr(self, "ending")

    def asked(self) -> PersonQuerySet:
        """Who is asked now: everybody who belongs where it stands, joined they early or late, but its author."""
        here = Membership.objects.of_active().filter(
            person=OuterRef("pk"), space__in=self.copies.asking().values("post__space")
        )
        people = (
            People.objects.using(self._state.db).filter(kind__in=self.CAN_CLICK).exclude(pk=self.author_id)
        )
        return people.filter(Exists(here))

    def unread_by(self) -> PersonQuerySet:
        """Who is asked and has not confirmed the text as it is now."""
        done = Confirmation.objects.filter(announcement=self, person=OuterRef("pk"), version=self.version)
        return self.asked().filter(~Exists(done))


class AnnouncedPostQuerySet(models.QuerySet["AnnouncedPost"]):
    def asking(self) -> Self:
        """Copies that still ask: neither withdrawn nor in a space that rests."""
        return self.filter(post__withdrawal=None, post__space__in=Space.objects.live())


class AnnouncedPost(models.Model):
    """The post in one space that carries an announcement."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="announced")
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="copies")
    objects = AnnouncedPostQuerySet.as_manager()

    def __str__(self) -> str:
        return f"copy of {self.announcement_id}"


class AnnouncementEnding(models.Model):
    """The author does not ask any more."""

    announcement = models.OneToOneField(Announcement, models.CASCADE, primary_key=True, related_name="ending")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"ended {self.at:%Y-%m-%d}"


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def current(self) -> Self:
        """Of the text as it is now."""
        return self.filter(version=F("announcement__version"))


class Confirmation(models.Model):
    """Somebody pressed "I have read this": one row a press and version of the text, none for merely seeing it."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="confirmations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="confirmations")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=time.now)
    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "person", "version"], name="conversation_confirmation_once"
            )
        ]

    def __str__(self) -> str:
        return f"confirmed {self.at:%Y-%m-%d %H:%M}"


class Chase(models.Model):
    """Those who had not confirmed were reminded: by itself before or on the due day, or by hand."""

    class Why(models.TextChoices):
        BEFORE = "before", _("the day before")
        DUE = "due", _("on the day")
        ASKED = "asked", _("by hand")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="chases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    why = models.CharField(max_length=10, choices=Why)
    people = models.PositiveIntegerField()
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "why"], condition=~Q(why="asked"), name="conversation_chase_once"
            )
        ]

    def __str__(self) -> str:
        return f"reminded {self.people}"
