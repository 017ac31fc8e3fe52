"""Two years of conversation in one pass through time, every deed with its number in the chronicle of its space."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from uuid import UUID

from bench.filling.plan import SEED, Plan, Room, person_key, space_key
from bench.filling.tables import NULL, Table, plain
from bench.filling.texts import texts
from fourleaf.chronicle.models import Entry, Stream
from fourleaf.chronicle.record import Event, facts_of
from fourleaf.conversation.events import PostAdded, ReactionAdded
from fourleaf.conversation.models import Following, Fragment, Mark, Mention, Post, Reaction, Withdrawal
from fourleaf.spaces.events import MembershipAdded, SpaceAdded
from fourleaf.spaces.models import Cursor, Membership, Space

SPAN = timedelta(days=730)
REPLIES = 0.45
REACTED = 0.2
MENTIONING = 0.05
MARKED = 0.02
WITHDRAWN = 0.003
OPEN_THREADS = 12
#: Who was named before this share of the story has seen to it.
HANDLED = 0.98
A, B, C = (UUID(int=number) for number in (1, 2, 3))


def facts(event: Event, *names: str) -> str:
    """The event's facts as a pattern for `%`: the named fields, in the order given, become its holes."""
    text = json.dumps(facts_of(event)).replace("%", "%%")
    for name in names:
        text = text.replace(json.dumps(facts_of(event)[name]), f"%({name})s", 1)
    return plain(text)


@dataclass
class Thread:
    """A root that is still talked about, who follows it, up to where they have read and since when.

    `newest` is the number of the last reply, `other` that of the last by another than its author.
    """

    key: str
    followers: dict[int, tuple[str, str]] = field(default_factory=dict)
    author: int = -1
    newest: str = "0"
    other: str = "0"

    def add(self, author: int, number: str, at: str, *, is_news: bool) -> None:
        """Who says something follows the thread, and has read it; news is a reply that was not withdrawn."""
        if is_news:
            self.other = self.other if author == self.author else self.newest
            self.author, self.newest = author, number
        _before, since = self.followers.get(author, (number, at))
        self.followers[author] = (number, since)


@dataclass
class Place:
    """How far a space is."""

    room: Room
    key: str
    last: int = 0
    threads: deque[Thread] = field(default_factory=deque)


class Story:
    """Writes rows as time goes by. `run` yields after each post."""

    def __init__(self, plan: Plan, begins: datetime) -> None:
        self._plan = plan
        self._begins = begins
        self._random = Random(SEED + 1)
        self._people = [person_key(number) for number in range(plan.size.people)]
        self._places = [Place(room, space_key(room.number)) for room in plan.rooms]
        self._texts = [(plain(body), plain(html)) for body, html in texts(SEED + 2)]
        self._serial = 0
        self._added = facts(PostAdded(actor=None, space=C, post=A, root=B), "post", "root")
        self._reacted = facts(
            ReactionAdded(actor=None, space=C, post=A, root=B, emoji="E"), "post", "root", "emoji"
        )
        self.spaces = Table(
            Space, "id", "kind", "access", "name", "purpose", "is_audited", "founder_id", "created_at"
        )
        self.memberships = Table(
            Membership,
            "id",
            "space_id",
            "person_id",
            "role",
            "since",
            "added_by_id",
            "sponsor_id",
            "expires_at",
        )
        self.entries = Table(Entry, "id", "name", "actor_id", "space_id", "sequence", "at", "facts")
        self.posts = Table(
            Post, "id", "space_id", "root_id", "author_id", "body", "html", "sequence", "at"
        )  # fmt: skip
        self.reactions = Table(Reaction, "id", "post_id", "person_id", "emoji", "at")
        self.mentions = Table(Mention, "id", "post_id", "person_id", "via", "handled_at")
        self.followings = Table(Following, "root_id", "person_id", "space_id", "read_to", "newest", "since")
        self.marks = Table(Mark, "post_id", "kind", "space_id", "sequence", "by_id", "at")
        self.withdrawals = Table(Withdrawal, "post_id", "by_id", "at")
        self.fragments = Table(Fragment, "post_id", "space_id")
        self.streams = Table(Stream, "space_id", "last")
        self.cursors = Table(Cursor, "space_id", "person_id", "read_to", "at")

    @property
    def tables(self) -> list[Table]:
        """All that it writes."""
        return [value for value in vars(self).values() if isinstance(value, Table)]

    def run(self) -> Iterator[None]:
        """Found the spaces, let everybody talk, and let most of them read."""
        for place in self._places:
            self._found(place)
        count = self._plan.size.posts
        weights = list(accumulate(place.room.weight for place in self._places))
        step = SPAN.total_seconds() / max(count, 1)
        begun = self._begins.timestamp()
        for number in range(count):
            place = self._random.choices(self._places, cum_weights=weights)[0]
            self._post(place, begun + number * step, number / count)
            yield None
        ends = (self._begins + SPAN).isoformat()
        for place in self._places:
            self.streams.add(place.key, str(place.last))
            for thread in place.threads:
                self._follow(place, thread)
            self._read(place, ends)

    def _key(self, moment: float) -> str:
        """A UUIDv7 of that moment, unique in this story."""
        self._serial += 1
        time = f"{int(moment * 1000):012x}"
        return f"{time[:8]}-{time[8:]}-7{self._serial % 4096:03x}-8000-{self._serial:012x}"

    def _record(self, place: Place, name: str, actor: int, moment: float, at: str, said: str) -> str:
        place.last += 1
        number = str(place.last)
        self.entries.add(self._key(moment), name, self._people[actor], place.key, number, at, said)
        return number

    def _found(self, place: Place) -> None:
        room, at, moment = place.room, self._begins.isoformat(), self._begins.timestamp()
        founder = self._people[room.members[0]]
        name = "" if room.kind == "direct" else f"{room.kind.title()} {room.number}"
        purpose = f"Where {len(room.members)} people work on matter {room.number}."
        self.spaces.add(place.key, room.kind, room.access, name, purpose, "f", founder, at)
        said = facts(SpaceAdded(actor=None, space=C, kind=room.kind, access=room.access))
        self._record(place, "SpaceAdded", room.members[0], moment, at, said % {})
        pattern = facts(
            MembershipAdded(actor=None, space=C, person=A, role="R", via="added"), "person", "role"
        )
        for number, person in enumerate(room.members):
            reads_only = number % 20 == 19 and room.number > 0
            role = "steward" if number == 0 else "reader" if reads_only else "member"
            key = self._people[person]
            self.memberships.add(self._key(moment), place.key, key, role, at, founder, NULL, NULL)
            said = pattern % {"person": f'"{key}"', "role": f'"{role}"'}
            self._record(place, "MembershipAdded", room.members[0], moment, at, said)

    def _post(self, place: Place, moment: float, told: float) -> None:
        random = self._random
        at = f"{datetime.fromtimestamp(moment, self._begins.tzinfo).isoformat()}"
        members = place.room.members
        author = members[int(len(members) * random.random() ** 2)]
        key, thread = self._key(moment), None
        if place.threads and random.random() < REPLIES:
            thread = place.threads[-1 - int(len(place.threads) * random.random() ** 2)]
        root = f'"{thread.key}"' if thread else "null"
        number = self._record(
            place, "PostAdded", author, moment, at, self._added % {"post": f'"{key}"', "root": root}
        )
        body, html = random.choice(self._texts)
        if random.random() < WITHDRAWN:
            body = html = ""
            self.withdrawals.add(key, self._people[author], at)
        self.posts.add(
            key, place.key, thread.key if thread else NULL, self._people[author], body, html, number, at
        )
        if thread is None:
            thread = Thread(key)
            if len(place.threads) == OPEN_THREADS:
                self._follow(place, place.threads.popleft())
            place.threads.append(thread)
            if random.random() < MARKED:
                self.marks.add(key, "question", place.key, number, self._people[author], at)
        thread.add(author, number, at, is_news=body != "" and thread.key != key)
        if body:
            self._answer(place, key, root, moment, at, told)

    def _follow(self, place: Place, thread: Thread) -> None:
        """Nobody replies there any more."""
        for person, (number, at) in thread.followers.items():
            newest = thread.other if person == thread.author else thread.newest
            self.followings.add(thread.key, self._people[person], place.key, number, newest, at)

    def _answer(self, place: Place, post: str, root: str, moment: float, at: str, told: float) -> None:
        """Some react, somebody is named."""
        random, members = self._random, place.room.members
        if random.random() < REACTED:
            for person in {random.choice(members) for _number in range(random.randint(1, 4))}:
                emoji = Reaction.EMOJI[int(6 * random.random() ** 2)]
                self.reactions.add(self._key(moment), post, self._people[person], emoji, at)
                said = self._reacted % {"post": f'"{post}"', "root": root, "emoji": f'"{emoji}"'}
                self._record(place, "ReactionAdded", person, moment, at, said)
        if random.random() < MENTIONING:
            named = self._people[random.choice(members)]
            self.mentions.add(self._key(moment), post, named, "person", at if told < HANDLED else NULL)

    def _read(self, place: Place, ends: str) -> None:
        """Most have read nearly all; some have never come."""
        for person in place.room.members:
            behind = int(self._random.expovariate(1 / 30)) if self._random.random() < 0.6 else 0
            if self._random.random() < 0.93:
                self.cursors.add(place.key, self._people[person], str(max(0, place.last - behind)), ends)
