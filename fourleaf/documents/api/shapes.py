"""What the API says about documents, and what it is told."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema

from fourleaf.documents.models import Revision
from fourleaf.kit.api.description import Input, one_of
from fourleaf.kit.api.paging import Paging

Title = Annotated[str, Field(max_length=200)]
Markdown = Annotated[str | None, Field(description="CommonMark with tables, tasks and footnotes.")]
TreeIn = Annotated[
    dict[str, Any] | None, Field(description="ProseMirror JSON that fits docs/reference/document-tree.md.")
]
Number = Annotated[int, Field(strict=True, ge=0, lt=2**63)]


class DocumentsAsked(Paging):
    """Which documents."""

    archived: Annotated[bool, Field(description="Those that are put away, instead of the others.")] = False


class DocumentOut(Schema):
    """A document without its text. `space` is where it is, also where you are merely shown it."""

    id: UUID
    space: UUID
    title: str
    made_by: UUID
    made_at: datetime
    changed_at: datetime
    sequence: Annotated[int, Field(description="The number of its last accepted update.")]
    is_archived: bool
    is_withdrawn: bool


class DocumentNew(Input):
    """A document to begin; with neither `markdown` nor `tree` it is empty."""

    title: Title
    space: Annotated[UUID | None, Field(description="Null: visible to you alone.")] = None
    markdown: Markdown = None
    tree: TreeIn = None


class DocumentChange(Input):
    """Another title."""

    title: Title


class TextIn(Input):
    """Words, in one of the two ways."""

    markdown: Markdown = None
    tree: TreeIn = None


class TextSet(TextIn):
    """The whole text; `at` guards against writing over what you have not read."""

    at: Annotated[Number | None, Field(description="Refused if `sequence` is another by now.")] = None


class TextAsked(Schema):
    """How the text is wanted."""

    form: Annotated[
        Literal["tree", "markdown", "html"],
        Field(description="Suggestions that nobody has accepted are in `tree` and `html`, marked."),
    ] = "tree"


class TextOut(Schema):
    """The text at a number; `tree` or `text` is filled, as it was wanted."""

    document: UUID
    sequence: int
    form: Literal["tree", "markdown", "html"]
    tree: dict[str, Any] | None
    text: str | None


class Written(Schema):
    """The number at which the words stand in the document."""

    document: UUID
    sequence: int


class TicketOut(Schema):
    """A ticket for the sync socket at `path`, good as long as the token. See docs/reference/documents.md."""

    ticket: str
    path: str
    role: Annotated[
        Literal["editor", "commenter", "reader"], Field(description="What it lets you do there now.")
    ]
    sequence: int


class CorrectionOut(Schema):
    """What an author said of a revision's judgement."""

    is_major: bool
    why: str
    by: UUID
    at: datetime


class RevisionOut(Schema):
    """A version of a document."""

    id: UUID
    document: UUID
    number: int
    kind: Annotated[Revision.Kind, one_of(Revision.Kind)]
    name: str
    by: Annotated[
        UUID | None, Field(description="Who named, restored or submitted it; null where nobody did.")
    ]
    authors: Annotated[list[UUID], Field(description="Who wrote since the version before.")]
    at: datetime
    words: int
    share: Annotated[float, Field(description="Changed or deleted words, of those of `compared_with`; 0–1.")]
    is_major: Annotated[bool, Field(description="As corrected, else as judged.")]
    reason: Annotated[str, Field(description="Of the judgement, for people, in their language.")]
    compared_with: int | None
    continued_in: Annotated[int | None, Field(description="The version that is judged for this one too.")]
    restores: int | None
    correction: CorrectionOut | None


class RevisionText(RevisionOut):
    """A version with its text."""

    tree: Annotated[dict[str, Any], Field(description="ProseMirror JSON.")]


class RevisionNew(Input):
    """The name under which the text is kept as it is now."""

    name: Annotated[str, Field(max_length=120)]


class CorrectionSet(Input):
    """Whether a version is major after all, and why."""

    is_major: bool
    why: Annotated[str, Field(max_length=300, description="Everybody who can read the document sees this.")]


class ComparisonAsked(Schema):
    """Which two versions: from the first to the text as it is now, unless said otherwise."""

    since: Annotated[int, Field(ge=1, lt=2**31, description="The number of the older one.")] = 1
    to: Annotated[int | None, Field(ge=1, lt=2**31)] = None


class PieceOut(Schema):
    """Some words, and what became of them."""

    kind: Literal["equal", "formatted", "added", "removed", "moved away", "moved here"]
    text: str


class BlockOut(Schema):
    """A block in the order of the newer text. One that moved stands twice; `number` is the same."""

    number: int
    kind: Literal["same", "formatted", "changed", "added", "removed", "split", "joined"]
    is_moved: bool
    is_gone: Annotated[bool, Field(description="It stood here in the older text.")]
    pieces: list[PieceOut]


class ComparisonOut(Schema):
    """What became of one text in another, suggestions left out; words are counted."""

    since: int
    to: int | None
    added: int
    removed: int
    moved: int
    blocks: list[BlockOut]
