"""Say what a transaction changes, before its commit and after it: no page in memory outlives an acknowledged change."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from fourleaf.kit.stamps import Stamps

#: What every page depends on.
ALL = "all"
#: Methods of requests that change nothing.
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
#: Where the gateway's lane puts the function that lets it keep the answer to a request.
LANE = "fourleaf.lane"
Keep = Callable[[Iterable[str], datetime], None]

_here = threading.local()


def of_person(person: UUID) -> str:
    """What one person's pages depend on."""
    return f"person:{person}"


def of_space(space: UUID) -> str:
    """What the pages of those depend on who have this space among their places."""
    return f"space:{space}"


def of_session(digest: str) -> str:
    """Whether a session is alive, and what it holds."""
    return f"session:{digest}"


def stamps() -> Stamps:
    """The stamps of this installation on this machine."""
    return _stamps(settings.DATA / "stamps")


@lru_cache(1)
def _stamps(path: Path) -> Stamps:
    return Stamps(path)


def touch(*names: str) -> None:
    """These things change with the transaction that is under way; until its end nothing that shows them is kept."""
    kept, begun = stamps(), _begun()
    for name in names:
        if name not in begun:
            begun[name] = kept.begin(name)
    transaction.on_commit(settle, robust=True)


def has_touched() -> bool:
    """Whether this thread's transaction has said that it changes something."""
    return bool(_begun())


def touch_written(person: UUID | None) -> None:
    """A request that writes is done: it may show on its person's pages; if nothing says what else, on everybody's."""
    names = [] if has_touched() else [ALL]
    touch(*names, *([of_person(person)] if person else []))


def settle() -> None:
    """The transaction has ended, however it did."""
    begun = _begun()
    while begun:
        stamps().end(*begun.popitem()[1])


def let_keep(request: HttpRequest, names: Iterable[str], until: datetime) -> None:
    """The answer may be given again to this very browser, until this instant or until one of these things changes."""
    keep: Keep | None = request.META.get(LANE)
    if keep is not None:
        keep((ALL, *names), until)


def _begun() -> dict[str, tuple[int, int]]:
    if not hasattr(_here, "begun"):
        _here.begun = {}
    begun: dict[str, tuple[int, int]] = _here.begun
    return begun
