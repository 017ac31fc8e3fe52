"""Integrations of a space: what other programs may say in it, and who outside is told what happens in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class IncomingQuerySet(models.QuerySet["Incoming"]):
    def visible_to(self, person: Person) -> Self:
        """Those of spaces that the person can read."""
        return self.filter(space__in=Space.objects.readable_by(person))

    def standing(self) -> Self:
        return self.filter(ended_at=None)


class Incoming(models.Model):
    """An incoming webhook: whoever has its address writes in the space as the bot."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="incoming_hooks")
    bot = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="incoming_hooks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    objects = IncomingQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["space"], condition=Q(ended_at=None), name="hooks_incoming_standing")]

    def __str__(self) -> str:
        return "incoming webhook"


class Key(models.Model):
    """The SHA-256 of the secret in an incoming webhook's address: reading the table opens nothing."""

    incoming = models.OneToOneField(Incoming, models.CASCADE, primary_key=True, related_name="key")
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return "key"


class OutgoingQuerySet(models.QuerySet["Outgoing"]):
    def visible_to(self, person: Person) -> Self:
        """Those of spaces that the person can read."""
        return self.filter(space__in=Space.objects.readable_by(person))

    def standing(self) -> Self:
        return self.filter(ended_at=None)


class Outgoing(models.Model):
    """An outgoing webhook: a host outside is told that something happened, on behalf of the bot.

    Everybody who reads the space sees where to; the whole address is the stewards'.
    """

    class Kind(models.TextChoices):
        POSTS = "posts", _("Messages")
        EDITS = "edits", _("Changes to messages")
        WITHDRAWALS = "withdrawals", _("Withdrawn messages")
        MARKS = "marks", _("Questions, answers, decisions, settled threads")
        REACTIONS = "reactions", _("Reactions")
        MEMBERS = "members", _("Who comes, goes or gets another role")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    space = models.ForeignKey(Space, models.CASCADE, related_name="outgoing_hooks")
    bot = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="outgoing_hooks")
    host = models.CharField(max_length=255)
    kinds = ArrayField(models.CharField(max_length=20, choices=Kind))
    with_text = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    objects = OutgoingQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["space"], condition=Q(ended_at=None), name="hooks_outgoing_standing")]

    def __str__(self) -> str:
        return "outgoing webhook"

    @property
    def kind_labels(self) -> list[str]:
        """What it tells, in words."""
        return [str(self.Kind(kind).label) for kind in self.kinds]

    @property
    def is_stopped(self) -> bool:
        return hasattr(self, "stoppage")


class Target(models.Model):
    """Where an outgoing webhook goes, for stewards alone. The signing secret is derived from the generation."""

    OVERLAP = timedelta(days=1)

    outgoing = models.OneToOneField(Outgoing, models.CASCADE, primary_key=True, related_name="target")
    url = models.CharField(max_length=500)
    generation = models.PositiveIntegerField(default=1)
    renewed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "target"

    def generations(self) -> list[int]:
        """The secrets that sign now: the newest, and for a day after a change the one before."""
        is_overlap = self.renewed_at is not None and time.now() < self.renewed_at + self.OVERLAP
        return [self.generation, self.generation - 1] if is_overlap else [self.generation]


class Stoppage(models.Model):
    """An outgoing webhook has been stopped because nobody takes what it sends. Deleting the row resumes it."""

    class Why(models.TextChoices):
        GONE = "gone", _("The receiver answered that it is gone for good (410).")
        FAILING = "failing", _("Nothing arrived for five days.")

    outgoing = models.OneToOneField(Outgoing, models.CASCADE, primary_key=True, related_name="stoppage")
    why = models.CharField(max_length=10, choices=Why)
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return self.get_why_display()


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        """Those still to be delivered."""
        return self.filter(delivered_at=None, given_up_at=None)


class Delivery(models.Model):
    """One thing to tell one receiver, and how far that has come. Its key is the `webhook-id`, the same at every try.

    `facts` holds keys and codes, never what anybody wrote; `status` is the last answer's, `error` a code of ours.
    """

    class Error(models.TextChoices):
        REFUSED = "refused", _("the address leads into a private network")
        UNREACHABLE = "unreachable", _("no connection")
        TIMEOUT = "timeout", _("no answer in time")
        CERTIFICATE = "certificate", _("its certificate is not valid")
        ANSWER = "answer", _("not accepted")
        SILENCED = "silenced", _("nothing may be sent any more")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="deliveries")
    entry_id = models.UUIDField(null=True)
    type = models.CharField(max_length=40)
    happened_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=time.now)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=20, choices=Error, blank=True)
    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["outgoing", "entry_id"], name="hooks_delivery_once_an_entry")
        ]
        indexes = [
            models.Index(fields=["outgoing", "-at", "-id"], name="hooks_delivery_log"),
            models.Index(
                fields=["next_at"],
                condition=Q(delivered_at=None, given_up_at=None),
                name="hooks_delivery_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.type
