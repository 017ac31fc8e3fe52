"""Yjs updates (format v1) read struct by struct: whose ids they hold, and whether they are whole.

The format is that of yjs 13 (`UpdateEncoderV1`, `ContentX.write`, `DeleteSet`) and lib0 (`encoding.js`).
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: Nothing written, nothing deleted.
EMPTY: Final = b"\0\0"
#: lib0 reads numbers up to 2^53 - 1.
LARGEST: Final = (1 << 53) - 1
#: Values within values (attributes, embeds) deeper than this are nobody's text.
DEPTH: Final = 32

GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, _SUBDOCUMENT, SKIP = range(11)
#: Types that carry a name: XML elements and hooks.
NAMED_TYPES: Final = (3, 5)
LAST_TYPE: Final = 6
#: Kinds of values in lib0: those of a fixed size, and the others.
SIZES: Final = {127: 0, 126: 0, 121: 0, 120: 0, 124: 4, 123: 8, 122: 8}
TEXT_VALUE, OBJECT_VALUE, ARRAY_VALUE, BYTES_VALUE, INTEGER_VALUE = 119, 118, 117, 116, 125


class MalformedError(ValueError):
    """The bytes are no whole update, or hold what no document of ours does."""


def number(value: int) -> bytes:
    """A `varUint`: a whole number that is not negative, seven bits a byte."""
    written = bytearray()
    while value > 127:
        written.append(128 | value & 127)
        value >>= 7
    written.append(value)
    return bytes(written)


class Reader:
    """Numbers, strings and values of lib0, one after the other."""

    __slots__ = ("at", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        value = self.data[self.at]
        self.at += 1
        return value

    def number(self) -> int:
        """A `varUint`."""
        data, at = self.data, self.at
        byte = data[at]
        at += 1
        if byte < 128:
            self.at = at
            return byte
        value, shift = byte & 127, 7
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                break
            shift += 7
            if shift > 49:
                raise MalformedError("a number that is too long")
        self.at = at
        if value > LARGEST:
            raise MalformedError("a number that is too large")
        return value

    def take(self, size: int) -> bytes:
        """The next bytes, as many as asked for."""
        start, end = self.at, self.at + size
        if end > len(self.data):
            raise MalformedError("cut off")
        self.at = end
        return self.data[start:end]

    def buffer(self) -> bytes:
        """A `varUint8Array`."""
        return self.take(self.number())

    def text(self) -> str:
        """A `varString`."""
        return self.buffer().decode()

    def any(self, depth: int = 0) -> None:
        """Pass over a value (`readAny`)."""
        kind = self.byte()
        if kind in SIZES:
            self.take(SIZES[kind])
        elif kind in (TEXT_VALUE, BYTES_VALUE):
            self.take(self.number())
        elif kind == INTEGER_VALUE:
            while self.byte() > 127:
                pass
        elif kind in (OBJECT_VALUE, ARRAY_VALUE) and depth < DEPTH:
            for _each in range(self.number()):
                if kind == OBJECT_VALUE:
                    self.text()
                self.any(depth + 1)
        else:
            raise MalformedError("a value of an unknown kind, or too deep within others")


@dataclass(frozen=True, slots=True)
class Reach:
    """What an update is about: the clocks [from, to) of each client id whose structs it holds, and the first clock
    of each after all that it deletes."""

    written: dict[int, tuple[int, int]]
    deleted: dict[int, int]


def reach_of(update: bytes) -> Reach:
    """What a whole update is about, read to its last byte; raises MalformedError for anything else."""
    reader = Reader(update)
    try:
        found = _structs(reader)
        deletions = _deletions(reader)
    except (IndexError, UnicodeDecodeError) as error:
        raise MalformedError("cut off, or no text") from error
    if reader.at != len(update):
        raise MalformedError("more than an update")
    return Reach(found, {client: max(end for _start, end in ranges) for client, ranges in deletions.items()})


def clients_of(update: bytes) -> dict[int, tuple[int, int]]:
    """The clocks [from, to) of each client id whose structs the update holds; raises as `reach_of`.

    What is deleted names ids too, and may name anybody's: not counted.
    """
    return reach_of(update).written


def _structs(reader: Reader) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for _client in range(reader.number()):
        count, client, clock = reader.number(), reader.number(), reader.number()
        if client in found or not count:
            raise MalformedError("structs of a client in two places, or none")
        end = first = clock
        is_held = False
        for _struct in range(count):
            info = reader.byte()
            kind = info & 31
            if kind == SKIP:
                end += reader.number()
                continue
            is_held = True
            end += reader.number() if kind == GC else _item(reader, info, kind)
        if is_held:
            found[client] = (first, end)
    return found


def _item(reader: Reader, info: int, kind: int) -> int:
    """Pass over an item; answers its length."""
    if info & 128:
        reader.number(), reader.number()
    if info & 64:
        reader.number(), reader.number()
    if not info & 192:
        if reader.number() == 1:
            reader.text()
        else:
            reader.number(), reader.number()
        if info & 32:
            reader.text()
    length = _content(reader, kind)
    if not length:
        raise MalformedError("an item of nothing")
    return length


def _content(reader: Reader, kind: int) -> int:
    if kind == STRING:
        text = reader.text()
        return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
    if kind == DELETED:
        return reader.number()
    if kind in (ANY, JSON):
        count = reader.number()
        for _each in range(count):
            reader.any() if kind == ANY else reader.text()
        return count
    if kind not in SINGLE:
        raise MalformedError("an unknown kind of content")
    SINGLE[kind](reader)
    return 1


def _format(reader: Reader) -> None:
    reader.text(), reader.text()


def _type(reader: Reader) -> None:
    type_ = reader.number()
    if type_ > LAST_TYPE:
        raise MalformedError("an unknown type")
    if type_ in NAMED_TYPES:
        reader.text()


#: Content of one place each, and how to pass over it.
SINGLE: Final[dict[int, Callable[[Reader], object]]] = {
    BINARY: Reader.buffer, EMBED: Reader.text, FORMAT: _format, TYPE: _type,
}  # fmt: skip


def _deletions(reader: Reader) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for _client in range(reader.number()):
        client = reader.number()
        for _range in range(reader.number()):
            start = reader.number()
            found.setdefault(client, []).append((start, start + reader.number()))
    return found


def clocks_of(state: bytes) -> dict[int, int]:
    """A state vector (`encodeStateVector`): the first clock of each client id that is not there."""
    reader = Reader(state)
    return {reader.number(): reader.number() for _client in range(reader.number())}


@dataclass(frozen=True)
class Deletions:
    """What an update deletes: per client id the clocks [from, to), in order, apart from each other."""

    ranges: dict[int, list[tuple[int, int]]]

    def __ge__(self, other: "Deletions") -> bool:
        """Whether everything that the other deletes is deleted here too."""
        for client, wanted in other.ranges.items():
            mine = self.ranges.get(client, [])
            for start, end in wanted:
                place = bisect_right(mine, (start, LARGEST)) - 1
                if place < 0 or mine[place][1] < end:
                    return False
        return True


def deletions_of(update: bytes) -> Deletions:
    """What a whole update deletes; raises as `clients_of`."""
    reader = Reader(update)
    try:
        _structs(reader)
        given = _deletions(reader)
    except (IndexError, UnicodeDecodeError) as error:
        raise MalformedError("cut off, or no text") from error
    return Deletions({client: _joined(ranges) for client, ranges in given.items()})


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(each for each in ranges if each[0] < each[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
