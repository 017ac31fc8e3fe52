"""What a team hopes for, stated first; how clear it is; and what its leader thinks of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fourleaf.adoption.models.teams import Team
from fourleaf.kit import ids, time

MARKS = Q(outcome__lte=4, baseline__lte=4, target__lte=4, owner__lte=4, gain__lte=4)


class BenefitStatement(models.Model):
    """A team's benefit in five fields; the newest counts, and those before it stay.

    `not_these` are two things that the work is not about: members are asked which of the three it is.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="statements")
    outcome = models.CharField(max_length=300)
    baseline = models.CharField(max_length=300, blank=True)
    target = models.CharField(max_length=300, blank=True)
    target_on = models.DateField(null=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    gain = models.CharField(max_length=300, blank=True)
    not_these = ArrayField(models.CharField(max_length=300), default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return "benefit statement"


class BenefitRating(models.Model):
    """How clear one of two raters finds each of the five fields, 0 to 4. Nobody sees one before both are there."""

    #: How many rate a statement.
    RATERS = 2

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    statement = models.ForeignKey(BenefitStatement, models.CASCADE, related_name="ratings", db_index=False)
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    outcome = models.PositiveSmallIntegerField()
    baseline = models.PositiveSmallIntegerField()
    target = models.PositiveSmallIntegerField()
    owner = models.PositiveSmallIntegerField()
    gain = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "rater"], name="adoption_rating_once"),
            models.CheckConstraint(condition=MARKS, name="adoption_rating_marks"),
        ]

    def __str__(self) -> str:
        return "rating"

    @property
    def marks(self) -> tuple[int, int, int, int, int]:
        """In the order of `characteristics.benefits.FIELDS`."""
        return self.outcome, self.baseline, self.target, self.owner, self.gain


class CheckAnswer(models.Model):
    """What one member answered: whether they knew the benefit, and how keen they find the leader, 1 to 7.

    For the member alone; of all members together `lock.benefit_check` tells, from five answers on.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    statement = models.ForeignKey(BenefitStatement, models.CASCADE, related_name="answers", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_right = models.BooleanField()
    keenness = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField(default=time.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "person"], name="adoption_checkanswer_once"),
            models.CheckConstraint(
                condition=Q(keenness=None) | Q(keenness__gte=1, keenness__lte=7),
                name="adoption_checkanswer_keenness",
            ),
        ]

    def __str__(self) -> str:
        return "answer"


class LeaderAnswers(models.Model):
    """What a leader answered to the nine items, each 1 to 7, for the leader alone.

    With `counts` their mean goes into the team's readiness (`lock.leader_mean`); without, readiness says "unknown".
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="leader_answers", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = ArrayField(models.PositiveSmallIntegerField(), size=9)
    counts = models.BooleanField(default=False)
    at = models.DateTimeField(default=time.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "person"], name="adoption_leaderanswers_once")]

    def __str__(self) -> str:
        return "leader's answers"
