"""The WSGI environment of a request, with nothing in it that a client could smuggle past a proxy."""

import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from fourleaf.gateway.answers import Scope

# Believed only from an address that the settings name.
_FORWARDED = frozenset(
    {"FORWARDED", "X_FORWARDED_FOR", "X_FORWARDED_PROTO", "X_FORWARDED_HOST", "X_FORWARDED_PORT"}
)
_OWN = frozenset({"CONTENT_LENGTH", "CONTENT_TYPE", "TRANSFER_ENCODING", "PROXY"})


class BadRequestError(ValueError):
    """The headers contradict themselves."""


def headers_of(scope: Scope) -> dict[str, str]:
    """Headers by their WSGI name; raises BadRequestError."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue  # X_Forwarded_For would look like X-Forwarded-For
        name = raw_name.decode("latin1").upper().replace("-", "_")
        value = raw_value.decode("latin1")
        if name not in headers:
            headers[name] = value
        elif name in ("HOST", "CONTENT_LENGTH", "CONTENT_TYPE"):
            raise BadRequestError(name)
        else:
            headers[name] += ("; " if name == "COOKIE" else ",") + value
    return headers


def declared_length(headers: dict[str, str]) -> int | None:
    """The announced size of the body; raises BadRequestError."""
    text = headers.get("CONTENT_LENGTH")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise BadRequestError("CONTENT_LENGTH")
    return int(text)


def environ_of(
    scope: Scope, headers: dict[str, str], body: IO[bytes], length: int, trusted_proxies: frozenset[str]
) -> dict[str, Any]:
    """The environment of PEP 3333 without the file wrapper."""
    address = scope["client"][0] if scope.get("client") else ""
    scheme = scope["scheme"]
    trusted = address in trusted_proxies
    if trusted:
        scheme = "https" if _last(headers.get("X_FORWARDED_PROTO")) == "https" else scheme
        address = _last(headers.get("X_FORWARDED_FOR")) or address
    host, port = scope.get("server") or ("", None)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or ""),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": address,
        "CONTENT_LENGTH": str(length),
        "CONTENT_TYPE": headers.get("CONTENT_TYPE", ""),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        if name not in _OWN and (trusted or name not in _FORWARDED):
            environ[f"HTTP_{name}"] = value
    return environ


def _last(value: str | None) -> str:
    """What the nearest proxy itself added."""
    return (value or "").rpartition(",")[2].strip()
