"""Whom a post reaches, and how: asked by the notifier, and by a composer before anything is sent. One rule in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from fourleaf.conversation.models import Mention
from fourleaf.kit import time
from fourleaf.kit.prepared import ask

#: Ways of mentioning, in the order in which the database takes them.
WAYS = ((Mention.Via.PERSON,), (Mention.Via.UNIT, Mention.Via.ROLE), (Mention.Via.DUTY,))


# `WAYS` in SQL, of the mentions of each post.
CALLED = """
select p.id, r.person, r.kind, r.how, r.at, r.urgent
  from conversation_post p
  cross join lateral (
    select coalesce(array_agg(person_id) filter (where via = any(%s)), '{}') as named,
           coalesce(array_agg(person_id) filter (where via = any(%s)), '{}') as grouped,
           coalesce(array_agg(person_id) filter (where via = any(%s)), '{}') as duty
      from conversation_mention where post_id = p.id) m
  cross join lateral lock.reach(p.space_id, p.root_id, p.author_id, m.named, m.grouped, m.duty, true, %s, %s, true) r
 where p.id = any(%s) and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)
   and r.how in ('now', 'later')
"""


@dataclass(frozen=True)
class Reached:
    """Somebody whom a post reaches: `now`, `later` (at `at`, after their quiet hours), by `digest`, on the `list`."""

    person: UUID
    kind: str
    how: str
    at: datetime | None
    urgent: bool

    @property
    def calls(self) -> bool:
        """Whether it is told by itself, now or later."""
        return self.how in ("now", "later")


@dataclass(frozen=True)
class Numbers:
    """How many people a draft will reach in each way."""

    now: int = 0
    later: int = 0
    digest: int = 0
    list: int = 0
    none: int = field(default=0, repr=False, compare=False)


def reached(
    *, space: UUID, root: UUID | None, author: UUID, mentioned: dict[UUID, str], rush: bool
) -> list[Reached]:
    """Who is told of a post, and how. For the worker."""
    values = [space, root, author, *_by_way(mentioned), rush, time.now(), settings.HAS_MAIL]
    with connection.cursor() as cursor:
        cursor.execute("select * from lock.reach(%s, %s, %s, %s, %s, %s, %s, %s, %s)", values)
        return [Reached(*row) for row in cursor.fetchall()]


def called_by(posts: Iterable[UUID]) -> list[tuple[UUID, Reached]]:
    """Whom each of these posts calls, now or later, in one question; nobody by one that was withdrawn."""
    ways = ([str(way) for way in ways] for ways in WAYS)
    with connection.cursor() as cursor:
        cursor.execute(CALLED, [*ways, time.now(), settings.HAS_MAIL, [*posts]])
        return [(post, Reached(*rest)) for post, *rest in cursor.fetchall()]


def numbers_of_draft(*, space: UUID, root: UUID | None, mentioned: dict[UUID, str], rush: bool) -> Numbers:
    """What a post of the acting person would come to; all zero where they may not write."""
    values = [space, root, *_by_way(mentioned), rush, settings.HAS_MAIL]
    return Numbers(**dict(ask("select * from lock.reach_of_draft(%s, %s, %s, %s, %s, %s, %s)", values)))


def how_to_tell(person: UUID, *, urgent: bool, instant: datetime) -> tuple[str, datetime | None]:
    """How somebody is told of what concerns them alone. For the worker; ("list", None) for who has left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from lock.how(%s, true, true, %s, true, %s, %s)",
            [person, urgent, instant, settings.HAS_MAIL],
        )
        return cursor.fetchone() or ("list", None)


def _by_way(mentioned: dict[UUID, str]) -> Iterable[list[UUID]]:
    for ways in WAYS:
        yield [person for person, via in mentioned.items() if via in ways]
