"""The notifier's consumer: a copy or an erasure that somebody asked for is begun at once."""

from collections.abc import Sequence
from uuid import UUID

from fourleaf.chronicle.models import Entry
from fourleaf.mine.events import CopyAsked, ErasureAsked
from fourleaf.mine.jobs import erase_soon, make_soon


def take(entries: Sequence[Entry]) -> None:
    """Defer a job for each, in the notifier's transaction."""
    for entry in entries:
        if entry.name == CopyAsked.__name__:
            make_soon(UUID(entry.facts["copy"]))
        elif entry.name == ErasureAsked.__name__:
            erase_soon(UUID(entry.facts["erasure"]))
