"""
ASGI to WSGI in a few fixed threads.

The event loop takes in the whole body before a thread is taken and sends files itself, so that a slow
client holds no thread; the threads live as long as the process, and so do the database connections they keep.
"""

import asyncio
import contextlib
import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import IO, Any

from fourleaf.gateway.answers import Headers, Receive, Scope, Send, refuse, worded
from fourleaf.gateway.environ import BadRequestError, declared_length, environ_of, headers_of
from fourleaf.gateway.ranges import UnsatisfiableError, part_of

log = logging.getLogger("fourleaf.gateway")

WSGIApplication = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CLOSE = (b"connection", b"close")
WITHOUT_BODY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
SPOOL = 1024 * 1024
CHUNK = 256 * 1024
QUEUE_LIMIT = 200
# A body of which nothing arrives for so long is given up.
BODY_PATIENCE = 30.0
# After a refusal the rest of an upload is read away for a while: a browser that is cut off shows no answer.
LINGER = 3.0


class FileWrapper:
    """`wsgi.file_wrapper`: the loop recognises it and sends the file itself."""

    def __init__(self, file: IO[bytes], block_size: int = CHUNK) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_size), b"")

    def close(self) -> None:
        """Close the file, and with it the response that it belongs to."""
        if hasattr(self.file, "close"):
            self.file.close()


class Answer:
    """What the application gave: status, headers, and either the whole body or something to go on reading."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: Headers = []
        self.body: bytes | None = None
        self.rest: Any = None
        self._written: list[bytes] = []

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], None]:
        """`start_response` of PEP 3333."""
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
        return self._written.append

    def take(self, result: Iterable[bytes]) -> None:
        """Gather the body, unless it is a file or a stream."""
        if isinstance(result, FileWrapper) or getattr(result, "streaming", False):
            self.rest = result
            return
        try:
            self.body = b"".join([*self._written, *result])
        finally:
            _close(result)

    def whole_headers(self, method: str) -> Headers:
        """The headers, with the length of a body that is here whole, so that it need not go out in chunks."""
        if method == "HEAD" or self.status in WITHOUT_BODY or self.header(b"content-length") is not None:
            return self.headers
        return [*self.headers, (b"content-length", b"%d" % len(self.body or b""))]

    def header(self, name: bytes) -> str | None:
        """The first header of that name."""
        return next((value.decode("latin1") for key, value in self.headers if key == name), None)


class TurnedAwayError(Exception):
    """The body is not taken in."""

    status: HTTPStatus
    text: bytes


class OverlongError(TurnedAwayError):
    """It is longer than the limit."""

    status, text = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"Too large\n"


class NoRoomError(TurnedAwayError):
    """It cannot be kept."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
    text = b"There is no room for this on the server now. Tell the people who run it.\n"


class GoneError(Exception):
    """The client has left."""


class Bridge:
    """The application behind `threads` threads; beyond `queue_limit` waiting requests: come back later."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        threads: int,
        body_limit: int,
        queue_limit: int,
        trusted_proxies: frozenset[str],
    ) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, "pages")
        self._body_limit = body_limit
        self._bound = threads + queue_limit
        self._trusted_proxies = trusted_proxies
        self._underway = 0

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, more: dict[str, Any] | None = None
    ) -> None:
        """Answer one HTTP request; `more` goes into the environment."""
        path = scope["path"]
        if self._underway >= self._bound:
            return await refuse(
                send, HTTPStatus.SERVICE_UNAVAILABLE, (b"retry-after", b"2"), CLOSE, path=path
            )
        try:
            headers = headers_of(scope)
            declared = declared_length(headers)
        except BadRequestError:
            return await refuse(send, HTTPStatus.BAD_REQUEST, CLOSE, path=path)
        if declared is not None and declared > self._body_limit:
            return await _turn_away(OverlongError(), path, receive, send)
        with tempfile.SpooledTemporaryFile(SPOOL) as body:
            try:
                length = 0
                if declared or "TRANSFER_ENCODING" in headers:
                    length = await self._take_in(receive, body)
                environ = environ_of(scope, headers, body, length, self._trusted_proxies)
                environ |= {"wsgi.file_wrapper": FileWrapper, **(more or {})}
                answer = await self._call(environ)
            except TurnedAwayError as why:
                return await _turn_away(why, path, receive, send)
            except TimeoutError:
                return await refuse(send, HTTPStatus.REQUEST_TIMEOUT, CLOSE, path=path)
            except GoneError:
                return None
        return await self._give(answer, scope["method"], headers, receive, send)

    def close(self) -> None:
        """Take no more work; what runs may finish."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _take_in(self, receive: Receive, body: IO[bytes]) -> int:
        length = 0
        while True:
            async with asyncio.timeout(BODY_PATIENCE):
                message = await receive()
            if message["type"] == "http.disconnect":
                raise GoneError
            piece = message.get("body", b"")
            length += len(piece)
            if length > self._body_limit:
                raise OverlongError
            _keep(body, piece)
            if not message.get("more_body"):
                body.seek(0)
                return length

    async def _call(self, environ: dict[str, Any]) -> Answer:
        answer: Answer = await self._in_thread(self._run, environ)
        return answer

    def _run(self, environ: dict[str, Any]) -> Answer:
        answer = Answer()
        answer.take(self._application(environ, answer.start))
        return answer

    async def _in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self._underway += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._underway -= 1

    async def _give(
        self, answer: Answer, method: str, asked: dict[str, str], receive: Receive, send: Send
    ) -> None:
        if answer.rest is None:
            start = {
                "type": "http.response.start",
                "status": answer.status,
                "headers": answer.whole_headers(method),
            }
            await send(start)
            await send({"type": "http.response.body", "body": answer.body})
            return
        gone = asyncio.Event()
        watch = asyncio.create_task(_watch(receive, gone))
        try:
            if isinstance(answer.rest, FileWrapper):
                await self._send_file(answer, answer.rest.file, method, asked, gone, send)
            else:
                await self._send_stream(answer, method, gone, send)
        finally:
            watch.cancel()
            await self._in_thread(_close, answer.rest)

    async def _send_stream(self, answer: Answer, method: str, gone: asyncio.Event, send: Send) -> None:
        """A thread is held only while the generator works, never while the client reads."""
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        pieces = iter(answer.rest)
        while method != "HEAD" and not gone.is_set():
            piece = await self._in_thread(next, pieces, None)
            if piece is None:
                break
            if piece:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _send_file(
        self,
        answer: Answer,
        file: IO[bytes],
        method: str,
        asked: dict[str, str],
        gone: asyncio.Event,
        send: Send,
    ) -> None:
        left = _narrow(answer, file, method, asked)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        while method != "HEAD" and not gone.is_set() and left != 0:
            piece = file.read(CHUNK if left is None else min(CHUNK, left))
            if not piece:
                break
            if left is not None:
                left -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if not gone.is_set():
            await send({"type": "http.response.body", "body": b""})


def _keep(body: IO[bytes], piece: bytes) -> None:
    try:
        body.write(piece)
    except OSError as error:
        raise NoRoomError from error


async def _turn_away(why: TurnedAwayError, path: str, receive: Receive, send: Send) -> None:
    body, kind = worded(why.status, path, why.text)
    headers = [kind, (b"content-length", b"%d" % len(body)), CLOSE]
    await send({"type": "http.response.start", "status": why.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect" or not message.get("more_body"):
                    break
    await send({"type": "http.response.body", "body": b""})


def _narrow(answer: Answer, file: IO[bytes], method: str, asked: dict[str, str]) -> int | None:
    """Turn a whole file into the part that was asked for; returns the bytes to send, None if unknown."""
    declared = answer.header(b"content-length")
    if declared is None or answer.status != 200 or not file.seekable():
        return None if declared is None else int(declared)
    size = int(declared)
    answer.headers.append((b"accept-ranges", b"bytes"))
    if method != "GET":
        return size
    try:
        part = part_of(
            size,
            asked.get("RANGE"),
            asked.get("IF_RANGE"),
            answer.header(b"etag"),
            answer.header(b"last-modified"),
        )
    except UnsatisfiableError:
        _resize(answer, 416, 0, b"bytes */%d" % size)
        return 0
    if part is None:
        return size
    file.seek(file.tell() + part.start)
    _resize(answer, 206, part.length, b"bytes %d-%d/%d" % (part.start, part.start + part.length - 1, size))
    return part.length


def _resize(answer: Answer, status: int, length: int, span: bytes) -> None:
    kept = [(name, value) for name, value in answer.headers if name != b"content-length"]
    answer.status = status
    answer.headers = [*kept, (b"content-length", b"%d" % length), (b"content-range", span)]


async def _watch(receive: Receive, gone: asyncio.Event) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _close(result: object) -> None:
    close = getattr(result, "close", None)
    if close is not None:
        close()
