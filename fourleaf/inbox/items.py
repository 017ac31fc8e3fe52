"""One thing that waits for a person, whatever it is."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from fourleaf.adoption.models import LaunchCheck
from fourleaf.conversation.models import Post
from fourleaf.documents.models import Document
from fourleaf.kit import ids
from fourleaf.people.models import Person
from fourleaf.sheet.models import Line
from fourleaf.spaces.audience import Audience
from fourleaf.spaces.models import Space

#: A quote is shown to so many letters or lines; the rest unfolds. On a narrow screen it is less.
LONG, LONG_LINES = 600, 8
LONG_NARROW, LONG_NARROW_LINES = 150, 4


@dataclass
class Item:
    """One thing that waits: who, where, when, and the first words. `error` says why handling it did not work."""

    kind: str
    id: UUID
    at: datetime
    who: Person
    space: Space
    quote: str
    post: Post | None = None
    count: int = 1
    last: int = 0
    role: str = ""
    granted: bool = False
    due_on: date | None = None
    is_gone: bool = False
    can_reply: bool = False
    why_not: str = ""
    audience: Audience | None = None
    reach: str = ""
    error: str = ""
    typed: str = ""
    no_rush: bool = False
    document: Document | None = None
    number: int = 0
    line: Line | None = None
    place: str = ""
    check: LaunchCheck | None = None
    key: UUID = field(default_factory=ids.uuid7)

    @property
    def template(self) -> str:
        return f"inbox/_{self.kind}.html"

    @property
    def thread(self) -> UUID | None:
        """The root of the thread into which a reply goes."""
        return None if self.post is None else self.post.root_id or self.post.pk

    @property
    def comes_first(self) -> bool:
        """Whether it stands above what is merely newer: somebody waits for it by name."""
        return self.kind in ("announcement", "held", "glass", "alert", "change")

    @property
    def is_long(self) -> bool:
        """Whether the quote is cut off on every screen."""
        return _exceeds(self.quote, LONG, LONG_LINES)

    @property
    def is_long_where_narrow(self) -> bool:
        """Whether the quote is cut off on a phone."""
        return _exceeds(self.quote, LONG_NARROW, LONG_NARROW_LINES)


def _exceeds(text: str, letters: int, lines: int) -> bool:
    return len(text) > letters or text.count("\n") >= lines
