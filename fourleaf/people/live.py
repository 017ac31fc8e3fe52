"""What people tell the live gateway."""

from fourleaf.chronicle.record import Recorded
from fourleaf.kit.bus import Notice, send
from fourleaf.people.events import PasswordChanged, PersonDeactivated, SignedOut, TokenRevoked


def tell_sessions(event: SignedOut | PasswordChanged | TokenRevoked, recorded: Recorded) -> None:
    """A session or token ended: the gateway asks which of the person's sockets still have one."""
    person = event.actor if isinstance(event, SignedOut) else event.person
    send(Notice(f"person:{person}", None, "SignedOut"))


def tell_deactivated(event: PersonDeactivated, recorded: Recorded) -> None:
    """Somebody left: all their sockets close."""
    send(Notice(f"person:{event.person}", None, "Deactivated"))
