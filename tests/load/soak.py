"""A long stretch of ordinary work: so many posts a second into spaces that so many sockets follow.

`bin/validate soak --minutes 10` starts an installation of its own and says how memory and delays develop, and whether
anything was lost or came twice. Exit status 1 if it was, or if memory grew. Ctrl-C ends it early with what there is.
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
from contextlib import suppress
from dataclasses import asdict
from math import inf
from pathlib import Path
from time import monotonic, process_time
from urllib.parse import urlencode

import uvloop

from bench import processes
from bench.machine import itself
from fourleaf.config.postgres import EmbeddedPostgres
from fourleaf.config.postgres.processes import in_cluster
from tests.live.installation import CLI, Installation, Server, clean_environ
from tests.load.crowd import Crowd, Member, gather
from tests.load.figures import show, write
from tests.load.soak_report import Delays, Report, Sample
from tests.load.sockets import Socket, faults, until
from tests.load.writers import CSRF

#: Writers whose requests may be under way at once, as many as a busy ward has hands.
AT_ONCE = 12
EVERY = 1.0
#: Bytes of memory for each post that a long run may show: a page of text kept for each would be several times as much.
MOST = 1000
PATIENCE = 60.0
SHOWN_EVERY = 15


class Soak:
    """One run."""

    def __init__(self, crowd: Crowd, server: Server, rate: float, cluster: Path | None = None) -> None:
        """`cluster`: the folder of a PostgreSQL whose processor time is to be told."""
        self.report = Report(len(crowd.people), len(crowd.spaces), rate)
        self._crowd, self._server, self._rate, self._cluster = crowd, server, rate, cluster
        self._is_ended = False
        self._sent: dict[str, float] = {}
        self._acknowledged: dict[str, float] = {}
        self._ends: dict[str, int] = {}
        self._heard: dict[str, list[float]] = {}
        self._delays, self._later = Delays(), Delays()

    def end(self) -> None:
        """Send no further post; what was sent is still waited for."""
        self._is_ended = True

    async def run(self, posts: int, seconds: float = inf) -> Report:
        """Everybody follows; then posts are sent, each at its time or as soon as it can; then all must have come.

        After so many seconds, or at `end`, no further one is sent.
        """
        report, server = self.report, self._server
        people = self._crowd.people
        sockets = [Socket(server.port, one.session, list(one.spaces), self._hear) for one in people]
        await asyncio.gather(*(socket.dial() for socket in sockets))
        await until(lambda: all(socket.is_caught_up for socket in sockets), 120)
        begun, spent = monotonic(), self._spent()
        watch = asyncio.create_task(self._watch(begun))
        await asyncio.gather(
            *(self._write(range(place, posts, AT_ONCE), begun, seconds) for place in range(AT_ONCE))
        )
        report.seconds = monotonic() - begun
        with suppress(AssertionError):  # what has not come by then is counted as lost
            await until(lambda: not self._missing(sockets), PATIENCE)
        watch.cancel()
        after = self._spent()
        report.processor = {
            who: (after[who] - before) * 1000 / max(report.posts, 1) for who, before in spent.items()
        }
        self._sum_up(sockets)
        for socket in sockets:
            socket.close()
        return report

    async def _write(self, numbers: range, begun: float, seconds: float) -> None:
        line = Line(self._server.port)
        for number in numbers:
            await asyncio.sleep(max(0.0, begun + number / self._rate - monotonic()))
            if self._is_ended or monotonic() > begun + seconds:
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
        """Count the delays of what has come by now."""
        for at in self._heard.pop(key, ()):
            if key in self._acknowledged:
                self._delays.add(at - self._sent[key])
                self._later.add(at - self._acknowledged[key])

    def _missing(self, sockets: list[Socket]) -> int:
        """How many numbers of acknowledged posts have not come yet, over all sockets."""
        return sum(max(0, self._ends.get(at, 0) - s.last[at]) for s in sockets for at in s.spaces)

    async def _watch(self, begun: float) -> None:
        kept = self.report.memory
        while True:
            server, worker = (processes.resident(pids) / 1e6 for pids in processes_of(self._server))
            kept.append(Sample(monotonic() - begun, self.report.posts, server, worker))
            if len(kept) % SHOWN_EVERY == 0:
                now = kept[-1]
                rate = now.posts / now.at
                said = f"{now.at:5.0f} s  {now.posts:7,} posts, {rate:5.1f} a second  server {server:5.1f} MB"
                print(said, file=sys.stderr, flush=True)
            await asyncio.sleep(1.0)

    def _spent(self) -> dict[str, float]:
        """Seconds of processor time until now, by who took them."""
        serving, working = processes_of(self._server)
        spent = {"server": processes.cpu(serving), "worker": processes.cpu(working)}
        if self._cluster is not None:
            spent["PostgreSQL"] = processes.cpu(in_cluster(self._cluster))
        return spent | {"the clients": process_time()}

    def _sum_up(self, sockets: list[Socket]) -> None:
        report, found = self.report, faults(sockets)
        report.lost, report.twice = found.get("lost", 0) + self._missing(sockets), found.get("twice", 0)
        report.reloads, report.drops = found.get("reloads", 0), sum(socket.drops for socket in sockets)
        report.sent_p50, report.sent_p99 = (self._delays.percentile(share) for share in (0.5, 0.99))
        report.acknowledged_p50, report.acknowledged_p99 = (
            self._later.percentile(share) for share in (0.5, 0.99)
        )


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


def processes_of(server: Server) -> tuple[list[int], list[int]]:
    """That which serves, and those that work for it."""
    first, *others = processes.tree(server.process.pid)
    return [first], others


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--spaces", type=int, default=20)
    parser.add_argument("--rate", type=float, default=100.0, help="posts a second")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", action="store_true", help="write them into docs/reference/bad-days.md")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no server outlives us
    machine = itself()
    try:
        report = _soak(arguments)
    except KeyboardInterrupt:
        print("Ended before there was anything to report.", file=sys.stderr)
        return 130
    show(report.rows())
    if arguments.json:
        figures = asdict(report) | {"machine": machine}
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if arguments.docs:
        write("soak", report.rows(), machine)
    return 0 if report.is_whole and report.growth() < MOST else 1


def _soak(arguments: argparse.Namespace) -> Report:
    """On an installation of its own, which is gone afterwards."""
    processes.allow_many_files()
    folder = Path(tempfile.mkdtemp(prefix="fourleaf-soak-"))
    folder.chmod(0o755)
    installation, postgres = Installation(folder, clean_environ(folder)), EmbeddedPostgres(folder)
    try:
        print(f"{arguments.sockets:,} people sign in …", file=sys.stderr)
        installation.run(*CLI, "migrate")
        server = installation.start().ready()
        crowd = gather(installation, people=arguments.sockets, spaces=arguments.spaces)
        soak = Soak(crowd, server, arguments.rate, postgres.places.cluster)
        return _until_told(soak, arguments.minutes * 60)
    finally:
        installation.close()
        postgres.stop()
        shutil.rmtree(folder)


def _until_told(soak: Soak, seconds: float) -> Report:
    """Ctrl-C ends the writing; what there is then is reported."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        loop = runner.get_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, soak.end)
        return runner.run(soak.run(int(seconds * soak.report.rate), seconds))


if __name__ == "__main__":
    sys.exit(main())
