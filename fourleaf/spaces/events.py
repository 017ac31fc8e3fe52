"""Deeds in and about spaces."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import Event, SpaceEvent


@dataclass(frozen=True, kw_only=True)
class SpaceAdded(SpaceEvent):
    kind: str
    access: str


@dataclass(frozen=True, kw_only=True)
class SpaceChanged(SpaceEvent):
    """Name or purpose."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AccessChanged(SpaceEvent):
    before: str
    after: str
    readers_before: int
    readers_after: int


@dataclass(frozen=True, kw_only=True)
class AuditingChanged(SpaceEvent):
    """Reading is recorded from now on, or no longer."""

    on: bool


@dataclass(frozen=True, kw_only=True)
class GlassBroken(SpaceEvent):
    """Somebody reads here in an emergency."""

    glass: UUID


@dataclass(frozen=True, kw_only=True)
class GlassClosed(Event):
    """Not numbered in the space: who closes it may know nothing of the space any more."""

    glass: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class GlassReviewed(Event):
    glass: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class SpaceArchived(SpaceEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class SpaceRestored(SpaceEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class SpaceStarted(SpaceEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class MembershipAdded(SpaceEvent):
    person: UUID
    role: str
    via: str


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(SpaceEvent):
    person: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class RoleChanged(SpaceEvent):
    person: UUID
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class AccessRequested(SpaceEvent):
    person: UUID
    request: UUID


@dataclass(frozen=True, kw_only=True)
class AccessRequestAnswered(SpaceEvent):
    person: UUID
    request: UUID
    granted: bool


@dataclass(frozen=True, kw_only=True)
class PersonInvited(SpaceEvent):
    person: UUID
    invitation: UUID
    role: str


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(SpaceEvent):
    person: UUID
    invitation: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationAnswered(SpaceEvent):
    person: UUID
    invitation: UUID
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class DutyPlanned(SpaceEvent):
    person: UUID
    duty: UUID


@dataclass(frozen=True, kw_only=True)
class DutyEnded(SpaceEvent):
    person: UUID
    duty: UUID
