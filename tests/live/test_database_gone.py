"""The database is gone for ten seconds: people are told so, sockets stay, and all comes back by itself."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fourleaf.config.postgres import EmbeddedPostgres, holders
from fourleaf.config.postgres.processes import in_cluster
from tests.live.embedded import lay_postgres
from tests.live.installation import Installation, clean_environ
from tests.live.visitor import Ear, Visitor

pytestmark = pytest.mark.slow
GONE = 10.0


@pytest.fixture
def embedded() -> Iterator[Installation]:
    """An installation with the database that comes with it."""
    folder = Path(tempfile.mkdtemp(prefix="fourleaf-gone-"))
    folder.chmod(0o755)
    lay_postgres(folder)
    installation = Installation(folder, clean_environ(folder))
    yield installation
    installation.close()
    EmbeddedPostgres(folder).stop()
    shutil.rmtree(folder)


def test_it_is_said_survived_and_over_without_a_restart(embedded: Installation) -> None:
    server = embedded.start().ready()
    house = embedded.by_hand("furnish", spaces="1")
    space, postgres = house["wards"][0]["space"], EmbeddedPostgres(embedded.folder)
    amina, ben = Visitor("amina").sign_in(server), Visitor("ben").sign_in(server)
    with Ear(ben, server) as ear:
        ear.watch(space)
        assert amina.say(server, space, "Before") is not None
        ear.until(lambda: "Before" in str(ear.heard))

        with holders.alone(postgres.places.home / "lock"):  # so that nobody starts it again
            _kill(postgres)
            gone_at = time.monotonic()
            while time.monotonic() - gone_at < GONE:
                asked = time.monotonic()
                for path in ("/", f"/spaces/{space}/", "/people/"):
                    _is_calm(amina.get(server, path).text, amina.get(server, path).status)
                assert amina.say(server, space, "Into the void") is None
                assert server.health() == 503
                assert time.monotonic() - asked < 8, "it must be said at once"
                time.sleep(0.5)
            assert not ear.is_closed
        back_at = time.monotonic()
        while server.health() != 200:
            assert time.monotonic() - back_at < 20, server.said()
            time.sleep(0.1)
        assert amina.say(server, space, "After") is not None
        assert "After" in ben.get(server, f"/spaces/{space}/").text
        ear.until(lambda: "After" in str(ear.heard), patience=10)
        numbers = ear.numbers(space)
        assert numbers == list(range(numbers[0], numbers[0] + 2))
    assert embedded.by_hand("posts", space=space) == [[numbers[0], "Before"], [numbers[1], "After"]]
    assert "Traceback" not in server.said()


def test_a_database_that_hangs_is_said_too(embedded: Installation) -> None:
    server = embedded.start().ready()
    embedded.by_hand("furnish", spaces="0")
    amina = Visitor("amina").sign_in(server)
    processes = in_cluster(EmbeddedPostgres(embedded.folder).places.cluster)
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        assert server.health() == 503
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)
    until = time.monotonic() + 20
    while server.health() != 200:
        assert time.monotonic() < until, server.said()
        time.sleep(0.1)
    assert amina.get(server, "/").status == 200


def _kill(postgres: EmbeddedPostgres) -> None:
    for process in in_cluster(postgres.places.cluster):
        os.kill(process, signal.SIGKILL)
    while in_cluster(postgres.places.cluster):
        time.sleep(0.02)


def _is_calm(text: str, status: int) -> None:
    assert status == 503
    assert "One moment" in text
    assert 'http-equiv="refresh"' in text
    assert "Traceback" not in text
    assert "psycopg" not in text
