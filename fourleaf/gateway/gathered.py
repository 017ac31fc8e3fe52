"""Many who ask at once become a few questions."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from itertools import islice
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")

# So many at most in one question: the first of a thousand need not wait until the last is known.
TOGETHER = 250


class Gathered(Generic[Item]):
    """
    Items that are worked on in rounds, one round at a time.

    Whoever comes while a round is under way waits for the next one, with all others. So a thousand sockets that
    return in the same second cost a few questions, and one that comes alone is served at once.
    """

    def __init__(
        self,
        work: Callable[[list[Item]], Awaitable[None]],
        start: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        """`work` must not raise; `start` begins a task."""
        self._work = work
        self._start = start
        self._waiting: dict[Item, None] = {}
        self._is_running = False

    def add(self, item: Item) -> None:
        """Have it worked on soon; adding it again before that changes nothing."""
        self._waiting[item] = None
        if not self._is_running:
            self._is_running = True
            self._start(self._run())

    def drop(self, item: Item) -> None:
        """Work on it no more; no error if nobody waits for it."""
        self._waiting.pop(item, None)

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(0)  # what the same turn of the loop brings belongs to this round
                together = list(islice(self._waiting, TOGETHER))
                for item in together:
                    del self._waiting[item]
                if together:
                    await self._work(together)
        finally:
            self._is_running = False
