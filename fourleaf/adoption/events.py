"""Deeds of teams and launches: keys and states, never what anybody wrote."""

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID

from fourleaf.chronicle.record import Event


@dataclass(frozen=True, kw_only=True)
class TeamEvent(Event):
    """Something about a team; the pages that are kept show none of it."""

    reach: ClassVar[Literal["all", "space", "person"]] = "person"
    team: UUID


@dataclass(frozen=True, kw_only=True)
class TeamPutForward(TeamEvent):
    """A team is a candidate."""


@dataclass(frozen=True, kw_only=True)
class TeamChanged(TeamEvent):
    """What of it was said anew: name, leader, charter, skills, deliverables."""

    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TeamMemberAdded(TeamEvent):
    person: UUID


@dataclass(frozen=True, kw_only=True)
class TeamMemberLeft(TeamEvent):
    person: UUID


@dataclass(frozen=True, kw_only=True)
class BenefitsStated(TeamEvent):
    statement: UUID


@dataclass(frozen=True, kw_only=True)
class BenefitsRated(TeamEvent):
    statement: UUID


@dataclass(frozen=True, kw_only=True)
class BenefitsRecognised(TeamEvent):
    """A member has answered the benefit check; what, is theirs."""

    statement: UUID


@dataclass(frozen=True, kw_only=True)
class LeaderAnswered(TeamEvent):
    """The leader has answered the nine items; what, is theirs."""


@dataclass(frozen=True, kw_only=True)
class LaunchPlanned(TeamEvent):
    """The day on which it is to begin was set, or taken back."""


@dataclass(frozen=True, kw_only=True)
class LaunchMoved(TeamEvent):
    """From one state to the next, and what was missing then."""

    reach: ClassVar[Literal["all", "space", "person"]] = "all"  # its people are in from now on, or are not
    before: str
    after: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FirstWinChosen(TeamEvent):
    kind: str


@dataclass(frozen=True, kw_only=True)
class LaunchCheckReminded(TeamEvent):
    """The leader was reminded that a check is due."""

    person: UUID
    check: UUID
    day: int


@dataclass(frozen=True, kw_only=True)
class LaunchCheckAnswered(TeamEvent):
    day: int
    goes_on: str


@dataclass(frozen=True, kw_only=True)
class AfterwardsSaid(TeamEvent):
    """Somebody said what else they use it for."""


@dataclass(frozen=True, kw_only=True)
class ModeChanged(Event):
    """The organisation is open to all from now on, or goes team by team."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class GuestLetIn(Event):
    person: UUID


@dataclass(frozen=True, kw_only=True)
class GuestStayEnded(Event):
    person: UUID


@dataclass(frozen=True, kw_only=True)
class WhatIfAsked(Event):
    """Somebody wants ways to begin played out."""

    reach: ClassVar[Literal["all", "space", "person"]] = "person"
    what_if: UUID


@dataclass(frozen=True, kw_only=True)
class WarningRaised(TeamEvent):
    """A sign of the team's week is beyond its level, or further than before; which, the rows say."""

    watch: UUID
