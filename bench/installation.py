"""The installation that is measured: a database of its own, and the servers on it, each a real process."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench import processes
from bench.client.http import Result, Task
from bench.filling.plan import Plan, Size, draw, session_key, token_text
from bench.rounds import Sample
from fourleaf.config.env import DatabaseUrl, Env
from fourleaf.config.postgres import EmbeddedPostgres
from fourleaf.config.postgres.processes import in_cluster

PYTHON = (sys.executable, "-m")
CLI = (*PYTHON, "fourleaf.config.cli")
#: The server has the first core, whoever asks it the second; PostgreSQL runs where it likes.
SERVER_CORE, CLIENT_CORE = 0, 1
PATIENCE = 60.0
#: So many tenths of a second without work are rest.
REST = 4


class BenchError(Exception):
    """It cannot be measured; the text says why."""


@dataclass(frozen=True)
class Database:
    """One of the databases, filled to its size."""

    url: DatabaseUrl
    size: Size

    @property
    def plan(self) -> Plan:
        """Who is in it and belongs where."""
        return draw(self.size)


class Served:
    """A process that serves on a port, with its children."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, said: Path) -> None:
        self.process = process
        self.port = port
        self.said = said

    @property
    def pids(self) -> list[int]:
        """It and all that it has started."""
        return processes.tree(self.process.pid)

    def cpu(self, *, of_worker: bool = True) -> float:
        """Seconds of processor time; without that of the worker, which sends nothing to anybody's screen."""
        return processes.cpu(pid for pid in self.pids if of_worker or not processes.is_worker(pid))

    def resident(self) -> int:
        """Bytes of memory."""
        return processes.resident(self.pids)

    def wait(self, path: str = "/healthz") -> None:
        """Until it answers 200 there."""
        until = time.monotonic() + PATIENCE
        while not self.answers(path):
            if self.process.poll() is not None or time.monotonic() > until:
                raise BenchError(f"The server did not start: {self.said.read_text()[-2000:]}")
            time.sleep(0.02)

    def settle(self) -> None:
        """Until the worker that it starts beside itself has started too: all are at rest."""
        until = time.monotonic() + PATIENCE
        used, rest = self.cpu(), 0
        while rest < REST and time.monotonic() < until:
            time.sleep(0.1)
            used, before = self.cpu(), used
            rest = rest + 1 if used - before <= processes.TICK else 0

    def answers(self, path: str) -> bool:
        """Whether it answers 200 there."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        return False

    def stop(self) -> None:
        """And wait until it has gone."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Installation:
    """Where everything lies."""

    def __init__(self, data: Path, size: Size) -> None:
        self.data = data
        self.postgres = EmbeddedPostgres(data)
        self._size = size
        self._started = 0
        self._held = ExitStack()
        self.secret = ""

    def __enter__(self) -> "Installation":
        self.data.mkdir(parents=True, exist_ok=True)
        (self.data / "said").mkdir(exist_ok=True)
        self._held.enter_context(self.postgres)
        self._note_commits()
        self.secret = Env.load(self._environ()).secret()
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    def _note_commits(self) -> None:
        """PostgreSQL is to keep when each transaction was committed; that needs a start anew, once."""
        with self._maintaining() as owner:
            if owner.execute("show track_commit_timestamp").fetchone() == ("on",):
                return
        with (self.postgres.places.cluster / "postgresql.conf").open("a") as settings:
            settings.write("track_commit_timestamp = on\n")
        self.postgres.stop()
        self.postgres.start()

    @property
    def full(self) -> Database:
        """The database on which all is measured."""
        return self._database("bench", self._size)

    @property
    def tenth(self) -> Database:
        """The same people and spaces with a tenth of the posts."""
        return self._database("tenth", replace(self._size, posts=self._size.posts // 10))

    @property
    def twentieth(self) -> Database:
        """A twentieth of the posts, in few spaces."""
        return self._database("twentieth", Size(200, 20, self._size.posts // 20))

    @property
    def wide(self) -> Database:
        """As many people and posts in four times as many spaces; only what search reads."""
        return self._database("wide", replace(self._size, spaces=self._size.spaces * 4))

    @cached_property
    def scratch(self) -> Database:
        """A copy of the full database to write in, dropped at the end, so that the next run finds the same again."""
        full = self.full
        scratch = Database(replace(full.url, dbname="scratch"), full.size)
        self._drop_scratch()
        self._held.callback(self._drop_scratch)
        with self._maintaining() as owner:
            copy = sql.SQL("create database scratch template {} strategy file_copy")
            owner.execute(copy.format(sql.Identifier(full.url.dbname)))
        self.run(scratch, *CLI, "migrate")
        return scratch

    def _drop_scratch(self) -> None:
        drop = "drop database if exists scratch"
        with self._maintaining() as owner:
            try:  # without force: only so does an autovacuum that is at it give way
                owner.execute(drop)
            except psycopg.errors.ObjectInUse:
                owner.execute(f"{drop} with (force)")

    def _maintaining(self) -> psycopg.Connection:
        return psycopg.connect(self.postgres.owner_url(), autocommit=True)

    def make_ready(self, database: Database, *more: str) -> None:
        """Fill it if it is not filled, and sign everybody in; with "words" only what search reads."""
        size = database.size
        numbers = map(str, (size.people, size.spaces, size.posts))
        self.run(database, *PYTHON, "bench.filling", *numbers, *more)

    def run(self, database: Database, *command: str) -> None:
        """A command on this database, whose words go to the terminal."""
        done = subprocess.run(command, env=self.environ(database), check=False)
        if done.returncode:
            raise BenchError(f"`{' '.join(command[1:])}` did not succeed (see above).")

    def owner(self, database: Database) -> psycopg.Connection:
        """A connection as the owner of everything, whom row-level security does not bind."""
        return psycopg.connect(str(database.url), autocommit=True)

    def environ(self, database: Database) -> dict[str, str]:
        """What a process needs to work on this database."""
        return {**self._environ(), "FOURLEAF_DATABASE_URL": str(database.url)}

    @contextmanager
    def serving(self, database: Database, **more: str) -> Iterator[Served]:
        """`fourleaf serve` on it."""
        port = free_port()
        environ = {**self.environ(database), "PORT": str(port), **more}
        with self.started([*CLI, "serve"], environ, port) as served:
            served.wait()
            served.settle()
            yield served

    @contextmanager
    def started(self, command: Sequence[str], environ: dict[str, str], port: int) -> Iterator[Served]:
        """Any process, on the server's core, ended at the end; what it says is kept."""
        self._started += 1
        said = self.data / "said" / f"{self._started}"
        with said.open("wb") as log, processes.on_core(SERVER_CORE):
            process = subprocess.Popen(list(command), env=environ, stdout=log, stderr=log)
        served = Served(process, port, said)
        try:
            yield served
        finally:
            served.stop()

    def database_cpu(self) -> float:
        """Seconds of processor time of all of PostgreSQL's processes, those that have ended with them."""
        cluster = self.postgres.places.cluster
        postmaster = self.postgres.postmaster()
        live = [pid for pid in in_cluster(cluster) if pid != postmaster]
        return processes.cpu(live) + processes.cpu([postmaster or 0], with_dead_children=True)

    def measure(self, served: Served, task: Task) -> Sample:
        """One round: let the client do its task, and see what the server's processes and PostgreSQL's used."""
        server, database = served.cpu(), self.database_cpu()
        result = ask(task)
        return Sample(
            count=result.count,
            seconds=result.seconds,
            server=served.cpu() - server,
            database=self.database_cpu() - database,
            busy=result.busy,
            latencies=result.latencies,
        )

    def session(self, person: int) -> str:
        """The session key of a person."""
        return session_key(self.secret, person)

    def token(self, person: int) -> str:
        """The API token of a person."""
        return token_text(self.secret, person)

    def _environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURLEAF_")}
        return {**kept, "FOURLEAF_DATA": str(self.data)}

    def _database(self, name: str, size: Size) -> Database:
        return Database(replace(DatabaseUrl.parse(self.postgres.owner_url()), dbname=name), size)


def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def ask(task: Task) -> Result:
    """Let a client process do its task; BenchError if an answer was wrong."""
    with processes.on_core(CLIENT_CORE):
        process = subprocess.Popen(
            [*PYTHON, "bench.client.http"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    said, _nothing = process.communicate(json.dumps(asdict(task)))
    found: dict[str, Any] = json.loads(said)
    if "error" in found:
        raise BenchError(found["error"])
    return Result(**found)
