"""A long stretch of ordinary work: so many posts a second into spaces that so many sockets follow.

`bin/validate soak --minutes 10` starts an installation of its own and says how memory and delays develop, and whether
anything was lost or came twice. Exit status 1 if it was, or if memory grew.
"""

import argparse
import asyncio
import json
import re
import shutil
import signal
import sys
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from math import inf
from pathlib import Path
from statistics import median
from time import monotonic
from urllib.parse import urlencode

from fourleaf.config.postgres import EmbeddedPostgres
from tests.live.installation import CLI, Installation, Server, clean_environ
from tests.load.crowd import Crowd, Member, gather
from tests.load.sockets import Socket, faults, until
from tests.load.writers import CSRF

#: Writers whose requests may be under way at once, as many as a busy ward has hands.
AT_ONCE = 12
EVERY = 1.0
KEPT = "growth of resident memory after the first third, in bytes for each post"
#: Of that, what a long run may show: a page of text kept for each post would be several times as much.
MOST = 1000


@dataclass
class Report:
    """Delays in milliseconds: from the sending of a post, and from its acknowledgement, to each other screen."""

    sockets: int
    spaces: int
    seconds: float = 0.0
    posts: int = 0
    deliveries: int = 0
    refused: int = 0
    lost: int = 0
    twice: int = 0
    reloads: int = 0
    drops: int = 0
    sent_p50: float = 0.0
    sent_p99: float = 0.0
    acknowledged_p50: float = 0.0
    acknowledged_p99: float = 0.0
    #: Resident memory of the server in MB, by second; and how many posts there were then.
    memory: list[tuple[float, float, int]] = field(default_factory=list)

    def growth(self) -> float:
        """Bytes for each post after a third of them, between the medians of the first and the last quarter of then."""
        later = [sample for sample in self.memory if sample[2] >= self.posts / 3]
        quarter = max(1, len(later) // 4)
        first, last = later[:quarter], later[-quarter:]
        posts = median(sample[2] for sample in last) - median(sample[2] for sample in first)
        grown = median(sample[1] for sample in last) - median(sample[1] for sample in first)
        return grown * 1e6 / max(posts, 1)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, refused or told twice, and nobody was cut off."""
        return not (self.lost or self.twice or self.reloads or self.drops or self.refused)


class Soak:
    """One run."""

    def __init__(self, crowd: Crowd, server: Server, rate: float) -> None:
        self.report = Report(len(crowd.people), len(crowd.spaces))
        self._crowd, self._server, self._rate = crowd, server, rate
        self._sent: dict[str, float] = {}
        self._acknowledged: dict[str, float] = {}
        self._ends: dict[str, int] = {}
        self._heard: dict[str, list[float]] = {}
        self._delays: list[float] = []
        self._later: list[float] = []

    async def run(self, posts: int, seconds: float = inf) -> Report:
        """Everybody follows; then posts are sent, each at its time or as soon as it can; then all must have come.

        After so many seconds no further one is sent.
        """
        people = self._crowd.people
        sockets = [Socket(self._server.port, one.session, list(one.spaces), self._hear) for one in people]
        await asyncio.gather(*(socket.dial() for socket in sockets))
        await until(lambda: all(socket.is_caught_up for socket in sockets), 120)
        begun = monotonic()
        watch = asyncio.create_task(self._watch(begun))
        await asyncio.gather(
            *(self._write(range(place, posts, AT_ONCE), begun, seconds) for place in range(AT_ONCE))
        )
        await until(lambda: all(s.last[at] >= self._ends.get(at, 0) for s in sockets for at in s.spaces), 60)
        watch.cancel()
        self._sum_up(sockets, monotonic() - begun)
        for socket in sockets:
            socket.close()
        return self.report

    async def _write(self, numbers: range, begun: float, seconds: float) -> None:
        line = Line(self._server.port)
        for number in numbers:
            await asyncio.sleep(max(0.0, begun + number / self._rate - monotonic()))
            if monotonic() > begun + seconds:
                break
            member = self._crowd.people[number % len(self._crowd.people)]
            key = str(uuid.uuid4())
            self._sent[key] = monotonic()
            sequence = await line.post(member, f"Line {number}: the rail of bed 4 was checked at seven.", key)
            if sequence:
                self._acknowledged[key] = monotonic()
                self.report.posts += 1
                self._ends[member.spaces[0]] = max(self._ends.get(member.spaces[0], 0), sequence)
            else:
                self.report.refused += 1
            self._settle(key)
        line.close()

    def _hear(self, _socket: Socket, _space: str, _sequence: int, payload: bytes) -> None:
        self.report.deliveries += 1
        at = payload.rfind(b'"key":')
        if at >= 0:
            key = payload[at + 6 :].split(b'"', 2)[1].decode()
            self._heard.setdefault(key, []).append(monotonic())
            if key in self._acknowledged:
                self._settle(key)

    def _settle(self, key: str) -> None:
        """Take the delays of what has come by now; nothing of it is kept but a few of them."""
        for at in self._heard.pop(key, ()):
            if len(self._delays) < 2_000_000 and key in self._acknowledged:
                self._delays.append(at - self._sent[key])
                self._later.append(max(0.0, at - self._acknowledged[key]))

    async def _watch(self, begun: float) -> None:
        while True:
            sample = monotonic() - begun, memory_of(self._server) / 1e6, self.report.posts
            self.report.memory.append(sample)
            if len(self.report.memory) % 30 == 0:
                print(
                    f"{sample[0]:6.0f} s  {sample[2]:7,} posts  {sample[1]:6.1f} MB",
                    file=sys.stderr,
                    flush=True,
                )
            await asyncio.sleep(EVERY)

    def _sum_up(self, sockets: list[Socket], seconds: float) -> None:
        report, found = self.report, faults(sockets)
        report.seconds = seconds
        report.lost, report.twice = found.get("lost", 0), found.get("twice", 0)
        report.reloads, report.drops = found.get("reloads", 0), sum(socket.drops for socket in sockets)
        report.sent_p50, report.sent_p99 = percentiles(self._delays)
        report.acknowledged_p50, report.acknowledged_p99 = percentiles(self._later)


class Line:
    """One connection that is kept open, on which one request after the other is sent."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, member: Member, body: str, key: str) -> int:
        """Say something, as the page does; the number that was acknowledged, 0 if none was."""
        given = urlencode({"body": body, "key": key})
        head = (
            f"POST /spaces/{member.spaces[0]}/posts/ HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Origin: http://127.0.0.1:{self._port}\r\nHX-Request: true\r\nX-CSRFToken: {CSRF}\r\n"
            f"Cookie: sessionid={member.session}; csrftoken={CSRF}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(given)}\r\n\r\n"
        )
        try:
            status, answer = await self._ask(f"{head}{given}".encode())
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return 0
        found = re.search(rb'data-sequence="(\d+)"', answer)
        return int(found[1]) if status == 200 and found else 0

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        return int(head.split(b" ", 2)[1]), await reader.readexactly(length)

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


def memory_of(server: Server) -> int:
    """Resident memory of the serving process in bytes; the worker is another."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def percentiles(delays: Sequence[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    if not delays:
        return 0.0, 0.0
    ordered = sorted(delays)
    return ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.99)] * 1000


def show(report: Report) -> None:
    """As a table."""
    rate = report.posts / report.seconds
    print(f"{report.sockets:,} sockets in {report.spaces} spaces, {report.seconds:.0f} s")
    print(f"posts           {report.posts:,} ({rate:.1f} a second), refused {report.refused}")
    print(f"deliveries      {report.deliveries:,}")
    print(f"lost {report.lost}, twice {report.twice}, reloads {report.reloads}, cut off {report.drops}")
    print(f"sent → screen          p50 {report.sent_p50:7.1f} ms   p99 {report.sent_p99:7.1f} ms")
    print(
        f"acknowledged → screen  p50 {report.acknowledged_p50:7.1f} ms   p99 {report.acknowledged_p99:7.1f} ms"
    )
    marks = [sample for before, sample in pairwise(report.memory) if sample[0] // 60 > before[0] // 60]
    for at, megabytes, posts in (report.memory[0], *marks, report.memory[-1]):
        print(f"memory at {at:4.0f} s  {megabytes:7.1f} MB, {posts:,} posts")
    print(f"{KEPT}: {report.growth():,.0f}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--spaces", type=int, default=20)
    parser.add_argument("--rate", type=float, default=100.0, help="posts a second")
    parser.add_argument("--json", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_given: sys.exit(1))  # so that no server outlives us
    folder = Path(tempfile.mkdtemp(prefix="fourleaf-soak-"))
    folder.chmod(0o755)
    installation = Installation(folder, clean_environ(folder))
    seconds = arguments.minutes * 60
    try:
        installation.run(*CLI, "migrate")
        server = installation.start().ready()
        crowd = gather(installation, people=arguments.sockets, spaces=arguments.spaces)
        report = asyncio.run(Soak(crowd, server, arguments.rate).run(int(seconds * arguments.rate), seconds))
        show(report)
        if arguments.json:
            arguments.json.write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
        return 0 if report.is_whole and report.growth() < MOST else 1
    finally:
        installation.close()
        EmbeddedPostgres(folder).stop()
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
