"""One PostgreSQL cluster on disk: where it lies, how it is made, what is written into its settings."""

import errno
import hashlib
import os
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from fourleaf.config.postgres import binaries
from fourleaf.config.postgres.account import Account

LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock") - 1
SETTINGS = """\
# Written by Fourleaf at each start; put your own settings into postgresql.conf below the include.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
max_wal_size = 512MB
logging_collector = off
log_timezone = 'UTC'
timezone = 'UTC'
jit = off
password_encryption = 'scram-sha-256'
"""
THROWAWAY = "max_connections = 400\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class PostgresError(Exception):
    """The embedded PostgreSQL could not do what it should; the text says what to do."""


@dataclass(frozen=True)
class Places:
    """All paths of one installation, and the account and programs that serve it."""

    home: Path
    sockets: Path
    account: Account
    programs: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self.home / "cluster"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "server.log"

    def run(
        self, program: str, *arguments: str | Path, timeout: float = 120
    ) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs under the account, in plain English and UTC."""
        command = [str(self.programs / program), *map(str, arguments)]
        return subprocess.run(
            command,
            cwd="/",
            env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            **self.account.run_as,
        )


def settle(data: Path, programs: Path | None) -> Places:
    """Decide where everything is and make the folders; raises PostgresError with advice."""
    try:
        home, account = _home(data)
        (home / "holders").mkdir(exist_ok=True)
        written_by = _major_written(home / "cluster")
        chosen = programs or binaries.readable_by(account, binaries.bundled(written_by), home)
        sockets = _sockets(home)
        account.folder(sockets)
    except OSError as error:
        advice = f" Start Fourleaf under the account that owns {data}, or choose another FOURLEAF_DATA."
        raise PostgresError(f"{error}.{advice}" if error.errno == errno.EACCES else str(error)) from error
    return Places(home, sockets, account, chosen)


def _home(data: Path) -> tuple[Path, Account]:
    """The cluster's home: in the data folder, or under /var/lib if PostgreSQL's account cannot go there."""
    data.mkdir(parents=True, exist_ok=True)
    pointer, home = data / "postgres.location", data / "postgres"
    if pointer.exists():
        home = Path(pointer.read_text(encoding="utf-8").strip())
    account = Account.choose(home / "cluster")
    if not account.reaches(home):
        digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
        elsewhere = Path("/var/lib") / f"fourleaf-{digest}"
        if not account.switch or elsewhere == home:
            raise PostgresError(
                f"The account {account.name} cannot enter {home}; choose another FOURLEAF_DATA."
            )
        home = elsewhere
        pointer.write_text(f"{home}\n", encoding="utf-8")
    home.mkdir(mode=0o755, exist_ok=True)
    return home, account


def _sockets(home: Path) -> Path:
    """A folder whose path is short and plain enough for a socket address (107 bytes) and a settings file."""
    inside = home / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w./-]+", str(inside), re.ASCII):
        return inside
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path("/tmp") / f"fourleaf-{digest}"  # noqa: S108 — 0700, and refused if somebody else owns it


def _major_written(cluster: Path) -> int | None:
    try:
        return int((cluster / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def superuser_password(home: Path) -> str:
    """The password of `postgres`, made once and readable by us alone."""
    path = home / "superuser"
    if not path.exists():
        path.touch(mode=0o600)
    if not path.read_text(encoding="ascii"):
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return path.read_text(encoding="ascii")


def make(places: Places) -> None:
    """Run initdb beside the final place and move the result there: a half is never taken for a whole."""
    draft, password = places.home / "cluster.new", places.home / "password.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    places.account.give(draft, 0o700)
    password.touch(mode=0o600)
    password.write_text(superuser_password(places.home), encoding="ascii")
    places.account.give(password, 0o600)
    options = ["--no-locale", "--no-instructions", "-E", "UTF8", "-U", "postgres", f"--pwfile={password}"]
    secure = ["--auth-local=scram-sha-256", "--auth-host=reject"]
    done = places.run("initdb", "-D", draft, *options, *secure)
    password.unlink()
    if done.returncode:
        raise PostgresError(f"PostgreSQL could not make its folder {draft}: {done.stderr.strip()}")
    with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write("\ninclude 'fourleaf.conf'\n")
    draft.rename(places.cluster)


def configure(places: Places, *, throwaway: bool) -> None:
    """Write the settings that depend on the place; done at each start, as the folder may have moved."""
    path = places.cluster / "fourleaf.conf"
    path.write_text(
        SETTINGS.format(sockets=places.sockets) + (THROWAWAY if throwaway else ""), encoding="utf-8"
    )
    places.account.give(path, 0o600)
    if places.log.exists() and places.log.stat().st_size > 10_000_000:
        places.log.unlink()
    places.log.touch()
    places.account.give(places.log, 0o600)
