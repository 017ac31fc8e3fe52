"""The worker: a process of its own, under the role `jobs`, that runs the notifier and the jobs.

As a child of `fourleaf serve` it is started again when it dies, and ends with its parent, however that ends: the parent
holds the other end of a pipe on its standard input.
"""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from procrastinate import JobContext, PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.db_cleanup import close_db_connections, close_db_connections_async
from procrastinate.contrib.django.utils import connector_params
from procrastinate.worker import Worker

from fourleaf.config.notifier import notifier
from fourleaf.config.sealer import sealer
from fourleaf.kit import bus
from fourleaf.kit.log import where

log = logging.getLogger("fourleaf.worker")
AT_ONCE = 4
GRACE = 8.0
REST_AFTER_FAILURE = 2.0
LONGEST_REST = 30.0


class Connector(PsycopgConnector):
    """Fetches jobs over connections of its own; what a job defers goes with the job's own Django transaction."""

    def __init__(self, within: BaseConnector) -> None:
        super().__init__(kwargs=connector_params(), min_size=1, max_size=3)
        self._within = within

    def get_sync_connector(self) -> BaseConnector:
        """Django's connection of the thread that asks."""
        return self._within


def tell_gateways(call_next: Callable[[], Any], context: JobContext, worker: Worker) -> Any:
    """After each job, screens hear of what it did."""
    try:
        return call_next()
    finally:
        bus.flush(connection)


def run(*, on_ready: Callable[[], None], is_child: bool = False) -> None:
    """Work until SIGINT or SIGTERM, or as a child until the parent has gone."""
    steady = (notifier(), sealer())
    for each in steady:
        each.start()
    try:
        asyncio.run(_run(on_ready, is_child))
    finally:
        for each in steady:
            each.stop()


async def _run(on_ready: Callable[[], None], is_child: bool) -> None:
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    loop.set_default_executor(ThreadPoolExecutor(AT_ONCE, "job"))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stopped.set)
    if is_child:
        threading.Thread(target=_outlived, args=(loop, stopped), daemon=True).start()
    on_ready()
    while not stopped.is_set():
        working = asyncio.create_task(_work())
        waiting = asyncio.create_task(stopped.wait())
        await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
        if working.done() and (error := working.exception()):
            log.warning("jobs rest a moment: %s", where(error))
            await asyncio.wait((waiting,), timeout=REST_AFTER_FAILURE)
        for task in (working, waiting):
            task.cancel()
        await asyncio.gather(working, waiting, return_exceptions=True)


async def _work() -> None:
    """Run jobs until cancelled, or until the database goes away."""
    with app.replace_connector(Connector(app.connector)):
        async with app.open_async():
            await app.run_worker_async(
                concurrency=AT_ONCE,
                delete_jobs="successful",
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE,
                task_middleware=[close_db_connections, close_db_connections_async, tell_gateways],
            )


def _outlived(loop: asyncio.AbstractEventLoop, stopped: asyncio.Event) -> None:
    """Wait for the end of the pipe that the parent holds; then stop, gently if there is time."""
    os.read(0, 1)  # not `sys.stdin`, whose lock an ending interpreter waits for in vain
    loop.call_soon_threadsafe(stopped.set)
    threading.Event().wait(GRACE + 2)
    os._exit(0)


class Child:
    """Keeps one worker running beside a serving process."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="worker-watch", daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker and wait until it has gone; no error if it never began."""
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join(GRACE + 10)

    def _watch(self) -> None:
        rest = 1.0
        while not self._stopped.is_set():
            with subprocess.Popen(_command(), stdin=subprocess.PIPE) as process:
                while process.poll() is None and not self._stopped.wait(0.2):
                    pass
                _end(process)
            if self._stopped.is_set():
                return
            log.warning("the worker has died (%s); starting it again", process.returncode)
            self._stopped.wait(rest)
            rest = min(rest * 2, LONGEST_REST)


def _command() -> list[str]:
    return [sys.executable, "-m", "fourleaf.config.cli", "serve", "--role", "worker", "--as-child"]


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(GRACE + 2)
        except subprocess.TimeoutExpired:
            process.kill()
