"""The notifier: gives each new entry of the chronicle to its consumers, once, in order, apart from the deed.

A deed leaves a row in the outbox with its own transaction, and nothing else. The worker takes these rows in batches:
one transaction calls every consumer and empties the outbox, so that what consumers write and the jobs they defer are
there exactly once. A consumer that fails holds up neither the others nor other entries.
"""

import logging
from collections.abc import Callable, Mapping, Sequence

from django.db import connection, transaction

from fourleaf.adoption import asking as adoption
from fourleaf.chronicle import actions as outbox
from fourleaf.chronicle.models import Entry
from fourleaf.config.steady import Steady
from fourleaf.documents import asking as documents
from fourleaf.hooks import outgoing
from fourleaf.inbox import notifying
from fourleaf.kit import bus
from fourleaf.mine import asking
from fourleaf.sharing import live as sharing

Consumer = Callable[[Sequence[Entry]], None]

#: Who hears of every deed, by the name under which failures are kept. A consumer writes rows and defers jobs.
CONSUMERS: dict[str, Consumer] = {
    "inbox": notifying.take,
    "hooks": outgoing.take,
    "sharing": sharing.take,
    "documents": documents.take,
    "mine": asking.take,
    "adoption": adoption.take,
}

log = logging.getLogger("fourleaf.notifier")
BATCH = 200
REST = 0.25
TURN = "select pg_try_advisory_xact_lock(hashtextextended('fourleaf notifier', 0))"


def take(consumers: Mapping[str, Consumer] = CONSUMERS) -> int:
    """Hand on one batch; answers how many entries it was. 0 also while another process is at it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TURN)
            if not cursor.fetchone()[0]:
                return 0
        entries = outbox.take_pending(BATCH)
        if entries:
            for name, consumer in consumers.items():
                _hand(name, consumer, entries)
        again = outbox.due_again(BATCH)
        for entry, name in again:
            if name in consumers and _hand(name, consumers[name], [entry]):
                outbox.deliver(entry.pk, name)
    bus.flush(connection)
    return len(entries)


def _hand(name: str, consumer: Consumer, entries: Sequence[Entry]) -> bool:
    """Give the entries to one consumer; if it fails, one by one, and set aside those on which it fails."""
    try:
        with transaction.atomic():
            consumer(entries)
    except Exception as error:
        if not connection.is_usable():
            raise
        if len(entries) > 1:
            taken = [_hand(name, consumer, [entry]) for entry in entries]
            return all(taken)
        row = outbox.set_aside(entries[0], name, type(error).__name__)
        say = log.warning if row.next_at else log.error
        then = "is tried again" if row.next_at else "is given up"
        say("%s failed on entry %s with %s and %s", name, entries[0].pk, row.error, then)
        return False
    return True


def notifier() -> Steady:
    """Runs `take` over and over. A rest lets deeds gather: a batch of ten costs hardly more than one of one."""
    return Steady("notifier", lambda: take() >= BATCH, REST)
