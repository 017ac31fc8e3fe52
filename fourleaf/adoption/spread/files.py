"""A table of people and a list of contacts, read from files with every doubt told by its line.

METADATA: a person and a department a line. CONTACTS: a time in seconds and two people a line. Columns stand
apart by tabs, commas, semicolons or blanks; either file may be gzipped. This is how SocioPatterns publishes
its measurements.
"""

import gzip
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fourleaf.adoption.spread.network import Ties

#: Departments of fewer people are put together: what is said of a few people is said of each of them.
LEAST = 5
DAY = 86_400
#: Met on one day only, or on several.
ONCE, OFTEN = 0.5, 1.0
SAFE = "Nothing was written, and your files are as they were."


class BadFile(ValueError):
    """A file cannot be used; says which line, what is wrong and what is safe."""


@dataclass(frozen=True)
class Measured:
    """People by key with their department, and ties between people by key."""

    departments: Mapping[str, str]
    ties: Mapping[tuple[str, str], float]

    def numbered(self) -> tuple[list[str], Ties]:
        """People in order of key, and the ties by their numbers."""
        keys = sorted(self.departments)
        number = {key: place for place, key in enumerate(keys)}
        ordered = sorted(self.ties.items())
        return keys, Ties.of((number[one], number[other], weight) for (one, other), weight in ordered)


@dataclass(frozen=True)
class Group:
    """A department, or small ones put together; `people` by key."""

    name: str
    people: tuple[str, ...]
    parts: tuple[str, ...]


def read(metadata: Path, contacts: Path) -> Measured:
    """Both files; raises `BadFile`."""
    departments = _people(metadata)
    return Measured(departments, _ties(contacts, departments))


def groups(departments: Mapping[str, str], least: int = LEAST) -> list[Group]:
    """Departments by name; those of fewer than `least` are one group, with the smallest other if still too few."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for person, name in sorted(departments.items()):
        rooms[name].append(person)
    small = sorted(
        (name for name in rooms if len(rooms[name]) < least), key=lambda name: (len(rooms[name]), name)
    )
    large = sorted(
        (name for name in rooms if len(rooms[name]) >= least), key=lambda name: (len(rooms[name]), name)
    )
    while small and large and sum(len(rooms[name]) for name in small) < least:
        small.append(large.pop(0))
    found = [Group(name, tuple(rooms[name]), (name,)) for name in large]
    if small:
        together = tuple(sorted(person for name in small for person in rooms[name]))
        found.append(Group(" + ".join(sorted(small)), together, tuple(sorted(small))))
    return sorted(found, key=lambda group: group.name)


def _people(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    first: dict[str, int] = {}
    for line, columns in _rows(path, 2, "a person and a department"):
        person, department = columns
        if found.get(person, department) != department:
            raise _bad(
                path,
                line,
                f"person {person} is of {department} here and of {found[person]} on line {first[person]}",
            )
        found[person] = department
        first.setdefault(person, line)
    if not found:
        raise BadFile(f"{path}: there is nobody in it. {SAFE}")
    return found


def _ties(path: Path, departments: Mapping[str, str]) -> dict[tuple[str, str], float]:
    """½ for two people who met on one day, 1 for those who met on several: it is not asked how long."""
    days: dict[tuple[str, str], set[int]] = defaultdict(set)
    for line, (time, one, other) in _rows(path, 3, "a time and two people"):
        if not time.isdecimal():
            raise _bad(path, line, f"a time is a whole number of seconds from 0 on, not {time!r}")
        for person in (one, other):
            if person not in departments:
                raise _bad(path, line, f"person {person} is not in the table of people")
        if one == other:
            raise _bad(path, line, f"person {one} meets person {one}")
        days[min(one, other), max(one, other)].add(int(time) // DAY)
    return {pair: ONCE if len(when) == 1 else OFTEN for pair, when in days.items()}


def _rows(path: Path, width: int, what: str) -> Iterator[tuple[int, list[str]]]:
    for line, text in _lines(path):
        if not text.strip() or text.startswith("#"):
            continue
        mark = next((mark for mark in "\t;," if mark in text), None)
        columns = [column.strip() for column in text.strip().split(mark)]
        if len(columns) != width or not all(columns):
            count = "1 column" if len(columns) == 1 else f"{len(columns)} columns"
            raise _bad(path, line, f"{count} where {what} are meant")
        yield line, columns


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Line by line, decompressed where the file begins as gzip does."""
    line = 0
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if is_packed else path.open("rb") as file:
            for line, raw in enumerate(file, 1):
                yield line, raw.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise _bad(path, line, "this is not text in UTF-8") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise BadFile(f"{path}: after line {line} it was cut short or changed. {SAFE}") from None
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}. {SAFE}") from None


def _bad(path: Path, line: int, what: str) -> BadFile:
    return BadFile(f"{path}, line {line}: {what}. {SAFE}")
