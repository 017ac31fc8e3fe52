"""What a serving process tidies up by itself, once at its start and then daily, under the `jobs` role."""

import logging
import threading

from django.db import Error, connections

from fourleaf.conversation.actions import sweep_files
from fourleaf.kit.databases import SYSTEM

log = logging.getLogger("fourleaf.housekeeping")
DAILY = 24 * 3600.0


def tidy() -> None:
    """Remove the bytes that a crash or an undone upload left behind. What fails now is tried again tomorrow."""
    try:
        sweep_files()
    except (Error, OSError) as error:
        log.warning("could not tidy up: %s", type(error).__name__)
    finally:
        connections[SYSTEM].close()


class Housekeeper:
    """Runs `tidy` in a thread of its own while the process serves."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin, in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to stop and wait until it has."""
        self._stopped.set()
        self._thread.join(10)

    def _run(self) -> None:
        while True:
            tidy()
            if self._stopped.wait(DAILY):
                return
