"""Asks one server over kept connections, each sending its next request once its answer is whole; own process.

It reads one JSON task from standard input and writes one JSON result. Every answer must have the status and at least
the length that the task names, and every so-manieth must hold the words it names: a fast wrong answer is no answer.
"""

import json
import re
import select
import socket
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
WITHOUT_BODY = (204, 304)
CHUNK = 1 << 18


class WrongAnswer(Exception):
    """The server did not answer what the task says it must."""


@dataclass(frozen=True)
class Ask:
    """One request as it goes over the wire, and what its answer must be like."""

    request: str
    status: int = 200
    least: int = 0
    holds: str = ""


@dataclass(frozen=True, kw_only=True)
class Task:
    """Whom to ask, over how many connections, what, and until when: `seconds`, or every request once.

    `keep` keeps the last answer whole.
    """

    port: int
    connections: int
    asks: list[Ask]
    seconds: float
    once: bool = False
    keep: bool = False
    look_at_every: int = 1


@dataclass
class Result:
    """What came of it. Times are in seconds, `busy` is the client's own processor time."""

    count: int = 0
    seconds: float = 0.0
    busy: float = 0.0
    received: int = 0
    latencies: list[float] = field(default_factory=list)
    kept: str = ""


@dataclass
class Line:
    """One connection and the request that is under way on it."""

    socket: socket.socket
    ask: Ask
    begun: float = 0.0
    got: bytearray = field(default_factory=bytearray)
    whole: int = 0


class Client:
    """One epoll loop over all connections."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._next = 0
        self._sent = [one.request.encode("latin1") for one in task.asks]
        self._poll = select.epoll()
        self._lines: dict[int, Line] = {}
        self._until = 0.0
        self.result = Result()

    def run(self) -> Result:
        """Open all connections, ask until the end, close them."""
        begun, busy = time.monotonic(), time.process_time()
        self._until = begun + self._task.seconds
        for _number in range(min(self._task.connections, len(self._sent))):
            self._open()
        while self._lines:
            ready = self._poll.poll(30)
            if not ready:
                raise WrongAnswer("no answer for 30 seconds")
            for descriptor, _event in ready:
                self._read(self._lines[descriptor])
        self.result.seconds = time.monotonic() - begun
        self.result.busy = time.process_time() - busy
        self._poll.close()
        return self.result

    def _open(self) -> None:
        opened = socket.create_connection(("127.0.0.1", self._task.port))
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(opened, self._task.asks[0])
        self._lines[opened.fileno()] = line
        self._poll.register(opened.fileno(), select.EPOLLIN)
        self._ask(line)

    def _ask(self, line: Line) -> None:
        used_up = self._task.once and self._next >= len(self._sent)
        if used_up or time.monotonic() >= self._until:
            self._poll.unregister(line.socket.fileno())
            del self._lines[line.socket.fileno()]
            line.socket.close()
            return
        number = self._next % len(self._sent)
        self._next += 1
        line.ask, line.whole = self._task.asks[number], 0
        line.got.clear()
        line.begun = time.monotonic()
        line.socket.sendall(self._sent[number])

    def _read(self, line: Line) -> None:
        piece = line.socket.recv(CHUNK)
        if not piece:
            raise WrongAnswer(f"the connection was closed after {bytes(line.got[:300])!r}")
        line.got += piece
        if not line.whole:
            head = line.got.find(b"\r\n\r\n")
            if head < 0:
                return
            line.whole = head + 4 + self._length(line, head)
        if len(line.got) >= line.whole:
            self._take(line)
            self._ask(line)

    def _length(self, line: Line, head: int) -> int:
        status = int(line.got[9:12])
        if status != line.ask.status:
            rest = bytes(line.got[: head + 600]).decode("latin1")
            raise WrongAnswer(f"{line.ask.request[:120]!r}: {status} instead of {line.ask.status}\n{rest}")
        if status in WITHOUT_BODY:
            return 0
        found = LENGTH.search(line.got, 0, head + 2)
        if found is None:
            raise WrongAnswer(f"{line.ask.request[:120]!r}: an answer without Content-Length")
        length = int(found[1])
        if length < line.ask.least:
            raise WrongAnswer(f"{line.ask.request[:120]!r}: {length} bytes, fewer than {line.ask.least}")
        return length

    def _take(self, line: Line) -> None:
        result = self.result
        wanted = line.ask.holds
        if wanted and result.count % self._task.look_at_every == 0 and wanted.encode() not in line.got:
            raise WrongAnswer(f"{line.ask.request[:120]!r}: the answer lacks {wanted!r}")
        if self._task.keep:
            result.kept = line.got.decode("latin1")
        result.count += 1
        result.received += line.whole
        result.latencies.append(time.monotonic() - line.begun)


def task_of(text: str) -> Task:
    """The task as JSON says it."""
    said: dict[str, Any] = json.loads(text)
    return Task(**{**said, "asks": [Ask(**one) for one in said["asks"]]})


def main() -> int:
    """One task in, one result out."""
    task = task_of(sys.stdin.read())
    try:
        result = Client(task).run()
    except (WrongAnswer, OSError) as error:
        json.dump({"error": str(error)}, sys.stdout)
        return 1
    json.dump(asdict(result), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
