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


@dataclass(frozen=True, slots=True)
class Row:
    """One accepted update of a document (Yjs, format v1), its number and its author."""

    number: int
    person: UUID
    data: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A document on disk: all updates up to `upto` as one, those after it, and whose each client id is."""

    upto: int
    state: bytes
    rows: list[Row]
    writers: dict[int, UUID]


class DocumentPorts(Protocol):
    """What rooms of documents ask; any may raise while the database is away. Each is asked for many at once."""

    async def people_of(self, shown: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], UUID]:
        """The active person of each of these that lives: what was shown (session key, ticket) for which document."""

    async def names(self, people: set[UUID]) -> dict[UUID, str]:
        """What these people are called, for those who have a document open with them."""

    async def rights(self, asked: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], bool]:
        """Of these (document, person) those that may read now, and whether they may write."""

    async def stored(self, document: UUID) -> Stored:
        """All there is of a document."""

    async def since(self, heads: dict[UUID, int]) -> dict[UUID, list[Row]]:
        """The updates of each document after a number, in order and without a hole."""

    async def latest(self, documents: list[UUID]) -> dict[UUID, int]:
        """The last number of each document that still is."""

    async def bind(self, wanted: list[tuple[UUID, int, UUID]]) -> dict[tuple[UUID, int], UUID]:
        """Whose each client id of a document is from now on: of (document, client id, person) the first to ask."""

    async def accept(self, updates: list[tuple[UUID, UUID, bytes]]) -> dict[UUID, int]:
        """Keep these updates (document, person, bytes) on disk, in this order and numbered without a gap.

        Answers for each document the number before its first one; documents that take none now are left out.
        """

    async def keep(self, document: UUID, upto: int, state: bytes) -> None:
        """Keep all updates up to a number as one, to open the document sooner next time."""

    async def close(self) -> None:
        """Give back what the port holds; called once at shutdown."""
