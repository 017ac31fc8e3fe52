"""The ASGI application of one process: who answers which path, and what starts and stops with the server."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal

from fourleaf.gateway import health
from fourleaf.gateway.answers import Receive, Scope, Send, refuse
from fourleaf.gateway.bridge import QUEUE_LIMIT, Bridge, WSGIApplication
from fourleaf.gateway.exchange import Exchange
from fourleaf.gateway.hub import Hub
from fourleaf.gateway.lane import HEARTBEAT, Lane, Stamps
from fourleaf.gateway.line import Connect, Line
from fourleaf.gateway.ports import DocumentPorts, Ports
from fourleaf.gateway.rooms import Rooms
from fourleaf.gateway.socket import document_of
from fourleaf.gateway.statics import PREFIX, Statics
from fourleaf.kit import bus

WORKER_PATH = "/service-worker.js"

# Stamps do not reach another machine: while processes of ours work there, memory is not used. Each has a line as ours.
ALONE = """
SELECT count(DISTINCT coalesce(client_addr::text, '')) = 1 FROM pg_stat_activity WHERE usename = current_user
"""
Role = Literal["all", "web", "gateway"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a process is to serve."""

    application: Callable[[], WSGIApplication]
    ports: Ports
    connect: Connect
    static_dir: Path
    documents: DocumentPorts | None = None
    worker: str = "service-worker.js"
    role: Role = "all"
    threads: int = 4
    body_limit: int = 64 * 1024 * 1024
    trusted_proxies: frozenset[str] = frozenset()
    session_cookie: str = "sessionid"
    stamps: Stamps | None = None


class Edge:
    """Lifespan and HTTP; the socket class, called by uvicorn, finds the hub in the lifespan state."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._boot = secrets.token_hex(8)
        self._bridge: Bridge | None = None
        self._lane: Lane | None = None
        self._statics = Statics(plan.static_dir)
        self._hub: Hub
        self._rooms: Rooms | None = None
        self._exchange: Exchange
        self._loop: asyncio.AbstractEventLoop
        self._tasks: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["path"] == "/healthz":
            await self._health(send)
        elif scope["path"] == WORKER_PATH:
            await self._statics({**scope, "path": PREFIX + self._plan.worker}, send)
        elif scope["path"].startswith(PREFIX):
            await self._statics(scope, send)
        elif self._is_socket(scope["path"]):
            await refuse(
                send, HTTPStatus.UPGRADE_REQUIRED, (b"upgrade", b"websocket"), (b"connection", b"upgrade")
            )
        elif self._bridge is None:
            await refuse(send, HTTPStatus.NOT_FOUND)
        elif self._lane is None:
            await self._bridge(scope, receive, send)
        else:
            await self._lane(scope, receive, send)

    def _is_socket(self, path: str) -> bool:
        is_there = path == "/live" or (self._rooms is not None and document_of(path.encode()) is not None)
        return is_there and self._plan.role != "web"

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await self._start()
        if self._plan.role != "web":
            scope["state"].update(hub=self._hub, rooms=self._rooms, session_cookie=self._plan.session_cookie)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        plan = self._plan
        self._loop = asyncio.get_running_loop()
        if plan.role != "gateway":
            self._bridge = Bridge(
                plan.application(),
                threads=plan.threads,
                body_limit=plan.body_limit,
                queue_limit=QUEUE_LIMIT,
                trusted_proxies=plan.trusted_proxies,
            )
            if plan.stamps is not None:
                self._lane = Lane(plan.stamps, self._bridge)
        self._exchange = Exchange(plan.connect, self._boot)
        self._hub = Hub(plan.ports, self._boot, self._exchange.announce)
        if plan.documents is not None and plan.role != "web":
            self._rooms = Rooms(plan.documents, self._exchange.announce)
        work = [self._exchange.speak()]
        if plan.role != "web":
            work += [self._exchange.listen(self._heard, self._wake_all), self._hub.run()]
        if self._rooms is not None:
            work.append(self._rooms.run())
        if self._lane is not None:
            work.append(self._beat(self._lane))
        self._tasks = [self._loop.create_task(one) for one in work]
        bus.attach(self._from_thread)

    async def _stop(self) -> None:
        bus.detach(self._from_thread)
        await self._hub.close()
        if self._rooms is not None:
            await self._rooms.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._exchange.close()
        await self._plan.ports.close()
        if self._bridge is not None:
            self._bridge.close()

    async def _beat(self, lane: Lane) -> None:
        """Show the lane that the database answers, and answers this machine alone, on a line of its own."""
        line = Line(self._plan.connect)
        try:
            while True:
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(HEARTBEAT):
                        if await line.rows(ALONE) == [(True,)]:
                            lane.beat()
                await asyncio.sleep(HEARTBEAT / 3)
        finally:
            await line.close()

    async def _health(self, send: Send) -> None:
        parts = {"database": await self._exchange.answers(health.PATIENCE)}
        if self._plan.role != "web":
            parts["listening"] = self._exchange.listening
        if self._plan.role != "gateway":
            parts["application"] = self._bridge is not None
        await health.report(send, parts)

    def _from_thread(self, notice: bus.Notice) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed between detach and this call
            self._loop.call_soon_threadsafe(self._take, notice)

    def _take(self, notice: bus.Notice) -> None:
        self._hub.notice(notice)
        if self._rooms is not None:
            self._rooms.notice(notice)
        self._exchange.announce(bus.as_json(notice))

    def _heard(self, origin: str, items: Sequence[dict[str, Any]]) -> None:
        self._hub.heard(origin, items)
        if self._rooms is not None:
            self._rooms.heard(origin, items)

    def _wake_all(self) -> None:
        self._hub.wake_all()
        if self._rooms is not None:
            self._rooms.wake_all()
