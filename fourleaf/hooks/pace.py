"""How fast one program may write: a bucket of tokens each, in the memory of this process."""

import threading
import time
from collections.abc import Callable, Hashable
from math import ceil

#: As in Slack: short bursts, and about one message a second for long.
BURST = 20
PER_SECOND = 1.0


class Pace:
    """Buckets that fill by `per_second` up to `burst`; full ones are forgotten."""

    def __init__(self, burst: int, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._left: dict[Hashable, tuple[float, float]] = {}
        self._guard = threading.Lock()

    def wait_for(self, who: Hashable) -> int:
        """Take one: 0 if there was one, else the whole seconds after which there will be."""
        with self._guard:
            now = self._clock()
            if len(self._left) > 10_000:
                self._forget_full(now)
            left = self._filled(who, now)
            if left >= 1:
                self._left[who] = left - 1, now
                return 0
            self._left[who] = left, now
            return max(1, ceil((1 - left) / self._per_second))

    def _filled(self, who: Hashable, now: float) -> float:
        left, at = self._left.get(who, (float(self._burst), now))
        return min(float(self._burst), left + (now - at) * self._per_second)

    def _forget_full(self, now: float) -> None:
        self._left = {who: left for who, left in self._left.items() if self._filled(who, now) < self._burst}


pace = Pace(BURST, PER_SECOND)
