"""Rooms without sockets and database: a disk in memory, processes that can die, editors that come and go."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from pycrdt import Doc, Text

from fourleaf.gateway import sync_wire
from fourleaf.gateway.ports import Row, Stored
from fourleaf.gateway.room import Visitor
from fourleaf.gateway.rooms import Rooms
from fourleaf.kit import yjs


@dataclass
class Disk:
    """What outlives processes: accepted updates, whose client ids are, compactions."""

    rows: list[Row] = field(default_factory=list)
    writers: dict[int, UUID] = field(default_factory=dict)
    upto: int = 0
    state: bytes = b""
    readers: set[UUID] = field(default_factory=set)
    strangers: set[UUID] = field(default_factory=set)
    is_away: bool = False
    is_full: bool = False

    def text(self) -> str:
        """As it is read by who opens it now."""
        return str(self.doc().get("text", type=Text))

    def doc(self) -> Doc[Any]:
        """As it is on disk."""
        doc: Doc[Any] = Doc()
        for data in [self.state, *(row.data for row in self.rows if row.number > self.upto)]:
            if data:
                doc.apply_update(data)
        return doc


class MemoryPorts:
    """`DocumentPorts` over a disk; each answer takes a moment, as a database does."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.is_dead = False

    async def _pause(self) -> None:
        await asyncio.sleep(0)
        if self.disk.is_away or self.is_dead:
            raise OSError("away")

    async def people_of(self, shown: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], UUID]:
        await self._pause()
        return {each: UUID(each[0]) for each in shown}

    async def names(self, people: set[UUID]) -> dict[UUID, str]:
        await self._pause()
        return {each: f"Person {each.hex[:4]}" for each in people}

    async def rights(self, asked: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], bool]:
        await self._pause()
        disk = self.disk
        return {each: each[1] not in disk.readers for each in asked if each[1] not in disk.strangers}

    async def stored(self, document: UUID) -> Stored:
        await self._pause()
        disk = self.disk
        rows = [row for row in disk.rows if row.number > disk.upto]
        return Stored(disk.upto, disk.state, rows, dict(disk.writers))

    async def since(self, heads: dict[UUID, int]) -> dict[UUID, list[Row]]:
        await self._pause()
        return {key: [row for row in self.disk.rows if row.number > head] for key, head in heads.items()}

    async def latest(self, documents: list[UUID]) -> dict[UUID, int]:
        await self._pause()
        return dict.fromkeys(documents, len(self.disk.rows))

    async def bind(self, wanted: list[tuple[UUID, int, UUID]]) -> dict[tuple[UUID, int], UUID]:
        await self._pause()
        return {
            (document, client): self.disk.writers.setdefault(client, who) for document, client, who in wanted
        }

    async def accept(self, updates: list[tuple[UUID, UUID, bytes]]) -> dict[UUID, int]:
        await self._pause()
        if self.disk.is_full:
            raise OSError("full")
        before = len(self.disk.rows)
        self.disk.rows += [
            Row(before + place, person, data) for place, (_key, person, data) in enumerate(updates, 1)
        ]
        await asyncio.sleep(0)
        return {document: before for document, _person, _data in updates}

    async def keep(self, document: UUID, upto: int, state: bytes) -> None:
        await self._pause()
        if upto > self.disk.upto:
            self.disk.upto, self.disk.state = upto, state

    async def close(self) -> None:
        pass


class Net:
    """Processes on one disk, whose announcements may get lost."""

    def __init__(self, processes: int = 2) -> None:
        self.disk = Disk()
        self.document = uuid4()
        self.loses_news = False
        self.ports: list[MemoryPorts] = []
        self.processes: list[Rooms] = []
        for number in range(processes):
            self.ports.append(MemoryPorts(self.disk))
            self.processes.append(Rooms(self.ports[number], self._teller(number)))

    def _teller(self, number: int) -> Any:
        def announce(item: dict[str, object]) -> None:
            for other, rooms in enumerate(self.processes):
                if other != number and not self.loses_news:
                    rooms.heard(str(number), [item])

        return announce

    def kill(self, number: int) -> None:
        """What was in memory is gone; what was under way ends somewhere in between."""
        self.ports[number].is_dead = True
        for visitor in tuple(self.processes[number]._visitors):
            self.processes[number].disconnected(visitor)
            visitor.wire.close(1006, "gone")
        self.ports[number] = MemoryPorts(self.disk)
        self.processes[number] = Rooms(self.ports[number], self._teller(number))

    async def settle(self, rounds: int = 40) -> None:
        """Let everything that is under way end."""
        for _round in range(rounds):
            await asyncio.sleep(0)

    async def look_around(self) -> None:
        """What each process does every second."""
        for rooms in self.processes:
            await rooms.tick()
            await self.settle()


class Editor:
    """A y-protocols client, over a wire that keeps the order."""

    def __init__(self, net: Net, person: UUID | None = None) -> None:
        self.net = net
        self.person = person or uuid4()
        self.doc: Doc[Any] = Doc()
        self.text = self.doc.get("text", type=Text)
        self.visitor: Visitor | None = None
        self.at: Rooms | None = None
        self.code: int | None = None
        self.saved = 0
        self.sent: list[bytes] = []
        self.held: list[bytes] | None = None
        self._hears = False
        self._watch = self.doc.observe(self._changed)

    def come(self, process: int) -> None:
        """Connect, ask for what is missing."""
        if self.visitor is not None:
            return
        self.at, self.code = self.net.processes[process], None
        self.visitor = Visitor(self.net.document, str(self.person), self, wants_saved=True)
        self.at.connected(self.visitor)
        state = self.doc.get_state()
        self.say(b"\0\0" + yjs.number(len(state)) + state)

    def go(self) -> None:
        """The line breaks."""
        if self.visitor is not None and self.at is not None:
            self.at.disconnected(self.visitor)
        self.visitor = None

    def hold(self) -> None:
        """What it types from now on waits."""
        self.held = self.held or []

    def let_go(self) -> None:
        """What has waited goes, the last first."""
        held, self.held = self.held or [], None
        for update in reversed(held):
            self.tell(update)

    def type(self, at: int, text: str) -> None:
        place = min(at, len(str(self.text)))
        self.text.insert(place, text)

    def delete(self, at: int, size: int) -> None:
        length = len(str(self.text))
        if length:
            start = min(at, length - 1)
            del self.text[start : min(length, start + size)]

    def say(self, payload: bytes) -> None:
        if self.visitor is not None and self.at is not None:
            self.at.said(self.visitor, payload)

    def tell(self, update: bytes, kind: int = sync_wire.UPDATE) -> None:
        self.say(bytes((0, kind)) + yjs.number(len(update)) + update)

    def repeat(self, place: int) -> None:
        """One of the updates again."""
        if self.sent:
            self.tell(self.sent[place % len(self.sent)])

    def _changed(self, event: Any) -> None:
        if not self._hears:
            self.sent.append(event.update)
            if self.held is None:
                self.tell(event.update)
            else:
                self.held.append(event.update)

    # What a socket is to the rooms.

    def write(self, frames: bytes) -> None:
        at = 0
        while at < len(frames):
            kind, size, start = frames[at] & 15, frames[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(frames[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(frames[at + 2 : at + 10], "big"), at + 10
            at = start + size
            if kind == 2:
                self._hear(frames[start:at])

    def _hear(self, payload: bytes) -> None:
        if payload[0] == sync_wire.SAVED:
            self.saved = yjs.Reader(payload[1:]).number()
            return
        message = sync_wire.parse(payload)
        if isinstance(message, sync_wire.Asked):
            self.tell(self.doc.get_update(message.state), sync_wire.STEP_2)
        elif isinstance(message, sync_wire.Told):
            self._hears = True
            self.doc.apply_update(message.update)
            self._hears = False

    def close(self, code: int, reason: str) -> None:
        self.code, self.visitor = code, None

    def room(self) -> int:
        return 1


def played(play: Callable[[Net], Awaitable[None]]) -> None:
    """Let it happen on a net of its own."""

    async def run() -> None:
        net = Net()
        await play(net)
        for process in net.processes:
            await process.close()

    asyncio.run(run())
