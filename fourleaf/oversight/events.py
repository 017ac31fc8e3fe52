"""Deeds of oversight."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from fourleaf.chronicle.record import Event


@dataclass(frozen=True, kw_only=True)
class AlertRaised(Event):
    """A rule found something; whom it is about is in the alert, which is the privacy officer's alone."""

    reach: ClassVar[Literal["all", "space", "person"]] = "person"
    alert: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class HoldAdded(Event):
    reach: ClassVar[Literal["all", "space", "person"]] = "person"
    hold: UUID


@dataclass(frozen=True, kw_only=True)
class HoldEnded(Event):
    reach: ClassVar[Literal["all", "space", "person"]] = "person"
    hold: UUID


@dataclass(frozen=True, kw_only=True)
class AlertReviewed(Event):
    reach: ClassVar[Literal["all", "space", "person"]] = "person"
    alert: UUID
