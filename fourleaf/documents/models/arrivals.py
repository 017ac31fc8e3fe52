"""Whether what was changed has reached those it is for: one cursor a person and document, and exceptions.

Nobody is named by these rows to anyone but themselves, except who pressed "I have read this".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from fourleaf.documents.models.documents import KIND, Document, Revision, RevisionQuerySet
from fourleaf.kit import ids, time
from fourleaf.people.models import Person as People
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Membership

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class DocumentCursor(models.Model):
    """Up to which update somebody had the document open last."""

    pk = models.CompositePrimaryKey("document_id", "person_id")
    document = models.ForeignKey(Document, models.CASCADE, related_name="cursors", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    upto = models.BigIntegerField()
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"opened to {self.upto}"


class MustSeeQuerySet(models.QuerySet["MustSee"]):
    def asking(self, person: Person) -> Self:
        """Those that ask this person and that they have not confirmed, nor a later one of the same document."""
        said = SeenClick.objects.filter(
            document=OuterRef("document"), person=person, revision__number__gte=OuterRef("revision__number")
        )
        later = MustSee.objects.filter(
            document=OuterRef("document"), revision__number__gt=OuterRef("revision__number")
        )
        wrote = Q(revision__authors__contains=_alone(person)) | Q(by=person)
        asked = self.filter(document__in=assigned_to(person)).exclude(wrote)
        return asked.filter(~Exists(said), ~Exists(later))


class MustSee(models.Model):
    """An author says that everybody for whom the document is must have seen what is new in this version."""

    revision = models.OneToOneField(Revision, models.CASCADE, primary_key=True, related_name="must_see")
    document = models.ForeignKey(Document, models.CASCADE, related_name="must_sees")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: what is new, in the author's words
    what = models.CharField(max_length=200)
    at = models.DateTimeField(default=time.now)
    objects = MustSeeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"must be seen since {self.at:%Y-%m-%d}"


class SeenClick(models.Model):
    """Somebody pressed "I have read this" for a version that must be seen."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="seen_clicks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=time.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "person"], name="documents_seenclick_once")
        ]

    def __str__(self) -> str:
        return f"read {self.at:%Y-%m-%d %H:%M}"


class Nudge(models.Model):
    """Those who had not opened a version since were reminded; how many, never who."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="nudges")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"reminded {self.at:%Y-%m-%d}"


class Meant(models.Model):
    """For whom a change of substance was when it came: numbers of it stay about these, whoever joins or leaves.

    Nobody reads this but the functions of the database that tell sums.
    """

    revision = models.OneToOneField(Revision, models.CASCADE, primary_key=True, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    people = ArrayField(models.UUIDField())

    def __str__(self) -> str:
        return f"meant for {len(self.people)}"


class Reach(models.Model):
    """One of those for whom a version was had it before them for the first time, so many minutes after it came.

    Who that was is not written down: how long it takes is told of all of them together.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+", db_index=False)
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"after {self.minutes} minutes"


class Dependence(models.Model):
    """What this document says depends on what another one says."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="dependences")
    on = models.ForeignKey(Document, models.CASCADE, related_name="dependents")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["document", "on"], name="documents_dependence_once")]

    def __str__(self) -> str:
        return f"depends on {self.on_id}"


def nudged(person: Person) -> RevisionQuerySet:
    """Versions that the person was reminded of and has not opened since; what must be seen asks by itself."""
    opened = DocumentCursor.objects.filter(
        document=OuterRef("document"), person=person, upto__gte=OuterRef("upto")
    )
    wrote = Revision.objects.filter(
        document=OuterRef("document"), number__gte=OuterRef("number"), authors__contains=_alone(person)
    )
    reminded = Nudge.objects.filter(revision=OuterRef("pk"))
    found = Revision.objects.filter(document__in=assigned_to(person), must_see=None)
    return found.filter(Exists(reminded), ~Exists(opened), ~Exists(wrote))


def _alone(person: Person) -> models.Func:
    """The person's key in an array, as an expression: `kit.once` finds it in there."""
    key = models.Value(person.pk, output_field=models.UUIDField())
    output = ArrayField(models.UUIDField())
    return models.Func(key, template="array[%(expressions)s]::uuid[]", output_field=output)


def assigned_to(person: Person) -> models.QuerySet[Document]:
    """Documents that are for this person: of spaces where they belong, and those shown to them. Open ones are not."""
    here = Membership.objects.of_active().filter(person=person).values("space")
    shown = Grant.objects.standing().reaching(person).filter(kind=KIND).values("object_id")
    found = Document.objects.filter(Q(space__in=here) | Q(pk__in=shown)).standing()
    return found if person.kind != People.Kind.BOT else found.none()
