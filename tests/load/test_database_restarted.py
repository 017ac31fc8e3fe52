"""The database goes away under load, told to or killed: people hear so, nothing acknowledged is lost."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from fourleaf.config.postgres import EmbeddedPostgres
from fourleaf.config.postgres.processes import in_cluster
from tests.live.embedded import lay_postgres
from tests.live.installation import Installation, clean_environ
from tests.live.visitor import Ear, Visitor
from tests.load.crowd import Crowd, begin_document, gather
from tests.load.typists import Typists
from tests.load.writers import Writer, check, go_on, stop, until, writers_of

pytestmark = pytest.mark.slow


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that PostgreSQL's own account can enter."""
    made = Path(tempfile.mkdtemp(prefix="fourleaf-restart-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def next_door(folder: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL that is nobody's child and that nobody watches."""
    lay_postgres(folder / "there")
    with EmbeddedPostgres(folder / "there") as postgres:
        yield postgres


@pytest.fixture
def elsewhere(folder: Path, next_door: EmbeddedPostgres) -> Iterator[Installation]:
    """An installation whose database somebody else looks after."""
    installation = Installation(folder, clean_environ(folder, FOURLEAF_DATABASE_URL=next_door.owner_url()))
    try:
        yield installation
    finally:
        installation.close()


def test_a_database_that_is_restarted(elsewhere: Installation, next_door: EmbeddedPostgres) -> None:
    outages = [(partial(_end, next_door, mode), partial(_start, next_door)) for mode in ("fast", "immediate")]
    survive(elsewhere, next_door.owner_url(), outages)


def test_a_restart_that_nobody_met_is_noticed_by_nobody(
    elsewhere: Installation, next_door: EmbeddedPostgres
) -> None:
    member = gather(elsewhere, people=1, spaces=1).people[0]
    visitor = Visitor(member.id, {"sessionid": member.session})
    server = elsewhere.start().ready()

    def look(times: int) -> set[int]:
        # The fast lane knows no page by these addresses: each asks the database.
        return {visitor.get(server, f"/people/?name={number}-{times}").status for number in range(times)}

    assert look(20) == {200}
    _end(next_door, "fast")
    _start(next_door)
    assert look(40) == {200}


def _end(postgres: EmbeddedPostgres, mode: str) -> None:
    places = postgres.places
    places.run("pg_ctl", "-D", places.cluster, "-m", mode, "-w", "stop").check_returncode()


def _start(postgres: EmbeddedPostgres) -> None:
    places = postgres.places
    started = places.run("pg_ctl", "-D", places.cluster, "-l", places.log, "-w", "start")
    assert started.returncode == 0, started.stderr


def test_a_database_that_is_killed_comes_back_by_itself(folder: Path) -> None:
    lay_postgres(folder)
    installation, postgres = Installation(folder, clean_environ(folder)), EmbeddedPostgres(folder)

    def kill() -> None:
        for process in in_cluster(postgres.places.cluster):
            os.kill(process, signal.SIGKILL)

    try:
        survive(installation, postgres.owner_url(), [(kill, lambda: None)])
    finally:
        installation.close()
        postgres.stop()


def survive(
    installation: Installation,
    address: str,
    outages: Sequence[tuple[Callable[[], object], Callable[[], None]]],
) -> None:
    """Twenty write, ten of them into a document too, and two listen; somebody notices each outage before it ends."""
    crowd = gather(installation, people=20, spaces=2)
    server = installation.start().ready()
    writers = writers_of(crowd, server.port, 10_000)
    ears = [_ear(crowd, place, server) for place in (0, 1)]
    ward = Crowd([member for member in crowd.people if member.spaces == crowd.people[0].spaces], [])
    document = begin_document(installation, ward.people[0])
    typists = Typists(ward, document, server.port)
    try:
        for ear, space in ears:
            ear.watch(space)
        for writer in writers:
            writer.start()
        for away, back in outages:
            typists.have_saved(20)
            _go_through(writers, away, back)
        typists.have_saved(20)
        stop(writers)
        check(address, writers)
        typists.check(address)
        assert typists.closed <= {1013}
        assert set().union(*(writer.answers for writer in writers)) <= {200, 201, 503}
        assert not sum(writer.refused_without_advice for writer in writers)
        for ear, space in ears:
            last = max(max(w.acknowledged.values(), default=0) for w in writers if w.space == space)
            _has_all_up_to(ear, space, last)
        assert "Traceback" not in server.said(), server.said()
    finally:
        stop(writers)
        typists.__exit__()
        for ear, _space in ears:
            ear.__exit__()


def _go_through(writers: list[Writer], away: Callable[[], object], back: Callable[[], None]) -> None:
    told = _told(writers)
    away()
    until(lambda: _told(writers) > told)
    back()
    go_on(writers)


def _has_all_up_to(ear: Ear, space: str, last: int) -> None:
    assert not ear.is_closed, "sockets outlive the database"
    ear.until(lambda: ear.numbers(space)[-1:] >= [last], 20)
    numbers = ear.numbers(space)
    assert numbers == list(range(numbers[0], numbers[-1] + 1))


def _ear(crowd: Crowd, place: int, server: object) -> tuple[Ear, str]:
    member = crowd.people[place]
    ear = Ear(Visitor(member.id, {"sessionid": member.session}), server)  # type: ignore[arg-type]
    return ear.__enter__(), member.spaces[0]


def _told(writers: list[Writer]) -> int:
    return sum(writer.answers[503] for writer in writers)
