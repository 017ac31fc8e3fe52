"""One PostgreSQL for the whole test run: a pytest plugin that starts it before Django reads its settings.

FOURLEAF_TEST_POSTGRES=15 takes Debian's PostgreSQL 15 instead of the bundled one; a FOURLEAF_DATABASE_URL
that is already set (as in the workers of pytest-xdist) is used as it is.
"""

import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from fourleaf.config.postgres import EmbeddedPostgres, PostgresError, holders

PREFIX = "fourleaf-test-"
#: The address of a server that nobody needs after the run, whatever is left in it.
THROWAWAY = "FOURLEAF_TEST_THROWAWAY"
SECRET = "the secret key of a test run, forgotten afterwards"
_running: list[EmbeddedPostgres] = []


def debian_programs(major: int = 15) -> Path:
    """The bin folder of Debian's PostgreSQL; fails with advice if it is not installed."""
    folder = Path(f"/usr/lib/postgresql/{major}/bin")
    if not (folder / "postgres").exists():
        raise pytest.UsageError(
            f"PostgreSQL {major} is not installed; as root: apt-get install postgresql-{major}"
        )
    return folder


def start_server(programs: Path | None = None) -> EmbeddedPostgres:
    """A fast server on a throw-away folder; what killed runs left behind is cleared away first."""
    with _one_at_a_time():
        for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            if os.access(left, os.W_OK):
                with suppress(PostgresError):  # of another version: the next run on that one clears it away
                    _remove(EmbeddedPostgres(left))
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        folder.chmod(0o755)
        server = EmbeddedPostgres(folder, programs=programs, throwaway=True)
        server.start()
    return server


def remove_server(server: EmbeddedPostgres) -> None:
    """Stop it and remove its folder, unless another process uses it."""
    with _one_at_a_time():
        _remove(server)


def _remove(server: EmbeddedPostgres) -> None:
    if server.stop():
        shutil.rmtree(server.data, ignore_errors=True)


@contextmanager
def alone_with(what: str) -> Iterator[None]:
    """Parallel workers take turns with something of the whole server, such as its roles."""
    with psycopg.connect(os.environ["FOURLEAF_DATABASE_URL"], autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", [what])
        yield


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """A folder that has no server yet is not one that a killed run left: two runs may begin in the same second."""
    with holders.alone(Path(tempfile.gettempdir()) / f"fourleaf-tests-{os.getuid()}.lock"):
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Before pytest-django imports the settings."""
    if not os.environ.get("FOURLEAF_DATABASE_URL"):
        wanted = os.environ.get("FOURLEAF_TEST_POSTGRES")
        server = start_server(debian_programs(int(wanted)) if wanted else None)
        _running.append(server)
        os.environ["FOURLEAF_DATABASE_URL"] = os.environ[THROWAWAY] = server.owner_url()
        os.environ["FOURLEAF_DATA"] = str(server.data / "files")
        os.environ["FOURLEAF_SECRET_KEY"] = SECRET
    return (yield)


def pytest_unconfigure() -> None:
    """After the last test."""
    while _running:
        remove_server(_running.pop())
