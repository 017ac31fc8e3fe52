"""The one clock. Import and simulation set it, so that a deed of last March carries the date of last March."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

from django.utils import timezone

#: A clock that is put back by less is waited for; one that was wrong by more is followed.
HELD = timedelta(minutes=5)

_guard = threading.Lock()
_last = datetime.min.replace(tzinfo=UTC) + HELD
_set: ContextVar[datetime | None] = ContextVar("set", default=None)


def now() -> datetime:
    """The current instant in UTC, or the one that `at` has set.

    Where the machine's clock is put back a little, as by NTP or a move of the machine, this one stands still until the
    other has caught up, so that what happens later in a process is never dated earlier.
    """
    return _set.get() or _steady(datetime.now(UTC))


def midnight(day: date) -> datetime:
    """The first instant of a day in the zone of the request."""
    return datetime.combine(day, clock.min, tzinfo=timezone.get_current_timezone())


def last_before(end: datetime) -> datetime:
    """The last instant before an end, so that its day is the last day: what ends at midnight ended the day before."""
    return end - timedelta(microseconds=1)


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Let `now()` answer `instant` (which must carry a time zone) inside the block."""
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    token = _set.set(instant)
    try:
        yield
    finally:
        _set.reset(token)


def _steady(read: datetime) -> datetime:
    global _last
    with _guard:
        if not _last - HELD < read < _last:
            _last = read
        return _last
