"""What rooms of documents may ask of the apps, answered by Django in two threads of its own under the `jobs` role."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connections

from fourleaf.config.ports import people_of_digests, people_signed_in
from fourleaf.documents import actions, live
from fourleaf.documents.tickets import session_of
from fourleaf.gateway.ports import Row, Stored
from fourleaf.gateway.socket import TICKET_PREFIX
from fourleaf.kit.databases import SYSTEM, Answer, ask_system


class DatabaseDocumentPorts:
    """The gateway's `DocumentPorts`. What is written has a thread of its own: a long document holds up nobody."""

    def __init__(self) -> None:
        self._reading = ThreadPoolExecutor(1, "documents")
        self._writing = ThreadPoolExecutor(1, "updates")

    async def people_of(self, shown: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], UUID]:
        return await self._read(lambda: _people_of(shown))

    async def rights(self, asked: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], bool]:
        return await self._read(lambda: live.rights_of(asked))

    async def stored(self, document: UUID) -> Stored:
        return await self._read(lambda: _stored(document))

    async def latest(self, documents: list[UUID]) -> dict[UUID, int]:
        return await self._read(lambda: live.latest(documents))

    async def keep(self, document: UUID, upto: int, state: bytes) -> None:
        await self._read(lambda: actions.keep_state(document=document, upto=upto, data=state))

    async def since(self, heads: dict[UUID, int]) -> dict[UUID, list[Row]]:
        return await self._write(
            lambda: {key: [Row(*row) for row in rows] for key, rows in live.since(heads).items()}
        )

    async def bind(self, wanted: list[tuple[UUID, int, UUID]]) -> dict[tuple[UUID, int], UUID]:
        return await self._write(lambda: live.bound(wanted))

    async def accept(self, updates: list[tuple[UUID, UUID, bytes]]) -> dict[UUID, int]:
        return await _in(self._writing, lambda: _accepted(updates))

    async def close(self) -> None:
        for thread in (self._reading, self._writing):
            await _in(thread, lambda: connections[SYSTEM].close())
            thread.shutdown(wait=False)

    async def _read(self, question: Callable[[], Answer]) -> Answer:
        return await _in(self._reading, lambda: ask_system(question))

    async def _write(self, question: Callable[[], Answer]) -> Answer:
        return await _in(self._writing, lambda: ask_system(question))


async def _in(thread: ThreadPoolExecutor, work: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(thread, work)


def _accepted(updates: list[tuple[UUID, UUID, bytes]]) -> dict[UUID, int]:
    """Not asked again on another connection, as `ask_system` would: it may have been done."""
    try:
        return live.accepted(updates)
    except (OperationalError, InterfaceError):
        connections[SYSTEM].close()
        raise


def _stored(document: UUID) -> Stored:
    upto, state, rows, writers = live.all_of(document)
    return Stored(upto, state, [Row(*row) for row in rows], writers)


def _people_of(shown: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], UUID]:
    """The active person of each session key, and of each ticket that is for its document."""
    digests: dict[tuple[str, UUID], str] = {}
    for text, document in shown:
        if text.startswith(TICKET_PREFIX):
            session = session_of(text.removeprefix(TICKET_PREFIX), document)
            digests |= {(text, document): session} if session else {}
    keys: list[Any] = [text for text, _document in shown if not text.startswith(TICKET_PREFIX)]
    by_key = people_signed_in(keys) if keys else {}
    by_digest = people_of_digests(set(digests.values())) if digests else {}
    found = {(text, document): by_key[text] for text, document in shown if text in by_key}
    return found | {each: by_digest[session] for each, session in digests.items() if session in by_digest}
