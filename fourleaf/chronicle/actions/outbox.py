"""The outbox: what the notifier takes, and what it sets aside. Each function is part of the notifier's transaction."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fourleaf.chronicle.chain import ENTRY
from fourleaf.chronicle.models import Entry, Pending, Undelivered, Unsealed
from fourleaf.kit import time

#: How long to wait after the first, second, … failure of a consumer; after the last it is given up.
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 3600))


def take_pending(limit: int) -> list[Entry]:
    """Take up to `limit` entries out of the outbox, in the order of the deeds; from now on they wait for their seal."""
    rows = list(Pending.objects.order_by("pk")[:limit])
    Unsealed.objects.bulk_create(
        Unsealed(of=ENTRY, row_id=row.entry_id, written_at=row.written_at, is_past=False) for row in rows
    )
    Pending.objects.filter(pk__in=[row.pk for row in rows]).delete()
    entries = Entry.objects.in_bulk([row.entry_id for row in rows])
    return [entries[row.entry_id] for row in rows if row.entry_id in entries]


def set_aside(entry: Entry, consumer: str, error: str) -> Undelivered:
    """A consumer failed on this entry: try it again later, or give it up after the last wait."""
    row, is_new = Undelivered.objects.get_or_create(
        entry_id=entry.pk, consumer=consumer, defaults={"error": error, "next_at": time.now() + WAITS[0]}
    )
    if not is_new:
        row.error = error
        row.next_at = time.now() + WAITS[row.tries] if row.tries < len(WAITS) else None
        row.tries += 1
        row.save()
    return row


def due_again(limit: int) -> list[tuple[Entry, str]]:
    """Entries set aside whose time has come, each with the consumer that failed on it."""
    rows = list(Undelivered.objects.filter(next_at__lte=time.now()).order_by("next_at")[:limit])
    entries = Entry.objects.in_bulk([row.entry_id for row in rows])
    return [(entries[row.entry_id], row.consumer) for row in rows if row.entry_id in entries]


def deliver(entry: UUID, consumer: str) -> None:
    """The consumer has taken it after all."""
    Undelivered.objects.filter(entry_id=entry, consumer=consumer).delete()


def try_again(consumers: Sequence[str] | None = None) -> int:
    """Give what had been given up another round of tries; answers how many."""
    rows = Undelivered.objects.filter(next_at=None)
    if consumers is not None:
        rows = rows.filter(consumer__in=consumers)
    return rows.update(next_at=time.now(), tries=0)
