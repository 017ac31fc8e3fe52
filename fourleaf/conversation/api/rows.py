"""Posts as the API shows them: the database builds the JSON of a whole page in one statement, and nobody opens it.

Posts and their authors come through the policies of their tables; what stands around them through `lock.facts_of`,
which asks the same question once. `conversation.api.shapes.PostOut` describes what comes out; a test compares them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.kit.api.paging import Paging, Place, link_to, place_of, wrong_cursor
from fourleaf.kit.prepared import ask

_POSTS = """
with page as materialized (
  select p.id, p.space_id, p.root_id, p.sequence, p.at, p.author_id, p.body, p.html from conversation_post p
   where {where} order by p.sequence {order} limit %(most)s)
select p.sequence, json_build_object(
         'id', p.id, 'space', p.space_id, 'thread', p.root_id, 'number', p.sequence, 'at', p.at,
         'author', json_build_object('id', p.author_id, 'name', a.name), 'body', p.body, 'html', p.html,
         'written_for', f.written_for, 'edited_at', f.edited_at, 'mark', f.mark, 'withdrawn', f.withdrawn,
         'resolved', f.resolved, 'reactions', f.reactions, 'attachments', f.attachments,
         'replies', json_build_object('count', f.replies, 'last_at', f.replied_at))::text,
       case when p.number = 1 then lock.recorded_as(p.space_id) end, p.space_id, p.author_id
  from (select *, row_number() over () as number from page) p
  join lock.facts_of(array(select id from page)) f on f.id = p.id
  left join people_person a on a.id = p.author_id
 order by p.sequence {order}
"""
_READS_SPACE = "select %s = any((select lock.spaces_where('read'))::uuid[])"
_READS_ROOT = "select exists (select 1 from conversation_post where id = %s and root_id is null)"
_BEYOND = {True: "p.sequence > %(edge)s", False: "p.sequence < %(edge)s"}


class Found(NamedTuple):
    """A post as JSON; the first of a page says as what its reading is recorded, if it is."""

    number: int
    text: str
    recorded_as: str | None
    space: UUID
    author: UUID


@dataclass(frozen=True)
class Stretch:
    """Which posts, whether one may read there at all, and which of them come first."""

    condition: str
    question: str
    of: UUID
    newest_first: bool
    kind: str

    @classmethod
    def stream(cls, space: UUID, *, with_replies: bool) -> "Stretch":
        """The conversation of a space, newest first."""
        roots = "" if with_replies else " and p.root_id is null"
        return cls(f"p.space_id = %(of)s{roots}", _READS_SPACE, space, newest_first=True, kind="stream")

    @classmethod
    def thread(cls, root: UUID) -> "Stretch":
        """The replies to a root, oldest first."""
        return cls("p.root_id = %(of)s", _READS_ROOT, root, newest_first=False, kind="thread")


def page(request: HttpRequest, stretch: Stretch, paging: Paging, since: int | None = None) -> HttpResponse:
    """A page of posts. `since` begins just after that number, as a cursor back from the post of that number would."""
    place = place_of(paging.cursor, 1)
    if place and not (isinstance(place.values[0], int) and 0 <= place.values[0] < 2**63):
        raise wrong_cursor()
    if place is None and since is not None:
        place = Place((since,), is_back=stretch.newest_first)
    upward = stretch.newest_first == (place is not None and place.is_back)
    values = {"of": stretch.of, "most": paging.limit + 1, "edge": place.values[0] if place else None}
    where = stretch.condition + (f" and {_BEYOND[upward]}" if place else "")
    rows = _rows(where, "asc" if upward else "desc", values)
    if not rows:
        _demand_readable(stretch)
    _note(rows, stretch.kind, stretch.of)
    has_more, rows = len(rows) > paging.limit, rows[: paging.limit]
    if upward == stretch.newest_first:
        rows.reverse()
    older, newer = _edges([row.number for row in rows], place, upward=upward, has_more=has_more)
    back_is_newer = stretch.newest_first
    links = {
        "next": older if back_is_newer else newer,
        "previous": newer if back_is_newer else older,
    }
    said = {
        name: number and link_to(request, Place((number,), name == "previous").text())
        for name, number in links.items()
    }
    items = ",".join(row.text for row in rows)
    return _json(
        f'{{"items":[{items}],"next":{json.dumps(said["next"])},"previous":{json.dumps(said["previous"])}}}'
    )


def _edges(
    numbers: list[int], place: Place | None, *, upward: bool, has_more: bool
) -> tuple[int | None, int | None]:
    """From which numbers to go on to older posts and to newer ones, None where there is no way.

    Towards the newest there always is one: what is written later will be found there.
    """
    edge = int(place.values[0]) if place else None
    has_older = edge is not None if upward else has_more
    if numbers:
        return (min(numbers) if has_older else None), max(numbers)
    if edge is None:
        return None, None
    return (edge + 1, edge) if upward else (None, edge - 1)


def one(post: UUID, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """A single post; 404 for whoever cannot read it."""
    rows = _rows("p.id = %(of)s", "asc", {"of": post, "most": 1})
    if not rows:
        raise Http404
    _note(rows, "post", post)
    return _json(rows[0].text, status, headers)


def _note(rows: Sequence["Found"], kind: str, object_id: UUID) -> None:
    """Posts of one space are read: write it down where reading is recorded."""
    for row in rows:
        if row.recorded_as:
            whose = row.author if kind == "post" else None
            why = Access.Why(row.recorded_as)
            access.record(kind=kind, object_id=object_id, whose=whose, why=why, space=row.space)


def _demand_readable(stretch: Stretch) -> None:
    """404 for whoever cannot read there: asked where a page is empty, which says nothing of why."""
    with connection.cursor() as cursor:
        cursor.execute(stretch.question, [stretch.of])
        if not cursor.fetchone()[0]:
            raise Http404


def _rows(where: str, order: str, values: dict[str, Any]) -> list[Found]:
    return [Found(*row) for row in ask(_POSTS.format(where=where, order=order), values)]


def _json(text: str, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8", headers=headers)
