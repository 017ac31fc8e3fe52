"""Launches: how a team begins here, step by step, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.course import AHEAD, COURSE, RUNNING, State
from fourleaf.adoption.models.teams import Team
from fourleaf.kit import ids, time
from fourleaf.spaces.models import Space

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class Launch(models.Model):
    """Where a team is, and the day on which it is to begin or began; everybody on the staff may know both.

    `state` is that of the newest `LaunchStep`, whose row says who, when and why.
    """

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="launch")
    state = models.CharField(max_length=10, choices=State, default=State.CANDIDATE)
    begins_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state"], name="adoption_launch_state")]

    def __str__(self) -> str:
        return str(State(self.state).label)

    @property
    def next_states(self) -> tuple[State, ...]:
        return COURSE[State(self.state)]

    @property
    def is_ahead(self) -> bool:
        return self.state in AHEAD

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING


class LaunchStep(models.Model):
    """From one state to the next: who took it, when and why; `without` names what was missing then (`claims.Lack`)."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    launch = models.ForeignKey(Launch, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10, choices=State, blank=True)
    after = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)
    why = models.CharField(max_length=500, blank=True)
    without = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.after


class Place(models.Model):
    """The space and the first document that were set up for a team as it began."""

    launch = models.OneToOneField(Launch, models.CASCADE, primary_key=True, related_name="place")
    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    document = models.UUIDField(null=True)
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return "place"


class FirstWin(models.Model):
    """One real piece of work that was finished here, as somebody of the team chose it, with a plain fact about it.

    `subject` is the key of the document or post; `facts` holds numbers only, from which the sentence is made.
    """

    class Kind(models.TextChoices):
        APPROVAL = "approval", _("A document was approved")
        ANSWER = "answer", _("A question was answered")
        DECISION = "decision", _("A decision was written down")

    #: By which day after the start a team should have one.
    BY_DAY = 7

    launch = models.OneToOneField(Launch, models.CASCADE, primary_key=True, related_name="first_win")
    kind = models.CharField(max_length=10, choices=Kind)
    subject = models.UUIDField()
    happened_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return self.get_kind_display()


class LaunchCheckQuerySet(models.QuerySet["LaunchCheck"]):
    def open(self) -> Self:
        return self.filter(answered_at=None)

    def running(self) -> Self:
        """Open ones of teams that are at work and have neither become steady nor stopped."""
        return self.open().filter(launch__state=State.LAUNCHED)

    def waiting_for(self, person: Person) -> Self:
        """Those that a leader was told of and has not answered."""
        return self.running().filter(launch__team__leader=person).exclude(reminded_at=None)


class LaunchCheck(models.Model):
    """Thirty, sixty or ninety days after its start: does the benefit show, what is in the way, does the team go on?"""

    DAYS = (30, 60, 90)

    class Shows(models.TextChoices):
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NO = "no", _("No")
        TOO_EARLY = "too_early", _("Too early to say")

    class GoesOn(models.TextChoices):
        AS_IS = "as_is", _("We go on as we are")
        CHANGED = "changed", _("We go on and change something")
        STOPS = "stops", _("We stop")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    launch = models.ForeignKey(Launch, models.CASCADE, related_name="checks", db_index=False)
    day = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    #: when the leader was told last that it is due; from then on it waits for them
    reminded_at = models.DateTimeField(null=True)
    shows = models.CharField(max_length=10, choices=Shows, blank=True)
    goes_on = models.CharField(max_length=10, choices=GoesOn, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    objects = LaunchCheckQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["launch", "day"], name="adoption_check_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(goes_on=""), name="adoption_check_answered_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"day {self.day}"


class Afterwards(models.Model):
    """What else somebody of a team uses it for by now, in their own words; said once the first work is done."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    launch = models.ForeignKey(Launch, models.CASCADE, related_name="afterwards", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    at = models.DateTimeField(default=time.now)

    class Meta:
        ordering = ["at"]
        constraints = [models.UniqueConstraint(fields=["launch", "person"], name="adoption_afterwards_once")]

    def __str__(self) -> str:
        return "afterwards"
