"""One request to a receiver outside: to an address that has just been checked, without redirects, proxies or cookies.

The name is looked up once and the connection goes to what was found, so that a name which means something else a moment
later (DNS rebinding) leads nowhere. The answer's body is not read. By hand over `http.client`, because HTTP libraries
look the name up themselves.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from fourleaf.hooks.addresses import is_public
from fourleaf.hooks.models import Delivery

#: Seconds for the connection, for each silence, and for all of it.
CONNECTING, SILENCE, WHOLE = 4.0, 8.0, 12.0
LONGEST_WAIT = 24 * 3600


class InnerAddressError(Exception):
    """The name leads into a private network."""


@dataclass(frozen=True)
class Outcome:
    """What came back: the status, or the code of what went wrong; and how many seconds to stay away, if it said so."""

    status: int | None = None
    error: str = ""
    stay_away: int = 0

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def send(url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
    """Post the body there; never raises for anything that the other side does."""
    try:
        return _send(url, headers, body)
    except InnerAddressError:
        return Outcome(error=Delivery.Error.REFUSED)
    except ssl.SSLCertVerificationError:
        return Outcome(error=Delivery.Error.CERTIFICATE)
    except TimeoutError:
        return Outcome(error=Delivery.Error.TIMEOUT)
    except (OSError, http.client.HTTPException, ValueError):
        return Outcome(error=Delivery.Error.UNREACHABLE)


def _send(url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
    parts = urlsplit(url)
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    connection = http.client.HTTPConnection(host, port)
    with closing(_connected(host, port)) as line, closing(connection):
        deadline = _Deadline(line)
        try:
            connection.sock = line
            if is_secure:
                connection.sock = deadline.line = secured = _secured(line, host)
                secured.do_handshake()
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, {"Host": parts.netloc, **headers})
            with connection.getresponse() as answer:
                if deadline.is_over:  # what was cut off looks like an answer that ended
                    raise TimeoutError
                wait = answer.headers.get("Retry-After", "")
                seconds = min(int(wait), LONGEST_WAIT) if wait.isdecimal() and len(wait) < 9 else 0
                return Outcome(status=answer.status, stay_away=seconds)
        except (OSError, http.client.HTTPException) as error:
            if deadline.is_over:
                raise TimeoutError from error
            raise
        finally:
            deadline.cancel()


def addresses_of(host: str, port: int) -> list[tuple[str, int]]:
    """What the name means now, as far as we may call it; raises InnerAddressError if we may call none of it."""
    found = {
        (str(info[4][0]), int(info[4][1])): None
        for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    }
    allowed = [each for each in found if settings.WEBHOOK_PRIVATE or is_public(each[0])]
    if not allowed:
        raise InnerAddressError
    return allowed


def _connected(host: str, port: int) -> socket.socket:
    failed: OSError | None = None
    for address in addresses_of(host, port)[:4]:
        try:
            line = socket.create_connection(address, CONNECTING)
        except OSError as error:
            failed = error
        else:
            line.settimeout(SILENCE)
            return line
    raise failed or OSError("no address")


def _secured(line: socket.socket, host: str) -> ssl.SSLSocket:
    """TLS with the certificates that this machine trusts, for the name that was asked for."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context.wrap_socket(line, server_hostname=host, do_handshake_on_connect=False)


class _Deadline:
    """Cuts the line when all of it has taken too long: a receiver that answers a byte at a time holds nobody up."""

    def __init__(self, line: socket.socket) -> None:
        self.line: socket.socket = line
        self.is_over = False
        self._timer = threading.Timer(WHOLE, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.is_over = True
        with suppress(OSError):  # it may have been closed meanwhile
            socket.socket.shutdown(self.line, socket.SHUT_RDWR)
