"""One open document: its text in memory, who has it open, and what each of them is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from pycrdt import Doc, get_update, merge_updates

from fourleaf.gateway import sync_wire as wire
from fourleaf.gateway.client import Wire
from fourleaf.gateway.ports import Row, Stored
from fourleaf.gateway.sync_wire import Presence
from fourleaf.kit import yjs
from fourleaf.kit.yjs import Reach

MESSAGES_PER_SECOND = 100
MESSAGE_BURST = 1_000
BYTES_PER_SECOND = 1024 * 1024
BYTE_BURST = 16 * 1024 * 1024
#: Messages of a client that has not been let in yet.
EARLY = 500
#: Cursor, name and colour; also what fits into one NOTIFY.
STATE_LIMIT = 2 * 1024
IDS_LIMIT = 8
#: Compaction and updates since, in bytes.
DOCUMENT_LIMIT = 24 * 1024 * 1024
COMPACT_EVERY, COMPACT_AT_LAST = 500, 5_000
#: States of other processes that are not repeated for so long are gone; clients repeat theirs every 15 s.
ELSEWHERE_FOR = 40.0


class Visitor:
    """One socket at a document: whose it is, what it may, how much it says."""

    __slots__ = (
        "_allowance", "_bytes", "_counted_at", "beaten_at", "document", "early", "heard_at", "name", "person", "shown",
        "wants_saved", "wire", "write", "writes",
    )  # fmt: skip

    def __init__(self, document: UUID, shown: str, wire: Wire, *, wants_saved: bool = False) -> None:
        now = monotonic()
        self.document = document
        self.shown = shown
        self.wire = wire
        self.write: Callable[[bytes], object] = wire.write
        self.wants_saved = wants_saved
        self.person: UUID | None = None
        self.name = ""
        self.writes = False
        self.early: list[bytes] = []
        self.heard_at = self.beaten_at = self._counted_at = now
        self._allowance, self._bytes = float(MESSAGE_BURST), float(BYTE_BURST)

    def may_speak(self, size: int) -> bool:
        """Count one incoming message; False if there were too many, or too much in them."""
        now = monotonic()
        passed = now - self._counted_at
        self._allowance = min(MESSAGE_BURST, self._allowance + passed * MESSAGES_PER_SECOND) - 1
        self._bytes = min(BYTE_BURST, self._bytes + passed * BYTES_PER_SECOND) - size
        self._counted_at = self.heard_at = now
        return self._allowance >= 0 and self._bytes >= 0

    def was_heard(self) -> None:
        """The peer has shown that it lives."""
        self.heard_at = monotonic()


@dataclass(slots=True)
class Held:
    """A state of awareness, and who speaks for it: a visitor here, or another process."""

    presence: Presence
    holder: Visitor | str
    at: float


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update that waits to be accepted."""

    visitor: Visitor
    person: UUID
    data: bytes
    reach: Reach
    is_answer: bool


class RefusedError(Exception):
    """What a visitor said is not taken; `code` closes the socket."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass(slots=True)
class Room:
    """The document up to number `head`, which everybody here has; `arrived` waits for the next round of the rooms."""

    document: UUID
    doc: Doc[Any] = field(default_factory=Doc)
    head: int = 0
    compacted: int = 0
    size: int = 0
    visitors: set[Visitor] = field(default_factory=set)
    writers: dict[int, UUID] = field(default_factory=dict)
    arrived: list[Arrived] = field(default_factory=list)
    asked: list[tuple[Visitor, bytes]] = field(default_factory=list)
    present: dict[int, Held] = field(default_factory=dict)
    changed: set[int] = field(default_factory=set)
    #: Clock by client id up to which the text has all.
    known: dict[int, int] = field(default_factory=dict)
    #: On disk, and building on what has not come yet: pycrdt leaves it out of what it tells of the text.
    early: list[bytes] = field(default_factory=list)
    is_behind: bool = False
    #: The text holds what is not on disk yet: nobody is told anything from it.
    is_ahead: bool = False
    is_broken: bool = False

    @classmethod
    def of(cls, document: UUID, stored: Stored) -> "Room":
        """The room of a document as it is on disk."""
        room = cls(document, writers=dict(stored.writers))
        if stored.state:
            room.doc.apply_update(stored.state)
        room.known = yjs.clocks_of(room.doc.get_state())
        for row in stored.rows:
            room._put(row.data, yjs.reach_of(row.data))
        room.compacted = stored.upto
        room.head = stored.rows[-1].number if stored.rows else stored.upto
        room.size = len(stored.state) + sum(len(row.data) for row in stored.rows)
        return room

    # -- what visitors say -----------------------------------------------------------------------------------

    def enter(self, visitor: Visitor) -> None:
        """From now on the visitor is told everything; first of all what we have."""
        self.visitors.add(visitor)
        visitor.write(wire.ask(self.doc.get_state()))
        if self.present:
            visitor.write(wire.present(held.presence for held in self.present.values()))

    def leave(self, visitor: Visitor) -> None:
        """The visitor is told no more, and what it said of itself is gone."""
        self.visitors.discard(visitor)
        for client, held in self.present.items():
            if held.holder is visitor:
                self._forget(client, held)

    def said(self, visitor: Visitor, payload: bytes) -> bool:
        """Act on one message; answers whether the room has something to do. Raises RefusedError."""
        try:
            message = wire.parse(payload)
            if isinstance(message, wire.Told):
                return self._take(visitor, message)
        except yjs.MalformedError as error:
            raise RefusedError(wire.MALFORMED, str(error)) from error
        if isinstance(message, wire.Asked):
            self.asked.append((visitor, message.state))
            self.answer()
        elif isinstance(message, wire.Present):
            self._hear(visitor, message.states)
        elif self.present:
            visitor.write(wire.present(held.presence for held in self.present.values()))
        return False

    def answer(self) -> None:
        """Tell those who asked what they have not; later, while the text holds what is not on disk."""
        if self.is_ahead:
            return
        asked, self.asked = self.asked, []
        for visitor, state in asked:
            if visitor not in self.visitors:
                continue
            try:
                missing = self.doc.get_update(state)
            except ValueError:
                visitor.wire.close(wire.MALFORMED, "no state vector")
                self.leave(visitor)
                continue
            early = self._still_early()
            visitor.write(wire.answer(merge_updates(missing, *early) if early else missing))

    def _take(self, visitor: Visitor, told: wire.Told) -> bool:
        reach = yjs.reach_of(told.update)
        if told.update == yjs.EMPTY or (told.is_answer and not self._is_news(told.update, reach.written)):
            return False
        if not visitor.writes or visitor.person is None:
            raise RefusedError(wire.READ_ONLY, "you can read this, and not change it")
        if self.size + len(told.update) > DOCUMENT_LIMIT:
            raise RefusedError(wire.TOO_LARGE, "the document is full")
        self.size += len(told.update)
        self.arrived.append(Arrived(visitor, visitor.person, told.update, reach, told.is_answer))
        return True

    def _is_news(self, update: bytes, clients: dict[int, tuple[int, int]]) -> bool:
        """Whether the update writes or deletes what is not written or deleted here. A sync step 2 repeats deletions."""
        state = self.doc.get_state()
        known = yjs.clocks_of(state)
        if any(end > known.get(client, 0) for client, (_start, end) in clients.items()):
            return True
        return not yjs.deletions_of(self.doc.get_update(state)) >= yjs.deletions_of(update)

    # -- rounds: what is accepted, and told ------------------------------------------------------------------

    def unbound(self, arrived: Iterable[Arrived]) -> list[tuple[UUID, int, UUID]]:
        """The client ids that nobody has used here before, and who uses them now."""
        return [
            (self.document, client, each.person)
            for each in arrived
            for client in each.reach.written
            if client not in self.writers
        ]

    def apply(self, each: Arrived) -> bytes | None:
        """Take an update into the text; answers what of it is to be kept, nothing if it holds nothing new.

        Raises RefusedError, and then nothing has changed: for structs of somebody else that are not known here, and
        for what is no update.
        """
        data = each.data
        if each.is_answer and not self._is_news(data, each.reach.written):
            return None  # what was typed before the answer came as an update, too
        if any(self.writers.get(client) != each.person for client in each.reach.written):
            # Another process may have told the client of them before it told us, and then we know them by now.
            try:
                data = get_update(data, self.doc.get_state())
            except ValueError as error:
                raise RefusedError(wire.MALFORMED, "not an update") from error
            if any(self.writers.get(client) != each.person for client in yjs.clients_of(data)):
                raise RefusedError(wire.FOREIGN_CLIENT, "somebody else has used this client id")
            if data == yjs.EMPTY:
                return None
        if self.deletes_unwritten(each):
            raise RefusedError(wire.MALFORMED, "deletes what nobody has written")
        self.is_ahead = True
        try:
            self._put(data, each.reach)
        except BaseException as error:
            # A panic of the library is no Exception, and leaves a text that nobody should be told from.
            self.is_broken = self.is_broken or not isinstance(error, ValueError)
            raise RefusedError(wire.MALFORMED, "not an update") from error
        return data

    def catch_up(self, rows: Iterable[Row]) -> None:
        """Take in what other processes have accepted, and tell everybody here."""
        fresh = [row for row in rows if row.number > self.head]
        for row in fresh:
            reach = yjs.reach_of(row.data)
            self._put(row.data, reach)
            self.head = row.number
            self.size += len(row.data)
            for client in reach.written:
                self.writers.setdefault(client, row.person)
        self._tell([(None, row.data) for row in fresh])

    def _put(self, data: bytes, reach: Reach) -> None:
        self.doc.apply_update(data)
        if not self._has(reach):
            self.known = yjs.clocks_of(self.doc.get_state())
            if not self._has(reach):
                self.early.append(data)
                return
        for client, (_start, end) in reach.written.items():
            self.known[client] = max(end, self.known.get(client, 0))

    def _has(self, reach: Reach) -> bool:
        """Whether what an update follows, and what it deletes, has come."""
        known, written = self.known, reach.written
        return all(start <= known.get(client, 0) for client, (start, _end) in written.items()) and all(
            end <= max(known.get(client, 0), written.get(client, (0, 0))[1])
            for client, end in reach.deleted.items()
        )

    def deletes_unwritten(self, each: Arrived) -> bool:
        """Whether it deletes what somebody else may write one day: they would lose it, and not see that they do."""
        others = {
            client: end
            for client, end in each.reach.deleted.items()
            if self.writers.get(client, each.person) != each.person
        }
        if any(end > self.known.get(client, 0) for client, end in others.items()):
            self.known = yjs.clocks_of(self.doc.get_state())
        return any(end > self.known.get(client, 0) for client, end in others.items())

    def _still_early(self) -> list[bytes]:
        if self.early:
            self.known = yjs.clocks_of(self.doc.get_state())
            self.early = [data for data in self.early if not self._has(yjs.reach_of(data))]
        return self.early

    @property
    def can_be_compacted(self) -> bool:
        """Whether one update tells all, or what it does not tell will be sent again by who comes back with it."""
        is_long = self.head - self.compacted >= COMPACT_AT_LAST
        return is_long or not self.visitors or not self._still_early()

    def accepted(self, updates: list[tuple[Visitor, bytes]], before: int) -> None:
        """These updates are on disk, numbered from `before` + 1, and we had everything until then."""
        self.head = before + len(updates)
        self.is_ahead = False
        self._tell(updates)
        for visitor in {visitor for visitor, _data in updates}:
            if visitor.wants_saved and visitor in self.visitors:
                visitor.write(wire.saved(self.head))

    def _tell(self, updates: Iterable[tuple[Visitor | None, bytes]]) -> None:
        frames = [(author, wire.update(data)) for author, data in updates]
        everything = b"".join(frame for _author, frame in frames)
        authors = {author for author, _frame in frames}
        for visitor in self.visitors:
            if visitor not in authors:
                told = everything
            else:
                told = b"".join(frame for author, frame in frames if author is not visitor)
            if told:
                visitor.write(told)

    def tell_beside(self) -> None:
        """Something beside the text has changed: whoever wants to hear such things looks at it again."""
        for visitor in self.visitors:
            if visitor.wants_saved:
                visitor.write(wire.beside())

    # -- awareness -------------------------------------------------------------------------------------------

    def _hear(self, visitor: Visitor, states: Iterable[Presence]) -> None:
        """y-websocket repeats what it was told of others: whoever speaks for a client id first is heard."""
        for said in states:
            held = self.present.get(said.client)
            owner = self.writers.get(said.client, visitor.person)
            if owner != visitor.person or (held is not None and held.holder is not visitor):
                continue
            if len(said.state) > STATE_LIMIT:
                raise RefusedError(wire.TOO_LARGE, "too much about one client")
            if held is None:
                own = sum(each.holder is visitor for each in self.present.values())
                if said.state == wire.GONE or own >= IDS_LIMIT:
                    continue
            elif said.clock < held.presence.clock:
                continue
            self._hold(wire.signed(said, visitor.person, visitor.name), visitor)

    def hear_elsewhere(self, origin: str, states: Iterable[Presence]) -> None:
        """What another process says of its clients."""
        for said in states:
            held = self.present.get(said.client)
            if held is not None and (isinstance(held.holder, Visitor) or held.presence.clock > said.clock):
                continue
            if held is not None or said.state != wire.GONE:
                self._hold(said, origin)

    def _hold(self, said: Presence, holder: Visitor | str) -> None:
        self.present[said.client] = Held(said, holder, monotonic())
        self.changed.add(said.client)

    def _forget(self, client: int, held: Held) -> None:
        gone = Presence(client, held.presence.clock + 1, wire.GONE)
        self.present[client] = Held(gone, held.holder, held.at)
        self.changed.add(client)

    def tell_presence(self) -> list[Presence]:
        """Tell everybody here who is where by now; answers what the other processes do not know."""
        changed, self.changed = self.changed, set()
        told = [self.present[client] for client in changed if client in self.present]
        for held in told:
            if held.presence.state == wire.GONE:
                del self.present[held.presence.client]
        if told:
            frame = wire.present(held.presence for held in told)
            for visitor in self.visitors:
                visitor.write(frame)
        return [held.presence for held in told if isinstance(held.holder, Visitor)]

    def own_presence(self) -> list[Presence]:
        """What the clients here say of themselves."""
        return [held.presence for held in self.present.values() if isinstance(held.holder, Visitor)]

    def forget_silent(self) -> None:
        """Other processes that no longer speak for a client."""
        before = monotonic() - ELSEWHERE_FOR
        for client, held in self.present.items():
            if isinstance(held.holder, str) and held.at < before and held.presence.state != wire.GONE:
                self._forget(client, held)
