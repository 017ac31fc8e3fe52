"""A number for each thing that a page in memory depends on, in memory that all processes of this machine share.

An odd number means that the thing is being changed just now. Every change writes numbers that never were there
before, so that nobody who compares can take a later state for an earlier one.
"""

import hashlib
import mmap
import os
import secrets
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

#: Several names may share a number: then a change of one is taken for a change of the other, which is harmless.
SLOTS = 1 << 16
#: The number at this place changes with every other.
ANY = 0


class Stamps:
    """The numbers in one file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(handle, 8 * SLOTS)
            self._numbers = memoryview(mmap.mmap(handle, 8 * SLOTS)).cast("Q")
        finally:
            os.close(handle)
        self._turn = threading.Lock()

    def places(self, names: Iterable[str]) -> tuple[int, ...]:
        """Where the numbers of these names stand."""
        return tuple(sorted({_place(name) for name in names}))

    def read(self, places: Sequence[int]) -> tuple[int, ...]:
        """The numbers at these places."""
        return tuple([self._numbers[place] for place in places])

    def begin(self, name: str) -> tuple[int, int]:
        """The thing is being changed from now on; answers its place and number for `end`."""
        place, number = _place(name), secrets.randbits(64) | 1
        with self._turn:
            self._write(place, number)
        return place, number

    def end(self, place: int, number: int) -> None:
        """This change is done. Whoever began another meanwhile, and has not ended it, will."""
        with self._turn:
            current = self._numbers[place]
            if current == number or not current & 1:
                self._write(place, secrets.randbits(63) << 1)

    def _write(self, place: int, number: int) -> None:
        # First the one that whoever is about to keep a page reads last.
        self._numbers[ANY] = secrets.randbits(63) << 1
        self._numbers[place] = number


def _place(name: str) -> int:
    return 1 + int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest()) % (SLOTS - 1)
