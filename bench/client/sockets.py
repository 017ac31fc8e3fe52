"""Listens at many sockets at once; own process.

The first line of standard input is a JSON `Listening`. Once every socket is told what it watches, it prints a line;
then one more each time that every watcher has got another post. A line of input ends it, and it writes what it heard.
"""

import base64
import json
import re
import select
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

AT_ONCE = 64
POST = re.compile(rb'\{"topic":"space:[0-9a-f-]{24}([0-9]{12})","sequence":([0-9]+),"name":"PostAdded"')
PONG = b"\x8a\x80\0\0\0\0"


@dataclass(frozen=True, kw_only=True)
class Listening:
    """Where, as whom (session keys), and what each watches. Without sessions it is the bare loop: nothing is said.

    After `wave` posts got by all sockets together a line is printed; 0: never. `log` keeps when each came.
    """

    port: int
    sessions: list[str]
    topics: list[list[str]]
    wave: int = 0
    log: bool = False
    bare: int = 0


class Ear:
    """One socket."""

    def __init__(self, opened: socket.socket, topics: Sequence[str]) -> None:
        self.socket = opened
        self.got = b""
        self.topics = topics
        self.is_open = not topics
        self.wanted = len(topics)


class Listener:
    """One epoll loop over all sockets and standard input."""

    def __init__(self, listening: Listening) -> None:
        self._said = listening
        self._poll = select.epoll()
        self._ears: dict[int, Ear] = {}
        self._count = 0
        self._next_wave = listening.wave
        self.heard: list[tuple[int, int, float]] = []
        self.sample = b""

    def open_all(self) -> None:
        """Connect a few at a time until every socket watches what it is to watch."""
        said = self._said
        for _number in range(said.bare):
            self._open(b"", [])
        waiting: list[Ear] = []
        for session, topics in zip(said.sessions, said.topics, strict=True):
            waiting.append(self._open(_handshake(said.port, session), topics))
            while len(waiting) >= AT_ONCE:
                self._step(5)
                waiting = [ear for ear in waiting if ear.wanted > 0]
        until = time.monotonic() + 60
        while any(ear.wanted > 0 for ear in waiting):
            if time.monotonic() > until:
                raise TimeoutError("some sockets are not told what they watch")
            self._step(5)

    def listen(self) -> None:
        """Until a line is said."""
        self._poll.register(0, select.EPOLLIN)
        while self._step(60):
            if self._next_wave and self._count >= self._next_wave:
                self._next_wave += self._said.wave
                print(json.dumps({"posts": self._count, "at": time.time()}), flush=True)

    def _open(self, hello: bytes, topics: Sequence[str]) -> Ear:
        opened = socket.create_connection(("127.0.0.1", self._said.port), timeout=30)
        if hello:
            opened.sendall(hello)
        opened.setblocking(False)
        ear = self._ears[opened.fileno()] = Ear(opened, topics)
        self._poll.register(opened.fileno(), select.EPOLLIN)
        return ear

    def _step(self, patience: float) -> bool:
        for descriptor, _event in self._poll.poll(patience):
            if descriptor == 0:
                return False
            self._read(self._ears[descriptor])
        return True

    def _read(self, ear: Ear) -> None:
        now = time.time()
        try:
            piece = ear.socket.recv(1 << 17)
        except BlockingIOError:
            return
        if not piece:
            raise ConnectionError(f"a socket was closed after {ear.got[-200:]!r}")
        got = ear.got + piece if ear.got else piece
        if not ear.is_open:
            got = self._open_up(ear, got)
        ear.got = self._frames(ear, got, now) if ear.is_open else got

    def _open_up(self, ear: Ear, got: bytes) -> bytes:
        head, end, rest = got.partition(b"\r\n\r\n")
        if not end:
            return got
        if b" 101 " not in head[:20]:
            raise ConnectionError(f"no socket: {head[:200]!r}")
        ear.is_open = True
        ear.socket.sendall(b"".join(map(_watch, ear.topics)))
        return rest

    def _frames(self, ear: Ear, got: bytes, now: float) -> bytes:
        """Take whole frames; returns what is left."""
        at, end = 0, len(got)
        while end - at >= 2:
            size, begins = got[at + 1], at + 2
            if size == 126:
                size, begins = int.from_bytes(got[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, begins = int.from_bytes(got[at + 2 : at + 10], "big"), at + 10
            if end < begins + size or end < begins:
                break
            self._take(ear, got, at, begins, begins + size, now)
            at = begins + size
        return got[at:]

    def _take(self, ear: Ear, got: bytes, starts: int, begins: int, ends: int, now: float) -> None:
        if got[starts] == 0x89:
            ear.socket.sendall(PONG)
            return
        found = POST.match(got, begins, ends)
        if found:
            self._count += 1
            if self._said.log:
                self.heard.append((int(found[1]), int(found[2]), now))
            elif not self.sample:
                self.sample = got[starts:ends]
        elif ear.wanted and got.startswith(b'{"watching"', begins):
            ear.wanted -= 1
        elif got.startswith((b'{"closed"', b'{"error"'), begins):
            raise ConnectionError(got[begins:ends].decode())


def _handshake(port: int, session: str) -> bytes:
    key = base64.b64encode(session.encode()[:16]).decode()
    head = (
        f"GET /live HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
        f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\nCookie: sessionid={session}\r\n\r\n"
    )
    return head.encode()


def _watch(topic: str) -> bytes:
    text = json.dumps({"watch": topic}).encode()
    return bytes((0x81, 0x80 | len(text))) + b"\0\0\0\0" + text


def main() -> int:
    """Listen until told to stop."""
    said: dict[str, Any] = json.loads(sys.stdin.readline())
    listener = Listener(Listening(**said))
    listener.open_all()
    print(json.dumps({"ready": True}), flush=True)
    listener.listen()
    result = {"heard": listener.heard, "sample": base64.b64encode(listener.sample).decode()}
    print(json.dumps(result), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
