"""Show a thing to others, for a while; take that back."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record, tell_own_screens
from fourleaf.kit import time
from fourleaf.kit.changes import of_person, touch
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person, Unit
from fourleaf.sharing import events, policy
from fourleaf.sharing.models import Grant, GrantQuerySet, Review
from fourleaf.sharing.overview import opened_by
from fourleaf.sharing.things import Thing, kinds
from fourleaf.spaces import policy as spaces
from fourleaf.spaces.models import Space

Whom = Person | Unit | Space


@transaction.atomic
def show(
    *,
    actor: Person,
    thing: Thing,
    to: Whom,
    purpose: str,
    role: str = Grant.Role.READER,
    until: datetime | None = None,
    may_share_on: bool = False,
    under: Grant | None = None,
    seen_readers: str | None = None,
) -> Grant:
    """Show a thing where it stands to a person, to a unit, or to those who belong to another space.

    `until` is 30 days from now unless given, and at most a year. `under` is the grant by which somebody who does not
    belong to the space passes it on. `seen_readers` is the seal (`spaces.policy.seal`) of the people whom a dialogue
    has named; if they are others by now, it is refused.
    """
    until = until or time.now() + Grant.USUAL
    purpose = purpose.replace("\0", "").strip()
    offered = kinds()[thing.kind].roles
    ensure(role in offered, _("This cannot be shown in that way."), "role")
    if under is None:
        demand(
            policy.can_show(actor, thing.space, thing.owner), _("Only stewards can show what others wrote.")
        )
    else:
        is_same = (under.kind, under.object_id) == (thing.kind, thing.key)
        allowed = is_same and policy.can_pass_on(actor, under, role, until)
        demand(allowed, _("You can show it on for no longer, and as no more, than it is shown to you."))
    ensure(bool(purpose), _("Say what it is for: they will read this."), "purpose")
    ensure(len(purpose) <= 300, _("Say it in at most 300 characters."), "purpose")
    _ensure_end(until)
    ensure(to != thing.space, _("They can read it already."), "to")
    ensure(to != actor, _("You can read it already."), "to")
    take_turns("show", thing.key)
    grant = Grant(
        kind=thing.kind, object_id=thing.key, space=thing.space, role=role, purpose=purpose, expires_at=until,
        may_share_on=may_share_on, under=under, by=actor, **_whom(to),
    )  # fmt: skip
    new = policy.reached([grant])
    ensure(seen_readers in (None, spaces.seal(new)), _("Who belongs there has changed. Look again."), "to")
    shown = Grant.objects.standing().filter(kind=thing.kind, object_id=thing.key, **_whom(to), role=role)
    ensure(not shown.exists(), _("It is shown to them already. You can extend that."), "to")
    grant.save(force_insert=True)
    _record_given(grant)
    return grant


def _ensure_end(until: datetime) -> None:
    ensure(until > time.now(), _("Choose a day in the future."), "expires_on")
    ensure(until <= time.now() + Grant.LONGEST, _("A year is the longest."), "expires_on")


def _whom(to: Whom) -> dict[str, Whom]:
    if isinstance(to, Person):
        return {"person": to}
    return {"unit": to} if isinstance(to, Unit) else {"to_space": to}


def _record_given(grant: Grant) -> None:
    record(
        events.GrantGiven(
            actor=grant.by_id, space=grant.space_id, grant=grant.pk, kind=grant.kind, thing=grant.object_id,
            person=grant.person_id, unit=grant.unit_id, to_space=grant.to_space_id, role=grant.role,
            until=events.day_of(grant.expires_at), may_share_on=grant.may_share_on, under=grant.under_id,
        )
    )  # fmt: skip


@transaction.atomic
def take_back(*, actor: Person, grant: Grant) -> int:
    """End a grant, and what was passed on under it, at once; answers how many people had opened it."""
    take_turns("show", grant.object_id)
    grant.refresh_from_db(fields=["ended_at"])
    demand(policy.can_take_back(actor, grant), _("Only who showed it, or a steward, can take it back."))
    return end_grant(grant, actor.pk, Grant.WhyEnded.TAKEN_BACK)


def end_grant(grant: Grant, by: UUID | None, why: str) -> int:
    """For actions that have asked whether it may be done: end it, and what was passed on under it."""
    with connection.cursor() as cursor:
        cursor.execute("select lock.end_grant(%s, %s, %s)", [grant.pk, time.now(), why])
        ended = cursor.fetchone()[0]
    counts = opened_by(ended)
    for each in Grant.objects.filter(pk__in=ended):
        record(
            events.GrantEnded(
                actor=by, space=each.space_id, grant=each.pk, kind=each.kind, thing=each.object_id,
                person=each.person_id, why=why, opened=counts.get(each.pk, 0),
            )
        )  # fmt: skip
    grant.ended_at = time.now()
    return counts.get(grant.pk, 0)


@transaction.atomic
def extend_grant(*, actor: Person, grant: Grant, until: datetime) -> Grant:
    """Let a grant hold longer or shorter; nobody who passes something on beyond their own."""
    take_turns("show", grant.object_id)
    grant.refresh_from_db(fields=["ended_at", "expires_at"])
    ensure(grant.ended_at is None, _("This has been taken back. Show it again if you want to."))
    is_steward = policy.can_confirm(actor, grant)
    may = grant.by_id == actor.pk and _may_still_give(actor, grant, until)
    demand(is_steward or may, _("Only who showed it, or a steward, can change that."))
    _ensure_end(until)
    grant.expires_at = until
    grant.save(update_fields=["expires_at"])
    record(
        events.GrantExtended(
            actor=actor.pk, space=grant.space_id, grant=grant.pk, kind=grant.kind, thing=grant.object_id,
            person=grant.person_id, until=events.day_of(until),
        )
    )  # fmt: skip
    return grant


def _may_still_give(actor: Person, grant: Grant, until: datetime) -> bool:
    if grant.under is not None:
        return policy.can_pass_on(actor, grant.under, grant.role, until)
    thing = kinds()[grant.kind].find(actor, grant.object_id)
    return thing is not None and policy.can_show(actor, thing.space, thing.owner)


@transaction.atomic
def confirm_grant(*, actor: Person, grant: Grant) -> None:
    """A steward has looked at a grant and leaves it as it is."""
    demand(policy.can_confirm(actor, grant), _("Only stewards can do this."))
    grant.refresh_from_db(fields=["ended_at"])
    ensure(grant.ended_at is None, _("This has ended meanwhile."))
    grant.confirmed_at, grant.confirmed_by = time.now(), actor
    grant.save(update_fields=["confirmed_at", "confirmed_by"])
    record(
        events.GrantConfirmed(
            actor=actor.pk, space=grant.space_id, grant=grant.pk, kind=grant.kind, thing=grant.object_id,
            person=grant.person_id,
        )
    )  # fmt: skip


@transaction.atomic
def confirm_all(*, actor: Person, space: Space) -> int:
    """A steward has looked through who belongs to the space and what of it is shown; answers how much is shown."""
    demand(spaces.can_steer(actor, space), _("Only stewards can do this."))
    grants = list(Grant.objects.standing().filter(space=space))
    for grant in grants:
        confirm_grant(actor=actor, grant=grant)
    Review.objects.create(space=space, by=actor)
    tell_own_screens(actor.pk)
    return len(grants)


def lapse_unconfirmed() -> int:
    """End what the stewards were asked to confirm and did not; answers how many. For the worker."""
    return _end_some(Grant.objects.due(Grant.NOTICE_DAYS), Grant.WhyEnded.UNCONFIRMED)


def open_grants(*, actor: Person, grants: Sequence[UUID]) -> None:
    """The actor looks at what these grants show them: the first and the last time are kept, and told to nobody."""
    is_first = Grant.objects.filter(pk__in=grants).exclude(openings__person=actor).exists()
    with connection.cursor() as cursor:
        cursor.execute("select lock.open_grants(%s, %s)", [list(grants), time.now()])
    if is_first:
        touch(of_person(actor.pk))


def end_due() -> int:
    """Write down the end of grants whose time is over; they have not held since. Answers how many. For the worker."""
    over = Grant.objects.filter(ended_at=None, expires_at__lte=time.now())
    return _end_some(over, Grant.WhyEnded.EXPIRED)


def _end_some(grants: GrantQuerySet, why: str) -> int:
    """Each in a transaction of its own; the next time goes on with the rest."""
    some = list(grants[:500])
    for grant in some:
        with transaction.atomic():
            end_grant(grant, None, why)
    return len(some)
