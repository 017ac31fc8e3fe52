"""Deeds with what is one's own."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import Event


@dataclass(frozen=True, kw_only=True)
class CopyAsked(Event):
    """Somebody wants a copy of all that is theirs."""

    reach = "person"
    copy: UUID


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Event):
    """Somebody is to be erased, at their own word or the privacy officer's."""

    reach = "person"
    person: UUID
    erasure: UUID


@dataclass(frozen=True, kw_only=True)
class ErasureRefused(Event):
    """They are not erased, because something holds it up, such as a legal hold."""

    reach = "person"
    person: UUID
    erasure: UUID
