"""One watched space: each stretch of its stream is read once and brings every watcher along, in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from uuid import UUID

from fourleaf.gateway.client import Client
from fourleaf.gateway.ports import Frame, Ports
from fourleaf.gateway.wire import event, tell

log = logging.getLogger("fourleaf.gateway")

READ_LIMIT = 500
# A question that hangs must not hold the channel for ever.
PATIENCE = 10.0
CATCH_UP_LIMIT = 500

# Events after which a watcher may have lost the right to read on: asked again before the event is delivered.
REAUTHORISE = frozenset({"AccessChanged", "MembershipEnded", "RoleChanged", "SpaceArchived", "SpaceRestored"})

Ask = Callable[["Channel", set[Client]], Awaitable[None]]


class Channel:
    """
    The watchers of one space and how far each has been served.

    Those in `live` have had everything up to `head`; those in `joining` have had everything up to their own
    number. Only `advance`, of which one runs at a time, moves a number, so that neither a gap nor a
    repetition can come from a race between catching up and going live.
    """

    def __init__(self, topic: str, space: UUID, head: int, ports: Ports, reauthorise: Ask) -> None:
        self.topic = topic
        self.space = space
        self.head = head
        self.live: set[Client] = set()
        self.joining: dict[Client, int] = {}
        self._ports = ports
        self._reauthorise = reauthorise
        self._awake = False
        self._task: asyncio.Task[None] | None = None

    def __bool__(self) -> bool:
        return bool(self.live or self.joining)

    def __contains__(self, client: Client) -> bool:
        return client in self.live or client in self.joining

    def watchers(self) -> set[Client]:
        """Everybody who follows this space."""
        return self.live.union(self.joining)

    def join(self, client: Client, after: int) -> None:
        """Serve the client from the number after `after`."""
        self.live.discard(client)
        self.joining[client] = after
        self.wake()

    def leave(self, client: Client) -> None:
        """Serve the client no more."""
        self.live.discard(client)
        self.joining.pop(client, None)

    def wake(self) -> None:
        """Read the stream soon; many wake-ups become one reading."""
        self._awake = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while self._awake and self:
            self._awake = False
            try:
                async with asyncio.timeout(PATIENCE):
                    await self.advance()
            except Exception as error:  # whatever a port raises, the next poll tries again
                log.warning("%s waits for the database: %s", self.topic, type(error).__name__)
                return

    async def advance(self) -> None:
        """Read once from the lowest number needed and deliver to everybody what he has not had."""
        joiners = dict(self.joining)
        low = min((self.head, *joiners.values()))
        frames = await self._ports.frames_since(self.space, low, READ_LIMIT)
        if frames and frames[0].sequence != low + 1:
            self._skip(frames[0].sequence - 1, joiners)
        whole = _unbroken(frames)
        for stretch in _stretches(whole):
            if stretch[0].name in REAUTHORISE:
                await self._reauthorise(self, self.live.union(c for c in joiners if c in self.joining))
            self._deliver(stretch, joiners)
        for client, position in joiners.items():
            if self.joining.get(client) == position == self.head:
                del self.joining[client]
                self.live.add(client)
        if len(frames) == READ_LIMIT or len(whole) < len(frames):
            self._awake = True

    def _deliver(self, stretch: list[Frame], joiners: dict[Client, int]) -> None:
        first, last = stretch[0].sequence, stretch[-1].sequence
        encoded = [event(self.topic, frame) for frame in stretch]
        if last > self.head:
            fresh = b"".join(encoded[max(0, self.head + 1 - first) :])
            self.head = last
            for client in tuple(self.live):
                client.write(fresh)
        for client, position in joiners.items():
            if position < last and self.joining.get(client) == position:
                joiners[client] = self.joining[client] = last
                missed = b"".join(encoded[max(0, position + 1 - first) :])
                # What does not fit would close the socket, and the next one again: a fresh page is cheaper.
                client.write(missed if len(missed) < client.wire.room() else self._reload(last))

    def _reload(self, at: int) -> bytes:
        return tell(reload=self.topic, at=at)

    def _skip(self, before: int, joiners: dict[Client, int]) -> None:
        """Frames are missing from the stream itself: whoever would see the hole loads the page anew."""
        if self.head < before:
            for client in tuple(self.live):
                client.write(self._reload(before))
            self.head = before
        for client, position in joiners.items():
            if position < before and self.joining.get(client) == position:
                joiners[client] = self.joining[client] = before
                client.write(self._reload(before))


def _unbroken(frames: list[Frame]) -> list[Frame]:
    """The frames up to the first hole in their numbers."""
    for index, frame in enumerate(frames):
        if frame.sequence != frames[0].sequence + index:
            return frames[:index]
    return frames


def _stretches(frames: list[Frame]) -> Iterator[list[Frame]]:
    """The frames cut before each event that calls for asking again."""
    start = 0
    for index, frame in enumerate(frames):
        if index > start and frame.name in REAUTHORISE:
            yield frames[start:index]
            start = index
    if frames:
        yield frames[start:]
