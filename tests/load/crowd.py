"""Many people at once, already signed in, and what they say; done by `python -m tests.load.crowd`."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fourleaf.config.database_session import open_session
from tests.live.deeds import serve
from tests.live.installation import Installation


@dataclass(frozen=True)
class Member:
    """Somebody with a session, a token, and the spaces they belong to."""

    id: str
    session: str
    token: str
    spaces: tuple[str, ...]


@dataclass(frozen=True)
class Crowd:
    """All of them, and all spaces."""

    people: list[Member]
    spaces: list[str]


def gather(installation: Installation, *, people: int, spaces: int, each: int = 1) -> Crowd:
    """Put so many people into so many spaces, `each` of them into that many, evenly."""
    given = _by_hand(installation, "make", people=people, spaces=spaces, each=each)
    members = [
        Member(one["id"], one["session"], one["token"], tuple(one["spaces"])) for one in given["people"]
    ]
    return Crowd(members, given["spaces"])


def pour(installation: Installation, crowd: Crowd, *, posts: int, size: int = 20, times: int = 1) -> None:
    """Say so many things of so many characters in every space, and change the last of each `times` times."""
    speakers = {space: member.id for member in crowd.people for space in member.spaces}
    _by_hand(installation, "say", speakers=speakers, posts=posts, size=size, times=times)


def begin_document(installation: Installation, member: Member) -> str:
    """An empty document in the first space of somebody."""
    return str(_by_hand(installation, "begin", person=member.id, space=member.spaces[0]))


def _by_hand(installation: Installation, deed: str, **values: object) -> Any:
    return installation.deed("tests.load.crowd", deed, **values)


def begin(*, person: str, space: str) -> str:
    """From a process without gateway."""
    actor, room = Person.objects.get(pk=person), Space.objects.get(pk=space)
    return str(documents.add_document(actor=actor, title="Night rounds", space=room).pk)


def say(*, speakers: dict[str, str], posts: int, size: int, times: int) -> None:
    """From a process without gateway."""
    for space, speaker in speakers.items():
        room, person = Space.objects.get(pk=space), Person.objects.get(pk=speaker)
        for number in range(posts):
            post = conversation.add_post(actor=person, space=room, body=f"{number} ".ljust(size, "x"))
        for number in range(times - 1):
            conversation.set_reaction(actor=person, post=post, emoji="👍", on=number % 2 == 0)
    bus.flush(connection)


def make(*, people: int, spaces: int, each: int) -> dict[str, Any]:
    """As rows, since a thousand people through the actions take minutes."""
    word = secrets.token_hex(3)
    founder = _staff([f"{word} founder"])[0]
    rooms = [
        actions.add_space(actor=founder, name=f"Ward {word} {number}", purpose="Where we hand over.")
        for number in range(spaces)
    ]
    staff = _staff([f"{word} nurse {number}" for number in range(people)])
    belongs = {
        person.pk: [rooms[(place + step) % spaces] for step in range(each)]
        for place, person in enumerate(staff)
    }
    Membership.objects.bulk_create(
        Membership(space=room, person=person, role=Membership.Role.MEMBER)
        for person in staff
        for room in belongs[person.pk]
    )
    keys = {person.pk: secrets.token_urlsafe(24) for person in staff}
    until = time.now() + timedelta(days=1)
    Session.objects.bulk_create(
        Session(digest=digest(keys[person.pk]), person=person, data=_signed_in(person), expires_at=until)
        for person in staff
    )
    return {
        "spaces": [str(room.pk) for room in rooms],
        "people": [
            {
                "id": str(person.pk),
                "session": keys[person.pk],
                "token": _token(person) if len(staff) <= 100 else "",
                "spaces": [str(room.pk) for room in belongs[person.pk]],
            }
            for person in staff
        ],
    }


def _staff(names: list[str]) -> list[Any]:
    people = []
    for name in names:
        person = Person(
            kind=Person.Kind.STAFF, name=name.title(), family_name=name.split()[-1].title(),
            email=f"{name.replace(' ', '-')}@marigold.example", staff_number=name, job_title="ward nurse",
        )  # fmt: skip
        person.set_unusable_password()
        people.append(person)
    return Person.objects.bulk_create(people)


def _signed_in(person: Any) -> str:
    backend = "fourleaf.people.backends.PasswordBackend"
    values = {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: backend}
    return str(SessionStore().encode(values | {HASH_SESSION_KEY: person.get_session_auth_hash()}))


def _token(person: Any) -> str:
    _row, text = tokens.add_token(
        actor=person, person=person, name="load", scopes=["read", "posts:write", "files:write"]
    )
    return str(text)


if __name__ == "__main__":
    with open_session("jobs"):
        # Django can be imported only now that it is set up.
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.db import connection, connections

        from fourleaf.conversation import actions as conversation
        from fourleaf.documents import actions as documents
        from fourleaf.kit import bus, time
        from fourleaf.people.actions import tokens
        from fourleaf.people.models import Person, Session
        from fourleaf.people.sessions import SessionStore, digest
        from fourleaf.spaces import actions
        from fourleaf.spaces.models import Membership, Space

        deeds: dict[str, Callable[..., Any]] = {"make": make, "say": say, "begin": begin}
        serve(deeds, connections.close_all)
