"""Which part of a file a request asks for (RFC 9110 §14)."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})")


@dataclass(frozen=True, slots=True)
class Part:
    """`length` bytes from `start`."""

    start: int
    length: int


class UnsatisfiableError(Exception):
    """The range lies outside the file: answer 416."""


def part_of(
    size: int, asked: str | None, if_range: str | None, etag: str | None, modified: str | None
) -> Part | None:
    """The part to send, None for the whole file; several ranges at once are answered with the whole."""
    match = _ONE_RANGE.fullmatch(asked.strip()) if asked else None
    if match is None or not any(match.groups()):
        return None
    if if_range is not None and not _unchanged(if_range, etag, modified):
        return None
    first, last = match.groups()
    if not first:
        wanted = min(int(last), size)
        if wanted == 0:
            raise UnsatisfiableError
        return Part(size - wanted, wanted)
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise UnsatisfiableError
    return Part(start, end - start + 1)


def _unchanged(if_range: str, etag: str | None, modified: str | None) -> bool:
    if if_range.startswith('"'):
        return if_range == etag
    # A weak validator cannot prove that bytes are the same; a date can only if it is the very same one.
    return not if_range.startswith("W/") and if_range == modified
