"""Early warning: look at each launched team's week, write down what was beyond its level, and let it be seen."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.adoption import events, policy
from fourleaf.adoption.course import RUNNING
from fourleaf.adoption.models import SeenWatch, Sighting, Team, Watch
from fourleaf.adoption.warning.alarm import Notice, warnings
from fourleaf.adoption.warning.panel import FEW, panel
from fourleaf.adoption.watching import log_of
from fourleaf.chronicle.record import record, tell_own_screens
from fourleaf.kit import time
from fourleaf.kit.refusals import demand
from fourleaf.people.models import Person

#: So many weeks back from the last are computed: what amber, red and three falls in a row need.
WEEKS = 6


def watch_teams() -> int:
    """System: each launched team's last whole week, once; answers how many were looked at."""
    running = Team.objects.filter(launch__state__in=RUNNING).select_related("leader__site", "launch")
    return sum(_watch(team, time.now()) for team in running)


@transaction.atomic
def _watch(team: Team, now: datetime) -> bool:
    log = log_of(team, now)
    last = log.week_of(now) - 1 if log else -1
    if log is None or last < 0:
        return False
    week_on = (log.start + timedelta(weeks=last)).date()
    watch, is_new = Watch.objects.get_or_create(team=team, week_on=week_on)
    if not is_new:
        return False
    if len(log.members) < FEW:
        return True
    found = warnings([panel(log, week) for week in range(max(0, last - WEEKS + 1), last + 1)])
    before = dict(
        Sighting.objects.filter(watch__team=team, watch__week_on=week_on - timedelta(weeks=1))
        .values_list("sign", "level")
    )  # fmt: skip
    rows = [_sighting(watch, notice, before.get(notice.threshold.sign.name, 0)) for notice in found]
    Sighting.objects.bulk_create(rows)
    if any(row.is_news for row in rows):
        record(events.WarningRaised(actor=None, team=team.pk, watch=watch.pk))
    return True


def _sighting(watch: Watch, notice: Notice, before: int) -> Sighting:
    return Sighting(
        watch=watch,
        sign=notice.threshold.sign.name,
        level=int(notice.level),
        value=notice.value,
        weeks=notice.weeks,
        is_news=notice.level > before,
        is_leaders=notice.threshold.told == "leader",
    )


@transaction.atomic
def see_watch(*, actor: Person, watch: Watch) -> None:
    """Who was told has looked at it."""
    demand(policy.can_see(actor, watch.team), _("Only this team and those who look after adoption see this."))
    _seen, is_new = SeenWatch.objects.get_or_create(watch=watch, person=actor)
    if is_new:
        tell_own_screens(actor.pk)
