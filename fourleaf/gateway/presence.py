"""Who looks at a space and who is typing: in memory only, told to its watchers and to the other processes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID

from fourleaf.gateway.client import Client
from fourleaf.gateway.wire import tell

# Clients repeat `here` every 25 s, processes repeat theirs every 20 s; silence longer than this is absence.
HERE_FOR = 60.0
REPEAT_EVERY = 20.0
# A list longer than this says nothing to a reader, and one NOTIFY holds about 190 identifiers.
SHOWN = 100
TYPING_EVERY = 2.0

Announce = Callable[[dict[str, object]], None]


@dataclass(slots=True)
class Room:
    """The people at one topic, here and at other processes."""

    here: dict[Client, float] = field(default_factory=dict)
    elsewhere: dict[str, tuple[float, frozenset[str]]] = field(default_factory=dict)
    announced: frozenset[str] = frozenset()
    announced_at: float = 0.0
    shown: frozenset[str] = frozenset()

    def own(self) -> frozenset[str]:
        """The people whose sockets are at this process."""
        return frozenset(str(client.person) for client in self.here)

    def people(self) -> frozenset[str]:
        """Everybody who is here, once."""
        return self.own().union(*(people for _, people in self.elsewhere.values()))


class Presence:
    """Rooms by topic; changes are gathered and told once a second."""

    def __init__(self, announce: Announce, watchers: Callable[[str], set[Client]]) -> None:
        self._announce = announce
        self._watchers = watchers
        self._rooms: dict[str, Room] = {}
        self._at: dict[Client, str] = {}

    def enter(self, client: Client, topic: str) -> None:
        """The client's person looks at this topic now, and at no other in that window."""
        if self._at.get(client) not in (None, topic):
            self.leave(client)
        self._at[client] = topic
        self._rooms.setdefault(topic, Room()).here[client] = monotonic() + HERE_FOR

    def leave(self, client: Client, topic: str | None = None) -> None:
        """The client looks away from this topic, or from whatever it looked at."""
        at = self._at.get(client)
        if at is not None and topic in (None, at):
            del self._at[client]
            self._rooms[at].here.pop(client, None)

    def elsewhere(self, origin: str, topic: str, people: list[str]) -> None:
        """Another process says who is at its sockets."""
        room = self._rooms.setdefault(topic, Room())
        if people:
            room.elsewhere[origin] = (monotonic() + HERE_FOR, frozenset(people))
        else:
            room.elsewhere.pop(origin, None)

    def greet(self, client: Client, topic: str) -> None:
        """Tell a new watcher who is here already."""
        room = self._rooms.get(topic)
        if room is not None and room.shown:
            client.write(_presence(topic, room.shown))

    def typing(self, client: Client, topic: str, thread: str | None) -> None:
        """Pass on that the person types, at most once in two seconds."""
        now = monotonic()
        if client.person is None or now - client.typed_at < TYPING_EVERY:
            return
        client.typed_at = now
        self.show_typing(topic, str(client.person), thread)
        self._announce({"typing": topic, "person": str(client.person), "thread": thread})

    def show_typing(self, topic: str, person: str, thread: str | None) -> None:
        """Tell every other watcher that somebody types."""
        frame = tell(typing=topic, person=person, thread=thread)
        for watcher in self._watchers(topic):
            if str(watcher.person) != person:
                watcher.write(frame)

    def tick(self) -> None:
        """Forget who fell silent and tell what changed."""
        now = monotonic()
        for topic, room in list(self._rooms.items()):
            for client in [client for client, until in room.here.items() if until < now]:
                self.leave(client)
            for origin in [origin for origin, (until, _) in room.elsewhere.items() if until < now]:
                del room.elsewhere[origin]
            self._tell_others(topic, room, now)
            people = room.people()
            if people != room.shown:
                room.shown = people
                frame = _presence(topic, people)
                for watcher in self._watchers(topic):
                    watcher.write(frame)
            if not people:
                del self._rooms[topic]

    def _tell_others(self, topic: str, room: Room, now: float) -> None:
        own = room.own()
        if own != room.announced or (own and now - room.announced_at > REPEAT_EVERY):
            room.announced, room.announced_at = own, now
            self._announce({"presence": topic, "people": sorted(own)[:SHOWN]})


def _presence(topic: str, people: frozenset[str]) -> bytes:
    return tell(presence=topic, people=sorted(people)[:SHOWN], count=len(people))


def is_identifier(text: object) -> bool:
    """Whether another process sent something that can be a person."""
    try:
        return isinstance(text, str) and str(UUID(text)) == text
    except ValueError:
        return False
