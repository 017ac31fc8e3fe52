"""Django's side of the port, as a client on the wire sees it."""

import gzip
import http.client
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fourleaf.gateway.server import Server
from tests.gateway.conftest import Serve

DATA = bytes(range(256)) * 4_000
LIMIT = 2_000_000
Start = Callable[..., Any]


class Streaming:
    """A response that is made while it is sent."""

    streaming = True

    def __init__(self, closed: threading.Event) -> None:
        self._closed = closed

    def __iter__(self) -> Iterator[bytes]:
        for number in range(3):
            yield b"%d\n" % number

    def close(self) -> None:
        self._closed.set()


class House:
    """An application with one room per behaviour."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self.release = threading.Event()
        self.threads: set[str] = set()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        self.threads.add(threading.current_thread().name)
        room: Callable[..., Iterable[bytes]] = getattr(self, environ["PATH_INFO"].strip("/"))
        return room(environ, start)

    def environ(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({key: value for key, value in environ.items() if isinstance(value, str)}).encode()]

    def size(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        start("200 OK", [("Content-Type", "text/plain")])
        return [f"{len(body)} {environ['CONTENT_LENGTH']}".encode()]

    def file(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", str(len(DATA))), ("ETag", '"one"')])
        result: Iterable[bytes] = environ["wsgi.file_wrapper"](io.BytesIO(DATA), 8192)
        return result

    def stream(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return Streaming(self.closed)

    def wait(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        self.release.wait(10)
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def server(serve: Serve, house: House) -> Server:
    return serve(application=lambda: house, body_limit=LIMIT)


def ask(
    server: Server, path: str, method: str = "GET", body: Any = None, **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request on a connection of its own; header names with `-` written as `_`."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=names)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def exchange(server: Server, request: bytes) -> bytes:
    """Raw bytes there and back, until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
        return answer


def test_the_environment_is_that_of_pep_3333(server: Server) -> None:
    _, body = ask(server, "/environ?q=%C3%A4", Cookie="a=b")
    environ = json.loads(body)
    assert environ["QUERY_STRING"] == "q=%C3%A4"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["HTTP_COOKIE"] == "a=b"
    assert environ["wsgi.url_scheme"] == "http"


def test_nothing_is_smuggled_into_the_environment(server: Server) -> None:
    request = (
        b"GET /environ HTTP/1.1\r\nHost: a\r\nX_Forwarded_For: 6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\n"
        b"X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nProxy: evil\r\nConnection: close\r\n\r\n"
    )
    answer = exchange(server, request)
    assert b"200 OK" in answer
    assert b"6.6.6.6" not in answer
    assert b"evil" not in answer
    assert b'"wsgi.url_scheme": "http"' in answer


def test_a_trusted_proxy_is_believed_about_its_own_client(serve: Serve, house: House) -> None:
    server = serve(application=lambda: house, trusted_proxies=frozenset({"127.0.0.1"}))
    _, body = ask(server, "/environ", X_Forwarded_For="6.6.6.6, 10.1.2.3", X_Forwarded_Proto="https")
    environ = json.loads(body)
    assert environ["REMOTE_ADDR"] == "10.1.2.3"
    assert environ["wsgi.url_scheme"] == "https"


@pytest.mark.parametrize(
    "lines",
    [
        b"Host: a\r\nHost: b\r\n",
        b"Host: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n",
        b"Host: a\r\nContent-Length: -3\r\n",
        b"Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
    ],
)
def test_contradictory_headers_are_refused(server: Server, lines: bytes) -> None:
    answer = exchange(server, b"POST /size HTTP/1.1\r\n" + lines + b"Connection: close\r\n\r\nabcd")
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_chunked_upload_arrives_whole(server: Server) -> None:
    _, body = ask(server, "/size", "POST", body=(b"x" * 1_000 for _ in range(1_500)))
    assert body == b"1500000 1500000"


def test_a_declared_oversize_is_refused_before_the_upload(server: Server) -> None:
    request = b"POST /size HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2000001\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(request)
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


def test_a_program_is_told_in_its_own_words(server: Server) -> None:
    response, body = ask(server, "/api/v1/x", "POST", body=(b"x" * 1_000 for _ in range(2_500)))
    assert (response.status, response.headers["content-type"]) == (413, "application/problem+json")
    assert json.loads(body)["status"] == 413


def test_an_undeclared_oversize_is_refused_too(server: Server) -> None:
    response, _ = ask(server, "/size", "POST", body=(b"x" * 1_000 for _ in range(2_500)))
    assert response.status == 413


@pytest.mark.parametrize(
    ("asked", "status", "span", "body"),
    [
        ("bytes=0-9", 206, f"bytes 0-9/{len(DATA)}", DATA[:10]),
        ("bytes=1000-", 206, f"bytes 1000-{len(DATA) - 1}/{len(DATA)}", DATA[1000:]),
        ("bytes=-7", 206, f"bytes {len(DATA) - 7}-{len(DATA) - 1}/{len(DATA)}", DATA[-7:]),
        ("bytes=5-99999999999", 206, f"bytes 5-{len(DATA) - 1}/{len(DATA)}", DATA[5:]),
        (f"bytes={len(DATA)}-", 416, f"bytes */{len(DATA)}", b""),
        ("bytes=-0", 416, f"bytes */{len(DATA)}", b""),
        ("bytes=9-3", 200, None, DATA),
        ("bytes=0-1,4-5", 200, None, DATA),
        ("lines=1-2", 200, None, DATA),
    ],
)
def test_parts_of_a_file(server: Server, asked: str, status: int, span: str | None, body: bytes) -> None:
    response, received = ask(server, "/file", Range=asked)
    assert (response.status, response.getheader("Content-Range"), received) == (status, span, body)
    assert response.getheader("Accept-Ranges") == "bytes"


def test_if_range_guards_against_another_version(server: Server) -> None:
    assert ask(server, "/file", Range="bytes=0-1", If_Range='"one"')[0].status == 206
    assert ask(server, "/file", Range="bytes=0-1", If_Range='"two"')[0].status == 200
    assert ask(server, "/file", Range="bytes=0-1", If_Range='W/"one"')[0].status == 200


def test_head_has_the_length_and_no_body(server: Server) -> None:
    response, body = ask(server, "/file", "HEAD", Range="bytes=0-9")
    assert (response.status, response.getheader("Content-Length"), body) == (200, str(len(DATA)), b"")


def test_what_is_there_whole_says_how_long_it_is(server: Server) -> None:
    response, body = ask(server, "/size", "POST", b"four")
    assert response.getheader("content-length") == str(len(body))
    assert response.getheader("transfer-encoding") is None


def test_a_stream_arrives_and_is_closed(server: Server, house: House) -> None:
    assert ask(server, "/stream")[1] == b"0\n1\n2\n"
    assert house.closed.wait(3)


def test_slow_downloads_hold_no_thread(server: Server) -> None:
    slow = []
    for _ in range(8):
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        connection.sendall(b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n")
        slow.append(connection)
    time.sleep(0.2)
    started = time.monotonic()
    assert ask(server, "/size", "POST", body=b"abc")[1] == b"3 3"
    assert time.monotonic() - started < 1
    for connection in slow:
        connection.close()


def test_slow_uploads_hold_no_thread(server: Server) -> None:
    slow = []
    for _ in range(8):
        connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        connection.sendall(b"POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        slow.append(connection)
    assert ask(server, "/size", "POST", body=b"abc")[1] == b"3 3"
    for connection in slow:
        connection.close()


def test_a_full_queue_says_come_back_later(
    serve: Serve, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.gateway.edge.QUEUE_LIMIT", 2)
    server = serve(application=lambda: house, threads=1)
    waiting = [threading.Thread(target=ask, args=(server, "/wait")) for _ in range(3)]
    for thread in waiting:
        thread.start()
    time.sleep(0.3)
    response, _ = ask(server, "/wait")
    assert (response.status, response.getheader("Retry-After")) == (503, "2")
    house.release.set()
    for thread in waiting:
        thread.join(5)
    assert ask(server, "/wait")[1] == b"done"


def test_threads_are_fixed(server: Server, house: House) -> None:
    for _ in range(40):
        ask(server, "/environ")
    assert 1 <= len(house.threads) <= 4


def test_statics_come_compressed_for_ever_and_from_below_their_folder_only(
    serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = tmp_path / "built"
    folder.mkdir()
    (folder / "app-4Q2XWZ7B.css").write_text("a { color: red }\n" * 100)
    (folder / "manifest.json").write_text("{}")
    (folder / "service-worker.js").write_text("self.skipWaiting()")
    (folder / "link").symlink_to(tmp_path / "secret")
    server = serve(static_dir=folder)
    response, body = ask(server, "/static/app-4Q2XWZ7B.css", Accept_Encoding="br, gzip")
    assert response.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(body).startswith(b"a { color")
    assert "immutable" in (response.getheader("Cache-Control") or "")
    etag = response.getheader("ETag") or ""
    assert ask(server, "/static/app-4Q2XWZ7B.css", If_None_Match=etag)[0].status == 304
    assert ask(server, "/static/app-4Q2XWZ7B.css")[1].startswith(b"a { color")
    assert ask(server, "/static/manifest.json")[0].getheader("Cache-Control") == "no-cache"
    worker, body = ask(server, "/service-worker.js")
    assert (worker.getheader("Cache-Control"), body) == ("no-cache", b"self.skipWaiting()")
    assert worker.getheader("Content-Security-Policy") == "default-src 'none'; connect-src 'self'"
    for path in ("../secret", "%2e%2e/secret", "link", "/etc/passwd", "", "app-00000000.css"):
        assert ask(server, f"/static/{path}")[0].status == 404, path
    assert ask(server, "/static/manifest.json", "POST")[0].status == 405
