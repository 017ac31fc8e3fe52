"""Crowds of real sockets: those that never read, and those that all return at once."""

import asyncio
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.live.installation import Installation, Server, own_installation
from tests.load import counted
from tests.load.crowd import Member, gather, pour
from tests.load.sockets import Socket, faults, until

pytestmark = pytest.mark.slow
RETURNING = 500
LAZY = 30


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Installation]:
    with own_installation(
        f"fl_sockets_{worker_id}_{os.getpid()}", tmp_path_factory.mktemp("sockets")
    ) as made:
        yield made


@pytest.fixture
def server(installation: Installation) -> Iterator[Server]:
    started = installation.start().ready()
    yield started
    started.kill()


def sockets_of(people: list[Member], server: Server) -> list[Socket]:
    return [Socket(server.port, member.session, list(member.spaces)) for member in people]


async def all_there(sockets: list[Socket]) -> None:
    await asyncio.gather(*(socket.dial() for socket in sockets))
    await until(lambda: all(socket.is_caught_up for socket in sockets))


def numbers_of(sockets: list[Socket]) -> set[int]:
    return {number for socket in sockets for number in socket.last.values()}


def reached(sockets: list[Socket], number: int) -> bool:
    return numbers_of(sockets) == {number}


def memory_of(server: Server) -> int:
    """Resident memory in bytes, without the worker."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def test_who_never_reads_is_cut_off_and_catches_up(installation: Installation, server: Server) -> None:
    crowd = gather(installation, people=LAZY + 5, spaces=1)

    async def watch() -> None:
        lazy, steady = sockets_of(crowd.people[:LAZY], server), sockets_of(crowd.people[LAZY:], server)
        await all_there([*lazy, *steady])
        before, memory = steady[0].last[crowd.spaces[0]], memory_of(server)
        for socket in lazy:
            socket.pause()
        # Frames of 22 kB, of which a socket may leave 1 MB waiting: a wave is less, all waves are 9 MB.
        end = before
        for _wave in range(10):
            await asyncio.to_thread(pour, installation, crowd, posts=1, size=20_000, times=40)
            end += 40
            await until(partial(reached, steady, end))
        assert memory_of(server) - memory < LAZY * 2_000_000
        for socket in lazy:
            socket.resume()
        await until(lambda: all(socket.drops == 1 for socket in lazy))
        await until(partial(reached, lazy, end))
        await asyncio.to_thread(pour, installation, crowd, posts=3)
        await until(partial(reached, [*lazy, *steady], end + 3))
        found = faults([*lazy, *steady])
        found.pop("reloads", None)  # too much was missed for this socket's room: it loads the page
        assert not found
        assert not any(socket.drops for socket in steady)
        for socket in (*lazy, *steady):
            socket.close()

    asyncio.run(watch())


def test_all_who_return_at_once_catch_up_with_few_questions(
    installation: Installation, tmp_path: Path
) -> None:
    crowd = gather(installation, people=RETURNING, spaces=10, each=2)
    server = installation.start().ready()

    async def watch() -> None:
        sockets = sockets_of(crowd.people, server)
        await all_there(sockets)
        at = max(numbers_of(sockets))
        server.kill()
        await until(lambda: all(socket.drops for socket in sockets))
        await asyncio.to_thread(pour, installation, crowd, posts=20)
        file = tmp_path / "statements"
        program = (sys.executable, "-m", "tests.load.counted", str(file), "live")
        again = installation.start(port=server.port, program=program)
        try:
            await until(lambda: all(socket.is_caught_up for socket in sockets), 60)
            await until(lambda: numbers_of(sockets) == {at + 20}, 60)
            asked = counted.read(file)
            assert 0 < asked < RETURNING / 2, f"{asked} statements for {RETURNING} who returned"
            assert not faults(sockets)
            assert {socket.drops for socket in sockets} == {1}
            assert {socket.hellos for socket in sockets} == {2}
        finally:
            for socket in sockets:
                socket.close()
            again.kill()

    asyncio.run(watch())
