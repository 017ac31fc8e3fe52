"""Check what Fourleaf needs, and say how to mend what is missing."""

import argparse
import importlib
import json
import os
import shutil
import smtplib
import socket
import tempfile
import time
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, LiteralString

import psycopg

from fourleaf.config.backup.last import last_backup
from fourleaf.config.database_session import Session, open_session, pending_migrations, roles_that_fail
from fourleaf.config.env import Env, MailUrl
from fourleaf.config.postgres import PostgresError
from fourleaf.config.sealing import look_at
from fourleaf.kit.envelope.data_keys import OWN_FILE
from fourleaf.kit.time import now

State = Literal["ok", "warn", "fail"]
OLDEST_POSTGRES = 15
LEAST_FREE = 1_000_000_000
MOST_SKEW = 2.0
OLDEST_BACKUP = 7
BACK_UP = "Run `fourleaf backup FILE --key KEYFILE`, daily, by a timer."
ZONES = ("Europe/London", "Europe/Madrid", "Asia/Nicosia", "America/New_York", "Asia/Kolkata")
LONGEST_SILENCE = 60
LONGEST_QUEUE = 1000
WORDS: LiteralString = """
select (select count(*) > 0 and bool_and(is_done) from search_progress),
       (select reltuples from pg_class where oid = 'search_indexed'::regclass),
       (select sum(reltuples) from pg_class
         where oid in ('conversation_post'::regclass, 'conversation_attachment'::regclass))
"""
QUEUE: LiteralString = """
select (select count(*) from chronicle_pending),
       (select count(*) from procrastinate_jobs where status = 'failed'),
       (select count(*) from chronicle_undelivered where next_at is null)
"""
DATA_KEYS = "select id, wrapped, outer_key, retired_at is not null from kit_datakey"
FRONT_END = Path(__file__).parent.parent / "static_built" / "manifest.json"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, and how to mend it."""

    name: str
    state: State
    found: str
    mend: str = ""


def run(arguments: argparse.Namespace) -> int:
    """`fourleaf doctor`: print every finding; 1 if anything fails."""
    findings = list(examine(Env.load()))
    if arguments.json:
        print(json.dumps({"findings": [asdict(finding) for finding in findings]}, indent=2))
    else:
        for finding in findings:
            print(f"{finding.state:<5} {finding.name:<11} {finding.found}")
            if finding.mend:
                print(f"{'':<17} → {finding.mend}")
    return int(any(finding.state == "fail" for finding in findings))


def examine(env: Env) -> Iterator[Finding]:
    """Everything in turn; a missing database does not hide the rest."""
    yield from _database(env)
    yield disk(env.data)
    yield backup(env)
    yield audit(env.data)
    yield mail(env.mail)
    yield time_zones()
    yield front_end()


def _database(env: Env) -> Iterator[Finding]:
    mend = "Is it running, and is FOURLEAF_DATABASE_URL right?"
    if env.database is None:
        mend = f"See {env.data}/postgres/server.log; FOURLEAF_DATABASE_URL points to another PostgreSQL."
    try:
        with open_session("owner") as session:
            yield from _inside(session)
    except (psycopg.Error, PostgresError) as error:
        yield Finding("database", "fail", f"does not answer: {str(error).strip()}", mend)


def _inside(session: Session) -> Iterator[Finding]:
    checks: tuple[Callable[[Session], Finding], ...] = (
        version,
        clock,
        migrations,
        roles,
        worker,
        queue,
        words,
        keys,
    )
    for check in checks:
        yield check(session)


def keys(session: Session) -> Finding:
    """What is kept encrypted can be read, and its key file by nobody else."""
    path = session.env.key_file or session.env.data / OWN_FILE
    with session.connect("owner") as connection:
        known = connection.execute("select to_regclass('kit_datakey') is not null").fetchone()
        rows = connection.execute(DATA_KEYS).fetchall() if known and known[0] else []
    return Finding("keys", *look_at(path, rows))


def version(session: Session) -> Finding:
    """PostgreSQL 15 or newer."""
    with session.connect("owner") as connection:
        number = connection.info.server_version
    found = f"PostgreSQL {number // 10000}.{number % 10000} at {session.database.host}"
    if number // 10000 < OLDEST_POSTGRES:
        return Finding("database", "fail", found, f"Fourleaf needs PostgreSQL {OLDEST_POSTGRES} or newer.")
    return Finding("database", "ok", found + (" (embedded)" if session.embedded else ""))


def clock(session: Session) -> Finding:
    """The machine and the database agree on the time to within two seconds."""
    with session.connect("owner") as connection:
        before = time.time()
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
        skew = abs((float(row[0]) if row else 0.0) - (before + time.time()) / 2)
    found = f"the database's clock differs by {skew:.2f} s"
    if skew >= MOST_SKEW:
        return Finding("clock", "fail", found, "Synchronise both machines (for example with chrony).")
    return Finding("clock", "ok", found)


def migrations(session: Session) -> Finding:
    """Nothing is pending."""
    pending = pending_migrations(session)
    if pending:
        return Finding(
            "migrations", "fail", f"{len(pending)} pending, first {pending[0]}", "Run `fourleaf migrate`."
        )
    return Finding("migrations", "ok", "none pending")


def roles(session: Session) -> Finding:
    """We can sign in under each of our roles."""
    failing = roles_that_fail(session)
    if failing:
        found = f"cannot sign in as {', '.join(failing)}"
        return Finding(
            "roles", "fail", found, "Run `fourleaf migrate`; it makes the roles for the present secret key."
        )
    if not importlib.import_module("fourleaf.config.database").is_installed():
        return Finding(
            "roles", "fail", "the access rules are those of another version", "Run `fourleaf migrate`."
        )
    return Finding("roles", "ok", "web, jobs and outcomes can sign in, under the present access rules")


def worker(session: Session) -> Finding:
    """A worker has shown signs of life within a minute."""
    with session.connect("owner") as connection:
        row = _first(
            connection,
            "procrastinate_workers",
            "select extract(epoch from now() - max(last_heartbeat))::float8 from procrastinate_workers",
        )
    if row is None or row[0] is None:
        return Finding("worker", "warn", "none runs", "`fourleaf serve` starts one, or `--role worker` does.")
    found = f"a sign of life {row[0]:.0f} s ago"
    if row[0] > LONGEST_SILENCE:
        return Finding(
            "worker", "warn", found, "Start `fourleaf serve --role worker`, and read what it says."
        )
    return Finding("worker", "ok", found)


def queue(session: Session) -> Finding:
    """Nothing has failed for good, and nothing waits for the notifier for long."""
    with session.connect("owner") as connection:
        row = _first(connection, "procrastinate_jobs", QUEUE)
    if row is None:
        return Finding("queue", "warn", "is not there yet", "Run `fourleaf migrate`.")
    waiting, failed, given_up = row
    found = f"{waiting} deeds wait to be told, {failed} jobs failed, {given_up} deliveries were given up"
    if failed or given_up:
        return Finding("queue", "warn", found, "See them with `fourleaf queue`; `--retry` tries them again.")
    if waiting > LONGEST_QUEUE:
        return Finding("queue", "warn", found, "Does a worker run? See `fourleaf serve --role worker`.")
    return Finding("queue", "ok", found)


def words(session: Session) -> Finding:
    """All that was there before the index of words is in it."""
    with session.connect("owner") as connection:
        row = _first(connection, "search_progress", WORDS)
    if row is None:
        return Finding("search", "warn", "is not there yet", "Run `fourleaf migrate`.")
    is_whole, taken_in, all_of_them = row
    if not is_whole:
        found = f"about {max(taken_in, 0):,.0f} of {max(all_of_them, 0):,.0f} things can be found, the newest first"
        return Finding("search", "warn", found, "The worker takes in the rest by itself.")
    return Finding("search", "ok", "everything can be found")


def _first(connection: psycopg.Connection, table: str, query: LiteralString) -> tuple[Any, ...] | None:
    """The first row of the answer; None where the database is too young to have the table."""
    known = connection.execute("select to_regclass(%s) is not null", [table]).fetchone()
    return connection.execute(query).fetchone() if known and known[0] else None


def disk(data: Path) -> Finding:
    """FOURLEAF_DATA can be written, and has room."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data):
            free = shutil.disk_usage(data).free
    except OSError as error:
        return Finding(
            "disk", "fail", f"{data} cannot be written: {error.strerror}", "Set FOURLEAF_DATA or its rights."
        )
    found = f"{data} has {free / 1e9:.1f} GB free"
    if free < LEAST_FREE:
        return Finding("disk", "warn", found, "Make room: files and the database will stop at zero.")
    return Finding("disk", "ok", found)


def backup(env: Env) -> Finding:
    """A backup was made within a week; the demo needs none."""
    last = last_backup(env.data)
    if last is None:
        return Finding("backup", "ok" if env.demo else "warn", "none was made", "" if env.demo else BACK_UP)
    days = (now() - last.at).days
    found = f"the last one was made {last.at:%Y-%m-%d %H:%M} UTC: {last.file}"
    if days >= OLDEST_BACKUP and not env.demo:
        return Finding("backup", "warn", f"{found}, {days} days ago", BACK_UP)
    return Finding("backup", "ok", found)


def audit(data: Path) -> Finding:
    """The key that signs the seals is there, and for the server's account alone."""
    key = data / "audit_key.pem"
    if not key.exists():
        return Finding("audit", "ok", "nothing was sealed yet; the worker makes the key with the first seal")
    if key.stat().st_mode & 0o077:
        return Finding("audit", "fail", f"others can read {key}", f"Run `chmod 600 {key}`.")
    return Finding("audit", "ok", "the seals are signed; `fourleaf audit verify` checks them")


def mail(server: MailUrl | None) -> Finding:
    """The mail server takes our connection and, if given, our sign-in."""
    if server is None:
        return Finding(
            "mail", "warn", "no mail configured", "Set FOURLEAF_MAIL_URL=smtp://user:password@host:587."
        )
    where = f"{server.host}:{server.port}"
    kind = smtplib.SMTP_SSL if server.tls == "tls" else smtplib.SMTP
    try:
        with kind(server.host, server.port, timeout=10) as connection:
            if server.tls == "starttls":
                connection.starttls()
            if server.user:
                connection.login(server.user, server.password)
            connection.noop()
    except (OSError, smtplib.SMTPException) as error:
        reason = "the name is unknown" if isinstance(error, socket.gaierror) else str(error)
        return Finding(
            "mail", "fail", f"{where} refuses: {reason}", "Check FOURLEAF_MAIL_URL and the firewall."
        )
    return Finding("mail", "ok", f"{where} answers")


def time_zones() -> Finding:
    """The time zone data is there."""
    missing = [zone for zone in ZONES if zone not in zoneinfo.available_timezones()]
    if missing:
        return Finding(
            "time zones", "fail", f"no data for {', '.join(missing)}", "Install the package tzdata."
        )
    return Finding("time zones", "ok", f"{time.strftime('%H:%M %Z')} here, data for all zones")


def front_end(manifest: Path = FRONT_END) -> Finding:
    """Styles and scripts were built."""
    if not manifest.is_file():
        return Finding(
            "front end", "fail", "is not built", "Run `make setup`, or install the wheel, which carries it."
        )
    files = len(os.listdir(manifest.parent))
    return Finding("front end", "ok", f"built, {files} files")
