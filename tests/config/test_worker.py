"""The worker beside a serving process, for real: told to work, killed, left alone, and with its database gone."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.live.installation import Installation, Server, own_installation

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with own_installation("fourleaf_worker", tmp_path) as installation:
        yield installation


def until(condition: Callable[[], object], patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def workers(server: Server) -> set[int]:
    """The worker processes that this server has started."""
    children = Path(f"/proc/{server.process.pid}/task").glob("*/children")
    return {int(child) for path in children for child in path.read_text().split() if is_worker(int(child))}


def is_worker(process: int) -> bool:
    try:
        return b"--as-child" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def beats(installation: Installation) -> int:
    """How many workers have signed on in this database."""
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        row = connection.execute("select count(*) from procrastinate_workers").fetchone()
    return int(row[0]) if row else 0


def pending(installation: Installation) -> int:
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        row = connection.execute("select count(*) from chronicle_pending").fetchone()
    return int(row[0]) if row else 0


def test_it_empties_the_outbox_and_is_replaced_when_it_dies(installation: Installation) -> None:
    server = installation.start().ready()
    until(lambda: beats(installation))
    installation.by_hand("furnish", spaces="1")
    until(lambda: pending(installation) == 0)
    (first,) = workers(server)
    os.kill(first, signal.SIGKILL)
    until(lambda: workers(server) - {first})
    (second,) = workers(server)
    server.stop()
    assert not is_worker(second)
    assert "Traceback" not in server.said()


def test_it_ends_with_its_parent_even_when_that_is_killed(installation: Installation) -> None:
    server = installation.start().ready()
    until(lambda: beats(installation))
    (child,) = workers(server)
    server.kill()
    until(lambda: not is_worker(child))


def test_it_outlives_its_connections(installation: Installation) -> None:
    worker = installation.start("serve", "--role", "worker")
    until(lambda: beats(installation))
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'fourleaf_worker_jobs'"
        )
    installation.by_hand("furnish", spaces="1")
    until(lambda: pending(installation) == 0)
    until(lambda: beats(installation))
    assert worker.lives
    worker.stop()
    assert beats(installation) == 0
