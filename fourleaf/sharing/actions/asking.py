"""Ask to be shown a thing of which one has the link; answer that."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fourleaf.chronicle.record import record
from fourleaf.kit import ids, time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person
from fourleaf.sharing import events, policy
from fourleaf.sharing.actions.granting import show
from fourleaf.sharing.models import AccessRequest, Grant
from fourleaf.sharing.things import Thing

#: So many unanswered requests one person can have.
MOST = 20


@transaction.atomic
def ask_for(*, actor: Person, kind: str, key: UUID, reason: str) -> None:
    """Ask the stewards of a thing, if there is one: nothing here, nor any time it takes to see, tells whether."""
    reason = reason.replace("\0", "").strip()
    ensure(bool(reason), _("Say why you want to see it: the stewards will read this."), "reason")
    ensure(len(reason) <= 300, _("Say it in at most 300 characters."), "reason")
    take_turns("ask", actor.pk)
    mine = AccessRequest.objects.open().filter(person=actor)
    ensure(mine.count() < MOST, _("So much is unanswered already that you cannot ask for more now."))
    with connection.cursor() as cursor:
        cursor.execute(
            "select lock.ask_for(%s, %s, %s, %s, %s, %s)",
            [ids.uuid7(), ids.uuid7(), kind, key, reason, time.now()],
        )


@transaction.atomic
def grant_request(
    *,
    actor: Person,
    request: AccessRequest,
    thing: Thing,
    role: str,
    until: datetime,
    may_share_on: bool = False,
) -> Grant:
    """Show what was asked for, or the part of it or whole around it that the steward chose, for the reason given."""
    _take(actor, request)
    grant = show(
        actor=actor, thing=thing, to=request.person, purpose=request.reason, role=role, until=until,
        may_share_on=may_share_on,
    )  # fmt: skip
    _answer(actor, request, grant=grant, note="")
    return grant


@transaction.atomic
def refuse_request(*, actor: Person, request: AccessRequest, note: str) -> None:
    """Say no, and why."""
    note = note.replace("\0", "").strip()
    _take(actor, request)
    ensure(bool(note), _("Say why not: they will read this."), "note")
    ensure(len(note) <= 300, _("Say it in at most 300 characters."), "note")
    _answer(actor, request, grant=None, note=note)


def _take(actor: Person, request: AccessRequest) -> None:
    take_turns("answer", request.pk)
    demand(policy.can_answer(actor, request), _("Only stewards can answer this."))
    request.refresh_from_db(fields=["answered_at"])
    ensure(request.answered_at is None, _("Somebody has just answered this."))


def _answer(actor: Person, request: AccessRequest, *, grant: Grant | None, note: str) -> None:
    request.answered_at, request.answered_by, request.grant, request.note = time.now(), actor, grant, note
    request.save(update_fields=["answered_at", "answered_by", "grant", "note"])
    record(
        events.ThingRequestAnswered(
            actor=actor.pk, space=request.asked.space_id, request=request.pk, person=request.person_id,
            granted=grant is not None,
        )
    )  # fmt: skip
