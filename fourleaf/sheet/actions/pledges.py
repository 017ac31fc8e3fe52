"""Pledge in one's own words, and let somebody see how it goes."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import sound
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.sheet import events, policy
from fourleaf.sheet.models import Consent, Pledge

#: A pledge begins within so many days of today.
NEAR = timedelta(days=90)


@transaction.atomic
def make_pledge(*, actor: Person, text: str, rate: int, from_on: date | None = None) -> Pledge:
    """Say how one will use this in one's own job, and how often a week; it takes the place of the one before."""
    demand(policy.can_pledge(actor), _("Leaders of the organisation and of teams pledge."))
    text = sound(text, Pledge.LIMIT)
    ensure(1 <= rate <= Pledge.MOST, _("Say a number from 1 to 50 a week."), "rate")
    today = localtime(time.now(), actor.zone).date()
    from_on = from_on or today
    ensure(abs(from_on - today) <= NEAR, _("Choose a day within three months of today."), "from_on")
    take_turns("pledge", actor.pk)
    _end(actor, actor.pledges.standing().first())
    pledge = Pledge.objects.create(leader=actor, text=text, rate=rate, from_on=from_on)
    record(events.PledgeMade(actor=actor.pk, pledge=pledge.pk, rate=rate))
    return pledge


@transaction.atomic
def end_pledge(*, actor: Person, pledge: Pledge) -> None:
    """Take one's pledge back; whoever followed it does so no more."""
    demand(pledge.leader_id == actor.pk, _("Only the person who pledged can end it."))
    _end(actor, pledge)


def _end(actor: Person, pledge: Pledge | None) -> None:
    if pledge is None or pledge.ended_at is not None:
        return
    _consent_no_more(actor, pledge)
    pledge.ended_at = time.now()
    pledge.save(update_fields=["ended_at"])
    record(events.PledgeEnded(actor=actor.pk, pledge=pledge.pk))


@transaction.atomic
def give_consent(*, actor: Person, pledge: Pledge, to: Person) -> Consent:
    """Let one person see how one's pledge goes, a week after one sees it oneself."""
    is_own = pledge.leader_id == actor.pk and pledge.ended_at is None
    demand(is_own, _("Only the person who pledged can let others see it."))
    is_staff = to.kind == Person.Kind.STAFF and to.is_active and to.pk != actor.pk
    ensure(is_staff, _("Choose somebody else of the staff."), "to")
    take_turns("pledge", actor.pk)
    standing = Consent.objects.standing().filter(pledge=pledge).first()
    if standing is not None and standing.to_id == to.pk:
        return standing
    _consent_no_more(actor, pledge)
    consent = Consent.objects.create(pledge=pledge, to=to)
    record(events.ConsentGiven(actor=actor.pk, pledge=pledge.pk, person=to.pk))
    return consent


@transaction.atomic
def end_consent(*, actor: Person, pledge: Pledge) -> None:
    """Take the consent back, from now on."""
    demand(pledge.leader_id == actor.pk, _("Only the person who pledged can take this back."))
    _consent_no_more(actor, pledge)


def _consent_no_more(actor: Person, pledge: Pledge) -> None:
    for consent in Consent.objects.standing().filter(pledge=pledge):
        consent.ended_at = time.now()
        consent.save(update_fields=["ended_at"])
        record(events.ConsentEnded(actor=actor.pk, pledge=pledge.pk, person=consent.to_id))
