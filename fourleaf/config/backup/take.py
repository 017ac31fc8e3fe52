"""Take a backup while people work: one snapshot of the database, then the files and the keys."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import IO, Any

import psycopg

from fourleaf.config.backup import tables
from fourleaf.config.backup.envelope import Sink, sealing
from fourleaf.config.backup.errors import BackupError
from fourleaf.config.backup.key import opens, recipient_in
from fourleaf.config.backup.last import remember
from fourleaf.config.backup.manifest import NAME, Manifest
from fourleaf.config.backup.verify import verify
from fourleaf.config.database_session import Session, pending_migrations
from fourleaf.imports.progress import progress
from fourleaf.kit import time
from fourleaf.kit.envelope.data_keys import OWN_FILE
from fourleaf.kit.files import store

README = """\
A backup of Fourleaf. `fourleaf restore` puts it back. By hand:
tables/NAME.NNNNNN  the rows of a table: cat them together for PostgreSQL's `copy public.NAME (COLUMNS) from stdin`
files/XX/SHA256     what people attached; its name is the SHA-256 of its bytes
secrets/NAME        keys of the installation
manifest.json       the columns, numbers and digests of all this, and the migrations that make the tables
"""
#: Files in FOURLEAF_DATA without which something would break for good: name and what.
SECRETS = {
    "push_key.pem": "the browsers that take pushes have subscribed with it",
    "audit_key.pem": "the seals of the chronicle are signed with it",
    "audit_heads.jsonl": "the heads of the chronicle, day by day",
    OWN_FILE: "private contact data is sealed with it",
}
EVER = datetime.max.replace(tzinfo=UTC)
SECRET_KEY = "secret"  # noqa: S105 - the name of a file


def back_up(session: Session, path: Path, key: Path, *, with_secret: bool = False) -> Manifest:
    """Write the backup, read it back if the key file opens it, and remember when; answers what is in it."""
    recipient, at = recipient_in(key), time.now()
    if missing := pending_migrations(session):
        raise BackupError(f"{len(missing)} migrations are pending. Run `fourleaf migrate` first.")
    with sealing(path, recipient, at.timestamp()) as sink:
        sink.add_bytes("README.txt", README.encode())
        with _snapshot(session) as connection:
            found = _tables(connection, sink)
            manifest = Manifest(
                version=metadata.version("fourleaf"),
                at=at.isoformat(),
                postgres=connection.info.server_version,
                migrations=_migrations(connection),
                tables={name: table.facts() for name, table in found.items()},
                sequences=tables.sequences_of(connection),
                files=_files(sink),
                secrets=_secrets(session, sink, with_secret),
            )
        sink.add_bytes(NAME, manifest.dump())
    if opens(key):
        verify(path, key)
    remember(session.env.data, at, path)
    return manifest


@contextmanager
def _snapshot(session: Session) -> Iterator[psycopg.Connection[Any]]:
    """The database as it is at this moment, for as long as we read."""
    with session.connect("owner") as connection:
        tables.settle(connection)
        connection.commit()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def _tables(connection: psycopg.Connection[Any], sink: Sink) -> dict[str, tables.Table]:
    found = tables.tables_of(connection)
    found = {name: table for name, table in found.items() if not tables.is_left_behind(name)}
    total = sum(tables.count(connection, name) for name in found)
    with progress("Rows", total) as step:
        for name, table in found.items():
            for number, piece in enumerate(tables.pieces_of(connection, name, table)):
                before = table.rows
                table.saw(piece)
                sink.add_bytes(f"tables/{name}.{number:06}", piece)
                step(table.rows - before)
    return found


def _files(sink: Sink) -> dict[str, int]:
    """All that lies in the store; what is withdrawn while we read is left out, as it is wanted no more."""
    digests, sizes = sorted(store().digests(EVER)), {}
    with progress("Files", len(digests)) as step:
        for digest in digests:
            try:
                with store().open(digest) as file:
                    sizes[digest] = _size_of(file)
                    sink.add(f"files/{digest[:2]}/{digest}", sizes[digest], file)
            except FileNotFoundError:
                sizes.pop(digest, None)
            step(1)
    return sizes


def _size_of(file: IO[bytes]) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size


def _secrets(session: Session, sink: Sink, with_secret: bool) -> dict[str, str]:
    found = {name: session.env.data / name for name in SECRETS}
    values = {name: path.read_bytes() for name, path in found.items() if path.exists()}
    if with_secret:
        values[SECRET_KEY] = session.env.secret().encode()
    for name, value in values.items():
        sink.add_bytes(f"secrets/{name}", value)
    return {name: hashlib.sha256(value).hexdigest() for name, value in values.items()}


def _migrations(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute("select app, name from django_migrations order by id").fetchall()
    return [f"{app}.{name}" for app, name in rows]
