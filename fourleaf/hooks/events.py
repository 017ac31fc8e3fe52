"""Deeds with integrations. Facts hold keys and codes, never addresses or secrets."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import Event, SpaceEvent


@dataclass(frozen=True, kw_only=True)
class IntegrationAdded(SpaceEvent):
    """`direction` is in (a program writes here) or out (a host is told what happens here)."""

    integration: UUID
    bot: UUID
    direction: str


@dataclass(frozen=True, kw_only=True)
class IntegrationChanged(SpaceEvent):
    """Another address or other kinds; `with_text` says whether what people write goes out from now on."""

    integration: UUID
    with_text: bool
    is_moved: bool


@dataclass(frozen=True, kw_only=True)
class IntegrationEnded(SpaceEvent):
    integration: UUID


@dataclass(frozen=True, kw_only=True)
class IntegrationStopped(SpaceEvent):
    """Nobody takes what it sends; `why` is a code of `Stoppage.Why`."""

    integration: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class IntegrationResumed(SpaceEvent):
    integration: UUID


@dataclass(frozen=True, kw_only=True)
class SecretRenewed(SpaceEvent):
    integration: UUID


@dataclass(frozen=True, kw_only=True)
class TestAsked(Event):
    """A steward wants to see whether anything arrives."""

    integration: UUID


@dataclass(frozen=True, kw_only=True)
class RepeatAsked(Event):
    """A steward wants a delivery tried once more."""

    delivery: UUID
