"""Deeds on the Sheet. Facts hold keys and codes, never words. `person` is whom it concerns besides the actor."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import Event


@dataclass(frozen=True, kw_only=True)
class LineEvent(Event):
    reach = "person"
    line: UUID


@dataclass(frozen=True, kw_only=True)
class LineAdded(LineEvent):
    """Somebody wrote a line, or asked a leader; `space` is who can read it, None everybody on the staff."""

    kind: str
    area: str
    space: UUID | None


@dataclass(frozen=True, kw_only=True)
class LineAsked(LineEvent):
    """The person is asked to answer."""

    person: UUID


@dataclass(frozen=True, kw_only=True)
class LineChanged(LineEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class LineAnswered(LineEvent):
    """`person` wrote the line."""

    person: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerChanged(LineEvent):
    person: UUID


@dataclass(frozen=True, kw_only=True)
class LineWithdrawn(LineEvent):
    """`person` is who was asked and need not answer any more."""

    person: UUID | None


@dataclass(frozen=True, kw_only=True)
class LineTaken(LineEvent):
    """A candidate launch was made of it; `person` wrote the line."""

    person: UUID
    team: UUID


@dataclass(frozen=True, kw_only=True)
class AreaChanged(Event):
    reach = "person"
    area: str


@dataclass(frozen=True, kw_only=True)
class PledgeMade(Event):
    """So many acts a week, from a day on; what else it says is in its row."""

    reach = "person"
    pledge: UUID
    rate: int


@dataclass(frozen=True, kw_only=True)
class PledgeEnded(Event):
    reach = "person"
    pledge: UUID


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    """The leader lets the person see how the pledge goes."""

    reach = "person"
    pledge: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class ConsentEnded(Event):
    reach = "person"
    pledge: UUID
    person: UUID
