"""`fourleaf` whose gateway's statements are counted: `python -m tests.load.counted FILE serve`.

The file holds how many statements the gateway's thread has sent, as eight bytes.
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


def count(file: Path) -> None:
    """From now on, in this process."""
    file.write_bytes(bytes(WIDTH))
    with file.open("r+b") as opened:
        kept = mmap.mmap(opened.fileno(), WIDTH)
    execute = CursorWrapper.execute

    def counting(self: CursorWrapper, *given: Any) -> Any:
        if threading.current_thread().name.startswith("live"):
            kept[:] = (int.from_bytes(kept[:], "little") + 1).to_bytes(WIDTH, "little")
        return execute(self, *given)

    CursorWrapper.execute = counting  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    count(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
