"""What others add to a post: what it is, how they take it, that it is settled."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Path, Query, Router

from fourleaf.conversation import actions
from fourleaf.conversation.api import rows
from fourleaf.conversation.api.found import readable_post
from fourleaf.conversation.api.shapes import Emoji, MarkSet, PostOut, ReactionOut
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.paging import Page, Paging, page_of
from fourleaf.people.tokens import POSTS, READ

router = Router(tags=["Marks and reactions"], auth=POSTS)


@router.put("/posts/{uuid:post_id}/mark", response=PostOut, operation_id="mark_post")
def mark(request: ApiRequest, post_id: UUID, chosen: MarkSet) -> HttpResponse:
    """Call a post a question, an answer or a decision."""
    actions.mark_post(actor=request.user, post=readable_post(request, post_id), kind=chosen.kind.value)
    return rows.one(post_id)


@router.delete("/posts/{uuid:post_id}/mark", response=PostOut, operation_id="unmark_post")
def unmark(request: ApiRequest, post_id: UUID) -> HttpResponse:
    """Take the mark away."""
    actions.mark_post(actor=request.user, post=readable_post(request, post_id), kind="")
    return rows.one(post_id)


@router.put("/posts/{uuid:post_id}/resolution", response=PostOut, operation_id="resolve_thread")
def resolve(request: ApiRequest, post_id: UUID) -> HttpResponse:
    """Say that the thread of this root is settled."""
    actions.resolve_thread(actor=request.user, post=readable_post(request, post_id))
    return rows.one(post_id)


@router.delete("/posts/{uuid:post_id}/resolution", response=PostOut, operation_id="reopen_thread")
def reopen(request: ApiRequest, post_id: UUID) -> HttpResponse:
    """Say that it is not settled after all."""
    actions.reopen_thread(actor=request.user, post=readable_post(request, post_id))
    return rows.one(post_id)


@router.get(
    "/posts/{uuid:post_id}/reactions", response=Page[ReactionOut], operation_id="list_reactions", auth=READ
)
def reactions(request: ApiRequest, post_id: UUID, asked: Query[Paging]) -> dict[str, Any]:
    """Who put which emoji on a post, in the order in which they did."""
    found = readable_post(request, post_id).reactions.all()
    return page_of(request, found, asked, _reactions)


def _reactions(found: Any) -> Any:
    return ({"emoji": each.emoji, "person": each.person_id, "at": each.at} for each in found)


@router.put("/posts/{uuid:post_id}/reactions/{emoji}", response=PostOut, operation_id="add_reaction")
def react(request: ApiRequest, post_id: UUID, emoji: Annotated[Emoji, Path()]) -> HttpResponse:
    """Put one's own reaction on a post."""
    actions.set_reaction(actor=request.user, post=readable_post(request, post_id), emoji=emoji, on=True)
    return rows.one(post_id)


@router.delete("/posts/{uuid:post_id}/reactions/{emoji}", response=PostOut, operation_id="remove_reaction")
def unreact(request: ApiRequest, post_id: UUID, emoji: Annotated[Emoji, Path()]) -> HttpResponse:
    """Take one's own reaction off."""
    actions.set_reaction(actor=request.user, post=readable_post(request, post_id), emoji=emoji, on=False)
    return rows.one(post_id)
