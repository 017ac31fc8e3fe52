"""Two processes and a database between them: NOTIFY, batches, an outage, and what /healthz says meanwhile."""

import json
import os
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from fourleaf.gateway.server import Server
from fourleaf.kit import bus
from fourleaf.kit.bus import Notice
from tests.gateway.conftest import Serve, connect, eventually
from tests.gateway.memory import MemoryPorts
from tests.gateway.test_bridge import ask
from tests.gateway.test_hub import enter, say
from tests.gateway.test_socket import hear


def health(server: Server) -> dict[str, Any]:
    response, body = ask(server, "/healthz")
    said: dict[str, Any] = json.loads(body)
    assert response.status == (200 if said["status"] == "ok" else 503)
    return said


def test_batches_fit_into_a_notify_and_lose_nothing() -> None:
    items = [bus.as_json(Notice(f"person:{uuid4()}", None, "WaitingChanged" * (n % 9))) for n in range(500)]
    payloads = list(bus.pack("origin", items))
    assert all(len(payload.encode()) <= bus.PAYLOAD_LIMIT for payload in payloads)
    assert 1 < len(payloads) < 40
    unpacked = [bus.unpack(payload) for payload in payloads]
    assert {origin for origin, _ in unpacked} == {"origin"}
    assert [item for _, some in unpacked for item in some] == items
    assert list(bus.pack("origin", [])) == []
    with pytest.raises(ValueError, match="does not fit"):
        list(bus.pack("origin", [{"name": "x" * 8_000}]))
    for nonsense in ("", "{}", "[]", "[1]", '["a", 1]'):
        with pytest.raises(ValueError):  # noqa: PT011  # JSON's own error or ours
            bus.unpack(nonsense)


def test_a_process_without_gateway_collects_and_flushes_the_newest(serve: Serve, ports: MemoryPorts) -> None:
    person = ports.person("ana")
    topic = ports.space(person)
    for _ in range(3):
        bus.send(Notice(topic, ports.post(topic), "PostAdded"))
    server = serve()
    eventually(lambda: health(server)["status"] == "ok")
    with enter(server, "ana") as ana, psycopg.connect(os.environ["FOURLEAF_DATABASE_URL"]) as connection:
        say(ana, watch=topic, after=3)
        hear(ana)
        ports.post(topic)
        assert bus.flush(connection) == 1
        connection.commit()
        assert bus.flush(connection) == 0
        assert hear(ana)["sequence"] == 4


def test_a_notice_presence_and_typing_reach_the_other_process(serve: Serve, ports: MemoryPorts) -> None:
    ana_id, ben_id = ports.person("ana"), ports.person("ben")
    topic = ports.space(ana_id, ben_id)
    here, there = serve(), serve()
    eventually(lambda: health(here)["status"] == health(there)["status"] == "ok")
    with enter(here, "ana") as ana, enter(there, "ben") as ben:
        for client in (ana, ben):
            say(client, watch=topic)
            hear(client)
        say(ana, typing=topic)
        assert hear(ben) == {"typing": topic, "person": str(ana_id), "thread": None}
        say(ana, here=topic)
        assert hear(ben) == {"presence": topic, "people": [str(ana_id)], "count": 1}


def test_an_outage_is_named_and_survived(serve: Serve, ports: MemoryPorts) -> None:
    away = False

    async def line() -> psycopg.AsyncConnection[Any]:
        if away:
            raise psycopg.OperationalError("away")
        connection = await connect()
        connection.cursor_factory = psycopg.AsyncCursor
        opened.append(connection)
        return connection

    opened: list[psycopg.AsyncConnection[Any]] = []
    topic = ports.space(ports.person("ana"))
    server = serve(connect=line)
    eventually(lambda: health(server)["status"] == "ok")
    with enter(server, "ana") as ana, psycopg.connect(os.environ["FOURLEAF_DATABASE_URL"]) as admin:
        say(ana, watch=topic)
        hear(ana)
        away = True
        for connection in opened:
            admin.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        admin.commit()
        eventually(lambda: health(server)["missing"] == ["database", "listening"])
        ports.post(topic)
        away = False
        eventually(lambda: health(server)["status"] == "ok")
        assert hear(ana)["sequence"] == 1


def test_roles_split_pages_and_sockets(serve: Serve, tmp_path: Path) -> None:
    web, gateway = serve(role="web"), serve(role="gateway")
    eventually(lambda: health(web)["status"] == health(gateway)["status"] == "ok")
    assert ask(web, "/")[1] == b"hello"
    assert ask(gateway, "/")[0].status == 404
    assert ask(gateway, "/live")[0].status == 426
    assert ask(web, "/live")[1] == b"hello"
