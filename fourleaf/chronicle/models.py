"""The chronicle: one log that is audit trail, activity feed, outbox and source of outcomes."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time


class Entry(models.Model):
    """One deed. `sequence` counts the deeds of a space from 1 without a gap; deeds outside spaces have none."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    name = models.CharField(max_length=60)
    actor_id = models.UUIDField(null=True)
    space_id = models.UUIDField(null=True)
    sequence = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=time.now)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space_id", "sequence"], name="chronicle_entry_sequence"),
            models.CheckConstraint(
                condition=models.Q(space_id__isnull=True, sequence__isnull=True)
                | models.Q(space_id__isnull=False, sequence__gt=0),
                name="chronicle_entry_space_and_sequence",
            ),
        ]
        indexes = [
            models.Index(fields=["actor_id", "at"], name="chronicle_entry_actor"),
            # Pages of documents count these; a partial index costs other deeds nothing.
            models.Index(
                fields=["space_id"],
                condition=models.Q(name="SuggestionSettled"),
                name="chronicle_entry_suggestions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.sequence or ''}".strip()


class Stream(models.Model):
    """The last number given out in a space. The row is locked from `next_sequence` to commit, hence no gap."""

    space_id = models.UUIDField(primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.space_id}: {self.last}"


class Pending(models.Model):
    """An entry that the notifier has not yet given to its consumers; the key counts in the order of the deeds."""

    entry_id = models.UUIDField()
    written_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return str(self.entry_id)


class Undelivered(models.Model):
    """A consumer failed on an entry. It is tried again at `next_at`; without one it has been given up."""

    entry_id = models.UUIDField()
    consumer = models.CharField(max_length=60)
    tries = models.PositiveSmallIntegerField(default=1)
    next_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80)
    since = models.DateTimeField(default=time.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry_id", "consumer"], name="chronicle_undelivered_once")
        ]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.entry_id}"


class Access(models.Model):
    """Somebody has read something: who, what, whose, why, when and from where; never what it said.

    Written by `chronicle.access.record` alone and changed by nobody. `person_id` is None for what was done at the
    machine itself; `whose_id` is the person from whom or about whom it is, where it is one person's.
    """

    class Why(models.TextChoices):
        MEMBER = "member", _("Belongs there, or the space is open")
        GRANT = "grant", _("Shared with them")
        BREAK_GLASS = "break-glass", _("Break-glass")
        REQUEST = "request", _("To answer a request")
        SHOWING = "showing", _("To show them something")
        AUDIT = "audit", _("Looked at these records")
        EXPORT = "export", _("Took a copy along")
        REFUSED = "refused", _("Was not let in")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    person_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=20)
    object_id = models.UUIDField(null=True)
    space_id = models.UUIDField(null=True)
    whose_id = models.UUIDField(null=True)
    why = models.CharField(max_length=20, choices=Why)
    at = models.DateTimeField(default=time.now)
    address = models.GenericIPAddressField(null=True)
    session = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "at"], name="chronicle_access_person"),
            models.Index(fields=["whose_id", "at"], name="chronicle_access_whose"),
            models.Index(fields=["space_id", "at"], name="chronicle_access_space"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} read"


class Unsealed(models.Model):
    """An entry or access record that no seal covers yet: there from the transaction that wrote it, gone with its seal.

    `written_at` is the database's clock at the beginning of that transaction; `is_past` says that the row was brought
    in with dates of its own.
    """

    of = models.CharField(max_length=10)
    row_id = models.UUIDField()
    written_at = models.DateTimeField(db_default=Now())
    is_past = models.BooleanField(db_default=False)

    def __str__(self) -> str:
        return f"{self.of} {self.row_id}"


class Link(models.Model):
    """A sealed row's place in the chain, with the digest of its facts. `written` is in microseconds since 1970 UTC."""

    place = models.BigIntegerField(primary_key=True)
    of = models.CharField(max_length=10)
    row_id = models.UUIDField()
    written = models.BigIntegerField()
    is_past = models.BooleanField()
    facts = models.BinaryField()
    link = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.place}: {self.of}"


class Seal(models.Model):
    """The links `first` to `last`, under one signed head that builds on the seal before."""

    number = models.BigIntegerField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    at = models.DateTimeField()
    head = models.BinaryField()
    signature = models.BinaryField()

    def __str__(self) -> str:
        return f"seal {self.number}"
