"""Join the gateway, Django and the database's live side into one serving process."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from fourleaf.config.document_ports import DatabaseDocumentPorts
from fourleaf.config.env import Env
from fourleaf.config.ports import DatabasePorts
from fourleaf.config.worker import Child
from fourleaf.gateway import server
from fourleaf.gateway.edge import Role
from fourleaf.kit import changes

FRONT_END = settings.PACKAGE / "static_built"
UPLOAD_OVERHEAD = 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1"})


async def connect() -> psycopg.AsyncConnection[Any]:
    """The gateway's own connection: role jobs, each statement by itself."""
    env: Env = settings.ENV
    if env.database is None:
        raise psycopg.OperationalError("There is no database.")
    parameters: dict[str, Any] = dict(env.database.for_role("jobs", settings.SECRET_KEY))
    return await psycopg.AsyncConnection.connect(**parameters, autocommit=True, connect_timeout=5)


def application() -> WSGIHandler:
    """Django, made in the process that serves it."""
    return get_wsgi_application()


def serve(*, host: str, port: int, role: Role, on_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM. With role `all` a worker begins once the pages are served, and ends with them."""
    behind_proxy = urlsplit(settings.PUBLIC_URL).scheme == "https"
    worker = Child()

    def ready() -> None:
        on_ready()
        if role == "all":
            worker.start()

    try:
        server.run(
            application=application,
            host=host,
            port=port,
            ports=DatabasePorts(),
            documents=DatabaseDocumentPorts(),
            connect=connect,
            static_dir=FRONT_END,
            worker="service-worker.js" if settings.OFFLINE_DAYS else "service-worker-off.js",
            role=role,
            body_limit=settings.UPLOAD_LIMIT + UPLOAD_OVERHEAD,
            trusted_proxies=LOOPBACK if behind_proxy else frozenset(),
            stamps=changes.stamps(),
            on_ready=ready,
        )
    finally:
        worker.stop()
