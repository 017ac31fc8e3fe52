"""What rooms of documents may ask of the apps, answered by Django in two threads of its own under the `jobs` role."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connections

from fourleaf.config.ports import LISTENING, people_of_digests, people_signed_in, writers_of_tokens
from fourleaf.documents import actions, live
from fourleaf.documents.tickets import holder_of
from fourleaf.gateway.ports import Row, Stored
from fourleaf.gateway.socket import TICKET_PREFIX
from fourleaf.kit import time
from fourleaf.kit.databases import SYSTEM, Answer, ask_system


class DatabaseDocumentPorts:
    """The gateway's `DocumentPorts`. What is written has a thread of its own: a long document holds up nobody."""

    def __init__(self) -> None:
        self._reading = ThreadPoolExecutor(1, "documents")
        self._writing = ThreadPoolExecutor(1, "updates")
        self._noted: dict[tuple[UUID, UUID], datetime] = {}

    async def people_of(self, shown: list[tuple[str, UUID]]) -> dict[tuple[str, UUID], UUID]:
        return await self._read(lambda: _people_of(shown))

    async def names(self, people: set[UUID]) -> dict[UUID, str]:
        return await self._read(lambda: live.names(people))

    async def rights(self, asked: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], bool]:
        return await self._read(lambda: self._rights(asked))

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

    def _rights(self, asked: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], bool]:
        """Who has it open reads it: where reading is recorded, that is, once an hour. What cannot be is not shown."""
        allowed = live.rights_of(asked)
        lately = time.now() - LISTENING
        self._noted = {pair: at for pair, at in self._noted.items() if at > lately}
        fresh = allowed.keys() - self._noted.keys()
        for document, person in live.note_open(fresh):
            self._noted[document, person] = time.now()
        return allowed

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
    holders: dict[tuple[str, UUID], str | UUID] = {}
    keys = []
    for text, document in shown:
        if not text.startswith(TICKET_PREFIX):
            keys.append(text)
        elif holder := holder_of(text.removeprefix(TICKET_PREFIX), document):
            holders[text, document] = holder
    by_key = people_signed_in(keys) if keys else {}
    sessions = {each for each in holders.values() if isinstance(each, str)}
    tokens = {each for each in holders.values() if isinstance(each, UUID)}
    people: dict[Any, UUID] = {}
    if sessions:
        people.update(people_of_digests(sessions))
    if tokens:
        people.update(writers_of_tokens(tokens))
    found = {(text, document): by_key[text] for text, document in shown if text in by_key}
    return found | {each: people[holder] for each, holder in holders.items() if holder in people}
