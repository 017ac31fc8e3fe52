"""The language of `/live`: what a client may say, what it is told, how a text becomes one frame."""

import json
from dataclasses import dataclass
from uuid import UUID

from fourleaf.gateway.ports import Frame

SIGNED_OUT = 4401
TOO_MANY_MESSAGES = 4408
GOING_AWAY = 1001
PROTOCOL_ERROR = 1002
UNSUPPORTED_DATA = 1003
INVALID_TEXT = 1007
POLICY_VIOLATION = 1008
MESSAGE_TOO_BIG = 1009
TRY_AGAIN_LATER = 1013


class NonsenseError(ValueError):
    """A message that is not in the language; its text is for the developer of the client."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Follow a space from the number `after`, or from now."""

    topic: str
    after: int | None


@dataclass(frozen=True, slots=True)
class Unwatch:
    """Stop following."""

    topic: str


@dataclass(frozen=True, slots=True)
class Typing:
    """The person is typing in a space, perhaps in one of its threads."""

    topic: str
    thread: str | None


@dataclass(frozen=True, slots=True)
class Here:
    """The person looks at this space, or at none."""

    topic: str | None


Message = Watch | Unwatch | Typing | Here


def parse(text: bytes) -> Message:
    """What the client said; raises NonsenseError."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NonsenseError("not JSON") from error
    match said:
        case {"watch": str(topic), **rest}:
            return Watch(_topic(topic), _number(rest.get("after")))
        case {"unwatch": str(topic)}:
            return Unwatch(_topic(topic))
        case {"typing": str(topic), **rest}:
            thread = rest.get("thread")
            return Typing(_topic(topic), None if thread is None else str(_identifier(thread)))
        case {"here": None}:
            return Here(None)
        case {"here": str(topic)}:
            return Here(_topic(topic))
    raise NonsenseError("unknown message")


def space_of(topic: str) -> UUID | None:
    """The space of a `space:<id>` topic, else None."""
    kind, _, identifier = topic.partition(":")
    return UUID(identifier) if kind == "space" else None


def _topic(text: str) -> str:
    kind, _, identifier = text.partition(":")
    if kind != "space":
        raise NonsenseError("only space:<id> can be watched")
    return f"space:{_identifier(identifier)}"


def _identifier(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError as error:
        raise NonsenseError("not an identifier") from error


def _number(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53:
        return value
    raise NonsenseError("after is not a sequence number")


def text_frame(payload: bytes) -> bytes:
    """One unmasked, unfragmented text frame (RFC 6455 §5.2)."""
    return _frame(0x81, payload)


def binary_frame(payload: bytes) -> bytes:
    """One unmasked, unfragmented binary frame."""
    return _frame(0x82, payload)


def _frame(first: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 65_536:
        return bytes((first, 126)) + size.to_bytes(2, "big") + payload
    return bytes((first, 127)) + size.to_bytes(8, "big") + payload


def tell(**message: object) -> bytes:
    """A text frame that holds the message as a JSON object."""
    return text_frame(json.dumps(message, separators=(",", ":")).encode())


def event(topic: str, frame: Frame) -> bytes:
    """The frame of one numbered event: topic, sequence and name before whatever its body holds."""
    head = json.dumps({"topic": topic, "sequence": frame.sequence, "name": frame.name}, separators=(",", ":"))
    rest = frame.body.strip()[1:]
    return text_frame(head[:-1].encode() + (b"," if rest.lstrip() != b"}" else b"") + rest)


#: A ping, which browsers answer by themselves.
PING = _frame(0x89, b"")
# A ping, which browsers answer by themselves, and a text, which is all that the page's code can see.
BEAT = PING + tell(beat=True)
