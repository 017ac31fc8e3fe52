"""Deeds of the inbox."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import Event


@dataclass(frozen=True, kw_only=True)
class PushSubscribed(Event):
    """A browser takes pushes for the actor."""

    subscription: UUID


@dataclass(frozen=True, kw_only=True)
class PushUnsubscribed(Event):
    """It takes them no more."""

    subscription: UUID


@dataclass(frozen=True, kw_only=True)
class PushTestRequested(Event):
    """The actor wants to see whether pushes arrive."""
