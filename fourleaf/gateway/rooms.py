"""The documents that somebody has open at this process: who is let in, what is accepted, what others are told."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from time import monotonic
from typing import Any
from uuid import UUID

from fourleaf.gateway import sync_wire, wire
from fourleaf.gateway.channel import REAUTHORISE
from fourleaf.gateway.cursors import Cursors
from fourleaf.gateway.gathered import Gathered
from fourleaf.gateway.ports import DocumentPorts
from fourleaf.gateway.presence import Announce
from fourleaf.gateway.room import COMPACT_EVERY, EARLY, Arrived, RefusedError, Room, Visitor
from fourleaf.kit.bus import Notice

log = logging.getLogger("fourleaf.gateway")

TICK = 1.0
SESSIONS_EVERY = 5.0
PATIENCE = 10.0
BEAT_EVERY = 20.0
SILENT = 65.0
#: The other processes hear of all that was accepted in this time together.
TELL_EVERY = 0.01
#: Names under which a person is told that their rights may have changed.
PERSONAL = REAUTHORISE | {"ShownChanged", "MembershipAdded"}


class Rooms:
    """Rooms by document; everything here runs in one event loop, and one round of accepting at a time."""

    def __init__(self, ports: DocumentPorts, announce: Announce) -> None:
        self._ports = ports
        self._announce = announce
        self._rooms: dict[UUID, Room] = {}
        self._visitors: set[Visitor] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._checked_at = monotonic()
        self._arriving = Gathered(self._welcome, self._start)
        self._rounds = Gathered(self._round, self._start)
        self._opening: dict[UUID, asyncio.Lock] = {}
        self._cursors = Cursors(announce)
        self._untold: dict[UUID, int] = {}

    # -- what sockets do -------------------------------------------------------------------------------------

    def connected(self, visitor: Visitor) -> None:
        """A socket is open: find out whose it is and whether they may read; until then it is told nothing."""
        self._visitors.add(visitor)
        self._arriving.add(visitor)

    def disconnected(self, visitor: Visitor) -> None:
        """A socket has gone."""
        self._visitors.discard(visitor)
        self._arriving.drop(visitor)
        room = self._rooms.get(visitor.document)
        if room is not None and visitor in room.visitors:
            room.leave(visitor)
            self._cursors.moved(room)

    def said(self, visitor: Visitor, payload: bytes) -> None:
        """Act on one message; what comes before the visitor is let in waits."""
        room = self._rooms.get(visitor.document)
        if room is None or visitor not in room.visitors:
            if len(visitor.early) >= EARLY:
                self.hang_up(visitor, wire.TRY_AGAIN_LATER, "try again")
            else:
                visitor.early.append(payload)
            return
        try:
            if room.said(visitor, payload):
                self._rounds.add(room.document)
        except RefusedError as refused:
            self.hang_up(visitor, refused.code, refused.reason)
        self._cursors.moved(room)

    def hang_up(self, visitor: Visitor, code: int, reason: str) -> None:
        """Close a socket; it hears nothing from this moment."""
        self.disconnected(visitor)
        room = self._rooms.get(visitor.document)
        if room is not None:
            room.arrived = [each for each in room.arrived if each.visitor is not visitor]
        visitor.wire.close(code, reason)

    # -- what the bus says -----------------------------------------------------------------------------------

    def notice(self, notice: Notice) -> None:
        """Something was committed, in this process or another."""
        kind, _, identifier = notice.topic.partition(":")
        if kind == "document":
            self._changed(identifier, notice)
        elif kind == "person" and notice.name in ("Deactivated", "SignedOut"):
            self._start(self._check_sessions(self._of_person(identifier)))
        elif kind == "person" and notice.name in PERSONAL:
            self._start(self._check_rights(self._of_person(identifier)))
        elif kind == "space" and notice.name in REAUTHORISE:
            self._start(self._check_rights(self._visitors))

    def heard(self, origin: str, items: Sequence[dict[str, Any]]) -> None:
        """What another process announced; it is trusted no further than its shape."""
        for item in items:
            match item:
                case {"topic": str(topic), "sequence": int() | None as sequence, "name": str(name)}:
                    self.notice(Notice(topic, sequence, name))
                case {"present": str(document), "states": list(states)}:
                    room = self._room(document)
                    if room is not None:
                        self._cursors.elsewhere(origin, room, states)
                case {"who": str(document)}:
                    room = self._room(document)
                    if room is not None:
                        self._cursors.announce(room, room.own_presence())

    def wake_all(self) -> None:
        """Notices may have been missed."""
        for room in self._rooms.values():
            room.is_behind = True
            self._rounds.add(room.document)

    # -- time ------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Once a second ask anew for whatever no notice told."""
        while True:
            await asyncio.sleep(TICK)
            self._show_life()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self.tick()
            except Exception as error:  # ports may raise anything while the database is away
                log.warning("documents wait for the database: %s", type(error).__name__)

    async def tick(self) -> None:
        """Rights, sessions, numbers that no notice told; then what is to be compacted, and rooms that are empty."""
        if self._rooms:
            await self._look_for_more()
        known = {visitor for visitor in self._visitors if visitor.person is not None}
        if known:
            await self._check_rights(known)
            now = monotonic()
            if now - self._checked_at >= SESSIONS_EVERY:
                self._checked_at = now
                await self._check_sessions(known)
        for room in list(self._rooms.values()):
            await self._tidy(room)

    async def close(self) -> None:
        """Stop what is under way, after what has arrived is accepted."""
        try:
            async with asyncio.timeout(PATIENCE):
                while self._tasks:
                    await asyncio.gather(*self._tasks, return_exceptions=True)
            for room in list(self._rooms.values()):
                await self._tidy(room)
        except Exception as error:
            log.warning("documents were closed in the midst of it: %s", type(error).__name__)
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._ports.close()

    # -- letting in ------------------------------------------------------------------------------------------

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _welcome(self, visitors: list[Visitor]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                people = await self._ports.people_of([(each.shown, each.document) for each in visitors])
                for each in visitors:
                    each.person = people.get((each.shown, each.document))
                pairs = {(each.document, each.person) for each in visitors if each.person is not None}
                rights = await self._ports.rights(pairs) if pairs else {}
                names = await self._ports.names({person for _document, person in rights}) if rights else {}
        except Exception as error:
            log.warning("%s sockets could not be let in: %s", len(visitors), type(error).__name__)
            for visitor in visitors:
                self.hang_up(visitor, wire.TRY_AGAIN_LATER, "try again")
            return
        for visitor in visitors:
            if visitor.person is None:
                self.hang_up(visitor, sync_wire.SIGNED_OUT, "signed out")
            elif (visitor.document, visitor.person) not in rights:
                self.hang_up(visitor, sync_wire.NOT_FOUND, "no such document")
            elif visitor in self._visitors:
                visitor.writes = rights[visitor.document, visitor.person]
                visitor.name = names.get(visitor.person, "")
                self._start(self._show_in(visitor))

    async def _show_in(self, visitor: Visitor) -> None:
        """Open the document if nobody has, then let the visitor in and act on what it has said meanwhile."""
        try:
            async with asyncio.timeout(PATIENCE):
                room = await self._opened(visitor.document)
        except Exception as error:
            log.warning("a document could not be opened: %s", type(error).__name__)
            self.hang_up(visitor, wire.TRY_AGAIN_LATER, "try again")
            return
        if visitor not in self._visitors:
            return
        room.enter(visitor)
        early, visitor.early = visitor.early, []
        for payload in early:
            if visitor in room.visitors:
                self.said(visitor, payload)

    async def _opened(self, document: UUID) -> Room:
        lock = self._opening.setdefault(document, asyncio.Lock())
        async with lock:
            if document not in self._rooms:
                stored = await self._ports.stored(document)
                self._rooms[document] = Room.of(document, stored)
                self._announce({"who": str(document)})
        if not lock.locked():
            self._opening.pop(document, None)
        return self._rooms[document]

    # -- accepting -------------------------------------------------------------------------------------------

    async def _round(self, documents: list[UUID]) -> None:
        """What has arrived in these rooms goes to disk together; then, and not before, the others are told."""
        rooms = [self._rooms[document] for document in documents if document in self._rooms]
        try:
            async with asyncio.timeout(PATIENCE):
                await self._read_behind([room for room in rooms if room.is_behind])
                batch = {room.document: (room, room.arrived) for room in rooms if room.arrived}
                for room, _arrived in batch.values():
                    room.arrived = []
                await self._accept(list(batch.values()))
        except Exception as error:
            log.warning("%s documents wait for the database: %s", len(rooms), type(error).__name__)
            for room in rooms:
                self._give_up(room)
            return
        for room in rooms:
            if room.is_broken:
                self._give_up(room)
                continue
            room.answer()
            if room.arrived or room.is_behind:
                self._rounds.add(room.document)

    async def _read_behind(self, behind: list[Room]) -> None:
        if not behind:
            return
        for room in behind:
            room.is_behind = False
        rows = await self._ports.since({room.document: room.head for room in behind})
        for room in behind:
            room.catch_up(rows.get(room.document, []))

    async def _accept(self, batch: list[tuple[Room, list[Arrived]]]) -> None:
        unbound = [each for room, arrived in batch for each in room.unbound(arrived)]
        if unbound:
            owners = await self._ports.bind(unbound)
            for room, _arrived in batch:
                room.writers |= {client: who for (key, client), who in owners.items() if key == room.document}
        await self._read_behind([room for room, arrived in batch if self._is_foreign(room, arrived)])
        taken = [(room, self._applied(room, arrived)) for room, arrived in batch]
        taken = [(room, applied) for room, applied in taken if not room.is_broken]
        updates = [(room.document, each.person, data) for room, applied in taken for each, data in applied]
        before = await self._ports.accept(updates) if updates else {}
        for room, applied in taken:
            if applied and room.document not in before:
                self._give_up(room)  # archived or withdrawn a moment ago
            elif applied:
                await self._tell(room, applied, before[room.document])

    def _is_foreign(self, room: Room, arrived: list[Arrived]) -> bool:
        """Whether it names what only other processes may have read by now."""
        return any(
            room.deletes_unwritten(each)
            or any(room.writers.get(client) != each.person for client in each.reach.written)
            for each in arrived
        )

    def _applied(self, room: Room, arrived: list[Arrived]) -> list[tuple[Arrived, bytes]]:
        applied = []
        for each in arrived:
            try:
                data = room.apply(each)
            except RefusedError as refused:
                self.hang_up(each.visitor, refused.code, refused.reason)
            else:
                applied += [] if data is None else [(each, data)]
        return applied

    async def _tell(self, room: Room, applied: list[tuple[Arrived, bytes]], before: int) -> None:
        if before > room.head:  # another process was in between
            rows = await self._ports.since({room.document: room.head})
            room.catch_up(row for row in rows.get(room.document, []) if row.number <= before)
        room.accepted([(each.visitor, data) for each, data in applied], before)
        if not self._untold:
            asyncio.get_running_loop().call_later(TELL_EVERY, self._tell_processes)
        self._untold[room.document] = room.head

    def _tell_processes(self) -> None:
        untold, self._untold = self._untold, {}
        for document, head in untold.items():
            self._announce({"topic": f"document:{document}", "sequence": head, "name": "DocumentChanged"})

    def _give_up(self, room: Room) -> None:
        """What is in memory may not be what is on disk: everybody comes back and says what they have."""
        self._rooms.pop(room.document, None)
        for visitor in tuple(room.visitors):
            room.visitors.discard(visitor)
            self.hang_up(visitor, wire.TRY_AGAIN_LATER, "try again")

    # -- looking again ---------------------------------------------------------------------------------------

    def _room(self, identifier: str) -> Room | None:
        try:
            return self._rooms.get(UUID(identifier))
        except ValueError:
            return None

    def _of_person(self, identifier: str) -> list[Visitor]:
        return [visitor for visitor in self._visitors if str(visitor.person) == identifier]

    def _changed(self, identifier: str, notice: Notice) -> None:
        room = self._room(identifier)
        if room is None:
            return
        if notice.name in REAUTHORISE:
            self._start(self._check_rights(room.visitors))
        elif notice.name == "BesideChanged":
            room.tell_beside()
        elif notice.sequence is not None and notice.sequence > room.head:
            room.is_behind = True
            self._rounds.add(room.document)

    async def _look_for_more(self) -> None:
        latest = await self._ports.latest(list(self._rooms))
        for room in self._rooms.values():
            if latest.get(room.document, 0) > room.head and not room.is_ahead:
                room.is_behind = True
                self._rounds.add(room.document)

    async def _check_rights(self, visitors: Iterable[Visitor]) -> None:
        """Close the sockets of those who may no longer read; who may no longer write is told when they try."""
        listed = [visitor for visitor in visitors if visitor.person is not None]
        pairs = {(each.document, each.person) for each in listed if each.person is not None}
        if not pairs:
            return
        try:
            rights = await self._ports.rights(pairs)
        except Exception as error:  # the next tick asks again
            log.warning("rights wait for the database: %s", type(error).__name__)
            return
        for visitor in listed:
            if visitor.person is None or visitor not in self._visitors:
                continue
            may_write = rights.get((visitor.document, visitor.person))
            if may_write is None:
                self.hang_up(visitor, sync_wire.NOT_ALLOWED, "you can read this no more")
            else:
                visitor.writes = may_write

    async def _check_sessions(self, visitors: Iterable[Visitor]) -> None:
        listed = list(visitors)
        try:
            alive = await self._ports.people_of([(each.shown, each.document) for each in listed])
        except Exception as error:  # the next round asks again
            log.warning("sessions wait for the database: %s", type(error).__name__)
            return
        for visitor in listed:
            if (visitor.shown, visitor.document) not in alive and visitor in self._visitors:
                self.hang_up(visitor, sync_wire.SIGNED_OUT, "signed out")

    async def _tidy(self, room: Room) -> None:
        """Keep what has grown as one; a room that is empty is forgotten."""
        room.forget_silent()
        self._cursors.moved(room)
        if room.is_ahead or room.arrived:
            return
        grown = room.head - room.compacted
        if (grown >= COMPACT_EVERY or (grown and not room.visitors)) and room.can_be_compacted:
            upto, state = room.head, room.doc.get_update()
            await self._ports.keep(room.document, upto, state)
            room.compacted = upto
            room.size = len(state)
        is_empty = not room.visitors and not room.arrived and not room.is_ahead
        if is_empty and room.document not in self._opening:
            self._rooms.pop(room.document, None)

    def _show_life(self) -> None:
        now = monotonic()
        for visitor in tuple(self._visitors):
            if now - visitor.heard_at > SILENT:
                self.hang_up(visitor, wire.GOING_AWAY, "silent")
            elif now - visitor.beaten_at > BEAT_EVERY and visitor.person is not None:
                visitor.beaten_at = now
                visitor.write(wire.PING)
