"""How often somebody may ask: one number each, shared by all processes of a machine.

The generic cell rate algorithm (ITU-T I.371) keeps one instant per key: when its allowance will be whole again. The
instants lie in a mapped file, eight bytes each, found by hash; a look costs a microsecond, no lock and no database.
Two processes that ask in the very same moment may count one request as none; two keys that share a place (of 65,536)
share an allowance.
"""

import logging
import mmap
import os
import threading
import time
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from pathlib import Path

log = logging.getLogger("fourleaf.api")
SLOTS = 1 << 16
WIDTH = 8


@dataclass(frozen=True)
class Quota:
    """So many requests a minute, at once or spread. The name stands in the headers."""

    name: str
    limit: int
    window: int = 60

    @property
    def policy(self) -> str:
        """An item of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10)."""
        return f'"{self.name}";q={self.limit};w={self.window}'


@dataclass(frozen=True)
class Allowance:
    """What is left after a request: how many more now, seconds until all are back, and until the next is allowed."""

    quota: Quota
    left: int
    whole_in: float
    wait: float

    @property
    def is_spent(self) -> bool:
        return self.wait > 0

    @property
    def state(self) -> str:
        """An item of `RateLimit`."""
        return f'"{self.quota.name}";r={self.left};t={ceil(self.whole_in)}'

    @property
    def retry_after(self) -> str:
        """Whole seconds, at least one."""
        return str(max(1, ceil(self.wait)))


class Rates:
    """The instants of one folder; where its disk is full, those of this process alone."""

    def __init__(self, folder: Path) -> None:
        try:
            shared = _mapped(folder)
        except OSError as error:
            log.warning("rates are counted for each process by itself: %s", error.strerror)
            shared = mmap.mmap(-1, SLOTS * WIDTH)
        self._instants = memoryview(shared).cast("d")
        self._turn = threading.Lock()

    def spend(self, key: bytes, quota: Quota, cost: int = 1) -> Allowance:
        """Count a request, unless none is left. A `cost` of 0 only looks."""
        place = int.from_bytes(key[-WIDTH:]) % SLOTS
        each = quota.window / quota.limit
        with self._turn:
            now = time.monotonic()  # the same for all processes, and no clock that is set moves it
            whole_at = max(self._instants[place], now)
            if whole_at > now + quota.window + each:
                whole_at = now  # from before the machine was started
            ahead = whole_at - now
            wait = max(0.0, ahead + max(cost, 1) * each - quota.window)
            if wait < 1e-9 and cost:
                ahead += cost * each
                self._instants[place] = now + ahead
        left = floor((quota.window - ahead) / each + 1e-9)
        return Allowance(quota, max(0, left), ahead, wait if wait >= 1e-9 else 0.0)


@lru_cache(maxsize=2)
def rates(folder: Path) -> Rates:
    """The instants of this installation."""
    return Rates(folder)


def _mapped(folder: Path) -> mmap.mmap:
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / "rates", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.posix_fallocate(handle, 0, SLOTS * WIDTH)  # a page that is missing later would end the process
        return mmap.mmap(handle, SLOTS * WIDTH)
    finally:
        os.close(handle)
