"""The sockets of this process: who may follow what, and what each is told."""

import asyncio
import logging
from collections.abc import Callable, Container, Coroutine, Sequence
from time import monotonic
from typing import Any
from uuid import UUID

from fourleaf.gateway import wire
from fourleaf.gateway.channel import CATCH_UP_LIMIT, REAUTHORISE, Channel
from fourleaf.gateway.client import TOPICS, Client
from fourleaf.gateway.gathered import Gathered
from fourleaf.gateway.ports import Ports
from fourleaf.gateway.presence import Presence, is_identifier
from fourleaf.gateway.wire import tell
from fourleaf.kit.bus import Notice

log = logging.getLogger("fourleaf.gateway")

POLL_EVERY = 1.0
CHECK_EVERY = 5.0
# Sessions are asked about in one question, rights in one of so many people a second at most.
PEOPLE_PER_ROUND = 250
# A page that hears nothing for 50 s takes the line for dead; a peer that answers no beat is dead to us.
BEAT_EVERY = 20.0
SILENT = 65.0
PATIENCE = 10.0


class Hub:
    """Clients, channels and presence; everything here runs in one event loop."""

    def __init__(self, ports: Ports, boot: str, announce: Callable[[dict[str, object]], None]) -> None:
        self.boot = boot
        self._ports = ports
        self._clients: set[Client] = set()
        self._people: dict[UUID, set[Client]] = {}
        self._channels: dict[str, Channel] = {}
        self._presence = Presence(announce, self.watchers)
        self._tasks: set[asyncio.Task[None]] = set()
        self._checked_at = monotonic()
        self._arriving = Gathered(self._welcome, self._start)
        self._asking = Gathered(self._admit, self._start)

    # -- what sockets do -------------------------------------------------------------------------------------

    def connected(self, client: Client) -> None:
        """A socket is open: find out whose it is; until then it is told nothing."""
        self._clients.add(client)
        self._arriving.add(client)

    def disconnected(self, client: Client) -> None:
        """A socket has gone, or is to be treated as if it had."""
        self._clients.discard(client)
        self._arriving.drop(client)
        self._asking.drop(client)
        self._presence.leave(client)
        client.wanted.clear()
        for topic in list(client.topics):
            self._drop(client, topic)
        if client.person is not None:
            others = self._people.get(client.person, set())
            others.discard(client)
            if not others:
                self._people.pop(client.person, None)

    def said(self, client: Client, text: bytes) -> None:
        """Act on one message."""
        try:
            message = wire.parse(text)
        except wire.NonsenseError as error:
            if client.person is not None:
                client.write(tell(error=str(error)))
            return
        match message:
            case wire.Watch(topic, after):
                self._want(client, topic, after)
            case wire.Unwatch(topic):
                client.wanted.pop(topic, None)
                self._drop(client, topic)
            case wire.Typing(topic, thread) if topic in client.topics:
                self._presence.typing(client, topic, thread)
            case wire.Here(None):
                self._presence.leave(client)
            case wire.Here(str(topic)) if topic in client.topics:
                self._presence.enter(client, topic)

    def hang_up(self, client: Client, code: int, reason: str) -> None:
        """Close a socket; it hears nothing from this moment."""
        self.disconnected(client)
        client.wire.close(code, reason)

    # -- what the bus says -----------------------------------------------------------------------------------

    def notice(self, notice: Notice) -> None:
        """Something was committed, in this process or another."""
        channel = self._channels.get(notice.topic)
        if channel is not None:
            if notice.sequence is None or notice.sequence > channel.head:
                channel.wake()
            return
        kind, _, identifier = notice.topic.partition(":")
        if kind == "person" and is_identifier(identifier):
            self._tell_person(UUID(identifier), notice)

    def heard(self, origin: str, items: Sequence[dict[str, Any]]) -> None:
        """What another process announced; it is trusted no further than its shape."""
        for item in items:
            match item:
                case {"presence": str(topic), "people": list(people)}:
                    self._presence.elsewhere(origin, topic, [one for one in people if is_identifier(one)])
                case {"typing": str(topic), "person": str(person), "thread": str() | None as thread}:
                    self._presence.show_typing(topic, person, thread)
                case {"topic": str(topic), "sequence": int() | None as sequence, "name": str(name)}:
                    self.notice(Notice(topic, sequence, name))

    def watchers(self, topic: str) -> set[Client]:
        """The clients that follow the topic here."""
        channel = self._channels.get(topic)
        return channel.watchers() if channel is not None else set()

    # -- time ------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Once a second look for what no notice told, and for whom to drop."""
        async with asyncio.TaskGroup() as rounds:
            rounds.create_task(_every(POLL_EVERY, self.tick))
            rounds.create_task(_every(POLL_EVERY, self._show_life))

    async def tick(self) -> None:
        """One round of `run`; a database that is away ends only this round."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.poll()
                await self._check()
        except Exception as error:  # ports may raise anything while the database is away
            log.warning("live rounds wait for the database: %s", type(error).__name__)
        for client in [client for client in self._clients if client.wanted]:
            self._serve(client)

    async def poll(self) -> None:
        """Wake the channels whose stream has moved on."""
        if not self._channels:
            return
        latest = await self._ports.latest([channel.space for channel in self._channels.values()])
        for channel in self._channels.values():
            if channel.joining or latest.get(channel.space, 0) > channel.head:
                channel.wake()

    def wake_all(self) -> None:
        """Notices may have been missed: read every stream."""
        for channel in self._channels.values():
            channel.wake()

    async def close(self) -> None:
        """Stop what is under way."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- within ----------------------------------------------------------------------------------------------

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _welcome(self, clients: list[Client]) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                people = await self._ports.people_of(sorted({client.session for client in clients}))
        except Exception as error:
            log.warning("%s sockets could not be authenticated: %s", len(clients), type(error).__name__)
            for client in clients:
                self.hang_up(client, wire.TRY_AGAIN_LATER, "try again")
            return
        for client in clients:
            if client in self._clients:
                self._greet(client, people.get(client.session))

    def _greet(self, client: Client, person: UUID | None) -> None:
        if person is None:
            self.hang_up(client, wire.SIGNED_OUT, "signed out")
            return
        client.person = person
        self._people.setdefault(person, set()).add(client)
        client.write(tell(hello={"person": str(person), "server": self.boot}))
        self._serve(client)

    def _want(self, client: Client, topic: str, after: int | None) -> None:
        if len(client.topics.union(client.wanted)) >= TOPICS and topic not in client.topics:
            self.hang_up(client, wire.POLICY_VIOLATION, "too many topics")
            return
        client.wanted[topic] = after
        self._serve(client)

    def _serve(self, client: Client) -> None:
        if client.wanted and client.person is not None:
            self._asking.add(client)

    async def _admit(self, clients: list[Client]) -> None:
        """Let these clients follow what they asked for and may read."""
        asked = {client: dict(client.wanted) for client in clients if client.person is not None}
        topics: dict[UUID, set[str]] = {}
        for client, wanted in asked.items():
            if client.person is not None:
                topics.setdefault(client.person, set()).update(wanted)
        spaces = {space for wanted in topics.values() for topic in wanted if (space := wire.space_of(topic))}
        try:
            # First the number, then the right: a membership that ends later has a later number,
            # which the channel reads and asks about again before it delivers.
            async with asyncio.timeout(PATIENCE):
                latest = await self._ports.latest(sorted(spaces))
                allowed = await self._ports.may_watch(topics)
        except Exception as error:  # the next tick tries again: the wishes stay in `wanted`
            log.warning("topics wait for the database: %s", type(error).__name__)
            return
        for client, wanted in asked.items():
            if client in self._clients and client.person is not None:
                self._let_in(client, wanted, allowed.get(client.person, set()), latest)

    def _let_in(
        self, client: Client, wanted: dict[str, int | None], allowed: set[str], latest: dict[UUID, int]
    ) -> None:
        for topic, after in wanted.items():
            if client.wanted.get(topic, -1) != after:
                continue  # withdrawn or asked anew meanwhile
            del client.wanted[topic]
            if topic in allowed:
                self._join(client, topic, after, latest)
            else:
                self._drop(client, topic)
                client.write(tell(closed=topic, why="membership"))
        self._serve(client)

    def _join(self, client: Client, topic: str, after: int | None, latest: dict[UUID, int]) -> None:
        space = wire.space_of(topic)
        if space is None:
            return
        at = latest.get(space, 0)
        channel = self._channels.get(topic)
        if channel is None:
            channel = self._channels[topic] = Channel(topic, space, at, self._ports, self._reauthorise)
        client.topics.add(topic)
        client.write(tell(watching=topic, at=at))
        if after is not None and not 0 <= at - after <= CATCH_UP_LIMIT:
            client.write(tell(reload=topic, at=at))
            after = at
        channel.join(client, at if after is None else after)
        self._presence.greet(client, topic)

    def _drop(self, client: Client, topic: str) -> None:
        client.topics.discard(topic)
        self._presence.leave(client, topic)
        channel = self._channels.get(topic)
        if channel is not None:
            channel.leave(client)
            if not channel:
                del self._channels[topic]

    async def _reauthorise(self, channel: Channel, clients: set[Client]) -> None:
        people = {client.person for client in clients if client.person is not None}
        allowed = await self._ports.who_may_watch(channel.topic, people)
        for client in clients:
            if client.person not in allowed and client in channel:
                self._close_topic(client, channel.topic)

    def _close_topic(self, client: Client, topic: str) -> None:
        self._drop(client, topic)
        client.write(tell(closed=topic, why="membership"))

    def _tell_person(self, person: UUID, notice: Notice) -> None:
        clients = tuple(self._people.get(person, ()))
        if not clients:
            return
        if notice.name == "Deactivated":
            for client in clients:
                self.hang_up(client, wire.SIGNED_OUT, "signed out")
            return
        if notice.name == "SignedOut":
            self._start(self._check_sessions(clients))
            return
        if notice.name in REAUTHORISE:
            self._start(self._check_soon(person))
        frame = tell(topic=notice.topic, name=notice.name)
        for client in clients:
            client.write(frame)

    async def _check_sessions(self, clients: Sequence[Client]) -> None:
        """Close the sockets whose session has ended; other devices of the person stay."""
        try:
            alive = await self._ports.people_of(sorted({client.session for client in clients}))
        except Exception:  # nobody can say: come back and show the session again
            for client in clients:
                self.hang_up(client, wire.TRY_AGAIN_LATER, "try again")
            return
        self._close_dead(clients, alive)

    def _close_dead(self, clients: Sequence[Client], alive: Container[str]) -> None:
        for client in clients:
            if client.session not in alive and client in self._clients:
                self.hang_up(client, wire.SIGNED_OUT, "signed out")

    async def _check_soon(self, person: UUID) -> None:
        try:
            await self._check_people([person])
        except Exception:  # the next tick takes those first that were checked longest ago
            for client in self._people.get(person, ()):
                client.checked_at = 0.0

    async def _check_people(self, people: Sequence[UUID]) -> None:
        """Drop every topic that one of these people may no longer read."""
        clients = [client for person in people for client in self._people.get(person, ())]
        topics: dict[UUID, set[str]] = {}
        for client in clients:
            if client.person is not None and client.topics:
                topics.setdefault(client.person, set()).update(client.topics)
        now = monotonic()
        allowed = await self._ports.may_watch(topics) if topics else {}
        for client in clients:
            client.checked_at = now
            if client.person is not None:
                asked = topics.get(client.person, set())
                for topic in client.topics.intersection(asked) - allowed.get(client.person, set()):
                    self._close_topic(client, topic)

    async def _check(self) -> None:
        now = monotonic()
        if now - self._checked_at >= CHECK_EVERY and self._clients:
            self._checked_at = now
            known = [client for client in self._clients if client.person is not None]
            self._close_dead(known, await self._ports.people_of(sorted({client.session for client in known})))
        due = {
            client.person: client.checked_at
            for client in self._clients
            if client.checked_at < now - CHECK_EVERY
        }
        people = [person for person in sorted(due, key=lambda one: due[one]) if person is not None]
        if people:
            await self._check_people(people[:PEOPLE_PER_ROUND])

    async def _show_life(self) -> None:
        """Presence and beats go on while the database is away or slow."""
        self._presence.tick()
        now = monotonic()
        for client in tuple(self._clients):
            if now - client.heard_at > SILENT:
                self.hang_up(client, wire.GOING_AWAY, "silent")
            elif now - client.beaten_at > BEAT_EVERY and client.person is not None:
                client.beaten_at = now
                client.write(wire.BEAT)


async def _every(seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await work()
