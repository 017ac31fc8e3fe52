"""An installation to back up, and others to restore into."""

import hashlib
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg

from fourleaf.config.backup.tables import PUT_TO_REST, is_left_behind
from fourleaf.config.env import DatabaseUrl
from tests.live.installation import (
    CLI,
    Installation,
    Server,
    clean_environ,
    original_database,
    own_database,
    wait_until_unused,
)
from tests.live.visitor import Visitor
from tests.load.uploading import upload

OTHER_SECRET = "the secret key of quite another installation"
SOME_BYTES = os.urandom(400_000)


class House:
    """An installation with people, posts and a file in it, its server and a key."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.tables: dict[str, list[str]] = {}
        self.counters: list[Any] = []
        self.key = installation.folder / "key"
        made = installation.by_hand("furnish", spaces="1")
        self.space: str = made["wards"][0]["space"]
        installation.run(*CLI, "backup", "--new-key", str(self.key))
        self.server: Server = installation.start().ready()
        self.amina = Visitor("amina").sign_in(self.server)
        assert upload(self.amina, self.server, self.space, "scan.bin", SOME_BYTES) == 201
        assert self.amina.say(self.server, self.space, "A line\nwith \\ and \t and 👩🏽‍⚕️")
        until_sealed(installation)

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Nobody works on it meanwhile, the worker least of all."""
        self.server.kill()
        until_left(self.installation)
        try:
            yield
        finally:
            self.server = self.installation.start(port=self.server.port).ready()

    def back_up(self, name: str) -> Path:
        file = self.installation.folder / name
        self.installation.run(*CLI, "backup", str(file), "--key", str(self.key))
        return file


@contextmanager
def elsewhere(folder: Path, *, migrated: bool = False) -> Iterator[Installation]:
    """A new database, a new folder, another secret key; nobody in it, nor anything else unless it is `migrated`."""
    name = f"fl_elsewhere_{hashlib.sha256(str(folder).encode()).hexdigest()[:10]}"
    with own_database(name, original_database() if migrated else "") as address:
        yield Installation(
            folder, clean_environ(folder, FOURLEAF_DATABASE_URL=address, FOURLEAF_SECRET_KEY=OTHER_SECRET)
        )


def restoring(
    target: Installation, file: Path, key: Path, *, largest: int = -1
) -> subprocess.CompletedProcess[str]:
    """Try it; no file of more than `largest` bytes can be written, if any."""
    return subprocess.run(
        [*CLI, "restore", str(file), "--key", str(key)],
        env=target.environ, capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
    )  # fmt: skip


def tables_of(installation: Installation) -> dict[str, list[str]]:
    """The digest of every row of every table, but for those that stay behind; of what is put to rest, only its key."""
    own = dict.fromkeys(PUT_TO_REST, "t.id::text")
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        connection.execute("set timezone to 'UTC'")
        names = connection.execute(
            "select tablename::text from pg_tables where schemaname = 'public' order by 1"
        ).fetchall()
        return {
            name: [
                digest
                for (digest,) in connection.execute(
                    f"select md5({own.get(name, 't::text')}) from {name} t order by 1".encode()
                )
            ]
            for (name,) in names
            if not is_left_behind(name)
        }


def counters_of(installation: Installation) -> list[Any]:
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        return connection.execute(
            "select sequencename::text, last_value from pg_sequences where schemaname = 'public' order by 1"
        ).fetchall()


def files_of(installation: Installation) -> dict[str, bytes]:
    folder = installation.folder / "files"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("??/*")}


def is_empty(installation: Installation) -> bool:
    """Whether nobody is in it, nor any file."""
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"]) as connection:
        row = connection.execute("select to_regclass('people_person') is null").fetchone()
        if row and not row[0]:
            row = connection.execute("select not exists (select from people_person)").fetchone()
    return bool(row and row[0]) and not files_of(installation)


def told(house: House, *arguments: str) -> str:
    """What `fourleaf backup` says to the person at the terminal."""
    done = subprocess.run(
        [*CLI, "backup", *arguments],
        env=house.installation.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def until_sealed(installation: Installation) -> None:
    """Wait until the worker is there and has sealed something: one that only comes can be seen by nobody."""
    with psycopg.connect(installation.environ["FOURLEAF_DATABASE_URL"], autocommit=True) as connection:
        end = monotonic() + 60
        while connection.execute("select from chronicle_seal limit 1").fetchone() is None:
            assert monotonic() < end, "the worker seals nothing"
            sleep(0.1)


def until_left(installation: Installation) -> None:
    """Wait until nobody uses its database any more."""
    name = DatabaseUrl.parse(installation.environ["FOURLEAF_DATABASE_URL"]).dbname
    with psycopg.connect(os.environ["FOURLEAF_DATABASE_URL"], autocommit=True) as connection:
        wait_until_unused(connection, name)
