"""What is reckoned from the rows of teams: how ready each is, which is next, where it stands on the map, what if."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.models.teams import STEWARDS, Team
from fourleaf.kit import ids, time
from fourleaf.people.models import OrganisationRole

if TYPE_CHECKING:
    pass


if TYPE_CHECKING:
    from fourleaf.people.models import Person


class TeamReadiness(models.Model):
    """How ready a team is, as the worker reckoned it at `at` from what `stamp` is the digest of.

    `scores` holds for each of C1 to C5 `value` (0–1 or null), `low`, `high`, `gate`, `known` and `datum`; `facts` the
    counts that a page says in words. `value` is the geometric mean of the five; `low` and `high` are its bounds. The
    rank is the place among `ranked` candidates in 5 %, half and 95 % of 1,000 draws of other weights.
    """

    class Verdict(models.TextChoices):
        READY = "ready", _("Ready")
        NOT_YET = "not yet", _("Not yet")
        UNKNOWN = "unknown", _("Not known yet")

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="readiness")
    value = models.FloatField(null=True)
    low = models.FloatField()
    high = models.FloatField()
    verdict = models.CharField(max_length=10, choices=Verdict)
    scores = models.JSONField()
    facts = models.JSONField(default=dict)
    fix_first = models.CharField(max_length=2, blank=True)
    collect_of = models.CharField(max_length=2, blank=True)
    collect = models.CharField(max_length=60, blank=True)
    blocs = models.FloatField(null=True)
    rank_low = models.PositiveIntegerField(null=True)
    rank_middle = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    ranked = models.PositiveIntegerField(default=0)
    stamp = models.CharField(max_length=64)
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return str(self.Verdict(self.verdict).label)


class Turn(models.Model):
    """Which team is best begun with next: 1 is the next. Counts only, about the team; its score is kept nowhere.

    `connected` of its `size` members work with people on the platform already, `shared` are in another team too.
    """

    class Rule(models.TextChoices):
        EXPOSURE = "exposure", _("who works with whom here")
        ROSTERS = "rosters", _("who is in which teams")

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="turn")
    place = models.PositiveIntegerField()
    connected = models.PositiveIntegerField()
    shared = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    weeks = models.PositiveIntegerField()
    rule = models.CharField(max_length=10, choices=Rule)

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return f"turn {self.place}"


class Spot(models.Model):
    """Where a team stands on the map: centre and radius, in a box of 960 by 600."""

    team = models.OneToOneField(Team, models.CASCADE, primary_key=True, related_name="spot")
    x = models.FloatField()
    y = models.FloatField()
    radius = models.FloatField()
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return "spot"


class SpotTie(models.Model):
    """Two teams whose people work together, in three grades; how often anybody does is kept nowhere."""

    one = models.ForeignKey(Spot, models.CASCADE, related_name="+")
    other = models.ForeignKey(Spot, models.CASCADE, related_name="+")
    grade = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return "tie"


class Reckoning(models.Model):
    """When something was reckoned last, and from what (`stamp`), so that it is not done again for nothing."""

    key = models.CharField(max_length=20, primary_key=True)
    stamp = models.CharField(max_length=64)
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return self.key


class WhatIfQuerySet(models.QuerySet["WhatIf"]):
    def visible_to(self, person: Person) -> Self:
        """For those who look after adoption."""
        steward = OrganisationRole.objects.today().filter(person=person, role__in=STEWARDS)
        return self.filter(Exists(steward)) if person.is_staff_member else self.none()

    def unfinished(self) -> Self:
        return self.filter(done_at=None, failed_at=None)

    def finished(self) -> Self:
        return self.exclude(done_at=None)


class WhatIf(models.Model):
    """Ways to begin, played out week by week many times: asked for, reckoned in pieces by the worker, kept.

    `outcome` has for each way `bands` (share active, 0–1, in 5, 10, 50, 90 and 95 % of the runs, week by week), `half`
    (weeks until half are active in 5, 50 and 95 % of the runs, null for never) and `runs`. It is a simulation.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=time.now)
    runs = models.PositiveIntegerField(default=50)
    weeks = models.PositiveIntegerField(default=156)
    ways = ArrayField(models.CharField(max_length=10))
    people = models.PositiveIntegerField(default=0)
    teams = models.PositiveIntegerField(default=0)
    pieces = models.PositiveIntegerField(default=0)
    pieces_of = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    objects = WhatIfQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return "what if"

    def get_absolute_url(self) -> str:
        return reverse("what-if", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.done_at is None and self.failed_at is None


class WhatIfPiece(models.Model):
    """Some of the runs of one way, kept as soon as they are played; `mark` is the same for the same question only."""

    what_if = models.ForeignKey(WhatIf, models.CASCADE, related_name="kept", db_index=False)
    way = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    mark = models.CharField(max_length=64)
    share = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what_if", "way", "number"], name="adoption_piece_once")
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.number}"
