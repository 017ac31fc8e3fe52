"""A gateway on a free port of the loopback, with ports in memory and the test run's PostgreSQL for LISTEN."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fourleaf.gateway.edge import Plan
from fourleaf.gateway.server import Server, build
from tests.gateway.memory import MemoryPorts


def hello_application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The smallest page."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


async def connect() -> psycopg.AsyncConnection[Any]:
    """The database of the test run; its superfluous rights do not matter to LISTEN."""
    return await psycopg.AsyncConnection.connect(os.environ["FOURLEAF_DATABASE_URL"], connect_timeout=3)


Serve = Callable[..., Server]


@pytest.fixture
def ports() -> MemoryPorts:
    return MemoryPorts()


@pytest.fixture
def serve(ports: MemoryPorts, tmp_path: Path) -> Iterator[Serve]:
    """Call it with the fields of a Plan that matter to the test; stopped at the end."""
    running: list[tuple[Server, threading.Thread]] = []

    def start(**fields: Any) -> Server:
        plan = Plan(
            **{
                "application": lambda: hello_application,
                "ports": ports,
                "connect": connect,
                "static_dir": tmp_path,
                **fields,
            }
        )
        ready = threading.Event()
        server = build(plan, host="127.0.0.1", port=0, on_ready=ready.set)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        assert ready.wait(10)
        running.append((server, thread))
        return server

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


def eventually(condition: Callable[[], object], patience: float = 5.0) -> None:
    """Wait until the condition holds."""
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.02)
