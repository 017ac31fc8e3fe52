"""What the hub knows of one socket."""

from collections.abc import Callable
from time import monotonic
from typing import Protocol
from uuid import UUID

MESSAGES_PER_SECOND = 20
# A client that reconnects asks for all its topics at once.
MESSAGE_BURST = 240
TOPICS = 200


class Wire(Protocol):
    """The socket below a client."""

    @property
    def write(self) -> Callable[[bytes], object]:
        """Send bytes that are whole frames, or queue them."""

    def close(self, code: int, reason: str) -> None:
        """Say why and hang up; frames written later are not sent."""

    def room(self) -> int:
        """How many bytes may still wait for this peer."""


class Client:
    """One socket: its session, its person once known, what it follows and how much it says."""

    __slots__ = (
        "_allowance", "_counted_at",
        "beaten_at", "checked_at", "heard_at", "person", "session", "topics",
        "typed_at", "wanted", "wire", "write",
    )  # fmt: skip

    def __init__(self, session: str, wire: Wire) -> None:
        now = monotonic()
        self.session = session
        self.wire = wire
        self.write = wire.write
        self.person: UUID | None = None
        self.topics: set[str] = set()
        self.wanted: dict[str, int | None] = {}
        self.heard_at = self.beaten_at = self.checked_at = self._counted_at = now
        self.typed_at = 0.0
        self._allowance = float(MESSAGE_BURST)

    def may_speak(self, size: int) -> bool:
        """Count one incoming message, whatever its size; False if there were too many."""
        now = monotonic()
        earned = (now - self._counted_at) * MESSAGES_PER_SECOND
        self._allowance = min(MESSAGE_BURST, self._allowance + earned) - 1
        self._counted_at = self.heard_at = now
        return self._allowance >= 0

    def was_heard(self) -> None:
        """The peer has shown that it lives."""
        self.heard_at = monotonic()
