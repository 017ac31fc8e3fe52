"""Which posts of a stream or thread a page holds. Pages are cut by number, so they stay put while others write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from fourleaf.conversation.fragments import made_by
from fourleaf.conversation.models import Post
from fourleaf.kit.prepared import ask
from fourleaf.kit.time import midnight
from fourleaf.spaces.models import Space

SIZE = 40
BEFORE = 8  # what was read last, shown above the first unread
END = 2**63 - 1

WITH_FRAGMENTS = """
select p.id, p.space_id, p.root_id, p.author_id, p.sequence, p.at, coalesce(f.html, '')
  from ({posts}) p left join conversation_fragment f on f.post_id = p.id and f.made_by = %(made_by)s
 order by p.sequence
"""
# Not all columns: they would be carried through the union, texts and all.
PLACE = "select p.id, p.space_id, p.root_id, p.author_id, p.sequence, p.at from conversation_post p"
AROUND = f"""
({PLACE} where {{which}} and p.sequence < %(at)s order by p.sequence desc limit {{above}})
union all
({PLACE} where {{which}} and p.sequence >= %(at)s order by p.sequence limit {{below}})
"""
BY_KEY = f"{PLACE} where p.id = any(%(keys)s)"
FROM_DAY = """
select coalesce(
  (select p.sequence from conversation_post p where {which} and p.at >= %(start)s order by p.sequence limit 1),
  (select p.sequence from conversation_post p where {which} order by p.sequence desc limit 1))
"""


@dataclass(frozen=True)
class Row:
    """Posts in the order of their numbers: the roots of a space, or the replies of a thread."""

    which: str
    of: UUID


class Placed(NamedTuple):
    """A post where it stands, with its kept fragment, empty where there is none."""

    pk: UUID
    space_id: UUID
    root_id: UUID | None
    author_id: UUID
    sequence: int
    at: datetime
    fragment: str


@dataclass(frozen=True)
class StreamPage:
    """Some posts, oldest first, and whether there are others before and after them."""

    posts: Sequence[Placed]
    has_earlier: bool
    has_later: bool


def roots_of(space: Space) -> Row:
    """The stream of a space."""
    return Row("p.space_id = %(of)s and p.root_id is null", space.pk)


def replies_to(root: Post) -> Row:
    """The thread of a post."""
    return Row("p.root_id = %(of)s", root.pk)


def placed(keys: Iterable[UUID]) -> list[Placed]:
    """These posts, where they may be read."""
    return _ask(BY_KEY, keys=list(keys))


def latest(row: Row, size: int = SIZE) -> StreamPage:
    """The newest posts."""
    return _cut(row, END, above=size)


def before(row: Row, sequence: int, size: int = SIZE) -> StreamPage:
    """The posts just before a number."""
    return _cut(row, sequence, above=size)


def after(row: Row, sequence: int, size: int = SIZE) -> StreamPage:
    """The posts just after a number."""
    return _cut(row, min(sequence, END - 1) + 1, size=size)


def around(row: Row, sequence: int, size: int = SIZE, above: int = SIZE // 2) -> StreamPage:
    """Posts with the one of this number (or the next that there is) among them, up to `above` before it."""
    return _cut(row, sequence, above=above, size=size)


def first_from(row: Row, sequence: int) -> Placed | None:
    """The post of this number, or the next that there is."""
    return next(iter(_ask(_around(row, 0, 1), of=row.of, at=sequence)), None)


def from_day(row: Row, day: date) -> int | None:
    """The number of the first post on that day in the reader's zone or later; the last one if there is none."""
    start = midnight(day)
    found: int | None
    with connection.cursor() as cursor:
        cursor.execute(FROM_DAY.format(which=row.which), {"of": row.of, "start": start})
        (found,) = cursor.fetchone()
    return found


def _cut(row: Row, at: int, *, above: int = 0, size: int = 0) -> StreamPage:
    """Up to `above` posts before a number, and from it on what fills the page up to `size`; one query."""
    found = _ask(_around(row, above + 1, size + 1), of=row.of, at=at)
    split = sum(post.sequence < at for post in found)
    first = max(split - above, 0)
    last = max(split, first + size)
    return StreamPage(found[first:last], first > 0, len(found) > last)


def _around(row: Row, above: int, below: int) -> str:
    """How many stands in the text, as a plan depends on it; pages have few sizes."""
    return AROUND.format(which=row.which, above=int(above), below=int(below))


def _ask(posts: str, **values: Any) -> list[Placed]:
    rows = ask(WITH_FRAGMENTS.format(posts=posts), {"made_by": made_by(), **values})
    return list(map(Placed._make, rows))
