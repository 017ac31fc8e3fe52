"""Lines of the Sheet and questions to leaders: said to an audience, answered in public by a named person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.kit import ids, time
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class Area(models.Model):
    """What an administrator changed of the columns: a shipped one by another name, one of their own, or an end."""

    key = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=200, blank=True)
    place = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return self.name


class LineQuerySet(models.QuerySet["Line"]):
    def visible_to(self, person: Person) -> Self:
        """Those of spaces that the person reads, for staff also those said to everybody on the staff."""
        told = Q(space__in=Space.objects.readable_by(person))
        return self.filter(told | Q(space=None) if person.is_staff_member else told)

    def standing(self) -> Self:
        return self.filter(withdrawal=None)

    def ideas(self) -> Self:
        return self.filter(kind=Line.Kind.IDEA)

    def questions(self) -> Self:
        return self.filter(kind=Line.Kind.QUESTION)

    def for_display(self) -> Self:
        """With all that a line shows, in a number of queries that does not grow with the lines."""
        asked = Asking.objects.standing().select_related("person__site")
        return self.select_related(
            "author__site", "space", "answer__by__site", "candidacy", "withdrawal"
        ).prefetch_related(Prefetch("askings", asked, to_attr="asked_now"))


class Line(models.Model):
    """Where this could improve results in somebody's job; or what somebody asks a leader who has pledged.

    `space` is who can read it; None is everybody on the staff. The text is empty once it is withdrawn.
    """

    class Kind(models.TextChoices):
        IDEA = "idea", _("Line")
        QUESTION = "question", _("Question to a leader")

    LIMIT = 1_000
    asked_now: list[Asking]

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.IDEA)
    area = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    space = models.ForeignKey(Space, models.CASCADE, null=True, related_name="lines")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="lines")
    at = models.DateTimeField(default=time.now)
    edited_at = models.DateTimeField(null=True)
    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["kind", "area", "-at"], name="sheet_line_column")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="idea") & ~Q(area="") | Q(kind="question", area=""),
                name="sheet_line_has_area",
            )
        ]

    def __str__(self) -> str:
        return f"line {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("line", args=[self.pk])

    @property
    def asked(self) -> Person | None:
        """Who is asked to answer, for a line loaded `for_display`."""
        return self.asked_now[0].person if self.asked_now else None

    @property
    def is_answered(self) -> bool:
        return hasattr(self, "answer")

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")


class AskingQuerySet(models.QuerySet["Asking"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def waiting_for(self, person: Person) -> Self:
        """What the person is asked to answer and can read."""
        readable = Line.objects.visible_to(person).standing().filter(pk=OuterRef("line"), answer=None)
        return self.standing().filter(Exists(readable), person=person)


class Asking(models.Model):
    """Somebody is asked to answer a line. Asking somebody else ends one row and begins another."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    line = models.ForeignKey(Line, models.CASCADE, related_name="askings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="askings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)
    objects = AskingQuerySet.as_manager()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(ended_at=None), name="sheet_asking_one_standing"
            )
        ]
        indexes = [models.Index(fields=["person"], condition=Q(ended_at=None), name="sheet_asking_standing")]

    def __str__(self) -> str:
        return "asked"


class Answer(models.Model):
    """What the person who was asked says, to all who can read the line."""

    LIMIT = 4_000

    line = models.OneToOneField(Line, models.CASCADE, primary_key=True, related_name="answer")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="line_answers")
    text = models.TextField()
    at = models.DateTimeField(default=time.now)
    edited_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "answer"


class Withdrawal(models.Model):
    """The text is gone; who took it back and when stays."""

    line = models.OneToOneField(Line, models.CASCADE, primary_key=True, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"withdrawn {self.at:%Y-%m-%d}"


class Candidacy(models.Model):
    """A candidate launch was made of the line: the team's key, for the app above that has teams."""

    line = models.OneToOneField(Line, models.CASCADE, primary_key=True, related_name="candidacy")
    team_id = models.UUIDField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"candidate since {self.at:%Y-%m-%d}"
