"""Types as many editors at a sync server of y-protocols; own process.

The first line of standard input is a JSON `Editing`. Once every editor has its document a line says what that took.
Then each line is a JSON `Typing`; what came of it is written once everybody has heard everything.
"""

import json
import select
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

PATIENCE = 60.0
AT_ONCE = 50
ASKED, ANSWER, UPDATE = b"\0\0", 1, 2
#: To sync step 1: nothing that the other has not.
NOTHING: Final = b"\0\1\2\0\0"
PONG: Final = b"\x8a\x80\0\0\0\0"
#: A jump to another place of the text every so many keys, and one key in so many takes a letter away.
JUMPS, TAKES = 40, 12


@dataclass(frozen=True, kw_only=True)
class Editing:
    """One editor for each address; `headers` of its handshake beside those that every socket has."""

    port: int
    paths: list[str]
    headers: list[str]


@dataclass(frozen=True, kw_only=True)
class Typing:
    """So many keys of all editors together, at this pace a second, or without pause where it is 0.

    A key is one letter, or up to `letters`; with `cursors` each key also says where its writer is, as TipTap does.
    """

    keys: int
    pace: float
    letters: int = 1
    cursors: bool = False


class Hand:
    """A person's typing: words in a paragraph of their own, here and there, with mistakes."""

    def __init__(self, number: int) -> None:
        self._dice = Random(number)
        self._doc: Doc[Any] = Doc(client_id=10_000 + number)
        self._made: list[bytes] = []
        self._watch = self._doc.observe(lambda event: self._made.append(event.update))
        self._text = XmlText()
        self._length = self._at = self._clock = 0
        paragraph = XmlElement("paragraph", contents=[self._text])
        self._doc.get("default", type=XmlFragment).children.append(paragraph)

    def key(self, letters: int) -> bytes:
        """The update of the next key; of the first, with the paragraph."""
        dice = self._dice
        if self._length and dice.randrange(JUMPS) == 0:
            self._at = dice.randrange(self._length)
        if self._at and dice.randrange(TAKES) == 0:
            self._at -= 1
            self._length -= 1
            del self._text[self._at]
        else:
            typed = "".join(dice.choice("etaoin shrdlu ") for _each in range(dice.randint(1, letters)))
            self._text.insert(self._at, typed)
            self._at += len(typed)
            self._length += len(typed)
        update, self._made = self._joined(), []
        return update

    def cursor(self) -> bytes:
        """Where it is, as `@tiptap/extension-collaboration-caret` says it."""
        client = self._doc.client_id
        place = {"type": {"client": client, "clock": 1}, "tname": None, "item": None, "assoc": 0}
        user = {"name": "A colleague with a name", "color": "#30bced"}
        state = json.dumps({"user": user, "cursor": {"anchor": place, "head": place}}).encode()
        self._clock += 1
        body = b"\1" + number(client) + number(self._clock) + number(len(state)) + state
        return b"\1" + number(len(body)) + body

    def _joined(self) -> bytes:
        return self._made[0] if len(self._made) == 1 else self._doc.get_update()


@dataclass
class Line:
    """One editor's socket."""

    socket: socket.socket
    hand: Hand
    got: bytes = b""
    is_open: bool = False
    size: int | None = None
    waits: bytearray = field(default_factory=bytearray)


class Editors:
    """One epoll loop over all lines."""

    def __init__(self, editing: Editing) -> None:
        self._said = editing
        self._poll = select.epoll()
        self._lines: dict[int, Line] = {}
        self._sent: dict[bytes, tuple[float, Line]] = {}
        self._heard = self._missing = 0
        self._delays: list[float] = []

    def open_all(self) -> list[int]:
        """Connect, a few at a time, until each has its document; the bytes of each answer."""
        waiting: list[Line] = []
        for place, (path, headers) in enumerate(zip(self._said.paths, self._said.headers, strict=True)):
            waiting.append(self._connected(place, path, headers))
            while len(waiting) >= AT_ONCE:
                waiting = self._still(waiting)
        while waiting:
            waiting = self._still(waiting)
        return [line.size or 0 for line in self._lines.values()]

    def type(self, typing: Typing) -> dict[str, Any]:
        """Let all type in turns, and wait until each has heard all of the others."""
        lines = list(self._lines.values())
        frames = [self._frame(lines[place % len(lines)], typing) for place in range(typing.keys)]
        self._sent, self._delays, self._heard = {}, [], 0
        self._missing = typing.keys * (len(lines) - 1)
        begun, late = time.monotonic(), 0
        for place, (line, update, frame) in enumerate(frames):
            due = begun + (place / typing.pace if typing.pace else 0)
            while (rest := due - time.monotonic()) > 0 or (
                place % AT_ONCE == 0 and rest > -1 and self._step(0)
            ):
                self._step(max(rest, 0))
            late += rest < -0.05 and typing.pace > 0
            self._sent[update] = time.monotonic(), line
            self._write(line, frame)
        typed = time.monotonic()
        while self._heard < self._missing and time.monotonic() < typed + PATIENCE:
            self._step(1)
        if self._heard != self._missing:
            raise TimeoutError(f"{self._heard} of {self._missing} updates came")
        return {
            "keys": typing.keys,
            "seconds": time.monotonic() - begun,
            "late": late / max(typing.keys, 1),
            "delays": sorted(self._delays),
        }

    def close(self) -> None:
        """All leave."""
        for line in self._lines.values():
            line.socket.close()

    def _frame(self, line: Line, typing: Typing) -> tuple[Line, bytes, bytes]:
        update = line.hand.key(typing.letters)
        frame = masked(b"\0\2" + number(len(update)) + update)
        if typing.cursors:
            frame += masked(line.hand.cursor())
        return line, update, frame

    def _connected(self, place: int, path: str, headers: str) -> Line:
        opened = socket.create_connection(("127.0.0.1", self._said.port), timeout=30)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        head = (
            f"GET {path} HTTP/1.1\r\nHost: localhost:{self._said.port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{headers}\r\n"
        )
        opened.sendall(head.encode())
        opened.setblocking(False)
        line = self._lines[opened.fileno()] = Line(opened, Hand(place))
        self._poll.register(opened.fileno(), select.EPOLLIN)
        return line

    def _still(self, waiting: list[Line]) -> list[Line]:
        if not self._step(PATIENCE):
            raise TimeoutError("an editor waits for its document")
        return [line for line in waiting if line.size is None]

    def _step(self, patience: float) -> bool:
        """Read what there is; whether there was something."""
        found = self._poll.poll(patience)
        for descriptor, event in found:
            line = self._lines[descriptor]
            if event & select.EPOLLOUT:
                self._write(line, b"")
            if event & ~select.EPOLLOUT:
                self._read(line)
        return bool(found)

    def _write(self, line: Line, frame: bytes) -> None:
        line.waits += frame
        try:
            sent = line.socket.send(line.waits)
        except BlockingIOError:
            sent = 0
        del line.waits[:sent]
        more = select.EPOLLOUT if line.waits else 0
        self._poll.modify(line.socket.fileno(), select.EPOLLIN | more)

    def _read(self, line: Line) -> None:
        try:
            piece = line.socket.recv(1 << 18)
        except BlockingIOError:
            return
        now = time.monotonic()
        if not piece:
            raise ConnectionError(f"a socket was closed after {line.got[-100:]!r}")
        line.got += piece
        if not line.is_open:
            head, end, rest = line.got.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head[:20]:
                raise ConnectionError(f"no socket: {head[:200]!r}")
            line.is_open, line.got = True, rest
            self._write(line, masked(ASKED + b"\1\0"))
        line.got = line.got[self._take_all(line, line.got, now) :]

    def _take_all(self, line: Line, got: bytes, now: float) -> int:
        """Act on each whole frame; where the rest begins."""
        end = 0
        for kind, start, end in frames_in(got):
            if kind == 8:
                raise ConnectionError(f"closed: {got[start:end]!r}")
            if kind == 9:
                self._write(line, PONG)
            elif got[start] == 0:
                self._take(line, got, start + 1, end, now)
        return end

    def _take(self, line: Line, got: bytes, at: int, end: int, now: float) -> None:
        kind = got[at]
        if kind == UPDATE:
            _size, at = read_number(got, at + 1)
            begun, author = self._sent.get(got[at:end], (0.0, line))
            if author is not line:  # the server of y-websocket tells it to its author too
                self._heard += 1
                self._delays.append(now - begun)
        elif kind == ANSWER:
            line.size = end - at
        else:
            self._write(line, masked(NOTHING))


def frames_in(got: bytes) -> Iterator[tuple[int, int, int]]:
    """Of each whole frame of a server its kind, and where its payload begins and ends."""
    at, end = 0, len(got)
    while end - at >= 2:
        size, begins = got[at + 1], at + 2
        if size == 126:
            size, begins = int.from_bytes(got[at + 2 : at + 4], "big"), at + 4
        elif size == 127:
            size, begins = int.from_bytes(got[at + 2 : at + 10], "big"), at + 10
        if end < begins + size or end < begins:
            return
        yield got[at] & 15, begins, begins + size
        at = begins + size


def masked(payload: bytes) -> bytes:
    """A client's frame; the mask is nothing."""
    size = len(payload)
    if size < 126:
        return bytes((0x82, 0x80 | size)) + b"\0\0\0\0" + payload
    return b"\x82\xfe" + size.to_bytes(2, "big") + b"\0\0\0\0" + payload


def number(value: int) -> bytes:
    """A `varUint` of lib0."""
    written = bytearray()
    while value > 127:
        written.append(128 | value & 127)
        value >>= 7
    return bytes((*written, value))


def read_number(data: bytes, at: int) -> tuple[int, int]:
    """A `varUint` and where it ends."""
    value = shift = 0
    while data[at] > 127:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
    return value | data[at] << shift, at + 1


def main() -> int:
    """Until standard input ends."""
    editors = Editors(Editing(**json.loads(sys.stdin.readline())))
    begun = time.monotonic()
    sizes = editors.open_all()
    print(json.dumps({"seconds": time.monotonic() - begun, "sizes": sizes}), flush=True)
    for line in sys.stdin:
        print(json.dumps(editors.type(Typing(**json.loads(line)))), flush=True)
    editors.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
