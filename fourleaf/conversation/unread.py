"""What a person has not read: roots in spaces by one cursor each, replies in threads they follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Max, Min, Q

from fourleaf.conversation.models import Post, PostQuerySet
from fourleaf.people.models import Person
from fourleaf.spaces.models import Cursor, Membership, Space

MOST = 100

# Who has no cursor yet has read nothing, but what was said before they first came does not count as unread. Another
# role begins another membership, and is no coming.
UNREAD = """
select m.space_id, counted.number
  from spaces_membership m
  left join spaces_cursor c on c.space_id = m.space_id and c.person_id = m.person_id
  cross join lateral (
    select count(*) as number from (
      select 1 from conversation_post p
       where p.space_id = m.space_id and p.root_id is null and p.author_id <> m.person_id
         and p.sequence > coalesce(c.read_to, 0)
         and (c.read_to is not null or p.at >= (
           select min(f.since) from spaces_membership f
            where f.space_id = m.space_id and f.person_id = m.person_id))
         and not exists (select 1 from conversation_withdrawal w where w.post_id = p.id)
       limit %(most)s) newest) counted
 where m.person_id = %(person)s and m.ended_at is null and (m.expires_at is null or m.expires_at > now())
   and counted.number > 0
"""


@dataclass(frozen=True)
class ThreadNews:
    """A followed thread with replies by others that the person has not read."""

    root: Post
    count: int
    last: int


def unread_by_space(person: Person) -> dict[UUID, int]:
    """How many unread roots by others each of the person's spaces holds, 100 standing for 100 or more; one query."""
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, {"person": person.pk, "most": MOST})
        return dict(cursor.fetchall())


def unread_roots(person: Person, space: Space) -> tuple[Cursor | None, Q]:
    """The person's cursor in the space, and the condition on roots that are unread."""
    cursor = Cursor.objects.filter(space=space, person=person).first()
    unread = ~Q(author=person) & Q(withdrawal=None)
    if cursor is not None:
        return cursor, unread & Q(sequence__gt=cursor.read_to)
    own = Membership.objects.filter(space=space, person=person)
    joined = own.aggregate(first=Min("since"))["first"] if own.standing().exists() else None
    return None, (unread & Q(at__gte=joined)) if joined else Q(pk=None)


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
    news = new_replies(person).filter(root__in=wanted).values("root_id").annotate(count=Count("pk"))
    return dict(news.values_list("root_id", "count"))


def new_replies(person: Person) -> PostQuerySet:
    """Replies by others after what the person has read of threads that they follow and have not muted."""
    return Post.objects.filter(
        root__followings__person=person,
        root__followings__is_muted=False,
        sequence__gt=F("root__followings__read_to"),
        withdrawal=None,
    ).exclude(author=person)
