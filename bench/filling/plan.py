"""Who is there and who belongs where, drawn from one seed. People and spaces are numbered; keys follow from that."""

import hashlib
import hmac
from dataclasses import dataclass, field
from random import Random

SEED = 20_261_122
#: What keys end in, so that they can be made from a number by `pgbench` too.
FIRST = 100_000_000_000
SHIFTS = 7


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    people: int = 2_000
    spaces: int = 500
    posts: int = 1_000_000

    def __str__(self) -> str:
        return f"{self.people:,} people, {self.spaces:,} spaces, {self.posts:,} posts"


def person_key(number: int) -> str:
    """The key of the person with this number."""
    return f"01900000-0000-7000-8000-{FIRST + number}"


def space_key(number: int) -> str:
    """The key of the space with this number."""
    return f"01900000-0000-7000-9000-{FIRST + number}"


def session_key(secret: str, number: int) -> str:
    """The session of the person with this number, in an installation with this secret: 32 hex digits."""
    return hmac.digest(secret.encode(), f"bench session {number}".encode(), hashlib.sha256).hex()[:32]


def token_text(secret: str, number: int) -> str:
    """The API token of the person with this number: `fl_` and 43 letters."""
    return "fl_" + (session_key(secret, number) * 2)[:43]


def founder_of(space: int, people: int) -> int:
    """Who founded a space and is its steward."""
    return space * SHIFTS % people


@dataclass(frozen=True)
class Room:
    """A space: its kind, its access, who belongs (the founder first, then by how much they say), how much is said."""

    number: int
    kind: str
    access: str
    members: list[int]
    weight: float


@dataclass
class Plan:
    """The whole house before anybody has spoken."""

    size: Size
    rooms: list[Room] = field(default_factory=list)

    @property
    def places(self) -> dict[int, list[int]]:
        """The numbers of the spaces of each person."""
        found: dict[int, list[int]] = {number: [] for number in range(self.size.people)}
        for room in self.rooms:
            for person in room.members:
                found[person].append(room.number)
        return found


def draw(size: Size) -> Plan:
    """The same for the same size. Space 0 holds everybody; the others are small, with a few large ones."""
    random = Random(SEED)
    eager = [random.paretovariate(1.6) for _number in range(size.people)]
    people = range(size.people)
    rooms = []
    for number in range(size.spaces):
        founder = founder_of(number, size.people)
        if number == 0:
            others = random.sample(people, size.people)
            kind, access = "community", "open"
        else:
            kind = random.choices(("team", "community", "department", "direct"), (65, 15, 10, 10))[0]
            most = 3 if kind == "direct" else min(400, size.people - 1)
            wanted = min(most, max(1, round(random.lognormvariate(3.0, 0.9))))
            others = random.choices(people, eager, k=wanted)
            shares = ("closed", "on_request", "open", "hidden")
            access = "hidden" if kind == "direct" else random.choices(shares, (50, 20, 20, 10))[0]
        members = [founder, *(one for one in dict.fromkeys(others) if one != founder)]
        rooms.append(Room(number, kind, access, members, 1 / (number + 3) ** 0.9))
    return Plan(size, rooms)
