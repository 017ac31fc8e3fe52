"""`/healthz`: 200 once everything that serving needs is there, 503 with the name of what is missing."""

import json
from importlib.metadata import version

from fourleaf.gateway.answers import Send, answer

PATIENCE = 1.0
VERSION = version("fourleaf")


async def report(send: Send, parts: dict[str, bool]) -> None:
    """Say how each needed part does."""
    missing = [name for name, well in parts.items() if not well]
    body = {
        "status": "unavailable" if missing else "ok",
        **{name: "ok" if well else "missing" for name, well in parts.items()},
        "missing": missing,
        "version": VERSION,
    }
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await answer(send, 503 if missing else 200, json.dumps(body).encode(), headers)
