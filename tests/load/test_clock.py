"""The machine's clock is put back, for the server and its database alike: nobody notices."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest

from fourleaf.config.postgres import EmbeddedPostgres
from tests.live.embedded import lay_postgres
from tests.live.installation import Installation, Server, clean_environ
from tests.live.visitor import Ear, Visitor
from tests.load.crowd import Crowd, Member, begin_document, gather
from tests.load.test_abuser import Hammer
from tests.load.typists import Typists
from tests.load.writers import CSRF, Writer, check, go_on, stop, until

pytestmark = pytest.mark.slow
SOURCE = Path(__file__).with_name("wrong_clock.c")
RATE = 60
#: A little is waited for, by four minutes of a clock that stands still; much is followed.
LITTLE, MUCH = -4 * 60, -2 * 60 * 60


class Clock:
    """What the processes under test take for the time: `environ` puts them under it."""

    def __init__(self, folder: Path) -> None:
        self._file, library = folder / "wrong-by", folder / "wrong_clock.so"
        self.put(0)
        compiler = shutil.which("cc")
        if compiler is None:
            pytest.skip("needs a C compiler")
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE)], check=True)
        self.environ = {"LD_PRELOAD": str(library), "WRONG_CLOCK": str(self._file)}

    def put(self, seconds: int) -> None:
        """Wrong by so many seconds, from this moment on."""
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(seconds.to_bytes(8, "little", signed=True))


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that PostgreSQL's own account can enter."""
    made = Path(tempfile.mkdtemp(prefix="fourleaf-clock-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def clock(folder: Path) -> Clock:
    return Clock(folder)


@pytest.fixture
def address(folder: Path, clock: Clock) -> Iterator[str]:
    """A database whose clock it is."""
    lay_postgres(folder / "there")
    with EmbeddedPostgres(folder / "there") as postgres:
        places = postgres.places
        places.run("pg_ctl", "-D", places.cluster, "-w", "stop").check_returncode()
        subprocess.run(
            [places.programs / "pg_ctl", "-D", places.cluster, "-l", places.log, "-w", "start"],
            cwd="/", env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC", **clock.environ},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True, **places.account.run_as,
        )  # fmt: skip
        yield postgres.owner_url()


@pytest.fixture
def installation(folder: Path, clock: Clock, address: str) -> Iterator[Installation]:
    more = {"FOURLEAF_DATABASE_URL": address, "FOURLEAF_API_RATE": str(RATE), **clock.environ}
    made = Installation(folder, clean_environ(folder, **more))
    yield made
    made.close()


def test_nobody_notices_that_the_clock_is_put_back(
    installation: Installation, address: str, clock: Clock
) -> None:
    crowd = gather(installation, people=10, spaces=2)
    server = installation.start().ready()
    *people, leaving, hasty = crowd.people
    writers = [Writer(member, server.port, 10_000) for member in people]
    hammer = Hammer(server.port, hasty)
    ward = Crowd([each for each in people if each.spaces == people[0].spaces], [])
    document = begin_document(installation, ward.people[0])
    with (
        Ear(visitor_of(people[0]), server) as ear,
        Typists(ward, document, server.port) as typists,
    ):
        space = crowd.spaces[0]
        ear.watch(space)
        for writer in writers:
            writer.start()
        try:
            go_on(writers)
            for wrong_by in (LITTLE, MUCH, 0):
                before = clock_of(address)
                hammer.strike(2 * RATE)
                clock.put(wrong_by)
                assert hammer.strike(RATE) < RATE // 2, "a clock that is put back or on gives nobody anything"
                assert abs(clock_of(address) - before) > 60, "the database has kept its clock"
                go_on(writers)
                typists.have_saved(10)
                if wrong_by == LITTLE:
                    assert leave(leaving, server) == 302
                until(lambda: hammer.strike(1), 5)
        finally:
            stop(writers)
            hammer.close()
        last = max(max(writer.acknowledged.values()) for writer in writers if writer.space == space)
        ear.until(lambda: ear.numbers(space)[-1:] >= [last], 20)
        numbers = ear.numbers(space)
        typists.check(address)
        assert not typists.closed
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert set().union(*(writer.answers for writer in writers)) == {200}
    check(address, writers)
    check_keys_and_instants(address)
    assert "Traceback" not in server.said(), server.said()
    until(lambda: not asked(address, "select from chronicle_pending"))


def visitor_of(member: Member) -> Visitor:
    return Visitor(member.id, {"sessionid": member.session, "csrftoken": CSRF})


def leave(member: Member, server: Server) -> int:
    return visitor_of(member).post(server, f"/spaces/{member.spaces[0]}/departure/").status


def asked(address: str, question: LiteralString) -> list[Any]:
    with psycopg.connect(address) as connection:
        return connection.execute(question).fetchall()


def clock_of(address: str) -> float:
    """What the database takes for the time, in seconds."""
    return float(asked(address, "select extract(epoch from clock_timestamp())")[0][0])


def check_keys_and_instants(address: str) -> None:
    """Of each author, keys ascend as numbers do; instants do, but for the once that the clock was followed."""
    posts = asked(address, "select author_id, id, at from conversation_post order by author_id, sequence")
    for _author, own in groupby(posts, itemgetter(0)):
        written = list(own)
        assert all(before[1] < after[1] for before, after in pairwise(written))
        assert sum(before[2] > after[2] for before, after in pairwise(written)) <= 1
