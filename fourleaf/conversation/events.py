"""Deeds in conversations. Facts hold keys and codes, never words."""

from dataclasses import dataclass
from uuid import UUID

from fourleaf.chronicle.record import Event, SpaceEvent


@dataclass(frozen=True, kw_only=True)
class PostEvent(SpaceEvent):
    """A deed on a post; `root` is the thread's root for a reply, else None."""

    reach = "space"
    post: UUID
    root: UUID | None


@dataclass(frozen=True, kw_only=True)
class PostAdded(PostEvent):
    mark: str = ""
    mentioned: int = 0
    no_rush: bool = False


@dataclass(frozen=True, kw_only=True)
class PostEdited(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class PostReused(PostEvent):
    """A copy of the post was written elsewhere; where, only the copy says, to those who may read both."""


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


@dataclass(frozen=True, kw_only=True)
class AnnouncementAdded(PostEvent):
    """One copy of an announcement; `people` belong to its space now and are asked."""

    announcement: UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementRenewed(PostEvent):
    """The text was changed: everybody is asked again."""

    announcement: UUID


@dataclass(frozen=True, kw_only=True)
class AnnouncementChased(PostEvent):
    """Those who have not confirmed are reminded; `why` is before, due or asked."""

    announcement: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementEnded(PostEvent):
    announcement: UUID


@dataclass(frozen=True, kw_only=True)
class ReadingConfirmed(Event):
    """In no space, so that only who did it and the author's list know of it."""

    announcement: UUID


@dataclass(frozen=True, kw_only=True)
class PollAdded(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class BallotCast(PostEvent):
    """A vote; in an anonymous poll without actor, and never with what was chosen."""


@dataclass(frozen=True, kw_only=True)
class PollClosed(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class DelegationGiven(Event):
    """The actor lets the person write for them."""

    reach = "person"
    delegation: UUID
    person: UUID


@dataclass(frozen=True, kw_only=True)
class DelegationEnded(Event):
    reach = "person"
    delegation: UUID
    person: UUID
