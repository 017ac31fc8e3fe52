"""Deeds on documents. Facts hold keys and codes, never titles nor text."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import Event, SpaceEvent


@dataclass(frozen=True, kw_only=True)
class DocumentEvent(SpaceEvent):
    """A deed on a document, in the space where it is."""

    document: UUID


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(DocumentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DocumentRenamed(DocumentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DocumentMoved(DocumentEvent):
    """It is in `space` from now on; in the space where it was, `DocumentLeft` says so. `readers` can read it now."""

    readers: int


@dataclass(frozen=True, kw_only=True)
class DocumentLeft(DocumentEvent):
    """It is no longer in `space`; where it went, only those learn who can read it there."""


@dataclass(frozen=True, kw_only=True)
class DocumentArchived(DocumentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DocumentRestored(DocumentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DocumentWithdrawn(DocumentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class RevisionAdded(DocumentEvent):
    """The text was kept as it was; `how` is the kind of the revision. Nobody's deed if the server did it at a pause."""

    number: int
    how: str


@dataclass(frozen=True, kw_only=True)
class RevisionCorrected(DocumentEvent):
    """An author says that a revision was major, or was not."""

    number: int
    is_major: bool


@dataclass(frozen=True, kw_only=True)
class WorkReused(DocumentEvent):
    """Words that `author` wrote in the document `source` stand in this one, credited. The actor brought them."""

    author: UUID
    source: UUID
    words: int
    how: str


@dataclass(frozen=True, kw_only=True)
class WorkLasted(Event):
    """So many more of the tokens that the actor wrote outlived five versions by others, or fourteen days. In no space:
    how much of somebody's work lasts is theirs alone to know."""

    reach = "person"
    document: UUID
    tokens: int
