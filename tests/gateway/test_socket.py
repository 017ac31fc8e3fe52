"""The handshake and the frames of `/live`, on real sockets."""

import json
import socket
import time
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as dial

from fourleaf.gateway.server import Server
from tests.gateway.conftest import Serve
from tests.gateway.memory import MemoryPorts

KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="


def call(
    server: Server, session: str | None = "s1", origin: str | None = "", path: str = "/live"
) -> ClientConnection:
    """A socket to the server; `origin` "" is the right one, None sends none."""
    here = f"127.0.0.1:{server.port}"
    return dial(
        f"ws://{here}{path}",
        origin=f"http://{here}" if origin == "" else origin,  # type: ignore[arg-type]
        additional_headers={"Cookie": f"theme=dark; sessionid={session}"} if session else {},
        compression=None,
        open_timeout=5,
        proxy=None,
    )


def hear(client: ClientConnection, patience: float = 3.0) -> Any:
    """The next message, or None if there is silence."""
    try:
        return json.loads(client.recv(timeout=patience))
    except TimeoutError:
        return None


def closing(client: ClientConnection) -> int | None:
    """The close code, after everything else was read."""
    try:
        while True:
            client.recv(timeout=5)
    except ConnectionClosed as ended:
        return ended.rcvd.code if ended.rcvd else None


def raw(server: Server, *lines: str, tail: bytes = b"") -> socket.socket:
    """A handshake by hand."""
    here = f"127.0.0.1:{server.port}"
    head = [
        "GET /live HTTP/1.1",
        f"Host: {here}",
        f"Origin: http://{here}",
        "Upgrade: websocket",
        KEY,
        *lines,
    ]
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    connection.sendall("\r\n".join([*head, "Cookie: sessionid=s1", "", ""]).encode() + tail)
    return connection


@pytest.fixture
def server(serve: Serve, ports: MemoryPorts) -> Server:
    ports.person("s1")
    return serve()


def test_a_signed_in_person_is_greeted(server: Server, ports: MemoryPorts) -> None:
    with call(server) as client:
        greeting = hear(client)["hello"]
    assert greeting["person"] == str(ports.sessions["s1"])
    assert greeting["server"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"origin": None}, 403),
        ({"origin": "http://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"session": None}, 403),
        ({"path": "/elsewhere"}, 404),
    ],
)
def test_who_does_not_belong_is_refused_at_the_handshake(server: Server, changes: Any, status: int) -> None:
    with pytest.raises(InvalidStatus) as refused:
        call(server, **changes)
    assert refused.value.response.status_code == status


def test_an_unknown_session_is_closed_after_the_handshake(server: Server) -> None:
    with call(server, session="forged") as client:
        assert closing(client) == 4401


def test_only_version_13_is_spoken(server: Server) -> None:
    with raw(server, "Connection: Upgrade", "Sec-WebSocket-Version: 8") as connection:
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 426")
    assert b"Sec-WebSocket-Version: 13" in answer


def test_firefox_connection_header_is_accepted(server: Server) -> None:
    with raw(server, "Connection: keep-alive, Upgrade", "Sec-WebSocket-Version: 13") as connection:
        assert connection.recv(4096).startswith(b"HTTP/1.1 101")


def test_bytes_sent_with_the_handshake_are_dropped_and_harm_nothing(server: Server) -> None:
    early = Frame(Opcode.TEXT, b'{"watch": "nonsense"}').serialize(mask=True)
    with raw(server, "Connection: Upgrade", "Sec-WebSocket-Version: 13", tail=early) as connection:
        answer = connection.recv(4096)
        while b'"hello"' not in answer:
            answer += connection.recv(4096)
        connection.sendall(Frame(Opcode.PING, b"still here").serialize(mask=True))
        assert connection.recv(4096) == b"\x8a\x0astill here"
    assert b"error" not in answer


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([Frame(Opcode.TEXT, b"x" * 65_537)], 1009),
        ([Frame(Opcode.TEXT, b"x" * 40_000, fin=False), Frame(Opcode.CONT, b"x" * 40_000)], 1009),
        ([Frame(Opcode.TEXT, b"\xff\xfe")], 1007),
        ([Frame(Opcode.BINARY, b"{}")], 1003),
        ([Frame(Opcode.CONT, b"{}")], 1002),
        ([Frame(Opcode.TEXT, b"{", fin=False), Frame(Opcode.TEXT, b"}")], 1002),
        ([b"\xc1\x80\0\0\0\0"], 1002),  # a reserved bit
        ([b"\x81\x02{}"], 1002),  # not masked
        ([b"\x83\x80\0\0\0\0"], 1002),  # an opcode that does not exist
        ([Frame(Opcode.CLOSE, b"\x0f\xa0bye")], 4000),
        ([Frame(Opcode.CLOSE, b"\x03\xe8")], 1000),
    ],
)
def test_each_fault_has_its_close_code(server: Server, frames: list[Frame | bytes], code: int) -> None:
    with call(server) as client:
        hear(client)
        for frame in frames:
            client.socket.sendall(frame if isinstance(frame, bytes) else frame.serialize(mask=True))
        assert closing(client) == code


def test_a_close_without_code_is_answered_without_code(server: Server) -> None:
    with raw(server, "Connection: Upgrade", "Sec-WebSocket-Version: 13") as connection:
        answer = connection.recv(4096)
        while b'"hello"' not in answer:
            answer += connection.recv(4096)
        connection.sendall(Frame(Opcode.CLOSE, b"").serialize(mask=True))
        assert connection.recv(4096) == b"\x88\x00"
        assert connection.recv(4096) == b""


def test_fragments_are_joined(server: Server, ports: MemoryPorts) -> None:
    topic = ports.space(ports.sessions["s1"])
    with call(server) as client:
        hear(client)
        client.send([json.dumps({"watch": topic})[:10], json.dumps({"watch": topic})[10:]])
        assert hear(client) == {"watching": topic, "at": 0}


def test_pings_are_answered(server: Server) -> None:
    with call(server) as client:
        assert client.ping(b"you?").wait(3)


def test_nonsense_is_answered_not_punished(server: Server) -> None:
    with call(server) as client:
        hear(client)
        for said in (
            "",
            "[",
            "[" * 10_000,
            "{}",
            '{"watch": "person:x"}',
            '{"watch": "space:x"}',
            '{"here": 3}',
        ):
            client.send(said)
            assert "error" in hear(client)


def test_a_flood_is_ended(server: Server) -> None:
    with call(server) as client:
        hear(client)
        for _ in range(400):
            client.socket.sendall(Frame(Opcode.TEXT, b"{}").serialize(mask=True))
        assert closing(client) == 4408


def test_too_many_topics_end_the_socket(server: Server, ports: MemoryPorts) -> None:
    topics = [ports.space(ports.sessions["s1"]) for _ in range(201)]
    with call(server) as client:
        hear(client)
        for topic in topics:
            client.send(json.dumps({"watch": topic}))
        assert closing(client) == 1008


def test_a_stopping_server_says_so(server: Server) -> None:
    with call(server) as client:
        hear(client)
        server.should_exit = True
        started = time.monotonic()
        assert closing(client) == 1001
        assert time.monotonic() - started < 1
