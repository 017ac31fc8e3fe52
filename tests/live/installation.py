"""A whole installation for tests: a database of its own, the small house in it, and real server processes."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from fourleaf.config.env import DatabaseUrl
from tests.live.deeds import Hand
from tests.postgres import THROWAWAY, alone_with

SECRET = "the secret key of an installation under test"
CLI = (sys.executable, "-m", "fourleaf.config.cli")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Server:
    """One process of `fourleaf`, serving on a port of the loopback; what it says is kept in a file."""

    def __init__(
        self,
        environ: dict[str, str],
        said: Path,
        *command: str,
        port: int | None = None,
        program: tuple[str, ...] = CLI,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://localhost:{self.port}"
        self._said = said
        self.begun = time.monotonic()
        with said.open("wb") as log:
            self.process = subprocess.Popen(
                [*program, *command], env={**environ, "PORT": str(self.port)},
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def ready(self, patience: float = 60) -> "Server":
        """Wait until it serves; returns itself."""
        until = time.monotonic() + patience
        while "serves on" not in self.said() or self.health() != 200:
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.05)
        return self

    def health(self) -> int:
        """The status of /healthz; 0 if nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            with refused:
                return int(refused.code)
        except OSError:
            return 0

    def said(self) -> str:
        """All that it wrote to the terminal."""
        return self._said.read_text(encoding="utf-8", errors="replace")

    @property
    def lives(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """As the kernel does it when memory is short."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """As an administrator does it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


@dataclass
class Installation:
    """Where everything lies, and all processes that were started on it."""

    folder: Path
    environ: dict[str, str]
    servers: list[Server] = field(default_factory=list)
    _hands: dict[str, Hand] = field(default_factory=dict)

    def start(self, *command: str, port: int | None = None, program: tuple[str, ...] = CLI) -> Server:
        """A server that has been told to start; `ready()` waits for it. `program`: another one than `fourleaf`."""
        said = self.folder / f"said-{len(self.servers)}"
        server = Server(self.environ, said, *(command or ("serve",)), port=port, program=program)
        self.servers.append(server)
        return server

    def pair(self) -> tuple[Server, Server]:
        """Two living servers; those that a test has killed are replaced."""
        living = [server for server in self.servers if server.lives][:2]
        fresh = [self.start() for _ in range(2 - len(living))]
        first, second = [*living, *(server.ready() for server in fresh)]
        return first, second

    def run(self, *command: str) -> str:
        """Another process on the same installation; its standard output."""
        done = subprocess.run(
            command, env=self.environ, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def by_hand(self, deed: str, **values: str) -> Any:
        """A deed of `tests/live/hand.py` in a process of its own, which has no gateway."""
        return self.deed("tests.live.hand", deed, **values)

    def deed(self, module: str, deed: str, **values: object) -> Any:
        """A deed of a module with deeds, in a process that is kept for the next one."""
        if module not in self._hands:
            self._hands[module] = Hand(module, self.environ)
        return self._hands[module].do(deed, values)

    def close(self) -> None:
        """End all that was started."""
        while self._hands:
            self._hands.popitem()[1].close()
        for server in self.servers:
            if server.lives:
                server.kill()


def clean_environ(folder: Path, **more: str) -> dict[str, str]:
    """The environment of this process without any setting of ours, then those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURLEAF_")}
    return {**kept, "FOURLEAF_DATA": str(folder), "FOURLEAF_SECRET_KEY": SECRET, **more}


@contextmanager
def own_database(name: str, like: str = "") -> Iterator[str]:
    """A fresh database on the server of the test run, or a copy of another; yields its owner's address."""
    with psycopg.connect(os.environ["FOURLEAF_DATABASE_URL"], autocommit=True) as connection:
        _drop_database(connection, name)
        _create_database(connection, name, like)
        try:
            yield _address_of(name)
        finally:
            wait_until_unused(connection, name)
            _drop_database(connection, name)
            for role in ("web", "jobs", "outcomes"):
                connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(f"{name}_{role}")))


def _create_database(connection: psycopg.Connection, name: str, like: str) -> None:
    original = sql.SQL("template {}").format(sql.Identifier(like)) if like else sql.SQL("")
    connection.execute(sql.SQL("create database {} {}").format(sql.Identifier(name), original))


def _drop_database(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _address_of(name: str) -> str:
    return str(replace(DatabaseUrl.parse(os.environ["FOURLEAF_DATABASE_URL"]), dbname=name))


def wait_until_unused(connection: psycopg.Connection, name: str) -> None:
    """A killed server's worker ends only after a moment, and PostgreSQL notices only after another."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        row = connection.execute(
            "select count(*) from pg_stat_activity where datname = %s", [name]
        ).fetchone()
        if row and row[0] == 0:
            return
        time.sleep(0.05)


@contextmanager
def own_installation(name: str, folder: Path, *, world: bool = False, **more: str) -> Iterator[Installation]:
    """A migrated installation without anybody in it, or one with the demo world."""
    original = original_database(world=world)
    with own_database(name, original) as address:
        more = {"FOURLEAF_DATABASE_URL": address, **({"FOURLEAF_DEMO": "1"} if world else {}), **more}
        installation = Installation(folder, clean_environ(folder, **more))
        try:
            _furnish(installation, world=world and not original)
            yield installation
        finally:
            installation.close()


def _furnish(installation: Installation, *, world: bool) -> None:
    """Bring the database to what it is to be; roles and access rules belong to this one alone."""
    with alone_with("roles"):
        installation.run(*CLI, "migrate")
    if world:
        installation.run(*CLI, "demo")


def original_database(*, world: bool = False) -> str:
    """The database that all of this kind are copied from: whoever needs it first makes it, and it stays.

    Empty on a server that is not thrown away after the run: there each is made from the beginning.
    """
    if os.environ.get(THROWAWAY) != os.environ["FOURLEAF_DATABASE_URL"]:
        return ""
    name = "fl_original_world" if world else "fl_original"
    server = psycopg.connect(os.environ["FOURLEAF_DATABASE_URL"], autocommit=True)
    with alone_with(name), server as connection, tempfile.TemporaryDirectory() as folder:
        if connection.execute("select from pg_database where datname = %s", [name]).fetchone() is None:
            draft = f"{name}_draft"
            _drop_database(connection, draft)
            _create_database(connection, draft, original_database() if world else "")
            more = {"FOURLEAF_DEMO": "1"} if world else {}
            environ = clean_environ(Path(folder), FOURLEAF_DATABASE_URL=_address_of(draft), **more)
            _furnish(Installation(Path(folder), environ), world=world)
            wait_until_unused(connection, draft)
            connection.execute(f"alter database {draft} rename to {name}".encode())
    return name
