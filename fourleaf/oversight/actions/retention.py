"""Let go what the works agreement keeps no longer, with a proof; a legal hold beats every rule."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from fourleaf.chronicle.disposal import RecordsDisposed
from fourleaf.chronicle.record import record
from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Draft
from fourleaf.documents import actions as documents
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.oversight import policy
from fourleaf.oversight.agreement import Retention
from fourleaf.oversight.events import HoldAdded, HoldEnded
from fourleaf.oversight.models import LegalHold
from fourleaf.people.models import Person

Gone = Iterable[UUID | str]


@transaction.atomic
def add_hold(
    *, actor: Person, reason: str, person: UUID | None = None, space: UUID | None = None
) -> LegalHold:
    """Nothing of this person, or of this space, is let go or erased until the hold ends."""
    demand(policy.can_oversee(actor), _("Only the privacy officer can do this."))
    ensure((person is None) != (space is None), _("A hold is on one person or on one space."), "what")
    ensure(bool(reason.strip()), _("Say why."), "reason")
    same = LegalHold.objects.open().filter(Q(person=person) if person else Q(space=space))
    ensure(not same.exists(), _("This is held already."), "what")
    hold = LegalHold.objects.create(person_id=person, space_id=space, reason=reason.strip(), by=actor)
    record(HoldAdded(actor=actor.pk, hold=hold.pk))
    return hold


@transaction.atomic
def end_hold(*, actor: Person, hold: LegalHold) -> None:
    """The rules of retention apply again. What was withdrawn meanwhile goes, unless another hold is on it."""
    demand(policy.can_oversee(actor), _("Only the privacy officer can do this."))
    ensure(hold.ended_at is None, _("This hold has ended already."))
    hold.ended_at, hold.ended_by = time.now(), actor
    hold.save(update_fields=["ended_at", "ended_by"])
    _ask("select lock.release_preserved()")
    record(HoldEnded(actor=actor.pk, hold=hold.pk))


@transaction.atomic
def carry_out() -> dict[str, int]:
    """Carry out every rule of the agreement once; each that let something go leaves a deed with its proof."""
    done = {}
    for rule in settings.AGREEMENT.retention:
        if rule.days and rule.key in (*CLASSES, *settings.DISPOSERS):
            until = time.now() - timedelta(days=rule.days)
            gone = sorted(str(key) for key in _gone(rule, until))
            if gone:
                done[rule.key] = len(gone)
                _prove(rule, until, gone)
    return done


def _gone(rule: Retention, until: datetime) -> Gone:
    if rule.key in CLASSES:
        return CLASSES[rule.key](rule, until)
    forgotten: Gone = import_string(settings.DISPOSERS[rule.key])(actor=None, until=until)
    return forgotten


def _prove(rule: Retention, until: datetime, gone: list[str]) -> None:
    digest = hashlib.sha256(" ".join(gone).encode()).hexdigest()
    record(
        RecordsDisposed(
            actor=None,
            rule=rule.name,
            what=rule.key,
            until=until.isoformat(),
            count=len(gone),
            digest=digest,
            names=rule.deeds,
        )
    )


def _access(rule: Retention, until: datetime) -> Gone:
    return _ask("select lock.dispose_access(%s, %s)", [until, _first_key_of(until)])


def _facts(rule: Retention, until: datetime) -> Gone:
    return _ask("select lock.empty_facts(%s, %s)", [until, list(rule.deeds)])


def _drafts(rule: Retention, until: datetime) -> Gone:
    held = LegalHold.objects.open()
    is_held = Q(person__in=held.exclude(person=None).values("person")) | Q(
        space__in=held.exclude(space=None).values("space")
    )
    old = list(Draft.objects.filter(at__lt=until).exclude(is_held).values_list("pk", flat=True))
    conversation.forget_drafts(old)
    return old


def _steps(rule: Retention, until: datetime) -> Gone:
    return documents.let_go_steps(until)


def _ask(statement: str, values: Sequence[Any] = ()) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [key for (key,) in cursor.fetchall()]


def _first_key_of(instant: datetime) -> UUID:
    """Keys that were made before this instant are smaller: UUIDv7 begins with its milliseconds."""
    return UUID(int=int(instant.timestamp() * 1000) << 80)


#: What is kept by class of data: each lets go what is older than `until` and answers the keys.
CLASSES: dict[str, Callable[[Retention, datetime], Gone]] = {
    "access": _access,
    "facts": _facts,
    "drafts": _drafts,
    "steps": _steps,
}
