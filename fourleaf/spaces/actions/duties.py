"""Be on duty for a space, for a while."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people.models import Person
from fourleaf.spaces import events, policy
from fourleaf.spaces.models import Duty, Space

LONGEST = timedelta(days=31)
AHEAD = timedelta(days=366)


@transaction.atomic
def plan_duty(*, actor: Person, space: Space, person: Person, from_at: datetime, until_at: datetime) -> Duty:
    """Put oneself, or as a steward a colleague, on duty for a space."""
    demand(policy.can_plan_duty(actor, space, person.pk), _("Only stewards put others on duty."))
    demand(not space.is_direct, _("Nobody is on duty in a direct conversation."))
    ensure(policy.can_post(person, space), _("Only who can write here can be on duty."), "person")
    ensure(
        until_at > max(from_at, time.now()), _("The end must come after the beginning and now."), "until_at"
    )
    ensure(until_at - from_at <= LONGEST, _("A duty lasts at most 31 days."), "until_at")
    ensure(from_at <= time.now() + AHEAD, _("Choose a day within a year."), "from_at")
    duty = Duty.objects.create(space=space, person=person, from_at=from_at, until_at=until_at, by=actor)
    record(events.DutyPlanned(actor=actor.pk, space=space.pk, person=person.pk, duty=duty.pk))
    return duty


@transaction.atomic
def end_duty(*, actor: Person, duty: Duty) -> None:
    """Take a duty back, or end it before its time."""
    demand(policy.can_plan_duty(actor, duty.space, duty.person_id), _("Only stewards take others off duty."))
    if Duty.objects.filter(pk=duty.pk, ended_at=None).update(ended_at=time.now()):
        record(events.DutyEnded(actor=actor.pk, space=duty.space_id, person=duty.person_id, duty=duty.pk))
