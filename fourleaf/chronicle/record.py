"""Write a deed down in the transaction that does it, and tell others once it is true."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, connections, transaction
from psycopg.types.json import Jsonb

from fourleaf.chronicle.models import Entry
from fourleaf.kit import changes, ids, time
from fourleaf.kit.bus import Notice, send


@dataclass(frozen=True, kw_only=True)
class Event:
    """A deed. Fields of subclasses become the entry's facts: identifiers and short codes, never content.

    `reach` says whose pages it may change: of all, of those who have its space among their places, or only those of
    its actor and of the `person` whom it concerns, whose pages it always may change.
    """

    reach: ClassVar[Literal["all", "space", "person"]] = "all"
    actor: UUID | None


@dataclass(frozen=True, kw_only=True)
class SpaceEvent(Event):
    """A deed within a space; it takes the next number of that space."""

    space: UUID


@dataclass(frozen=True)
class Recorded:
    """What was written: the entry's key and its number in the space (0 outside spaces)."""

    id: UUID
    sequence: int


Reaction = Callable[[Any, Recorded], None]
#: Writes an entry of this key, instant and facts, and answers its number.
Write = Callable[[UUID, datetime, Jsonb], int]
_reactions: dict[type[Event], tuple[Reaction, ...]] = {}
_quiet: ContextVar[bool] = ContextVar("quiet", default=False)

INSERT = """
insert into chronicle_entry (id, name, actor_id, space_id, at, facts)
values (%s, %s, %s, %s, %s, %s) returning coalesce(sequence, 0)
"""
QUIET = "select set_config('fourleaf.quiet', %s, true)"


def react_with(table: dict[type[Event], tuple[Reaction, ...]]) -> None:
    """Use this table of who reacts to what; `config.reactions` holds the one there is."""
    _reactions.clear()
    _reactions.update(table)


@contextmanager
def quietly() -> Iterator[None]:
    """One transaction that writes deeds down and tells nobody, neither screens nor the notifier.

    For building a world that nobody watches yet. The database heeds it from system roles only.
    """
    if _quiet.get():
        yield
        return
    token = _quiet.set(True)
    try:
        with _past_the_notifier():
            yield
    finally:
        _quiet.reset(token)


def tell_own_screens(person: UUID, name: str = "WaitingChanged") -> None:
    """After the commit: what somebody did for themselves shows on all their screens. No deed for the chronicle."""
    changes.touch(changes.of_person(person))
    if not _quiet.get():
        transaction.on_commit(lambda: send(Notice(f"person:{person}", None, name)), robust=True)


def facts_of(event: Event) -> dict[str, object]:
    """The event's own fields as JSON values."""
    own = (f.name for f in fields(event) if f.name not in ("actor", "space"))
    return {name: _plain(getattr(event, name)) for name in own}


def record(event: Event) -> Recorded:
    """Write the deed down with the deed; reactions run after the commit."""

    def write(entry: UUID, at: datetime, facts: Jsonb) -> int:
        space = event.space if isinstance(event, SpaceEvent) else None
        values: list[Any] = [entry, type(event).__name__, event.actor, space, at, facts]
        with connection.cursor() as cursor:
            cursor.execute(INSERT, values)
            return int(cursor.fetchone()[0])

    return record_by(event, write)


def record_by(event: Event, write: Write) -> Recorded:
    """As `record`, where the deed's own statement writes the entry too."""
    _touch(event, event.space if isinstance(event, SpaceEvent) else None)
    entry = ids.uuid7()
    recorded = Recorded(entry, write(entry, time.now(), Jsonb(facts_of(event))))
    for reaction in () if _quiet.get() else _reactions.get(type(event), ()):
        _after_commit(reaction, event, recorded)
    return recorded


def _touch(event: Event, space: UUID | None) -> None:
    people = {event.actor, getattr(event, "person", None)} - {None}
    names = [changes.of_person(person) for person in people if person]
    if event.reach == "all":
        names.append(changes.ALL)
    elif event.reach == "space" and space:
        names.append(changes.of_space(space))
    changes.touch(*names)


def record_past(space: UUID, events: Iterable[tuple[SpaceEvent, Any]]) -> list[int]:
    """Write down deeds of the past in bulk, in order, each with its instant; nobody is told. Answers their numbers.

    For imports: one round trip for thousands of deeds, with the same gap-free numbers.
    """
    rows = list(events)
    changes.touch(changes.ALL)
    with connection.cursor() as cursor:
        cursor.execute("select lock.next_sequence(%s, %s)", [space, len(rows)])
        last = cursor.fetchone()[0]
    numbers = list(range(last - len(rows) + 1, last + 1))
    entries = (
        Entry(
            name=type(event).__name__,
            actor_id=event.actor,
            space_id=space,
            sequence=number,
            at=at,
            facts=facts_of(event),
        )
        for (event, at), number in zip(rows, numbers, strict=True)
    )
    with quietly():
        Entry.objects.bulk_create(entries)
    return numbers


@contextmanager
def _past_the_notifier() -> Iterator[None]:
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(QUIET, ["on"])
        yield
        cursor.execute(QUIET, ["off"])


def _after_commit(reaction: Reaction, event: Event, recorded: Recorded) -> None:
    def react() -> None:
        try:
            reaction(event, recorded)
        except (OperationalError, InterfaceError):
            # A kept connection has died since it was last used: what only tells can be told on a fresh one.
            for kept in connections.all(initialized_only=True):
                kept.close_if_unusable_or_obsolete()
            reaction(event, recorded)

    transaction.on_commit(react, robust=True)


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
