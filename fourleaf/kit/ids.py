"""Primary keys: UUID version 7 (RFC 9562), which sort by the time they were made."""

import os
import threading
import time
from uuid import UUID

_guard = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds, 12 of finer time, 62 random; strictly increasing in one process."""
    global _last
    with _guard:
        moment = time.time_ns() * 4096 // 1_000_000  # milliseconds with 12 fractional bits
        moment = _last = max(moment, _last + 1)
    milliseconds, fraction = divmod(moment, 4096)
    random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | fraction << 64 | 2 << 62 | random)
