"""Short answers that the edge gives itself."""

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


async def refuse(send: Send, status: HTTPStatus, *headers: tuple[bytes, bytes]) -> None:
    """The status in plain words."""
    text = (b"content-type", b"text/plain; charset=utf-8")
    guard = (b"x-content-type-options", b"nosniff")
    await answer(send, status, f"{status.phrase}\n".encode(), [text, guard, *headers])
