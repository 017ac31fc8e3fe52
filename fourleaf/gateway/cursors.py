"""Where everybody is in a document: gathered for a moment, then told here and to the other processes."""

import asyncio
import base64
import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from fourleaf.gateway.presence import Announce
from fourleaf.gateway.room import Room
from fourleaf.gateway.sync_wire import Presence

log = logging.getLogger("fourleaf.gateway")

#: All who moved in this time are told of together: y-websocket repeats each message that it gets.
PRESENCE_EVERY = 0.1
#: What fits into one NOTIFY, with room for its frame.
TOGETHER = 5_000


class Cursors:
    """The awareness of all rooms of this process."""

    def __init__(self, announce: Announce) -> None:
        self._announce = announce
        self._moved: set[UUID] = set()

    def moved(self, room: Room) -> None:
        """Something may have changed: tell it soon."""
        if room.changed and room.document not in self._moved:
            self._moved.add(room.document)
            asyncio.get_running_loop().call_later(PRESENCE_EVERY, self._tell, room)

    def announce(self, room: Room, states: Iterable[Presence]) -> None:
        """Tell the other processes."""
        part: list[list[object]] = []
        size = 0
        for each in states:
            text = base64.b64encode(each.state).decode()
            if part and size + len(text) > TOGETHER:
                self._announce({"present": str(room.document), "states": part})
                part, size = [], 0
            part.append([each.client, each.clock, text])
            size += len(text) + 40
        if part:
            self._announce({"present": str(room.document), "states": part})

    def elsewhere(self, origin: str, room: Room, states: Iterable[Any]) -> None:
        """What another process said; it is trusted no further than its shape."""
        try:
            said = [
                Presence(int(client), int(clock), base64.b64decode(text)) for client, clock, text in states
            ]
        except (TypeError, ValueError):
            log.warning("another process said something of a document that was not understood")
            return
        room.hear_elsewhere(origin, said)
        self.moved(room)

    def _tell(self, room: Room) -> None:
        self._moved.discard(room.document)
        self.announce(room, room.tell_presence())
