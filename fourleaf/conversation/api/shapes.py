"""What the API says about conversations, and what it is told."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from fourleaf.conversation.models import Mark, Post, Reaction
from fourleaf.kit.api.description import Input, one_of
from fourleaf.kit.api.paging import Paging
from fourleaf.spaces.models import Space

MarkKind = Annotated[Mark.Kind, one_of(Mark.Kind)]
Number = Annotated[int, Field(strict=True, ge=0, lt=2**63, description="A sequence number of the space.")]
Body = Annotated[
    str, Field(max_length=Post.LIMIT, description="Markdown; @Name, @Unit and @stewards mention.")
]
WrittenFor = Annotated[
    UUID | None, Field(description="A leader who lets you write for them; the post says so.")
]
Emoji = Annotated[str, Field(description=f"One of {' '.join(Reaction.EMOJI)}, or one that is there already.")]


class Author(Schema):
    """Who wrote it; the name is null for somebody whom you can no longer see."""

    id: UUID
    name: str | None


class Deed(Schema):
    """By whom and when."""

    by: UUID
    at: datetime


class Chip(Schema):
    """One emoji, how many put it there, and whether you are among them."""

    emoji: str
    count: int
    mine: bool


class FileBrief(Schema):
    """A file of a post; its bytes are at `/attachments/{id}/content`."""

    id: UUID
    name: str
    media_type: str
    size: Annotated[int, Field(description="Bytes.")]
    width: int | None
    height: int | None


class FileOut(FileBrief):
    """With where it belongs: `post` is null until it is sent."""

    space: UUID
    post: UUID | None
    uploader: UUID
    at: datetime


class Replies(Schema):
    """How many replies a thread has, and when the last was written."""

    count: int
    last_at: datetime | None


class PostOut(Schema):
    """Something said: a root of the stream, or with `thread` a reply to that root."""

    id: UUID
    space: UUID
    thread: UUID | None
    number: Annotated[int, Field(description="Its sequence number in the space; higher is later.")]
    at: datetime
    author: Author
    written_for: Annotated[UUID | None, Field(description="The leader for whom the author wrote it.")]
    body: Annotated[str, Field(description="Markdown as it was written; empty once withdrawn.")]
    html: Annotated[str, Field(description="The body as clean HTML.")]
    edited_at: datetime | None
    mark: MarkKind | None
    withdrawn: Deed | None
    resolved: Deed | None
    reactions: list[Chip]
    attachments: list[FileBrief]
    replies: Replies


class ReadersOut(Schema):
    """How many may see a post and how many have."""

    may: Annotated[int, Field(description="Those on the audience line of its space.")]
    seen: Annotated[
        int | None,
        Field(description="By cursors, author included; null where fewer than six people may see it."),
    ]


class PostNew(Input):
    """What to say. `thread` is the root that is replied to."""

    body: Body = ""
    thread: UUID | None = None
    mark: MarkKind | None = None
    written_for: WrittenFor = None
    attachments: Annotated[
        list[UUID], Field(max_length=10, description="Uploaded before, not sent yet.")
    ] = []
    shown_access: Annotated[
        Annotated[Space.Access, one_of(Space.Access)] | None,
        Field(description="The access that was shown above the text; refused if it is open meanwhile."),
    ] = None


class ReplyNew(Input):
    """What to reply."""

    body: Body = ""
    mark: MarkKind | None = None
    written_for: WrittenFor = None
    attachments: Annotated[
        list[UUID], Field(max_length=10, description="Uploaded before, not sent yet.")
    ] = []


class PostChange(Input):
    """What the post says from now on."""

    body: Body


class MarkSet(Input):
    """What the post is."""

    kind: MarkKind


class StreamAsked(Paging):
    """Which part of a stream."""

    since: Annotated[int | None, Field(ge=0, lt=2**63, description="Begin just after this number.")] = None
    replies: Annotated[bool, Field(description="Also the replies, not the roots alone.")] = False


class ReactionOut(Schema):
    """Who put which emoji there, and when."""

    emoji: str
    person: UUID
    at: datetime


class CursorOut(Schema):
    """How far you have read a space. `read_to` is null before the first time; `last` is where its stream stands."""

    space: UUID
    read_to: int | None
    last: int
    unread: Annotated[int, Field(description="Unread roots by others; 100 stands for 100 or more.")]


class CursorSet(Input):
    """Read up to this number; a cursor never moves back."""

    read_to: Number


class Unread(Schema):
    """A space of yours with something that you have not read."""

    space: UUID
    unread: int
