"""What people tell the live gateway."""

from fourleaf.chronicle.record import Recorded
from fourleaf.kit.bus import Notice, send
from fourleaf.people.events import PasswordChanged, PersonDeactivated, SignedOut


def tell_sessions(event: SignedOut | PasswordChanged, recorded: Recorded) -> None:
    """A session ended: the gateway asks which of the person's sockets still have one."""
    person = event.person if isinstance(event, PasswordChanged) else event.actor
    send(Notice(f"person:{person}", None, "SignedOut"))


def tell_deactivated(event: PersonDeactivated, recorded: Recorded) -> None:
    """Somebody left: all their sockets close."""
    send(Notice(f"person:{event.person}", None, "Deactivated"))
