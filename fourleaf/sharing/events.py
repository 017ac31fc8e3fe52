"""Deeds of showing. Facts hold keys and codes, never what was shown nor why."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fourleaf.chronicle.record import SpaceEvent


@dataclass(frozen=True, kw_only=True)
class GrantEvent(SpaceEvent):
    """A deed on a grant, in the space of the thing; `person` is whom it shows it to, if it is one person."""

    grant: UUID
    kind: str
    thing: UUID
    person: UUID | None


@dataclass(frozen=True, kw_only=True)
class GrantGiven(GrantEvent):
    unit: UUID | None
    to_space: UUID | None
    role: str
    until: str
    may_share_on: bool
    under: UUID | None


@dataclass(frozen=True, kw_only=True)
class GrantExtended(GrantEvent):
    until: str


@dataclass(frozen=True, kw_only=True)
class GrantConfirmed(GrantEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class GrantEnded(GrantEvent):
    """`opened` is how many people had opened it by then."""

    why: str
    opened: int


@dataclass(frozen=True, kw_only=True)
class ThingRequested(SpaceEvent):
    """Written down by the database itself (`lock.ask_for`): who asks is not to learn where the thing is."""

    request: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class ThingRequestAnswered(SpaceEvent):
    request: UUID
    person: UUID
    granted: bool


def day_of(instant: datetime) -> str:
    """An instant as a fact."""
    return instant.isoformat(timespec="seconds")
