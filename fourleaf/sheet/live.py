"""What the Sheet tells the screens of those whom a deed concerns."""

from fourleaf.chronicle.record import Recorded
from fourleaf.kit.bus import Notice, send
from fourleaf.sheet.events import LineAsked, LineWithdrawn


def tell_asked(event: LineAsked | LineWithdrawn, recorded: Recorded) -> None:
    """Something waits for them, or does no more."""
    if event.person is not None:
        send(Notice(f"person:{event.person}", None, "WaitingChanged"))
