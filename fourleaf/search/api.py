"""Search over the API: the same question, the same answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.paging import Page, Paging, link_to, place_of, wrong_cursor
from fourleaf.kit.api.paging import Place as CursorPlace
from fourleaf.kit.api.problems import Problem, fault
from fourleaf.kit.refusals import Invalid
from fourleaf.people.tokens import READ
from fourleaf.search.asked import LONGEST, parse
from fourleaf.search.finding import Hit, Place, look
from fourleaf.search.models import Indexed
from fourleaf.search.pace import spend

router = Router(tags=["Search"], auth=READ)
MOST = 50


class SearchAsked(Paging):
    """What to look for. `q` may hold filters; see docs/reference/search.md."""

    q: Annotated[str, Field(min_length=1, description=f"Words and filters, at most {LONGEST} characters.")]
    kind: Annotated[
        Literal["post", "document", "file"] | None, Field(description="Only things of this kind.")
    ] = None
    order: Annotated[Literal["best", "newest"], Field(description="`best` mixes words and time.")] = "best"
    limit: Annotated[int, Field(ge=1, le=MOST, description="Items on a page.")] = 20


class PartOut(Schema):
    """Some of the text; `hit` where it is a word that was asked for."""

    text: str
    hit: bool


class Writer(Schema):
    """Who wrote it, put it there or began it; the name is null for somebody whom you can no longer see."""

    id: UUID
    name: str | None


class HitOut(Schema):
    """A post, document or file. `thread` is the root of a reply, or the post of a file."""

    kind: Literal["post", "document", "file"]
    id: UUID
    name: Annotated[str | None, Field(description="The title of a document.")]
    space: UUID
    title: Annotated[
        str | None, Field(description="What the space is called; null where you only see this of it.")
    ]
    thread: UUID | None
    author: Writer
    at: datetime
    snippet: Annotated[
        list[PartOut],
        Field(description="Plain text around the hits; empty where reading is recorded: open it."),
    ]


class Found(Page[HitOut]):
    """Some of what was found. There is no `previous` and no count: ask on until `next` is null."""

    notes: Annotated[list[str], Field(description="Filters that were not understood, in words for people.")]


@router.get("/search", response=Found, operation_id="search")
def search(request: ApiRequest, asked: Query[SearchAsked]) -> dict[str, Any]:
    """Posts, documents and files that you may read, best or newest first."""
    spent = spend(request.user.pk)
    if spent.is_spent:
        wait = spent.retry_after
        raise Problem(429, f"Too many searches. Try again in {wait} s.", headers={"Retry-After": wait})
    kinds = (asked.kind,) if asked.kind else tuple(Indexed.Kind.values)
    try:
        found = look(
            request.user,
            parse(asked.q),
            kinds,
            newest=asked.order == "newest",
            after=_after(asked.cursor),
            most=asked.limit,
        )
    except Invalid as invalid:
        raise Problem(422, invalid.text, errors=[fault(invalid.text, "query", "q")]) from None
    return {
        "items": _shown(found.hits),
        "next": _link(request, found.next),
        "previous": None,
        "notes": found.notes,
    }


def _after(cursor: str | None) -> Place | None:
    place = place_of(cursor, 2)
    if place is None:
        return None
    score, key = place.values
    try:
        if isinstance(score, int) and abs(score) < 2**62 and not place.is_back:
            return Place(score, UUID(str(key)))
    except ValueError:
        pass
    raise wrong_cursor()


def _link(request: HttpRequest, place: Place | None) -> str | None:
    return link_to(request, CursorPlace((place.score, str(place.key))).text()) if place else None


def _shown(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    return [
        {
            "kind": hit.kind,
            "id": hit.pk,
            "name": "".join(part.text for part in hit.name) or None,
            "space": hit.space_id,
            "title": hit.space.title if hit.space else None,
            "thread": hit.thread,
            "author": {"id": hit.author_id, "name": hit.author.name if hit.author else None},
            "at": hit.at,
            "snippet": [{"text": part.text, "hit": part.is_hit} for part in hit.parts],
        }
        for hit in hits
    ]
