"""The notifier's consumer: a large file that somebody brings is read at once."""

from collections.abc import Sequence
from uuid import UUID

from fourleaf.chronicle.models import Entry
from fourleaf.documents.events import FileBrought
from fourleaf.documents.jobs import bring_soon


def take(entries: Sequence[Entry]) -> None:
    """Defer a job for each, in the notifier's transaction."""
    for entry in entries:
        if entry.name == FileBrought.__name__:
            bring_soon(UUID(entry.facts["bringing"]))
