"""One process, one port: uvicorn with uvloop around the edge."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from fourleaf.gateway.bridge import WSGIApplication
from fourleaf.gateway.edge import Edge, Plan, Role
from fourleaf.gateway.lane import Stamps
from fourleaf.gateway.line import Connect
from fourleaf.gateway.ports import DocumentPorts, Ports
from fourleaf.gateway.socket import LiveProtocol

GRACE = 3


class Server(uvicorn.Server):
    """uvicorn that says when it accepts connections."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None] | None = None) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell."""
        await super().startup(sockets)
        if self.started and self._on_ready is not None:
            self._on_ready()

    @property
    def port(self) -> int:
        """The port that is being listened on, useful after asking for port 0."""
        return int(self.servers[0].sockets[0].getsockname()[1])


def configured(application: Any, *, host: str, port: int, ws: Any) -> uvicorn.Config:
    """uvicorn as we use it, around any ASGI application; `bench` puts a bare one there."""
    return uvicorn.Config(
        application,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws=ws,
        lifespan="on",
        timeout_graceful_shutdown=GRACE,
        timeout_keep_alive=65,
        server_header=False,
        access_log=False,
        # Forwarded headers are the bridge's business; uvicorn would believe anybody on this machine.
        proxy_headers=False,
        log_level="warning",
    )


def build(plan: Plan, *, host: str, port: int, on_ready: Callable[[], None] | None = None) -> Server:
    """A server that is not running yet: `run()` it in any thread, set `should_exit` to stop it."""
    ws = "none" if plan.role == "web" else LiveProtocol
    return Server(configured(Edge(plan), host=host, port=port, ws=ws), on_ready)


def run(
    *,
    application: Callable[[], WSGIApplication],
    host: str,
    port: int,
    ports: Ports,
    connect: Connect,
    static_dir: Path,
    documents: DocumentPorts | None = None,
    worker: str = "service-worker.js",
    role: Role = "all",
    threads: int = 4,
    body_limit: int = 64 * 1024 * 1024,
    trusted_proxies: frozenset[str] = frozenset(),
    session_cookie: str = "sessionid",
    stamps: Stamps | None = None,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM."""
    plan = Plan(
        application=application,
        ports=ports,
        connect=connect,
        static_dir=static_dir,
        documents=documents,
        worker=worker,
        role=role,
        threads=threads,
        body_limit=body_limit,
        trusted_proxies=trusted_proxies,
        session_cookie=session_cookie,
        stamps=stamps,
    )
    build(plan, host=host, port=port, on_ready=on_ready).run()
