"""Read the stream and its threads; say, change, take back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Query, Router

from fourleaf.conversation import actions
from fourleaf.conversation.api import rows
from fourleaf.conversation.api.found import readable_post, readable_space, unsent
from fourleaf.conversation.api.shapes import PostChange, PostNew, PostOut, ReadersOut, ReplyNew, StreamAsked
from fourleaf.conversation.models import Post
from fourleaf.conversation.seen import seen_of
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import REPLAYED, key_of, key_reused
from fourleaf.kit.api.paging import Page, Paging
from fourleaf.kit.time import now
from fourleaf.people.tokens import POSTS, READ
from fourleaf.spaces.models import Space

router = Router(tags=["Posts"], auth=READ)


@router.get("/spaces/{uuid:space_id}/posts", response=Page[PostOut], operation_id="list_posts")
def stream(request: ApiRequest, space_id: UUID, asked: Query[StreamAsked]) -> HttpResponse:
    """The conversation of a space, newest first: `next` leads to older posts, `previous` to newer ones.

    `previous` is never null where there is a post, so that it can be asked again later for what is new.
    """
    return rows.page(request, rows.Stretch.stream(space_id, with_replies=asked.replies), asked, asked.since)


@router.get("/posts/{uuid:post_id}", response=PostOut, operation_id="get_post")
def post(request: ApiRequest, post_id: UUID) -> HttpResponse:
    """One post."""
    return rows.one(post_id)


@router.get("/posts/{uuid:post_id}/readers", response=ReadersOut, operation_id="get_readers")
def readers(request: ApiRequest, post_id: UUID) -> dict[str, int | None]:
    """How many may see the post and how many have. Numbers only: who it was is nobody's to know."""
    seen = seen_of(readable_post(request, post_id))
    return {"may": seen.may, "seen": seen.did}


@router.get("/posts/{uuid:post_id}/replies", response=Page[PostOut], operation_id="list_replies")
def replies(request: ApiRequest, post_id: UUID, asked: Query[Paging]) -> HttpResponse:
    """The replies of a thread, oldest first: `next` leads to newer ones, and can be asked again later."""
    return rows.page(request, rows.Stretch.thread(post_id), asked)


@router.post("/spaces/{uuid:space_id}/posts", response={201: PostOut}, operation_id="add_post", auth=POSTS)
def add_post(request: ApiRequest, space_id: UUID, said: PostNew) -> HttpResponse:
    """Say something, or reply with `thread`. The `Idempotency-Key` is the key of the post, for ever."""
    space = readable_space(request, space_id)
    root = (
        get_object_or_404(Post.objects.filter(space=space).roots(), pk=said.thread) if said.thread else None
    )
    access = said.shown_access.value if said.shown_access else ""
    return _say(request, space, root, said, shown_access=access)


@router.post("/posts/{uuid:post_id}/replies", response={201: PostOut}, operation_id="add_reply", auth=POSTS)
def add_reply(request: ApiRequest, post_id: UUID, said: ReplyNew) -> HttpResponse:
    """Reply in the thread of a root. The `Idempotency-Key` is the key of the post, for ever."""
    root = readable_post(request, post_id)
    if root.root_id:
        raise Http404
    return _say(request, root.space, root, said)


def _say(
    request: ApiRequest, space: Space, root: Post | None, said: PostNew | ReplyNew, **more: Any
) -> HttpResponse:
    begun = now()
    made = actions.add_post(
        actor=request.user,
        space=space,
        root=root,
        body=said.body,
        mark=said.mark.value if said.mark else "",
        attachments=unsent(request, said.attachments) if said.attachments else (),
        key=key_of(request),
        written_for=said.written_for,
        **more,
    )
    headers = {"Location": reverse("api:get_post", args=[made.pk])}
    if made.at < begun:
        _demand_same(made, said)
        headers[REPLAYED] = "true"
    return rows.one(made.pk, 201, headers)


def _demand_same(sent: Post, said: PostNew | ReplyNew) -> None:
    """A key that comes again comes with the text that it came with at first (which nobody knows once withdrawn)."""
    first = sent.revisions.order_by("at", "id").first()
    body = first.body if first else sent.body
    if not sent.is_withdrawn and body != said.body.strip():
        raise key_reused()


@router.patch("/posts/{uuid:post_id}", response=PostOut, operation_id="edit_post", auth=POSTS)
def edit_post(request: ApiRequest, post_id: UUID, change: PostChange) -> HttpResponse:
    """Change one's own post; what it said before stays readable on the page of its history."""
    actions.edit_post(actor=request.user, post=readable_post(request, post_id), body=change.body)
    return rows.one(post_id)


@router.delete("/posts/{uuid:post_id}", response=PostOut, operation_id="withdraw_post", auth=POSTS)
def withdraw_post(request: ApiRequest, post_id: UUID) -> HttpResponse:
    """Take a post back: text, files and reactions go; who and when stays."""
    actions.withdraw_post(actor=request.user, post=readable_post(request, post_id))
    return rows.one(post_id)
