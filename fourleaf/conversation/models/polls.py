"""Polls. What was chosen in an anonymous one is never stored beside who chose it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from fourleaf.conversation.models.posts import Post
from fourleaf.kit import ids, time


class Poll(models.Model):
    """A post that asks to choose. `closes_at` is when it closes by itself, or None."""

    FEWEST, MOST = 2, 10
    #: In an anonymous poll that fewer people answered, what they chose is never shown.
    HIDDEN_BELOW = 5

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="poll")
    is_multiple = models.BooleanField()
    is_anonymous = models.BooleanField()
    closes_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["closes_at"], name="conversation_poll_closes")]

    def __str__(self) -> str:
        return f"poll {self.pk}"

    @property
    def is_closed(self) -> bool:
        return hasattr(self, "closing") or (self.closes_at is not None and self.closes_at <= time.now())


class PollOption(models.Model):
    """One thing to choose; `place` counts from 1."""

    LENGTH = 120

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LENGTH)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["poll", "place"], name="conversation_option_place")]

    def __str__(self) -> str:
        return f"option {self.place}"


class PollClosing(models.Model):
    """Nobody can vote any more; `by` is None where the poll closed by itself."""

    poll = models.OneToOneField(Poll, models.CASCADE, primary_key=True, related_name="closing")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"closed {self.at:%Y-%m-%d %H:%M}"


class Vote(models.Model):
    """What somebody chose in an open poll."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    option = models.ForeignKey(PollOption, models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="votes")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["option", "person"], name="conversation_vote_once")]

    def __str__(self) -> str:
        return "vote"


class Ballot(models.Model):
    """Somebody has voted in an anonymous poll; not what, and not when."""

    pk = models.CompositePrimaryKey("poll_id", "person_id")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ballots")

    def __str__(self) -> str:
        return "ballot"


class Tally(models.Model):
    """How often each place of an anonymous poll was chosen: one row, so that none tells whose vote was its last."""

    poll = models.OneToOneField(Poll, models.CASCADE, primary_key=True, related_name="tally")
    counts = ArrayField(models.IntegerField())

    def __str__(self) -> str:
        return "tally"
