"""`fourleaf` whose statements are counted: `python -m tests.load.counted FILE THREADS serve`.

The file holds how many statements the threads whose names begin so (`live`: the gateway; `pages`: requests) have sent,
as eight bytes.
"""

import mmap
import sys
import threading
from pathlib import Path
from typing import Any

from django.db.backends.utils import CursorWrapper

from fourleaf.config.cli import main

WIDTH = 8


def read(file: Path) -> int:
    """How many statements there were."""
    return int.from_bytes(file.read_bytes(), "little") if file.exists() else 0


def count(file: Path, threads: str) -> None:
    """From now on, in this process."""
    file.write_bytes(bytes(WIDTH))
    with file.open("r+b") as opened:
        kept = mmap.mmap(opened.fileno(), WIDTH)
    execute, turn = CursorWrapper.execute, threading.Lock()

    def counting(self: CursorWrapper, *given: Any) -> Any:
        if threading.current_thread().name.startswith(threads):
            with turn:
                kept[:] = (int.from_bytes(kept[:], "little") + 1).to_bytes(WIDTH, "little")
        return execute(self, *given)

    CursorWrapper.execute = counting  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    count(Path(sys.argv[1]), sys.argv[2])
    sys.exit(main(sys.argv[3:]))
