"""The language of a document's socket: y-protocols 1.0 (sync, awareness, query awareness) in binary frames."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from fourleaf.gateway.wire import binary_frame
from fourleaf.kit.yjs import MalformedError, Reader, number

SYNC, AWARENESS, AUTH, QUERY_AWARENESS = range(4)
STEP_1, STEP_2, UPDATE = range(3)
#: Not of y-protocols: what a client that asks for it (`saved=1`) is told once its update is on disk.
SAVED: Final = 110
#: The same client is told that something beside the text has changed: comments, reviews.
BESIDE: Final = 111
#: What a state says that has gone.
GONE: Final = b"null"

# y-websocket takes 4400 to 4499 for final and tries again after any other code.
MALFORMED = 4400
SIGNED_OUT = 4401
NOT_ALLOWED = 4403
NOT_FOUND = 4404
READ_ONLY = 4405
FOREIGN_CLIENT = 4409
TOO_LARGE = 4413
TOO_MUCH = 4529


@dataclass(frozen=True, slots=True)
class Asked:
    """Sync step 1: what the peer has; it wants the rest."""

    state: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """Sync step 2 (`is_answer`: it repeats all deletions) or an update."""

    update: bytes
    is_answer: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """What the peer says of one client id: a JSON text, or `null` when it has gone."""

    client: int
    clock: int
    state: bytes


@dataclass(frozen=True, slots=True)
class Present:
    """An awareness update."""

    states: tuple[Presence, ...]


@dataclass(frozen=True, slots=True)
class WhoIsThere:
    """The peer wants the states of all."""


Message = Asked | Told | Present | WhoIsThere


def parse(payload: bytes) -> Message:
    """One message; raises MalformedError for anything else, and for anything after it."""
    reader = Reader(payload)
    try:
        message = _message(reader)
    except (IndexError, UnicodeDecodeError) as error:
        raise MalformedError("cut off, or no text") from error
    if reader.at != len(payload):
        raise MalformedError("more than a message")
    return message


def _message(reader: Reader) -> Message:
    kind = reader.number()
    if kind == SYNC:
        step = reader.number()
        if step == STEP_1:
            return Asked(reader.buffer())
        if step in (STEP_2, UPDATE):
            return Told(reader.buffer(), step == STEP_2)
    elif kind == AWARENESS:
        return Present(_states(Reader(reader.buffer())))
    elif kind == QUERY_AWARENESS:
        return WhoIsThere()
    raise MalformedError("an unknown message")


def _states(reader: Reader) -> tuple[Presence, ...]:
    states = tuple(
        Presence(reader.number(), reader.number(), _json(reader)) for _each in range(reader.number())
    )
    if reader.at != len(reader.data):
        raise MalformedError("more than an awareness update")
    return states


def _json(reader: Reader) -> bytes:
    text = reader.buffer()
    text.decode()
    return text


def signed(said: Presence, person: UUID | None, name: str) -> Presence:
    """The same, with who it is from put in by us: nobody shows a cursor in somebody else's name.

    What is no JSON object says nothing of anybody, and goes on as it is.
    """
    if said.state == GONE:
        return said
    try:
        state = json.loads(said.state)
    except (ValueError, RecursionError):
        return said
    if not isinstance(state, dict) or "user" not in state:
        return said
    look = state["user"] if isinstance(state["user"], dict) else {}
    state["user"] = {**look, "name": name, "person": str(person)}
    return Presence(said.client, said.clock, json.dumps(state, separators=(",", ":")).encode())


def ask(state: bytes) -> bytes:
    """The frame of sync step 1."""
    return binary_frame(b"\0\0" + number(len(state)) + state)


def answer(update: bytes) -> bytes:
    """The frame of sync step 2."""
    return binary_frame(b"\0\1" + number(len(update)) + update)


def update(data: bytes) -> bytes:
    """The frame of an update."""
    return binary_frame(b"\0\2" + number(len(data)) + data)


def present(states: Iterable[Presence]) -> bytes:
    """The frame of an awareness update."""
    listed = list(states)
    body = b"".join(
        number(each.client) + number(each.clock) + number(len(each.state)) + each.state for each in listed
    )
    body = number(len(listed)) + body
    return binary_frame(b"\1" + number(len(body)) + body)


def saved(upto: int) -> bytes:
    """The frame that says up to which number what was written is on disk."""
    return binary_frame(number(SAVED) + number(upto))


def beside() -> bytes:
    """The frame that says that something beside the text has changed."""
    return binary_frame(number(BESIDE))
