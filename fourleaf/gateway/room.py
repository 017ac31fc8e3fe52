"""One open document: its text in memory, who has it open, and what each of them is told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from uuid import UUID

from pycrdt import Doc, get_update

from fourleaf.gateway import sync_wire as wire
from fourleaf.gateway.client import Wire
from fourleaf.gateway.ports import Row, Stored
from fourleaf.gateway.sync_wire import Presence
from fourleaf.kit import yjs

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
COMPACT_EVERY = 500
#: States of other processes that are not repeated for so long are gone; clients repeat theirs every 15 s.
ELSEWHERE_FOR = 40.0


class Visitor:
    """One socket at a document: whose it is, what it may, how much it says."""

    __slots__ = (
        "_allowance", "_bytes", "_counted_at", "beaten_at", "document", "early", "heard_at", "person", "shown",
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
    clients: dict[int, tuple[int, int]]
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
        for row in stored.rows:
            room.doc.apply_update(row.data)
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
            visitor.write(wire.answer(missing))

    def _take(self, visitor: Visitor, told: wire.Told) -> bool:
        clients = yjs.clients_of(told.update)
        if told.update == yjs.EMPTY or (told.is_answer and not self._is_news(told.update, clients)):
            return False
        if not visitor.writes or visitor.person is None:
            raise RefusedError(wire.READ_ONLY, "you can read this, and not change it")
        if self.size + len(told.update) > DOCUMENT_LIMIT:
            raise RefusedError(wire.TOO_LARGE, "the document is full")
        self.size += len(told.update)
        self.arrived.append(Arrived(visitor, visitor.person, told.update, clients, told.is_answer))
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
            for client in each.clients
            if client not in self.writers
        ]

    def apply(self, each: Arrived) -> bytes | None:
        """Take an update into the text; answers what of it is to be kept, nothing if it holds nothing new.

        Raises RefusedError, and then nothing has changed: for structs of somebody else that are not known here, and
        for what is no update.
        """
        data = each.data
        if each.is_answer and not self._is_news(data, each.clients):
            return None  # what was typed before the answer came as an update, too
        if any(self.writers.get(client) != each.person for client in each.clients):
            # Another process may have told the client of them before it told us, and then we know them by now.
            data = get_update(data, self.doc.get_state())
            if any(self.writers.get(client) != each.person for client in yjs.clients_of(data)):
                raise RefusedError(wire.FOREIGN_CLIENT, "somebody else has used this client id")
            if data == yjs.EMPTY:
                return None
        self.is_ahead = True
        try:
            self.doc.apply_update(data)
        except BaseException as error:
            # A panic of the library is no Exception, and leaves a text that nobody should be told from.
            self.is_broken = self.is_broken or not isinstance(error, ValueError)
            raise RefusedError(wire.MALFORMED, "not an update") from error
        return data

    def catch_up(self, rows: Iterable[Row]) -> None:
        """Take in what other processes have accepted, and tell everybody here."""
        fresh = [row for row in rows if row.number > self.head]
        for row in fresh:
            self.doc.apply_update(row.data)
            self.head = row.number
            self.size += len(row.data)
            for client in yjs.clients_of(row.data):
                self.writers.setdefault(client, row.person)
        self._tell([(None, row.data) for row in fresh])

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
            self._hold(said, visitor)

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
