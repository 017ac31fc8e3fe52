"""The one clock. Import and simulation set it, so that a deed of last March carries the date of last March."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set: ContextVar[datetime | None] = ContextVar("set", default=None)


def now() -> datetime:
    """The current instant in UTC, or the one that `at` has set."""
    return _set.get() or datetime.now(UTC)


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
