"""What the live gateway may ask of the apps, answered by Django in one thread of its own under the `jobs` role."""

import asyncio
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from django.utils.crypto import constant_time_compare

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access, Entry, Stream
from fourleaf.conversation.live import bodies
from fourleaf.gateway.ports import Frame
from fourleaf.kit import time
from fourleaf.kit.databases import SYSTEM, Answer, ask_system
from fourleaf.kit.prepared import ask
from fourleaf.people.models import Person, Session, Token
from fourleaf.people.sessions import SessionStore, digest
from fourleaf.spaces import policy
from fourleaf.spaces.models import Space

#: So long one record of listening to a space stands for it.
LISTENING = timedelta(hours=1)
ENTRIES = """
select name, sequence, facts::text from chronicle_entry
 where space_id = %s and sequence > %s order by sequence limit %s
"""


class DatabasePorts:
    """The gateway's `Ports` over our models."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "live")
        self._noted: dict[tuple[UUID, UUID], datetime] = {}

    async def people_of(self, sessions: list[str]) -> dict[str, UUID]:
        return await self._ask(lambda: _people_of(sessions))

    async def may_watch(self, asked: dict[UUID, set[str]]) -> dict[UUID, set[str]]:
        return await self._ask(lambda: self._watched(asked))

    async def who_may_watch(self, topic: str, people: set[UUID]) -> set[UUID]:
        return await self._ask(lambda: _watchers(topic, people))

    async def frames_since(self, space: UUID, after: int, limit: int) -> list[Frame]:
        return await self._ask(lambda: _frames(space, after, limit))

    async def latest(self, spaces: list[UUID]) -> dict[UUID, int]:
        streams = Stream.objects.using(SYSTEM).filter(space_id__in=spaces)
        return await self._ask(lambda: dict(streams.values_list("space_id", "last")))

    async def close(self) -> None:
        await self._ask(lambda: connections[SYSTEM].close())
        self._thread.shutdown(wait=False)

    def _watched(self, asked: dict[UUID, set[str]]) -> dict[UUID, set[str]]:
        """What they may; where reading is recorded, that they listen is, once an hour. What cannot be is not shown."""
        allowed = _watchable(asked)
        pairs = {
            (who, key) for who, topics in allowed.items() for topic in topics if (key := _space_of(topic))
        }
        lately = time.now() - LISTENING
        self._noted = {pair: at for pair, at in self._noted.items() if at > lately}
        fresh = pairs - self._noted.keys()
        recorded = Space.objects.using(SYSTEM).filter(pk__in={key for _who, key in fresh}, is_audited=True)
        audited = set(recorded.values_list("pk", flat=True))
        for who, key in sorted(pair for pair in fresh if pair[1] in audited):
            access.record(kind="live", object_id=key, why=Access.Why.MEMBER, space=key, who=who, using=SYSTEM)
            self._noted[who, key] = time.now()
        return allowed

    async def _ask(self, question: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._thread, ask_system, question)


def _people_of(shown: list[str]) -> dict[str, UUID]:
    """The active person of each session key and each token that is alive."""
    tokens = [each for each in shown if each.startswith(Token.PREFIX)]
    keys = [each for each in shown if not each.startswith(Token.PREFIX)]
    return (people_signed_in(keys) if keys else {}) | (_bearers(tokens) if tokens else {})


def _bearers(tokens: list[str]) -> dict[str, UUID]:
    """The person of each token that may be read with."""
    by_digest = {digest(token): token for token in tokens}
    alive = Token.objects.using(SYSTEM).alive().filter(digest__in=by_digest)
    reading = alive.filter(scopes__contains=[Token.Scope.READ])
    return {by_digest[key]: person for key, person in reading.values_list("digest", "person")}


def writers_of_tokens(keys: Iterable[UUID]) -> dict[UUID, UUID]:
    """The person of each token, by its key, with which documents may be written."""
    writing = (
        Token.objects.using(SYSTEM).alive().filter(pk__in=keys, scopes__contains=[Token.Scope.DOCUMENTS])
    )
    return dict(writing.values_list("pk", "person_id"))


def people_signed_in(keys: list[str]) -> dict[str, UUID]:
    """The active person of each session key, as the signed session data says."""
    by_digest = {digest(key): key for key in keys}
    return {by_digest[each]: person for each, person in people_of_digests(by_digest).items()}


def people_of_digests(digests: Iterable[str]) -> dict[str, UUID]:
    """The active person of each session that is alive, by its digest."""
    rows = Session.objects.using(SYSTEM).filter(digest__in=digests, expires_at__gt=time.now())
    found: dict[str, tuple[UUID, str]] = {}
    for row in rows:
        data = SessionStore().decode(row.data)
        if data.get(SESSION_KEY):
            found[row.digest] = UUID(data[SESSION_KEY]), data.get(HASH_SESSION_KEY, "")
    people = Person.objects.using(SYSTEM).active().in_bulk({person for person, _hash in found.values()})
    return {
        each: person
        for each, (person, signed) in found.items()
        if person in people and constant_time_compare(signed, people[person].get_session_auth_hash())
    }


def _watchable(asked: dict[UUID, set[str]]) -> dict[UUID, set[str]]:
    spaces = {topic: key for topic in set().union(*asked.values()) if (key := _space_of(topic))}
    people = Person.objects.using(SYSTEM).active().in_bulk(asked)
    readable = policy.readable(people.values(), spaces.values(), using=SYSTEM)
    return {
        person: {
            topic
            for topic in topics
            if topic == f"person:{person}" or (topic in spaces and (person, spaces[topic]) in readable)
        }
        for person, topics in asked.items()
        if person in people
    }


def _watchers(topic: str, people: set[UUID]) -> set[UUID]:
    key = _space_of(topic)
    space = Space.objects.using(SYSTEM).filter(pk=key).first() if key else None
    if space is None:
        return set()
    readers = policy.readers(space).using(SYSTEM).filter(pk__in=people)
    return set(readers.values_list("pk", flat=True))


def _space_of(topic: str) -> UUID | None:
    kind, _colon, key = topic.partition(":")
    try:
        return UUID(key) if kind == "space" else None
    except ValueError:
        return None


def _frames(space: UUID, after: int, limit: int) -> list[Frame]:
    entries = [
        Entry(name=name, space_id=space, sequence=sequence, facts=json.loads(facts))
        for name, sequence, facts in ask(ENTRIES, [space, after, limit], using=SYSTEM)
    ]
    made = zip(entries, bodies(entries), strict=True)
    return [Frame(sequence=entry.sequence or 0, name=entry.name, body=body) for entry, body in made]
