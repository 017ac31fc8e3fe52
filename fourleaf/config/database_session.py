"""Have a database for the length of one command: the configured one, or the embedded one started for us."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import django
import psycopg
from django.db.migrations.loader import MigrationLoader

from fourleaf.config.env import DatabaseRole, DatabaseUrl, Env
from fourleaf.config.postgres import EmbeddedPostgres

SETTINGS = "fourleaf.config.settings"


@dataclass(frozen=True)
class Session:
    """The settings of this process, its database, and the embedded server if we run one."""

    env: Env
    database: DatabaseUrl
    embedded: EmbeddedPostgres | None

    def connect(self, role: DatabaseRole) -> psycopg.Connection:
        """A connection under one of our roles; raises psycopg.OperationalError."""
        parameters = self.database.for_role(role, self.env.secret() if role != "owner" else "")
        return psycopg.connect(**parameters, connect_timeout=10)  # type: ignore[arg-type]


@contextmanager
def open_session(role: DatabaseRole) -> Iterator[Session]:
    """Start or find the database, and set Django up to work as `role`."""
    env = Env.load()
    if env.database is not None:
        _set_up(role)
        yield Session(env, env.database, None)
        return
    with EmbeddedPostgres(env.data) as embedded:
        address = embedded.owner_url()
        os.environ["FOURLEAF_DATABASE_URL"] = address
        try:
            _set_up(role)
            database = DatabaseUrl.parse(address)
            yield Session(replace(env, database=database), database, embedded)
        finally:
            del os.environ["FOURLEAF_DATABASE_URL"]


def _set_up(role: DatabaseRole) -> None:
    os.environ["FOURLEAF_DATABASE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()


def pending_migrations(session: Session) -> list[str]:
    """Migrations that are in the code and not yet in the database, as `app.name`."""
    with session.connect("owner") as connection:
        known = connection.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL").fetchone()
        applied = set()
        if known and known[0]:
            applied = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
    written = MigrationLoader(None).disk_migrations
    return sorted(f"{app}.{name}" for app, name in written if (app, name) not in applied)


def roles_that_fail(session: Session) -> list[str]:
    """Roles under which we cannot sign in: never made, or made with another secret key."""
    failing = []
    roles: tuple[DatabaseRole, ...] = ("web", "jobs", "outcomes")
    for role in roles:
        try:
            session.connect(role).close()
        except psycopg.OperationalError:
            failing.append(session.database.role_name(role))
    return failing
