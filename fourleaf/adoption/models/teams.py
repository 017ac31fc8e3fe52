"""Work teams: who is in them, what they are for, what they deliver.

A team is no space. What everybody on the staff may know of it, the plan, stands in `Team` and in its `Launch`;
all else is for its members, its leader and the stewards of adoption.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.course import State
from fourleaf.kit import ids, time
from fourleaf.people.models import OrganisationRole

if TYPE_CHECKING:
    from fourleaf.people.models import Person

#: Who looks after adoption: these roles in the organisation.
STEWARDS = (
    OrganisationRole.Role.GURU,
    OrganisationRole.Role.ADMINISTRATOR,
    OrganisationRole.Role.LEADER,
)


class TeamQuerySet(models.QuerySet["Team"]):
    def planned_for(self, person: Person) -> Self:
        """The plan: all teams, for everybody on the staff. Show name, leader, state and day, and nothing else."""
        return self.all() if person.is_staff_member else self.none()

    def visible_to(self, person: Person) -> Self:
        """Teams that the person may see all of: their own, and for the stewards of adoption each."""
        mine = TeamMember.objects.standing().filter(team=OuterRef("pk"), person=person)
        return self._of_staff(person, Q(Exists(mine)) | self._kept(person))

    def kept_by(self, person: Person) -> Self:
        """Teams that the person may change: as leader, as steward, as who put it forward until it is taken up."""
        return self._of_staff(person, self._kept(person))

    def _of_staff(self, person: Person, allowed: Q) -> Self:
        return self.filter(allowed) if person.is_staff_member else self.none()

    @staticmethod
    def _kept(person: Person) -> Q:
        steward = OrganisationRole.objects.today().filter(person=person, role__in=STEWARDS)
        own = Q(put_forward_by=person, launch__state=State.CANDIDATE)
        return Q(leader=person) | own | Q(Exists(steward))


class Team(models.Model):
    """People who work towards something together. `put_forward_by` proposed that it begins."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    name = models.CharField(max_length=120)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="led_teams")
    put_forward_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=time.now)
    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "made_at"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="adoption_team_has_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("team", args=[self.pk])


class Charter(models.Model):
    """What a team is for, from when until when, when it would stop, and who coaches its first weeks."""

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="charter")
    outcome = models.TextField(max_length=1000, blank=True)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    stop_rule = models.CharField(max_length=300, blank=True)
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="adoption_charter_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return "charter"


class RequiredSkill(models.Model):
    """A skill that the charter asks for, as people name their own; a weight of 2 counts twice as much as one of 1."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="required_skills", db_index=False)
    name = models.CharField(max_length=60)
    weight = models.FloatField(default=1)

    class Meta:
        ordering = ["-weight", "name"]
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="adoption_requiredskill_once"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=10), name="adoption_requiredskill_weight"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMemberQuerySet(models.QuerySet["TeamMember"]):
    def standing(self) -> Self:
        """Who is in a team now and still works here."""
        return self.filter(ended_at=None, person__deactivated_at=None)

    def shown_to(self, person: Person) -> Self:
        """Of teams that the person may see."""
        return self.filter(team__in=Team.objects.visible_to(person))


class TeamMember(models.Model):
    """Somebody in a team, since when and until when; one may be in several. The leader is one of them."""

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="team_memberships")
    since = models.DateTimeField(default=time.now)
    ended_at = models.DateTimeField(null=True)
    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["person__family_name", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(ended_at=None), name="adoption_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"member {self.person_id}"


class DeliverableQuerySet(models.QuerySet["Deliverable"]):
    def past(self) -> Self:
        """Finished ones: what a baseline is made of."""
        return self.exclude(finished_on=None)


class Deliverable(models.Model):
    """What a team delivers, planned (`due_on`) or finished. Days are calendar days, `hours` those of all together.

    `source` says where the figures of a finished one come from.
    """

    class Source(models.TextChoices):
        SAID = "said", _("The team says so")
        FILE = "file", _("From a file")
        HERE = "here", _("Seen here")

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="deliverables")
    name = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    started_on = models.DateField(null=True)
    finished_on = models.DateField(null=True)
    major_revisions = models.PositiveIntegerField(null=True)
    hours = models.FloatField(null=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.SAID)
    at = models.DateTimeField(default=time.now)
    objects = DeliverableQuerySet.as_manager()

    class Meta:
        ordering = ["finished_on", "due_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_on=None) | Q(started_on=None) | Q(finished_on__gte=F("started_on")),
                name="adoption_deliverable_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=0), name="adoption_deliverable_hours"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def days(self) -> int | None:
        """From its first to its last day; one that began and ended on a day took 1."""
        if self.started_on is None or self.finished_on is None:
            return None
        return (self.finished_on - self.started_on).days + 1
