"""Many sockets in one thread: each follows its spaces as a page does, comes back, and knows what it has missed."""

import asyncio
import base64
import os
import re
from collections import defaultdict
from collections.abc import Callable
from time import monotonic
from typing import cast

SEQUENCE = re.compile(rb'^\{"topic":"space:([0-9a-f-]{36})","sequence":(\d+)')
WATCHING = re.compile(rb'^\{"watching":"space:([0-9a-f-]{36})","at":(\d+)')
RELOAD = re.compile(rb'^\{"reload":"space:([0-9a-f-]{36})","at":(\d+)')
FRAME = Callable[["Socket", str, int, bytes], None]


class Socket(asyncio.Protocol):
    """One line to `/live`, opened again by itself until `close`.

    `last`: the newest number of each space; `lost`, `twice`, `reloads`: what went wrong, counted.
    """

    def __init__(self, port: int, session: str, spaces: list[str], told: FRAME | None = None) -> None:
        self.port, self.session, self.spaces, self.told = port, session, spaces, told
        self.last: dict[str, int] = {}
        self.watching: set[str] = set()
        self.lost = self.twice = self.reloads = self.hellos = self.drops = 0
        self.code: int | None = None
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._is_open = self._is_closed = False

    @property
    def is_caught_up(self) -> bool:
        """Whether it follows all its spaces."""
        return self.watching == set(self.spaces)

    async def dial(self) -> None:
        """Open the line; where nobody answers, again and again."""
        loop = asyncio.get_running_loop()
        while not self._is_closed:
            try:
                await loop.create_connection(lambda: self, "127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                return

    def close(self) -> None:
        self._is_closed = True
        if self._transport is not None:
            self._transport.abort()

    def pause(self) -> None:
        """Read nothing any more."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._transport is not None:
            self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class
        self._transport, self._is_open = transport, False
        self._buffer.clear()
        self.watching.clear()
        host = f"127.0.0.1:{self.port}"
        transport.write(
            f"GET /live HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
            f"Cookie: sessionid={self.session}\r\n\r\n".encode()
        )

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self.watching.clear()
        if not self._is_closed:
            self.drops += 1
            asyncio.get_running_loop().create_task(self.dial())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, blank, rest = self._buffer.partition(b"\r\n\r\n")
            if not blank:
                return
            assert b" 101 " in head.split(b"\r\n")[0], bytes(head)
            self._buffer, self._is_open = bytearray(rest), True
        self._read_frames()

    def say(self, text: bytes) -> None:
        """One masked text frame; the mask is zero, which the protocol allows."""
        assert len(text) < 126
        self._write(bytes((0x81, 0x80 | len(text))) + bytes(4) + text)

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def _read_frames(self) -> None:
        buffer, at = self._buffer, 0
        while len(buffer) - at >= 2:
            kind, size, start = buffer[at] & 15, buffer[at + 1], at + 2
            if size == 126:
                size, start = int.from_bytes(buffer[at + 2 : at + 4], "big"), at + 4
            elif size == 127:
                size, start = int.from_bytes(buffer[at + 2 : at + 10], "big"), at + 10
            if len(buffer) < start + size or start > len(buffer):
                break
            self._take(kind, bytes(buffer[start : start + size]))
            at = start + size
        del buffer[:at]

    def _take(self, kind: int, payload: bytes) -> None:
        if kind == 9:
            self._write(bytes((0x8A, 0x80)) + bytes(4))
        elif kind == 8:
            self.code = int.from_bytes(payload[:2], "big") if payload else None
            self._write(bytes((0x88, 0x80)) + bytes(4))
        elif found := SEQUENCE.match(payload):
            self._event(found[1].decode(), int(found[2]), payload)
        elif found := WATCHING.match(payload):
            space = found[1].decode()
            self.watching.add(space)
            self.last.setdefault(space, int(found[2]))
        elif found := RELOAD.match(payload):
            self.reloads += 1
            self.last[found[1].decode()] = int(found[2])
        elif payload.startswith(b'{"hello"'):
            self.hellos += 1
            self._watch()

    def _watch(self) -> None:
        for space in self.spaces:
            after = self.last.get(space, "null")
            self.say(f'{{"watch":"space:{space}","after":{after}}}'.encode())

    def _event(self, space: str, sequence: int, payload: bytes) -> None:
        last = self.last.get(space, sequence - 1)
        if sequence <= last:
            self.twice += 1
            return
        self.lost += sequence - last - 1
        self.last[space] = sequence
        if self.told is not None:
            self.told(self, space, sequence, payload)


async def until(condition: Callable[[], object], patience: float = 30.0) -> None:
    """Wait until it holds."""
    end = monotonic() + patience
    while not condition():
        assert monotonic() < end, "waited too long"
        await asyncio.sleep(0.02)


def faults(sockets: list[Socket]) -> dict[str, int]:
    """What went wrong, summed up; without zeros."""
    found: defaultdict[str, int] = defaultdict(int)
    for socket in sockets:
        for name in ("lost", "twice", "reloads"):
            found[name] += getattr(socket, name)
    return {name: number for name, number in found.items() if number}
