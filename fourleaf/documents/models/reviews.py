"""Review rounds: a version goes to named people with a due day, each says yes or what should change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from fourleaf.documents.models.arrivals import DocumentCursor
from fourleaf.documents.models.documents import Document, Revision
from fourleaf.kit import ids, time

if TYPE_CHECKING:
    from datetime import date

    from fourleaf.people.models import Person


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> Self:
        """Those in which somebody is still to answer."""
        return self.filter(ending=None)

    def asking(self, person: Person) -> Self:
        """Open ones that wait for this person's answer, of documents that they can read."""
        mine = Reviewer.objects.filter(round=OuterRef("pk"), person=person)
        said = Answer.objects.filter(round=OuterRef("pk"), person=person)
        readable = Document.objects.visible_to(person).standing()
        return self.open().filter(Exists(mine), ~Exists(said), document__in=readable)

    def news_for(self, person: Person) -> Self:
        """Those that this person submitted, that were decided, and whose document they have not opened since."""
        opened = DocumentCursor.objects.filter(
            document=OuterRef("document"), person=person, at__gte=OuterRef("ending__at")
        )
        decided = self.filter(by=person, ending__how__in=RoundEnding.DECIDED).exclude(ending__by=person)
        readable = Document.objects.visible_to(person).standing()
        return decided.filter(~Exists(opened), document__in=readable)


class Round(models.Model):
    """One submission of a document for review; of those of a document at most one is open."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="rounds")
    revision = models.OneToOneField(Revision, models.CASCADE, related_name="round")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField()
    #: what the reviewers should look at
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=time.now)
    #: the last day on which those who had not answered were reminded
    reminded_on = models.DateField(null=True)
    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"round {self.pk}"

    @property
    def is_open(self) -> bool:
        return not hasattr(self, "ending")

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on < today


class Reviewer(models.Model):
    """Who is asked in a round."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, related_name="reviewers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="documents_reviewer_once")]

    def __str__(self) -> str:
        return f"reviewer {self.person_id}"


class Answer(models.Model):
    """What a reviewer says of the version: one row each time; the last one counts, and all of them stay."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approves = models.BooleanField()
    note = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return "approved" if self.approves else "changes requested"


class RoundEnding(models.Model):
    """The decision of a round, or that it was taken back."""

    class How(models.TextChoices):
        APPROVED = "approved", _("approved")
        CHANGES = "changes", _("changes requested")
        WITHDRAWN = "withdrawn", _("taken back")
        RESUBMITTED = "resubmitted", _("submitted anew")

    #: what reviewers decide; the others are the writers' doing
    DECIDED = (How.APPROVED, How.CHANGES)

    round = models.OneToOneField(Round, models.CASCADE, primary_key=True, related_name="ending")
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    how = models.CharField(max_length=12, choices=How)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return self.how
