"""Deeds in conversations. Facts hold keys and codes, never words."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import SpaceEvent


@dataclass(frozen=True, kw_only=True)
class PostEvent(SpaceEvent):
    """A deed on a post; `root` is the thread's root for a reply, else None."""

    post: UUID
    root: UUID | None


@dataclass(frozen=True, kw_only=True)
class PostAdded(PostEvent):
    mark: str = ""
    mentioned: int = 0


@dataclass(frozen=True, kw_only=True)
class PostEdited(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class PostMarked(PostEvent):
    """`mark` is question, answer, decision or empty when the mark was taken away."""

    mark: str


@dataclass(frozen=True, kw_only=True)
class ReactionAdded(PostEvent):
    emoji: str


@dataclass(frozen=True, kw_only=True)
class ReactionRemoved(PostEvent):
    emoji: str


@dataclass(frozen=True, kw_only=True)
class ThreadResolved(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ThreadReopened(PostEvent):
    pass
