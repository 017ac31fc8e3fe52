"""Deeds on documents. Facts hold keys and codes, never titles nor text."""

from dataclasses import dataclass
from typing import ClassVar, Literal
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
class FileBrought(Event):
    """Somebody brings a large file; the worker makes a document of it."""

    reach: ClassVar[Literal["all", "space", "person"]] = "person"
    bringing: UUID


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


@dataclass(frozen=True, kw_only=True)
class ReviewEvent(DocumentEvent):
    """A deed in a round of review."""

    round: UUID


@dataclass(frozen=True, kw_only=True)
class ReviewAsked(ReviewEvent):
    """This person is to look at a version: at first, or reminded when it was due (then nobody's deed)."""

    person: UUID
    is_reminder: bool = False


@dataclass(frozen=True, kw_only=True)
class ReviewAnswered(ReviewEvent):
    approves: bool


@dataclass(frozen=True, kw_only=True)
class ReviewEnded(ReviewEvent):
    """`how` it was decided, or that it was taken back; `person` had submitted."""

    person: UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class TaskEvent(DocumentEvent):
    """A task or decision in a text. Nobody's deed where the server found it in the text."""

    task: UUID


@dataclass(frozen=True, kw_only=True)
class TaskAdded(TaskEvent):
    """`kind` is "task" or "decision"."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class TaskGiven(TaskEvent):
    """This person is to do it: from now on, or reminded when it was due."""

    person: UUID
    is_reminder: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskTurned(TaskEvent):
    """It was done or is open again; a decision was decided, reversed or proposed again."""

    state: str


@dataclass(frozen=True, kw_only=True)
class ChangeMarked(DocumentEvent):
    """What is new in a version must be seen by everybody for whom the document is."""

    number: int


@dataclass(frozen=True, kw_only=True)
class ChangeConfirmed(Event):
    """The actor says to have read what must be seen in a version."""

    document: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class ChangeNudged(DocumentEvent):
    """Those whom it has not reached are reminded; it is not written down who they are."""

    number: int


@dataclass(frozen=True, kw_only=True)
class DependenceAdded(DocumentEvent):
    """What it says depends on what the document `on` says."""

    on: UUID


@dataclass(frozen=True, kw_only=True)
class DependenceRemoved(DocumentEvent):
    on: UUID


@dataclass(frozen=True, kw_only=True)
class CommentEvent(DocumentEvent):
    """A deed on a comment; `thread` is the comment that begins its thread."""

    comment: UUID
    thread: UUID


@dataclass(frozen=True, kw_only=True)
class CommentAdded(CommentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class CommentWithdrawn(CommentEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class CommentsResolved(DocumentEvent):
    """A thread of comments is settled."""

    thread: UUID


@dataclass(frozen=True, kw_only=True)
class CommentsReopened(DocumentEvent):
    """A thread of comments is not settled after all."""

    thread: UUID


@dataclass(frozen=True, kw_only=True)
class PersonMentioned(DocumentEvent):
    """The text has come to rest and mentions this person, who can read it. Nobody's deed where several wrote."""

    person: UUID
    notice: UUID


@dataclass(frozen=True, kw_only=True)
class SuggestionsMade(DocumentEvent):
    """The text has come to rest with so many new suggestions of the actor."""

    count: int


@dataclass(frozen=True, kw_only=True)
class SuggestionSettled(DocumentEvent):
    """The actor accepted or rejected a suggestion in the text. `suggestion` is its id: person, client of Yjs, count.

    `person` suggested it; None if the id does not prove who.
    """

    suggestion: str
    person: UUID | None
    is_accepted: bool
