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
    """Six questions and a goodbye, asked in the event loop; any may raise while the database is away."""

    async def person_of(self, session_key: str) -> UUID | None:
        """The active person of a live session, or None."""

    async def may_watch(self, person: UUID, topics: list[str]) -> set[str]:
        """The subset of `topics` that the person may read now."""

    async def who_may_watch(self, topic: str, people: set[UUID]) -> set[UUID]:
        """The subset of `people` that may read the topic now."""

    async def frames_since(self, space: UUID, after: int, limit: int) -> list[Frame]:
        """The frames numbered after+1, after+2, … in order and without a hole, at most `limit`."""

    async def latest(self, spaces: list[UUID]) -> dict[UUID, int]:
        """The last number of each space; a space without events may be left out."""

    async def alive(self, sessions: list[str]) -> set[str]:
        """The subset of session keys that are still valid and belong to an active person."""

    async def close(self) -> None:
        """Give back what the port holds; called once at shutdown."""
