"""The fast lane: answers from memory for as long as nothing has changed that they show.

The application says of an answer what it depends on and how long it holds at most. The same question, from the same
browser with the same cookies, is then answered without it, after comparing the stamps of all those things.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

from fourleaf.gateway.answers import Headers, Receive, Scope, Send
from fourleaf.kit.time import now

#: Memory is used only while something has shown within this time that the database answers.
HEARTBEAT = 0.5
MOST_BYTES = 64 * 1024 * 1024
LARGEST = 1024 * 1024
#: What the answer may depend on. Other headers do not reach a page that may be kept.
ASKED = frozenset(
    (b"host", b"cookie", b"accept-language", b"accept-encoding", b"x-forwarded-proto", b"x-forwarded-host")
)
#: Whoever sends one of these asks for something else than the plain page.
OTHERWISE = frozenset(
    (b"authorization", b"content-length", b"transfer-encoding", b"range", b"if-range", b"if-match", b"expect")
)

Key = tuple[object, ...]
Slow = Callable[[Scope, Receive, Send, dict[str, Any]], Awaitable[None]]


class Stamps(Protocol):
    """Numbers that change with what they stand for; odd ones are about to."""

    def places(self, names: Iterable[str]) -> tuple[int, ...]:
        """Where the numbers of these names stand."""

    def read(self, places: Sequence[int]) -> tuple[int, ...]:
        """The numbers at these places; place 0 changes with every other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer, what it depends on, and until when (monotonic) it holds at most."""

    head: dict[str, Any]
    body: dict[str, Any]
    places: tuple[int, ...]
    numbers: tuple[int, ...]
    until: float


class Lane:
    """What is in memory, and who may have it."""

    def __init__(self, stamps: Stamps, slow: Slow) -> None:
        self._stamps = stamps
        self._slow = slow
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._bytes = 0
        self._beaten_at = 0.0

    def beat(self) -> None:
        """The database has answered just now."""
        self._beaten_at = monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        key = key_of(scope)
        if key is None:
            return await self._slow(scope, receive, send, {})
        entry = self._entries.get(key)
        if entry is not None and monotonic() - self._beaten_at < HEARTBEAT:
            if entry.until > monotonic() and self._stamps.read(entry.places) == entry.numbers:
                self._entries.move_to_end(key)
                await send(entry.head)
                return await send(entry.body)
            self._forget(key)
        wish = Wish(self._stamps, scope["headers"], send)
        await self._slow(scope, receive, wish.pass_on, {"fourleaf.lane": wish.keep})
        if (made := wish.entry()) is not None:
            self._keep(key, made)
        return None

    def _keep(self, key: Key, entry: Entry) -> None:
        self._forget(key)
        self._entries[key] = entry
        self._bytes += len(entry.body["body"])
        while self._bytes > MOST_BYTES:
            self._forget(next(iter(self._entries)))

    def _forget(self, key: Key) -> None:
        gone = self._entries.pop(key, None)
        if gone is not None:
            self._bytes -= len(gone.body["body"])


class Wish:
    """One answer on its way, which may be kept if the application says so."""

    def __init__(self, stamps: Stamps, asked: Headers, send: Send) -> None:
        self._stamps = stamps
        self._asked = asked
        self._send = send
        self._before = stamps.read((0,))
        self._places: tuple[int, ...] = ()
        self._until = 0.0
        self._head: Any = None
        self._body: Any = None
        self._pieces = 0

    def keep(self, names: Iterable[str], until: datetime) -> None:
        """Called by the application, in its own thread."""
        self._places = self._stamps.places(names)
        self._until = monotonic() + (until - now()).total_seconds()

    async def pass_on(self, message: Any) -> None:
        """Send, and remember what was sent if it is one whole page."""
        if message["type"] == "http.response.start":
            self._head = message
        else:
            self._pieces += 1
            self._body = message
        await self._send(message)

    def entry(self) -> Entry | None:
        """The answer, if it may be kept and nothing at all has changed since it was asked for."""
        is_asked_for = self._places and self._until > monotonic()
        if not (is_asked_for and self._pieces == 1 and self._head["status"] == 200):
            return None
        if (headers := self._lasting()) is None:
            return None
        numbers = self._stamps.read(self._places)
        is_whole = not self._body.get("more_body") and len(self._body["body"]) <= LARGEST
        if not is_whole or any(number & 1 for number in numbers) or self._stamps.read((0,)) != self._before:
            return None
        head = {**self._head, "headers": headers}
        return Entry(head, self._body, self._places, numbers, self._until)

    def _lasting(self) -> Headers | None:
        """The headers without the renewal of a cookie that the browser has already; None if it gets another one."""
        sent = {
            pair.strip() for name, value in self._asked if name == b"cookie" for pair in value.split(b";")
        }
        headers = self._head["headers"]
        given = [value.partition(b";")[0].strip() for name, value in headers if name == b"set-cookie"]
        if not sent.issuperset(given):
            return None
        return [header for header in headers if header[0] != b"set-cookie"]


def key_of(scope: Scope) -> Key | None:
    """What makes two questions the same, or None for whatever is not the plain request for a page."""
    if scope["method"] != "GET":
        return None
    asked = []
    for header in scope["headers"]:
        name = header[0]
        if name in ASKED:
            asked.append(header)
        elif name in OTHERWISE or name.startswith((b"hx-", b"if-")):
            return None
    return (scope["scheme"], scope["raw_path"], scope["query_string"], *asked)
