"""Put a backup back into an empty installation: all of it is checked first, and all rows come in one transaction."""

from pathlib import Path
from typing import IO, Any

import psycopg
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from fourleaf.config import database
from fourleaf.config.backup import tables
from fourleaf.config.backup.errors import BackupError
from fourleaf.config.backup.manifest import Manifest
from fourleaf.config.backup.take import SECRET_KEY, SECRETS
from fourleaf.config.backup.verify import reading_of
from fourleaf.config.database_session import Session
from fourleaf.config.env import Env
from fourleaf.kit.durable import keep
from fourleaf.kit.files import room, store
from fourleaf.kit.refusals import NoRoom


def restore(session: Session, path: Path, key: Path, manifest: Manifest) -> None:
    """Put back what `verify` has read. Interrupted, it leaves an empty database, and can be done again."""
    _make_tables(manifest)
    try:
        with transaction.atomic():
            raw = _raw()
            tables.settle(raw)
            tables.without_rules(raw, lambda: _take_in(session.env, raw, path, key, manifest))
            tables.put_to_rest(raw)
            if _is_current():
                database.install()
    except (NoRoom, psycopg.errors.DiskFull) as error:
        raise BackupError(
            "there is no room for what is in the backup; the database is empty still."
        ) from error
    if not _is_current():
        call_command("migrate", interactive=False, verbosity=0)
        database.install()


def put_secret_back(env: Env, path: Path, key: Path, manifest: Manifest) -> bool:
    """Before anything else: give the backup's secret key to an installation that has none of its own."""
    place = env.data / SECRET_KEY
    if SECRET_KEY not in manifest.secrets or env.secret_key or place.exists():
        return False
    with reading_of(path, key, "Looking for the secret key, MB") as members:
        for name, stream in members:
            if name == f"secrets/{SECRET_KEY}":
                _keep(place, stream.read())
    return True


def _make_tables(manifest: Manifest) -> None:
    """Empty tables of the shape that the backup's rows have."""
    with transaction.atomic():
        tables.refuse_unless_empty(_raw())
        if unknown := sorted(set(manifest.migrations) - _written()):
            raise BackupError(
                f"the backup was made by a newer Fourleaf ({manifest.version}, with {unknown[0]}). Install that."
            )
        if _applied() - set(manifest.migrations):
            tables.drop_tables(_raw())
    executor = MigrationExecutor(connection)
    executor.migrate(_last_ones(executor.loader, manifest.migrations))
    shapes = {name: table.columns for name, table in tables.tables_of(_raw()).items()}
    for name, facts in manifest.tables.items():
        if sorted(facts["columns"]) != sorted(shapes.get(name, ())):
            raise BackupError(
                f"the backup's table {name} is not the one that this version of Fourleaf makes."
            )


def _last_ones(loader: MigrationLoader, migrations: list[str]) -> list[tuple[str, str]]:
    """Of each app the migrations that no other of these builds upon."""
    wanted = {(app, name) for app, _dot, name in (one.partition(".") for one in migrations)}
    nodes = loader.graph.node_map
    return sorted(
        key
        for key in wanted
        if not any(key[0] == child.key[0] and child.key in wanted for child in nodes[key].children)
    )


def _take_in(env: Env, raw: psycopg.Connection[Any], path: Path, key: Path, manifest: Manifest) -> None:
    loaded = {name: tables.Table(list(facts["columns"])) for name, facts in manifest.tables.items()}
    with reading_of(path, key, "Restoring, MB") as members:
        for member, stream in members:
            kind, _slash, rest = member.partition("/")
            if kind == "tables":
                name = rest.rpartition(".")[0]
                tables.take_in(raw, name, loaded[name], stream)
            elif kind == "files":
                _take_file(rest.partition("/")[2], stream)
            elif kind == "secrets" and rest in SECRETS:
                _keep(env.data / rest, stream.read())
    if any(table.facts() != manifest.tables[name] for name, table in loaded.items()):
        raise BackupError("the backup was changed while it was read; nothing was restored.")
    tables.set_sequences(raw, dict(manifest.sequences))


def _take_file(digest: str, stream: IO[bytes]) -> None:
    stored = store().put(stream)
    if stored.digest != digest:
        store().remove(stored.digest)
        raise BackupError("the backup was changed while it was read; nothing was restored.")


def _keep(path: Path, value: bytes) -> None:
    with room():
        keep(path, value, replace=True)


def _raw() -> psycopg.Connection[Any]:
    """Django's own connection below, so that COPY and migrations share a transaction."""
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    return raw


def _written() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _applied() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations}


def _is_current() -> bool:
    return _applied() >= _written()
