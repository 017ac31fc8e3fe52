"""The built front end from memory: hashed names, for ever in the browser's cache, compressed once."""

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from time import monotonic

from fourleaf.gateway.answers import Headers, Scope, Send, answer, refuse

PREFIX = "/static/"
_HASHED = re.compile(r"[-.][0-9A-Za-z]{8,64}\.\w+$")
_COMPRESSIBLE = re.compile(r"text/|application/(javascript|json|manifest\+json|xml)|image/svg\+xml")
_TYPES = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml",
    ".woff2": "font/woff2", ".json": "application/json", ".map": "application/json",
    ".webmanifest": "application/manifest+json",
}  # fmt: skip
# A script without a hash in its name is a worker: it may reach its own server and nothing else.
WORKER_POLICY = b"default-src 'none'; connect-src 'self'"
# While the front end is being built anew beside a running server, a miss looks at the folder again.
RESCAN_AFTER = 1.0


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, ready to send."""

    plain: bytes
    zipped: bytes | None
    etag: bytes
    headers: Headers


class Statics:
    """Everything below one folder, by its path; a path that is not in the table does not exist."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._assets: dict[str, Asset] = {}
        self._scanned_at = 0.0
        self._scan()

    async def __call__(self, scope: Scope, send: Send) -> None:
        """Answer one request below `/static/`."""
        if scope["method"] not in ("GET", "HEAD"):
            return await refuse(send, HTTPStatus.METHOD_NOT_ALLOWED, (b"allow", b"GET, HEAD"))
        asset = self._find(scope["path"].removeprefix(PREFIX))
        if asset is None:
            return await refuse(send, HTTPStatus.NOT_FOUND, (b"cache-control", b"no-store"))
        asked = dict(scope["headers"])
        if asset.etag in asked.get(b"if-none-match", b""):
            await send({"type": "http.response.start", "status": 304, "headers": asset.headers})
            return await send({"type": "http.response.body", "body": b""})
        if asset.zipped is not None and _accepts_gzip(asked.get(b"accept-encoding", b"")):
            return await answer(send, 200, asset.zipped, [*asset.headers, (b"content-encoding", b"gzip")])
        return await answer(send, 200, asset.plain, asset.headers)

    def _find(self, name: str) -> Asset | None:
        if name not in self._assets and monotonic() - self._scanned_at > RESCAN_AFTER:
            self._scan()
        return self._assets.get(name)

    def _scan(self) -> None:
        self._scanned_at = monotonic()
        root = self._folder.resolve()
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            known = name in self._assets and _HASHED.search(name)
            if not known and path.is_file() and path.resolve().is_relative_to(root):
                self._assets[name] = _load(path, name)


def _accepts_gzip(header: bytes) -> bool:
    return any(
        coding.strip() == b"gzip" and weight.strip().replace(b" ", b"") not in (b"q=0", b"q=0.0")
        for coding, _, weight in (item.partition(b";") for item in header.lower().split(b","))
    )


def _load(path: Path, name: str) -> Asset:
    plain = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    zipped = gzip.compress(plain, 9, mtime=0) if _COMPRESSIBLE.match(kind) else None
    if zipped is not None and len(zipped) >= len(plain):
        zipped = None
    # Both codings share the tag, so it is a weak one.
    etag = b'W/"' + hashlib.sha256(plain).hexdigest()[:24].encode() + b'"'
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    lasting = b"public, max-age=31536000, immutable" if _HASHED.search(name) else b"no-cache"
    headers = [
        (b"content-type", (kind + charset).encode()),
        (b"cache-control", lasting),
        (b"etag", etag),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
        (b"cross-origin-resource-policy", b"same-origin"),
    ]
    if path.suffix == ".js" and not _HASHED.search(name):
        headers.append((b"content-security-policy", WORKER_POLICY))
    return Asset(plain, zipped, etag, headers)
