"""The two names under which a process reaches its database."""

from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections

Answer = TypeVar("Answer")

#: The role of the process itself: in requests the one that row-level security binds to a person.
OWN = "default"
#: The role `jobs`, which reads past the person of a request: for live news and other named system work.
SYSTEM = "system"


def ask_system(question: Callable[[], Answer]) -> Answer:
    """Ask under `SYSTEM`, and once more on a fresh connection if the kept one has died."""
    try:
        return question()
    except (OperationalError, InterfaceError):
        if connections[SYSTEM].in_atomic_block:
            raise
        connections[SYSTEM].close()
        return question()
