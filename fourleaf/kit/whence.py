"""From where a request comes, for what is written down of it: the address, and a digest of the session or token."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import ip_address


@dataclass(frozen=True, slots=True)
class Whence:
    """`host` as the server saw it, and the session's key or the token, which itself is never written down."""

    host: str = ""
    secret: str = ""

    @property
    def address(self) -> str | None:
        """The IP address; None where there is none, as at the machine itself."""
        try:
            return str(ip_address(self.host))
        except ValueError:
            return None

    @property
    def session(self) -> str:
        """The SHA-256 of the secret in hex, as the tables of sessions and tokens know it; empty without one."""
        return hashlib.sha256(self.secret.encode()).hexdigest() if self.secret else ""


NOWHERE = Whence()
_whence: ContextVar[Whence] = ContextVar("whence", default=NOWHERE)


def whence() -> Whence:
    """Where the request of this thread comes from."""
    return _whence.get()


@contextmanager
def coming_from(host: str, secret: str) -> Iterator[None]:
    """What is written down within the block happened from there."""
    token = _whence.set(Whence(host, secret))
    try:
        yield
    finally:
        _whence.reset(token)
