"""What a person has not read: roots in spaces by one cursor each, replies in threads they follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Max

from fourleaf.conversation.models import Post, PostQuerySet
from fourleaf.kit import time
from fourleaf.kit.prepared import ask
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

MOST = 100

UNREAD = "select space, number from lock.unread(%(person)s, %(most)s)"
# `case` and not `coalesce`, which PostgreSQL does not know to be leakproof: under row-level security every post of the
# space would be read, instead of the index from the number on.
UNREAD_IN = """
select (select max(sequence) from chronicle_entry where space_id = %(space)s), c.read_to, c.at, (
  select p.sequence from conversation_post p
   where p.space_id = %(space)s and p.root_id is null and p.author_id <> %(person)s
     and p.sequence > case when c.read_to is null then 0 else c.read_to end
     and (c.read_to is not null or p.at >= m.first)
     and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)
   order by p.sequence limit 1)
  from (
    select min(since) filter (where exists (
      select 1 from spaces_membership s where s.space_id = %(space)s and s.person_id = %(person)s
         and s.ended_at is null and (s.expires_at is null or s.expires_at > %(now)s))) as first
      from spaces_membership where space_id = %(space)s and person_id = %(person)s) m
  left join spaces_cursor c on c.space_id = %(space)s and c.person_id = %(person)s
"""
FRESH = """
select p.root_id, count(*) from conversation_following f join conversation_post p on p.root_id = f.root_id
 where f.person_id = %(person)s and not f.is_muted and f.root_id = any(%(roots)s)
   and f.newest > f.read_to and p.sequence > f.read_to and p.author_id <> %(person)s
   and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)
 group by p.root_id
"""


@dataclass(frozen=True)
class Unread:
    """The last number of a space, how far somebody has read and when, and the first unread root."""

    after: int
    read_to: int
    since: datetime | None
    first: int | None


@dataclass(frozen=True)
class ThreadNews:
    """A followed thread with replies by others that the person has not read."""

    root: Post
    count: int
    last: int


def unread_by_space(person: Person) -> dict[UUID, int]:
    """How many unread roots by others each of the person's spaces holds, 100 standing for 100 or more; one query."""
    return dict(ask(UNREAD, {"person": person.pk, "most": MOST}))


def unread_in(person: Person, space: Space) -> Unread:
    """Where the person's unread begins in the space, and its last number; one query."""
    values = {"person": person.pk, "space": space.pk, "now": time.now()}
    ((after, read_to, since, first),) = ask(UNREAD_IN, values)
    return Unread(after or 0, read_to or 0, since, first)


def threads_with_news(person: Person) -> list[ThreadNews]:
    """The threads that the person follows, has not muted, and where others have replied since; newest first."""
    news = (
        new_replies(person)
        .filter(space__in=Space.objects.readable_by(person))
        .values("root_id")
        .annotate(count=Count("pk"), last=Max("sequence"), latest=Max("at"))
        .order_by("-latest")
    )
    rows = list(news)
    roots = Post.objects.select_related("space", "author").in_bulk([row["root_id"] for row in rows])
    return [
        ThreadNews(roots[row["root_id"]], row["count"], row["last"])
        for row in rows
        if row["root_id"] in roots
    ]


def fresh_replies(person: Person, roots: Iterable[UUID]) -> dict[UUID, int]:
    """How many unread replies by others the followed threads among these hold."""
    wanted = list(roots)
    if not wanted:
        return {}
    return dict(ask(FRESH, {"person": person.pk, "roots": wanted}))


def new_replies(person: Person) -> PostQuerySet:
    """Replies by others after what the person has read of threads that they follow and have not muted."""
    return Post.objects.filter(
        root__followings__person=person,
        root__followings__is_muted=False,
        root__followings__newest__gt=F("root__followings__read_to"),
        sequence__gt=F("root__followings__read_to"),
        withdrawal=None,
    ).exclude(author=person)
