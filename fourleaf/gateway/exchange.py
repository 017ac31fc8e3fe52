"""Between processes: LISTEN to what others announce, NOTIFY them in batches, each on its own connection."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

import psycopg

from fourleaf.gateway.line import Connect, Line
from fourleaf.kit.bus import CHANNEL, pack, unpack

log = logging.getLogger("fourleaf.gateway")

RETRY_AFTER = 0.5
# A dead peer across a network is noticed by asking it, a closed one at once.
PROBE_EVERY = 10.0
PATIENCE = 5.0
# Announcements only save the others up to a second, so a long outage may forget the oldest.
BACKLOG = 5_000


Heard = Callable[[str, Sequence[dict[str, Any]]], None]


class Exchange:
    """Announces this process's news and hears those of the others."""

    def __init__(self, connect: Connect, origin: str) -> None:
        self.listening = False
        self._connect = connect
        self._origin = origin
        self._line = Line(connect)
        self._queue: list[dict[str, object]] = []
        self._queued = asyncio.Event()
        self._asked: set[asyncio.Future[Any]] = set()

    def announce(self, item: dict[str, object]) -> None:
        """Tell the other processes soon, together with whatever else is said by then."""
        if len(self._queue) >= BACKLOG:
            del self._queue[: BACKLOG // 2]
        self._queue.append(item)
        self._queued.set()

    async def listen(self, heard: Heard, reconnected: Callable[[], None]) -> None:
        """Hear the others for ever; `reconnected` is called whenever something may have been missed."""
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    connection = await self._connect()
                try:
                    await self._hear(connection, heard, reconnected)
                finally:
                    self.listening = False
                    await connection.close()
            except (psycopg.Error, OSError) as error:
                log.warning("LISTEN lost: %s", type(error).__name__)
            await asyncio.sleep(RETRY_AFTER)

    async def speak(self) -> None:
        """Announce for ever what is queued; what could not be said is said again."""
        while True:
            await self._queued.wait()
            self._queued.clear()
            items, self._queue = self._queue, []
            try:
                async with asyncio.timeout(PATIENCE):
                    for payload in pack(self._origin, items):
                        await self._line.rows("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
            except (psycopg.Error, OSError) as error:
                log.warning("NOTIFY waits: %s", type(error).__name__)
                self._queue = (items + self._queue)[-BACKLOG:]
                self._queued.set()
                await asyncio.sleep(RETRY_AFTER)

    async def answers(self, patience: float) -> bool:
        """Whether the database answers within `patience` seconds; a question that hangs is left to end by itself."""
        question = asyncio.ensure_future(self._line.rows("SELECT 1"))
        self._asked.add(question)
        question.add_done_callback(self._forget)
        await asyncio.wait({question}, timeout=patience)
        if not question.done():
            question.cancel()  # psycopg takes up to 10 s over this where the server hangs
            return False
        return not question.cancelled() and question.exception() is None

    async def close(self) -> None:
        """Close the speaking connection; the listening one goes with its task."""
        await self._line.close()

    def _forget(self, question: asyncio.Future[Any]) -> None:
        self._asked.discard(question)
        if not question.cancelled():
            question.exception()  # looked at, so that asyncio does not complain

    async def _hear(
        self, connection: psycopg.AsyncConnection[Any], heard: Heard, reconnected: Callable[[], None]
    ) -> None:
        await connection.set_autocommit(True)
        await connection.execute(f"LISTEN {CHANNEL}")
        self.listening = True
        reconnected()
        while True:
            async for notify in connection.notifies(timeout=PROBE_EVERY):
                self._receive(notify.payload, heard)
            async with asyncio.timeout(PATIENCE):
                await connection.execute("SELECT 1")

    def _receive(self, payload: str, heard: Heard) -> None:
        try:
            origin, items = unpack(payload)
        except ValueError:
            log.warning("a NOTIFY on %s was not understood", CHANNEL)
            return
        if origin != self._origin:
            heard(origin, items)
