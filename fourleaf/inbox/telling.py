"""Tell somebody that there is something, by the channels and at the times they chose. For the worker."""

from datetime import datetime
from uuid import UUID

from fourleaf.inbox.actions.telling import add_telling
from fourleaf.inbox.models import Telling
from fourleaf.inbox.reach import how_to_tell
from fourleaf.kit import time

Kind = Telling.Kind


def tell(
    person: UUID, kind: Kind | str, about: UUID, at: datetime | None = None, urgent: bool = False
) -> None:
    """Let this person know, from `at` on, that something of this kind is there; by default from now on.

    `about` is the key of the post (mention, reply, post, announcement, reminder), of the access request (request,
    answer) or of the invitation. Quiet hours hold back what is not `urgent`. Who by then cannot read it, or has dealt
    with it, is not told.
    """
    how, when = how_to_tell(person, urgent=urgent, instant=at or time.now())
    if how in ("now", "later") and when is not None:
        add_telling(person=person, kind=Kind(kind), about=about, at=when, urgent=urgent)
