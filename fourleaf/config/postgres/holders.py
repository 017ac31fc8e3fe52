"""Who needs the server: one locked file for each process, which the kernel unlocks even after kill -9."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Only one process at a time starts or stops the server."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Holder:
    """Our own claim on the server; released by `drop` or by our death."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._file = self.path.open("x")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def drop(self) -> None:
        """Need the server no longer."""
        self.path.unlink(missing_ok=True)
        self._file.close()


def others(folder: Path) -> int:
    """How many living holders there are; the files of dead ones are removed on the way."""
    return sum(_lives(path) for path in folder.iterdir())


def _lives(path: Path) -> bool:
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
