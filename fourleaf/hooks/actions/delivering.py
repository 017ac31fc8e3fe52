"""From a deed to a delivery that has arrived or was given up. The worker's actions, under the role `jobs`.

At least once: a delivery is done when the receiver has answered 2xx and that is written down; until then it is tried
again, always under the same `webhook-id`.
"""

import random
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, Q

from fourleaf.chronicle.models import Entry
from fourleaf.chronicle.record import record
from fourleaf.conversation.models import Post
from fourleaf.hooks import events, policy, secrets, telling
from fourleaf.hooks.models import Delivery, Outgoing, Stoppage, Target
from fourleaf.hooks.sending import Outcome
from fourleaf.kit import time
from fourleaf.people.models import Person

#: Waits after each failed try, as Standard Webhooks advises; the last try comes after about three days.
WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
)
JITTER = 0.2
FAILING_FOR = timedelta(days=5)
#: Nobody else tries a delivery while somebody may be at it.
LEASE = timedelta(minutes=2)
OVERDUE = timedelta(minutes=3)
KEPT_FOR = timedelta(days=30)
GONE = 410


@dataclass(frozen=True)
class Parcel:
    """All that one try needs."""

    delivery: UUID
    url: str
    headers: dict[str, str]
    body: bytes


@transaction.atomic
def note_deeds(entries: Sequence[Entry]) -> list[Delivery]:
    """Write down what is to be told to whom; the same deed is told once. Answers what is new or asked for again."""
    deeds = [entry for entry in entries if entry.name in telling.TYPES and entry.space_id]
    hooks = (
        Outgoing.objects.standing()
        .filter(space__in={entry.space_id for entry in deeds}, stoppage=None)
        .select_related("bot", "space__archival", "space__planned_start")
    )
    wanted = [
        _delivery(hook, entry)
        for hook in hooks
        if policy.may_hear(hook.bot, hook.space)
        for entry in deeds
        if entry.space_id == hook.space_id and _is_told(hook, entry)
    ]
    known = set(
        Delivery.objects.filter(entry_id__in=[each.entry_id for each in wanted]).values_list(
            "outgoing", "entry_id"
        )
    )
    fresh = [each for each in wanted if (each.outgoing_id, each.entry_id) not in known]
    return [*Delivery.objects.bulk_create(fresh), *_asked_for(entries)]


def _is_told(hook: Outgoing, entry: Entry) -> bool:
    """What it chose, and not what its own bot did: two programs could answer each other for ever."""
    return telling.TYPES[entry.name][1] in hook.kinds and entry.actor_id != hook.bot_id


def _delivery(hook: Outgoing, entry: Entry) -> Delivery:
    return Delivery(
        outgoing=hook,
        entry_id=entry.pk,
        type=telling.TYPES[entry.name][0],
        happened_at=entry.at,
        facts=telling.facts_of(entry),
        next_at=time.now(),
    )


def _asked_for(entries: Iterable[Entry]) -> list[Delivery]:
    """What stewards asked for. The chronicle says who asked, not that they might: that is asked here."""
    found = []
    for entry in entries:
        wish = WISHES.get(entry.name)
        if wish and entry.actor_id:
            actor = Person.objects.active().filter(pk=entry.actor_id).first()
            found += wish(actor, entry) if actor else []
    return found


def _test(actor: Person, entry: Entry) -> list[Delivery]:
    standing = Outgoing.objects.standing().select_related("space__archival", "space__planned_start")
    hook = standing.filter(pk=entry.facts["integration"]).first()
    if hook is None or not policy.can_integrate(actor, hook.space):
        return []
    facts = {"space": str(hook.space_id), "actor": str(actor.pk)}
    made, _is_new = Delivery.objects.get_or_create(
        outgoing=hook,
        entry_id=entry.pk,
        defaults={"type": telling.TEST, "happened_at": entry.at, "facts": facts, "next_at": time.now()},
    )
    return [made]


def _repeat(actor: Person, entry: Entry) -> list[Delivery]:
    given_up = Delivery.objects.filter(pk=entry.facts["delivery"], delivered_at=None).exclude(
        given_up_at=None
    )
    delivery = given_up.select_related("outgoing__space__archival", "outgoing__space__planned_start").first()
    if delivery is None or not policy.can_integrate(actor, delivery.outgoing.space):
        return []
    delivery.given_up_at, delivery.next_at = None, time.now()
    delivery.save(update_fields=["given_up_at", "next_at"])
    return [delivery]


WISHES: dict[str, Callable[[Person, Entry], list[Delivery]]] = {"TestAsked": _test, "RepeatAsked": _repeat}


@transaction.atomic
def begin_try(delivery_id: UUID) -> Parcel | None:
    """What to send now; None if it has arrived, waits, is being tried, or may not be sent any more."""
    now = time.now()
    due = Delivery.objects.waiting().filter(pk=delivery_id, next_at__lte=now)
    delivery = due.select_for_update(of=("self",)).first()
    if delivery is None:
        return None
    hook = Outgoing.objects.select_related("bot", "space__archival", "space__planned_start").get(
        pk=delivery.outgoing_id
    )
    target = Target.objects.filter(outgoing=hook).first()
    is_stopped = hook.ended_at is not None or Stoppage.objects.filter(outgoing=hook).exists()
    if target is None or is_stopped or not policy.may_hear(hook.bot, hook.space):
        delivery.given_up_at, delivery.next_at, delivery.error = now, None, Delivery.Error.SILENCED
        delivery.save(update_fields=["given_up_at", "next_at", "error"])
        return None
    delivery.attempts, delivery.next_at = delivery.attempts + 1, now + LEASE
    delivery.save(update_fields=["attempts", "next_at"])
    return _parcel(delivery, hook, target, now)


def _parcel(delivery: Delivery, hook: Outgoing, target: Target, now: datetime) -> Parcel:
    body = telling.body_of(delivery, _text(delivery, hook))
    message, timestamp = f"msg_{delivery.pk.hex}", int(now.timestamp())
    known = [secrets.signing_secret(hook.pk, generation) for generation in target.generations()]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Fourleaf-Webhooks",
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": secrets.signatures(message, timestamp, body, known),
    }
    return Parcel(delivery.pk, target.url, headers, body)


def _text(delivery: Delivery, hook: Outgoing) -> str | None:
    """What the post says now, if a steward chose that it goes out; never what was withdrawn."""
    if not hook.with_text or delivery.type not in telling.WITH_TEXT:
        return None
    posts = Post.objects.filter(pk=delivery.facts["post"], space=hook.space, withdrawal=None)
    return posts.values_list("body", flat=True).first()


@transaction.atomic
def end_try(delivery_id: UUID, outcome: Outcome) -> datetime | None:
    """Write down what came of a try; answers when the next one is due, or None."""
    delivery = Delivery.objects.select_related("outgoing").get(pk=delivery_id)
    now = time.now()
    delivery.status = outcome.status
    delivery.error = outcome.error or ("" if outcome.is_taken else Delivery.Error.ANSWER)
    delivery.next_at = None
    if outcome.is_taken:
        delivery.delivered_at = now
    elif outcome.status == GONE or delivery.attempts > len(WAITS):
        delivery.given_up_at = now
    else:
        delivery.next_at = now + max(_wait(delivery.attempts), timedelta(seconds=outcome.stay_away))
    delivery.save(update_fields=["status", "error", "next_at", "delivered_at", "given_up_at"])
    if outcome.status == GONE:
        _stop(delivery.outgoing, Stoppage.Why.GONE)
    elif not outcome.is_taken and _has_failed_for_long(delivery.outgoing, now):
        _stop(delivery.outgoing, Stoppage.Why.FAILING)
    return delivery.next_at


def _wait(attempts: int) -> timedelta:
    return WAITS[attempts - 1] * random.SystemRandom().uniform(1 - JITTER, 1 + JITTER)


def _has_failed_for_long(hook: Outgoing, now: datetime) -> bool:
    """Whether the first of those that failed since anything arrived is five days old."""
    arrived = hook.deliveries.aggregate(last=Max("delivered_at"))["last"]
    since = hook.deliveries.filter(delivered_at=None, attempts__gt=0)
    if arrived:
        since = since.filter(at__gt=arrived)
    first = since.aggregate(first=Min("at"))["first"]
    return first is not None and first <= now - FAILING_FOR


def _stop(hook: Outgoing, why: str) -> None:
    _stoppage, is_new = Stoppage.objects.get_or_create(outgoing=hook, defaults={"why": why})
    if is_new:
        record(events.IntegrationStopped(actor=None, space=hook.space_id, integration=hook.pk, why=why))


@transaction.atomic
def take_up_overdue(at_work: Collection[UUID] = (), limit: int = 500) -> list[Delivery]:
    """Deliveries whose job was lost: they have been due for minutes, and are not among those that have one."""
    now = time.now()
    overdue = Delivery.objects.waiting().filter(next_at__lt=now - OVERDUE).exclude(pk__in=at_work)
    found = list(overdue.order_by("next_at").select_for_update(skip_locked=True)[:limit])
    Delivery.objects.filter(pk__in=[each.pk for each in found]).update(next_at=now)
    return found


def forget_old() -> int:
    """Let deliveries go that ended a month ago; answers how many."""
    before = time.now() - KEPT_FOR
    ended = Q(delivered_at__lt=before) | Q(given_up_at__lt=before)
    return Delivery.objects.filter(ended).delete()[0]
