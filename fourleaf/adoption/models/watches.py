"""Early warning as rows: that a team's week was looked at, and which signs were beyond their level."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from fourleaf.adoption.models.teams import Team
from fourleaf.kit import ids, time
from fourleaf.sheet.models import Consent
from fourleaf.spaces.models import Membership
from fourleaf.spaces.rights import Role

if TYPE_CHECKING:
    from fourleaf.people.models import Person


class WatchQuerySet(models.QuerySet["Watch"]):
    def visible_to(self, person: Person) -> Self:
        """Of teams that the person may see."""
        return self.filter(team__in=Team.objects.visible_to(person))

    def waiting_for(self, person: Person) -> Self:
        """Those with news for the person: the leader, and the stewards of the team's space; of the last weeks."""
        leads = Q(team__leader=person)
        steward = Membership.objects.standing().filter(
            person=person, role=Role.STEWARD, space=OuterRef("team__launch__place__space")
        )
        news = Sighting.objects.filter(watch=OuterRef("pk"), is_news=True)
        seen = SeenWatch.objects.filter(watch=OuterRef("pk"), person=person)
        told = leads & Q(Exists(news)) | Q(Exists(steward)) & Q(Exists(news.filter(is_leaders=False)))
        until = ExpressionWrapper(F("at") + Watch.WAITS, models.DateTimeField())
        return self.visible_to(person).alias(until=until).filter(told, ~Exists(seen), until__gt=time.now())


class Watch(models.Model):
    """A team's week, from Monday `week_on`, was looked at. Without signs it was calm."""

    WAITS = timedelta(weeks=3)

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="watches")
    week_on = models.DateField()
    at = models.DateTimeField(default=time.now)
    objects = WatchQuerySet.as_manager()

    class Meta:
        ordering = ["-week_on"]
        constraints = [models.UniqueConstraint(fields=["team", "week_on"], name="adoption_watch_once_a_week")]

    def __str__(self) -> str:
        return f"week of {self.week_on}"


class SightingQuerySet(models.QuerySet["Sighting"]):
    def shown_to(self, person: Person) -> Self:
        """The two about the leader's pledge: to the leader, and a week later to whom they let see how it goes."""
        consent = Consent.objects.standing().filter(pledge__leader=OuterRef("watch__team__leader"), to=person)
        later = Q(watch__at__lte=time.now() - timedelta(weeks=1)) & Q(Exists(consent))
        return self.filter(Q(is_leaders=False) | Q(watch__team__leader=person) | later)


class Sighting(models.Model):
    """A sign was beyond its level for so many `weeks` in a row; `is_news` where it was less so the week before.

    `sign` is a name of `warning.signals.Sign`, never that of a person; `is_leaders` is about the leader's own pledge.
    """

    class Level(models.IntegerChoices):
        AMBER = 1, _("Look at it")
        RED = 2, _("Act on it")

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="sightings")
    sign = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField(choices=Level)
    value = models.FloatField()
    weeks = models.PositiveSmallIntegerField()
    is_news = models.BooleanField()
    is_leaders = models.BooleanField(default=False)
    objects = SightingQuerySet.as_manager()

    class Meta:
        ordering = ["-level", "sign"]
        constraints = [models.UniqueConstraint(fields=["watch", "sign"], name="adoption_sighting_once")]

    def __str__(self) -> str:
        return f"{self.sign} {self.level}"


class SeenWatch(models.Model):
    """Somebody who was told has looked, and need not be told any more."""

    pk = models.CompositePrimaryKey("watch_id", "person_id")
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="seen")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return "seen"
