"""The notifier's consumer: each new deed becomes a delivery for every host that is told of it."""

from collections.abc import Sequence

from fourleaf.chronicle.models import Entry
from fourleaf.hooks.actions import delivering
from fourleaf.hooks.jobs import try_now


def take(entries: Sequence[Entry]) -> None:
    """Write the deliveries down and have them tried, both in the notifier's transaction."""
    try_now(delivering.note_deeds(entries))
