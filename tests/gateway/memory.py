"""Ports in memory: sessions, members and streams that tests can change under the gateway's feet."""

import asyncio
import json
from collections.abc import Callable
from uuid import UUID, uuid4

from fourleaf.gateway.ports import Frame


class MemoryPorts:
    """The gateway's questions answered from dictionaries, after as many turns of the loop as `turns` says."""

    def __init__(self) -> None:
        self.sessions: dict[str, UUID] = {}
        self.members: dict[str, set[UUID]] = {}
        self.streams: dict[UUID, list[Frame]] = {}
        self.turns: Callable[[], int] = lambda: 0
        self.away = False
        self.reads = self.questions = 0

    def person(self, session: str) -> UUID:
        """A new person with this session."""
        self.sessions[session] = uuid4()
        return self.sessions[session]

    def space(self, *members: UUID) -> str:
        """A new space; returns its topic."""
        space = uuid4()
        topic = f"space:{space}"
        self.streams[space] = []
        self.members[topic] = set(members)
        return topic

    def post(self, topic: str, name: str = "PostAdded", body: bytes | None = None) -> int:
        """Add one event; returns its number."""
        stream = self.streams[UUID(topic.removeprefix("space:"))]
        number = len(stream) + 1
        stream.append(
            Frame(number, name, body if body is not None else json.dumps({"post": number}).encode())
        )
        return number

    async def _answer(self) -> None:
        for _ in range(self.turns()):
            await asyncio.sleep(0)
        if self.away:
            raise ConnectionError("the database is away")

    async def people_of(self, sessions: list[str]) -> dict[str, UUID]:
        self.questions += 1
        await self._answer()
        return {key: self.sessions[key] for key in sessions if key in self.sessions}

    async def may_watch(self, asked: dict[UUID, set[str]]) -> dict[UUID, set[str]]:
        self.questions += 1
        await self._answer()
        allowed = {
            person: {topic for topic in topics if person in self.members.get(topic, set())}
            for person, topics in asked.items()
        }
        await self._answer()
        return allowed

    async def who_may_watch(self, topic: str, people: set[UUID]) -> set[UUID]:
        await self._answer()
        allowed = people & self.members.get(topic, set())
        await self._answer()
        return allowed

    async def frames_since(self, space: UUID, after: int, limit: int) -> list[Frame]:
        await self._answer()
        self.reads += 1
        frames = [frame for frame in self.streams[space] if frame.sequence > after][:limit]
        await self._answer()
        return frames

    async def latest(self, spaces: list[UUID]) -> dict[UUID, int]:
        await self._answer()
        numbers = {space: stream[-1].sequence for space in spaces if (stream := self.streams.get(space))}
        await self._answer()
        return numbers

    async def close(self) -> None:
        """Nothing is held."""
