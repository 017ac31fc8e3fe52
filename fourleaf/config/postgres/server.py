"""Start, adopt, watch and stop the embedded PostgreSQL, whatever was killed before."""

import hashlib
import hmac
import logging
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from fourleaf.config.env import DatabaseUrl
from fourleaf.config.postgres import cluster, holders, processes
from fourleaf.config.postgres.cluster import Places, PostgresError

logger = logging.getLogger(__name__)

OWNER = DATABASE = "fourleaf"
PATIENCE = 60.0


class EmbeddedPostgres:
    """One PostgreSQL for one data folder, shared by all processes that use this folder."""

    def __init__(self, data: Path, *, programs: Path | None = None, throwaway: bool = False) -> None:
        """`programs`: another bin folder than the bundled one. `throwaway`: fast and unsafe, for tests."""
        self.data = Path(os.path.realpath(data))
        self._programs = programs
        self._throwaway = throwaway
        self._places: Places | None = None
        self._holder: holders.Holder | None = None
        self._rest = threading.Event()
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def places(self) -> Places:
        """Where everything lies; settled at the first use."""
        if self._places is None:
            self._places = cluster.settle(self.data, self._programs)
        return self._places

    def start(self) -> None:
        """Make the server run: adopt the running one, or clear up what was left behind and start it."""
        try:
            with holders.alone(self.places.home / "lock"):
                self._holder = self._holder or holders.Holder(self.places.home / "holders")
                self._start()
        except (OSError, psycopg.Error, subprocess.TimeoutExpired) as error:
            self._release()
            raise PostgresError(f"PostgreSQL could not be started in {self.data}: {error}") from error
        except BaseException:
            self._release()
            raise

    def stop(self) -> bool:
        """Let go of the server, and stop it unless another living process uses it; was it stopped?"""
        self.stop_watching()
        with holders.alone(self.places.home / "lock"):
            self._release()
            if holders.others(self.places.home / "holders"):
                return False
            self._stop()
            return True

    def owner_url(self) -> str:
        """The address under which the owner of all tables signs in."""
        user, password = f"{OWNER}_owner", self._password_of_owner()
        return str(DatabaseUrl(str(self.places.sockets), 5432, user, password, DATABASE))

    def postmaster(self) -> int | None:
        """The server's process, if it runs."""
        return processes.postmaster(self.places.cluster)

    def watch(self, every: float = 0.5) -> None:
        """Look after the server from now on: a dead one is started again."""
        self._rest.clear()
        self._watcher = threading.Thread(
            target=self._watch, args=(every,), name="postgres-watch", daemon=True
        )
        self._watcher.start()

    def stop_watching(self) -> None:
        """Leave it alone again."""
        self._rest.set()
        if self._watcher is not None:
            self._watcher.join()
            self._watcher = None

    def _watch(self, every: float) -> None:
        while not self._rest.wait(every):
            if self.postmaster() is not None:
                continue
            logger.warning("PostgreSQL has died; starting it again.")
            try:
                with holders.alone(self.places.home / "lock"):
                    self._start()
            except (PostgresError, OSError, psycopg.Error, subprocess.TimeoutExpired):
                logger.exception("PostgreSQL could not be started again; trying further.")

    def _release(self) -> None:
        if self._holder is not None:
            self._holder.drop()
            self._holder = None

    def _start(self) -> None:
        places = self.places
        if not places.cluster.exists():
            cluster.make(places)
        if processes.postmaster(places.cluster) is None:
            self._launch()
        elif not self._answers():
            self._stop()  # it runs where we cannot reach it: the folder was moved, or its socket removed
            self._launch()
        self._ensure_owner()

    def _launch(self) -> None:
        places = self.places
        processes.end_orphans(places.cluster)
        places.account.folder(places.sockets)
        for stale in (places.cluster / "postmaster.pid", *places.sockets.glob(".s.PGSQL.*")):
            stale.unlink(missing_ok=True)
        cluster.configure(places, throwaway=self._throwaway)
        done = places.run(
            "pg_ctl", "-D", places.cluster, "-l", places.log, "-w", "-t", str(int(PATIENCE)), "start"
        )
        if done.returncode:
            last_words = places.log.read_text(encoding="utf-8", errors="replace")[-1500:]
            raise PostgresError(
                f"PostgreSQL did not start: {done.stderr.strip()}\n{last_words}\nSee {places.log}."
            )

    def _stop(self) -> None:
        places = self.places
        for mode in ("fast", "immediate"):
            if processes.postmaster(places.cluster) is None:
                break
            places.run("pg_ctl", "-D", places.cluster, "-m", mode, "-w", "-t", "30", "stop")
        processes.end_orphans(places.cluster)
        (places.cluster / "postmaster.pid").unlink(missing_ok=True)
        if places.sockets.parent != places.home:
            shutil.rmtree(places.sockets, ignore_errors=True)

    def _answers(self) -> bool:
        """Does it take connections? Waits while it recovers; False if it dies, or listens elsewhere."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                self._superuser().close()
            except psycopg.OperationalError as error:
                if "authentication failed" in str(error):
                    raise
                if self.postmaster() is None or not (self.places.sockets / ".s.PGSQL.5432").exists():
                    return False
                time.sleep(0.1)
            else:
                return True
        return False

    def _superuser(self) -> psycopg.Connection:
        password = cluster.superuser_password(self.places.home)
        where = DatabaseUrl(str(self.places.sockets), 5432, "postgres", password, "postgres")
        return psycopg.connect(str(where), autocommit=True, connect_timeout=10)

    def _ensure_owner(self) -> None:
        """The owner may make roles and test databases, and is no superuser; the database is the owner's."""
        owner, password = sql.Identifier(f"{OWNER}_owner"), sql.Literal(self._password_of_owner())
        rights = sql.SQL("LOGIN CREATEROLE CREATEDB PASSWORD {}").format(password)
        with self._superuser() as connection:
            roles = connection.execute(
                "SELECT FROM pg_roles WHERE rolname = %s", [f"{OWNER}_owner"]
            ).fetchall()
            verb = sql.SQL("ALTER ROLE {} {}" if roles else "CREATE ROLE {} {}")
            connection.execute(verb.format(owner, rights))
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchall():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner)
                )

    def _password_of_owner(self) -> str:
        key = cluster.superuser_password(self.places.home).encode()
        return hmac.new(key, b"owner of the database", hashlib.sha256).hexdigest()
