"""Wake-ups from the web threads to the gateways: told after commit, never part of the deed's transaction."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

CHANNEL = "fourleaf_live"
# PostgreSQL refuses a NOTIFY payload of 8,000 bytes or more.
PAYLOAD_LIMIT = 7_500


@dataclass(frozen=True, slots=True)
class Notice:
    """Something happened on a topic; `sequence` is its number where the topic has a stream."""

    topic: str
    sequence: int | None
    name: str


Sink = Callable[[Notice], None]


class Cursor(Protocol):
    """The one cursor method that `flush` needs."""

    def execute(self, query: Any, params: Any = None, /) -> Any: ...


class HasCursor(Protocol):
    """A psycopg connection or Django's connection wrapper."""

    def cursor(self) -> AbstractContextManager[Cursor]: ...


_lock = threading.Lock()
_sinks: tuple[Sink, ...] = ()
_collected: dict[tuple[str, str], Notice] = {}


def send(notice: Notice) -> None:
    """Tell this process's gateways at once, or keep the notice for `flush` where there is none."""
    with _lock:
        sinks = _sinks
        if not sinks:
            _collect(notice)
    for sink in sinks:
        sink(notice)


def attach(sink: Sink) -> None:
    """Give every later notice to `sink`, which is called in the sender's thread and must not block."""
    global _sinks
    with _lock:
        _sinks = (*_sinks, sink)


def detach(sink: Sink) -> None:
    """Stop giving notices to `sink`; unknown sinks are no error."""
    global _sinks
    with _lock:
        _sinks = tuple(kept for kept in _sinks if kept != sink)


def forget() -> None:
    """Drop what was collected, without telling anybody: nobody listens, or the deeds were undone."""
    with _lock:
        _collected.clear()


def flush(connection: HasCursor) -> int:
    """Announce what was collected to all gateways, after commit; returns the number of NOTIFYs issued."""
    with _lock:
        notices = list(_collected.values())
        _collected.clear()
    payloads = list(pack("", [as_json(notice) for notice in notices]))
    if payloads:
        with connection.cursor() as cursor:
            for payload in payloads:
                cursor.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))
    return len(payloads)


def as_json(notice: Notice) -> dict[str, object]:
    """The notice as one item of a NOTIFY payload."""
    return {"topic": notice.topic, "sequence": notice.sequence, "name": notice.name}


def pack(origin: str, items: Iterable[dict[str, object]]) -> Iterator[str]:
    """JSON lists `[origin, item, …]`, each fit for one NOTIFY; ValueError for an item that never fits."""
    head = "[" + json.dumps(origin)
    parts, size = [head], len(head) + 1
    for item in items:
        text = json.dumps(item, separators=(",", ":"))
        if len(head) + len(text) + 2 > PAYLOAD_LIMIT:
            raise ValueError(f"a notice of {len(text)} bytes does not fit into one NOTIFY")
        if size + len(text) + 1 > PAYLOAD_LIMIT:
            yield ",".join(parts) + "]"
            parts, size = [head], len(head) + 1
        parts.append(text)
        size += len(text) + 1
    if len(parts) > 1:
        yield ",".join(parts) + "]"


def unpack(payload: str) -> tuple[str, Sequence[dict[str, Any]]]:
    """The origin and the items of one payload; raises ValueError on anything else."""
    match json.loads(payload):
        case [str(origin), *items] if all(isinstance(item, dict) for item in items):
            return origin, items
    raise ValueError("not a live payload")


def _collect(notice: Notice) -> None:
    # Gateways read a stream from their own last number, so only its newest notice matters;
    # an import of ten thousand posts stays a handful of notices.
    key = (notice.topic, "" if notice.sequence is not None else notice.name)
    known = _collected.get(key)
    if known is None or (notice.sequence or 0) >= (known.sequence or 0):
        _collected[key] = notice
