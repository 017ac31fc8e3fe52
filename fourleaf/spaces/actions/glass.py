"""Break the glass: in an emergency read a space in which one does not belong, for a while and on record."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import ids, time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.people.models import Person
from fourleaf.spaces import events, policy
from fourleaf.spaces.models import BreakGlass, SeenBreakGlass


@transaction.atomic
def break_glass(*, actor: Person, space: UUID, reason: str, password: str) -> BreakGlass | None:
    """Open a space for reading, whether or not the actor knows that it exists. None if there is no such space.

    The stewards and the privacy officer are told; every reading is recorded; it ends by itself.
    """
    demand(policy.can_break_glass(actor), _("You may not do this. Ask the privacy officer."))
    ensure(bool(reason.strip()), _("Say why you must read this now."), "reason")
    ensure(len(reason) <= 500, _("At most 500 characters."), "reason")
    ensure(actor.check_password(password), _("This is not your password."), "password")
    key = ids.uuid7()
    if _open(actor, key, space, reason.strip()) is None:
        return None
    record(events.GlassBroken(actor=actor.pk, space=space, glass=key))
    return BreakGlass.objects.select_related("space").get(pk=key)


def _open(actor: Person, key: UUID, space: UUID, reason: str) -> datetime | None:
    minutes = settings.AGREEMENT.glass_minutes
    with connection.cursor() as cursor:
        cursor.execute("select lock.break_glass(%s, %s, %s, %s)", [key, space, reason, minutes])
        until: datetime | None = cursor.fetchone()[0]
    return until


@transaction.atomic
def end_glass(*, actor: Person, glass: BreakGlass) -> None:
    """Nobody reads through it any more."""
    demand(
        policy.can_end_glass(actor, glass),
        _("Only who opened it, a steward or the privacy officer can end it."),
    )
    if glass.ended_at is None:
        glass.ended_at, glass.ended_by = time.now(), actor
        glass.save(update_fields=["ended_at", "ended_by"])
        record(events.GlassClosed(actor=actor.pk, glass=glass.pk, person=glass.person_id))


@transaction.atomic
def review_glass(*, actor: Person, glass: BreakGlass, note: str) -> None:
    """The privacy officer has looked at what was read and why."""
    demand(
        policy.can_review_glass(actor, glass),
        _("Only the privacy officer reviews this, and never their own."),
    )
    ensure(bool(note.strip()), _("Say what you found."), "note")
    ensure(glass.reviewed_at is None, _("This was reviewed already."))
    ensure(not glass.is_open, _("It is still open. End it first."))
    glass.reviewed_at, glass.reviewed_by, glass.note = time.now(), actor, note.strip()
    glass.save(update_fields=["reviewed_at", "reviewed_by", "note"])
    record(events.GlassReviewed(actor=actor.pk, glass=glass.pk, person=glass.person_id))


@transaction.atomic
def see_glass(*, actor: Person, glass: BreakGlass) -> None:
    """Who was told of it has seen it."""
    SeenBreakGlass.objects.get_or_create(glass=glass, person=actor)
