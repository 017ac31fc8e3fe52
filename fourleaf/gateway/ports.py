"""What the gateway asks of the rest of Fourleaf, as narrow as it can be."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Frame:
    """One numbered event of a space; `body` is a JSON object, encoded, the same for every viewer."""

    sequence: int
    name: str
    body: bytes


class Ports(Protocol):
    """Five questions and a goodbye, asked in the event loop; any may raise while the database is away.

    Each is asked for many at once, and costs a few statements however many they are.
    """

    async def people_of(self, sessions: list[str]) -> dict[str, UUID]:
        """The active person of each of these that is alive: keys of signed-in browsers and tokens (`fl_…`)."""

    async def may_watch(self, asked: dict[UUID, set[str]]) -> dict[UUID, set[str]]:
        """Of the topics that each person asks for, those that they may read now."""

    async def who_may_watch(self, topic: str, people: set[UUID]) -> set[UUID]:
        """The subset of `people` that may read the topic now."""

    async def frames_since(self, space: UUID, after: int, limit: int) -> list[Frame]:
        """The frames numbered after+1, after+2, … in order and without a hole, at most `limit`."""

    async def latest(self, spaces: list[UUID]) -> dict[UUID, int]:
        """The last number of each space; a space without events may be left out."""

    async def close(self) -> None:
        """Give back what the port holds; called once at shutdown."""
