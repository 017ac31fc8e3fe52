"""Short answers that the edge gives itself."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


async def answer(send: Send, status: int, body: bytes, headers: Headers) -> None:
    """A whole response; uvicorn itself leaves the body out for HEAD."""
    headers = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, status: HTTPStatus, *headers: tuple[bytes, bytes], path: str = "") -> None:
    """The status in plain words, to a program in its own (see `worded`)."""
    body, kind = worded(status, path)
    await answer(send, status, body, [kind, (b"x-content-type-options", b"nosniff"), *headers])


def worded(status: HTTPStatus, path: str, text: bytes = b"") -> tuple[bytes, tuple[bytes, bytes]]:
    """The body and its type: a line of text, or below `/api/` problem details (RFC 9457)."""
    text = text or f"{status.phrase}\n".encode()
    if not path.startswith("/api/"):
        return text, (b"content-type", b"text/plain; charset=utf-8")
    problem = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": text.decode().strip(),
    }
    return json.dumps(problem).encode(), (b"content-type", b"application/problem+json")
