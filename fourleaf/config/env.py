"""Every setting comes from the environment through this one typed module, which names what is wrong."""

import difflib
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

from fourleaf.kit.durable import keep

DatabaseRole = Literal["owner", "web", "jobs", "outcomes"]
Parsed = TypeVar("Parsed")

KNOWN = (
    "FOURLEAF_AGREEMENT",
    "FOURLEAF_API_RATE",
    "FOURLEAF_DATA",
    "FOURLEAF_DATABASE_ROLE",
    "FOURLEAF_DATABASE_URL",
    "FOURLEAF_DEBUG",
    "FOURLEAF_DEMO",
    "FOURLEAF_IDLE_MINUTES",
    "FOURLEAF_KEY_FILE",
    "FOURLEAF_MAIL_FROM",
    "FOURLEAF_MAIL_URL",
    "FOURLEAF_OFFLINE_DAYS",
    "FOURLEAF_PUSH_HOSTS",
    "FOURLEAF_ORGANISATION",
    "FOURLEAF_PAUSE_MINUTES",
    "FOURLEAF_PUBLIC_URL",
    "FOURLEAF_SECRET_KEY",
    "FOURLEAF_WEBHOOK_PRIVATE",
)
TESTS_ONLY = "FOURLEAF_TEST_"
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
SHORTEST_SECRET = 32
MOST_OFFLINE_DAYS = 30
LONGEST_PAUSE = 24 * 60
#: Whose idle sessions can end: on a shared computer, by kind of person, by role in the organisation.
IDLE_NAMES = ("shared", "staff", "patient", "relative", "leader", "privacy_officer", "guru", "administrator")


class EnvError(Exception):
    """A setting is missing or wrong; the text names the variable and what it accepts."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name


@dataclass(frozen=True)
class DatabaseUrl:
    """Where the database is and how its owner signs in."""

    host: str
    port: int
    user: str
    password: str
    dbname: str
    sslmode: str | None = None

    @classmethod
    def parse(cls, text: str, name: str = "FOURLEAF_DATABASE_URL") -> "DatabaseUrl":
        """Read `postgresql://user:password@host:port/database?host=/socket/folder&sslmode=require`."""
        parts = _split(
            name, text, ("postgresql", "postgres"), "postgresql://user:password@host:5432/database"
        )
        options = parse_qs(parts.query, keep_blank_values=True)
        unknown = sorted(set(options) - {"host", "sslmode"})
        if unknown:
            raise EnvError(
                name, f"{unknown[0]!r} is not understood; only host and sslmode may follow the '?'."
            )
        host = options["host"][-1] if "host" in options else unquote(parts.hostname or "")
        dbname = unquote(parts.path.removeprefix("/"))
        user = unquote(parts.username or "")
        for what, value in (("user", user), ("database", dbname), ("host", host)):
            if not value:
                raise EnvError(
                    name, f"the {what} is missing; write postgresql://user:password@host:5432/database."
                )
        sslmode = options["sslmode"][-1] if "sslmode" in options else None
        if sslmode is not None and sslmode not in SSL_MODES:
            raise EnvError(name, f"sslmode={sslmode} is not one of {', '.join(SSL_MODES)}.")
        return cls(host, _port_of(name, parts) or 5432, user, unquote(parts.password or ""), dbname, sslmode)

    def role_name(self, role: DatabaseRole) -> str:
        """The login role for a kind of work; all but the owner are made by `fourleaf migrate`."""
        return self.user if role == "owner" else f"{self.dbname}_{role}"

    def role_password(self, role: DatabaseRole, secret: str) -> str:
        """Derived, so that no second secret has to be kept: HMAC-SHA256 over the role's name."""
        if role == "owner":
            return self.password
        message = f"database role {self.role_name(role)}".encode()
        return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()

    def for_role(self, role: DatabaseRole, secret: str) -> dict[str, str | int]:
        """Connection parameters for psycopg: host, port, user, password, dbname and, if asked for, sslmode."""
        parameters: dict[str, str | int] = {
            "host": self.host,
            "port": self.port,
            "user": self.role_name(role),
            "password": self.role_password(role, secret),
            "dbname": self.dbname,
        }
        if self.sslmode:
            parameters["sslmode"] = self.sslmode
        return parameters

    def __str__(self) -> str:
        """The whole address, with the password: for the environment of child processes, never for a log."""
        sign_in = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        options = f"&sslmode={self.sslmode}" if self.sslmode else ""
        if self.host.startswith("/"):
            return (
                f"postgresql://{sign_in}@:{self.port}/{quote(self.dbname, safe='')}"
                f"?host={quote(self.host, safe='/')}{options}"
            )
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{sign_in}@{host}:{self.port}/{quote(self.dbname, safe='')}" + options.replace(
            "&", "?"
        )


@dataclass(frozen=True)
class MailUrl:
    """The mail server: `smtp` (STARTTLS unless told otherwise) or `smtps` (TLS from the first byte)."""

    host: str
    port: int
    user: str
    password: str
    tls: Literal["none", "starttls", "tls"]

    @classmethod
    def parse(cls, text: str, name: str = "FOURLEAF_MAIL_URL") -> "MailUrl":
        """Read `smtp://user:password@host:587`, `smtps://…:465` or, inside, `smtp://host:25?tls=none`."""
        parts = _split(name, text, ("smtp", "smtps"), "smtp://user:password@host:587")
        if not parts.hostname:
            raise EnvError(name, "the host is missing; write smtp://user:password@host:587.")
        tls = parse_qs(parts.query).get("tls", ["tls" if parts.scheme == "smtps" else "starttls"])[-1]
        if tls not in ("none", "starttls", "tls"):
            raise EnvError(name, f"tls={tls} is not one of none, starttls, tls.")
        port = _port_of(name, parts) or (465 if tls == "tls" else 587)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port, user, password, cast(Literal["none", "starttls", "tls"], tls))


@dataclass(frozen=True)
class Env:
    """All settings of one process."""

    port: int
    host: str
    data: Path
    database: DatabaseUrl | None
    database_role: DatabaseRole
    secret_key: str | None
    key_file: Path | None
    public_url: str
    demo: bool
    debug: bool
    mail: MailUrl | None
    mail_from: str
    organisation: str
    api_rate: int
    webhook_private: bool
    offline_days: int
    pause_minutes: int
    push_hosts: tuple[str, ...]
    agreement: Path | None
    idle_minutes: Mapping[str, int]

    @classmethod
    def load(cls, environ: Mapping[str, str] = os.environ) -> "Env":
        """Read and check everything; raises EnvError at the first wrong or unknown variable."""
        _refuse_unknown(environ)
        port = _port(environ)
        role = environ.get("FOURLEAF_DATABASE_ROLE") or "owner"
        if role not in get_args(DatabaseRole):
            raise EnvError("FOURLEAF_DATABASE_ROLE", f"{role!r} is not one of owner, web, jobs, outcomes.")
        public_url = _public_url(environ, port)
        return cls(
            port=port,
            host=_host(environ),
            data=Path(os.path.abspath(environ.get("FOURLEAF_DATA") or "var")),
            database=_optional(environ, "FOURLEAF_DATABASE_URL", DatabaseUrl.parse),
            database_role=cast(DatabaseRole, role),
            secret_key=_optional(environ, "FOURLEAF_SECRET_KEY", _long_enough),
            key_file=_optional(environ, "FOURLEAF_KEY_FILE", _absolute),
            public_url=public_url,
            demo=_switch(environ, "FOURLEAF_DEMO"),
            debug=_switch(environ, "FOURLEAF_DEBUG"),
            mail=_optional(environ, "FOURLEAF_MAIL_URL", MailUrl.parse),
            mail_from=environ.get("FOURLEAF_MAIL_FROM") or f"fourleaf@{urlsplit(public_url).hostname}",
            organisation=environ.get("FOURLEAF_ORGANISATION", "").strip() or "Marigold Health",
            api_rate=_rate(environ),
            webhook_private=_switch(environ, "FOURLEAF_WEBHOOK_PRIVATE"),
            offline_days=_offline_days(environ),
            pause_minutes=_pause_minutes(environ),
            push_hosts=_push_hosts(environ),
            agreement=_optional(environ, "FOURLEAF_AGREEMENT", lambda text, name: Path(text)),
            idle_minutes=_idle_minutes(environ),
        )

    def secret(self) -> str:
        """The secret key: the configured one, else one that is made once and kept in the data folder."""
        try:
            return self.secret_key or _kept_secret(self.data / "secret")
        except OSError as error:
            raise EnvError(
                "FOURLEAF_DATA", f"the secret key cannot be kept in {self.data}: {error}."
            ) from error


def _kept_secret(path: Path) -> str:
    """Read the kept secret; make it first if there is none, such that two starters agree on one."""
    if not path.exists():
        keep(path, secrets.token_urlsafe(48).encode("ascii"))
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < SHORTEST_SECRET:
        raise EnvError(
            "FOURLEAF_SECRET_KEY", f"the key kept in {path} is shorter than {SHORTEST_SECRET} characters."
        )
    return secret


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith("FOURLEAF_") and name not in KNOWN and not name.startswith(TESTS_ONLY):
            near = difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.0)
            raise EnvError(name, f"there is no such setting; did you mean {near[0]}?")


def _optional(environ: Mapping[str, str], name: str, parse: Callable[[str, str], Parsed]) -> Parsed | None:
    text = environ.get(name, "").strip()
    return parse(text, name) if text else None


def _long_enough(text: str, name: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise EnvError(name, f"needs at least {SHORTEST_SECRET} characters, and has {len(text)}.")
    return text


def _absolute(text: str, name: str) -> Path:
    return Path(os.path.abspath(text))


def _switch(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name, "").strip() or "0"
    if text not in ("0", "1"):
        raise EnvError(name, f"{text!r} is neither 0 (off) nor 1 (on).")
    return text == "1"


def _offline_days(environ: Mapping[str, str]) -> int:
    name = "FOURLEAF_OFFLINE_DAYS"
    text = environ.get(name, "").strip() or "7"
    if not re.fullmatch(r"[0-9]{1,2}", text) or int(text) > MOST_OFFLINE_DAYS:
        raise EnvError(
            name, f"{text!r} is not a number of days from 0 (keep nothing) to {MOST_OFFLINE_DAYS}."
        )
    return int(text)


def _pause_minutes(environ: Mapping[str, str]) -> int:
    name = "FOURLEAF_PAUSE_MINUTES"
    text = environ.get(name, "").strip() or "10"
    if not re.fullmatch(r"[0-9]{1,4}", text) or not 1 <= int(text) <= LONGEST_PAUSE:
        raise EnvError(name, f"{text!r} is not a number of minutes from 1 to {LONGEST_PAUSE}.")
    return int(text)


def _idle_minutes(environ: Mapping[str, str]) -> dict[str, int]:
    """After how many minutes an idle session ends, for each of `IDLE_NAMES` that is given; 0: never for that reason."""
    name, found = "FOURLEAF_IDLE_MINUTES", {"shared": 15}
    for part in environ.get(name, "").split(","):
        who, _equals, minutes = part.strip().partition("=")
        if not part.strip():
            continue
        if who not in IDLE_NAMES or not re.fullmatch(r"[0-9]{1,4}", minutes):
            raise EnvError(
                name,
                f"{part.strip()!r} is not one of {', '.join(IDLE_NAMES)} with minutes, such as shared=15.",
            )
        found[who] = int(minutes)
    return found


def _push_hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    name = "FOURLEAF_PUSH_HOSTS"
    hosts = tuple(part.strip() for part in environ.get(name, "").split(",") if part.strip())
    for host in hosts:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)+|https?://[a-z0-9.-]+(:[0-9]{1,5})?", host):
            accepted = "push.example.org, .example.org (with all below it) or https://push.example.org:8443"
            raise EnvError(name, f"{host!r} is not a host such as {accepted}.")
    return hosts


def _port(environ: Mapping[str, str]) -> int:
    text = environ.get("PORT", "").strip() or "8000"
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise EnvError("PORT", f"{text!r} is not a port number from 1 to 65535.")
    return int(text)


def _rate(environ: Mapping[str, str]) -> int:
    text = environ.get("FOURLEAF_API_RATE", "").strip() or "600"
    if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) == 0:
        raise EnvError("FOURLEAF_API_RATE", f"{text!r} is not a number of requests a minute, at least 1.")
    return int(text)


def _host(environ: Mapping[str, str]) -> str:
    text = environ.get("HOST", "").strip() or "127.0.0.1"
    if text == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        accepted = "127.0.0.1 (this machine only) or 0.0.0.0 (every network)"
        raise EnvError("HOST", f"{text!r} is not an IP address to listen on, such as {accepted}.") from None


def _public_url(environ: Mapping[str, str], port: int) -> str:
    name, example = "FOURLEAF_PUBLIC_URL", "https://fourleaf.example.org"
    text = environ.get(name, "").strip() or f"http://localhost:{port}"
    parts = _split(name, text, ("http", "https"), example)
    _port_of(name, parts)
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise EnvError(name, f"{text!r} must be scheme, host and port only, such as {example}.")
    return f"{parts.scheme}://{parts.netloc}"


def _split(name: str, text: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """Split an address; the text itself is never repeated in the error, as it may hold a password."""
    try:
        parts = urlsplit(text)
    except ValueError:
        raise EnvError(name, f"this is not an address; write {example}.") from None
    if parts.scheme not in schemes:
        raise EnvError(
            name, f"must begin with {' or '.join(f'{each}://' for each in schemes)}, such as {example}."
        )
    return parts


def _port_of(name: str, parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise EnvError(name, "the port is not a number from 0 to 65535.") from None
