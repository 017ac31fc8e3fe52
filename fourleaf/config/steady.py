"""Something done over and over in a thread of its own, which outlives a database that goes away."""

import logging
import threading
from collections.abc import Callable

from django.db import Error, connection

log = logging.getLogger("fourleaf.worker")
REST_AFTER_FAILURE = 2.0


class Steady:
    """Calls `step` until it is stopped; rests `rest` seconds whenever it answers that nothing is left to do."""

    def __init__(self, name: str, step: Callable[[], object], rest: float) -> None:
        self._name, self._step, self._rest = name, step, rest
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop and wait until it has."""
        self._stopped.set()
        self._thread.join(10)

    def _run(self) -> None:
        rest = 0.0
        while not self._stopped.wait(rest):
            try:
                rest = 0.0 if self._step() else self._rest
            except Error as error:
                log.warning("the database does not answer the %s: %s", self._name, type(error).__name__)
                connection.close()
                rest = REST_AFTER_FAILURE
        connection.close()
