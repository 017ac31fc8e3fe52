"""What waits for the person of the token, and being done with it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Schema

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Following, Mention, Post
from fourleaf.inbox.items import Item
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit.api.description import Input
from fourleaf.kit.api.door import ApiRequest
from fourleaf.people.tokens import ME, READ
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import AccessRequest, Invitation, Space
from fourleaf.spaces.rights import Right

router = Router(tags=["Waiting"], auth=READ)
NOTHING = {204: None}


class ItemOut(Schema):
    """One thing that waits. `id` is that of the mention, thread, request or invitation; see `kind`."""

    kind: str
    id: UUID
    at: datetime
    who: Annotated[UUID, Field(description="Who wrote, asked, invited or answered.")]
    space: Annotated[UUID | None, Field(description="Null for alerts, which are about no space.")]
    title: Annotated[str, Field(description="What the space is called.")]
    text: Annotated[str, Field(description="What they said, as plain text.")]
    post: Annotated[UUID | None, Field(description="The post, for mentions; the root, for threads.")]
    count: Annotated[int, Field(description="How many replies, for threads.")]
    last: Annotated[int, Field(description="The number of the last of them: what to read up to.")]


class WaitingOut(Schema):
    """How many things wait, and the newest of them, at most 30; being done with these brings the next."""

    count: int
    items: list[ItemOut]


class ReadSet(Input):
    """How far the thread has been read: `last` of the item."""

    read_to: Annotated[int, Field(strict=True, ge=0, lt=2**63)]


class RequestAnswer(Input):
    """Let in, or not now."""

    grant: Annotated[bool, Field(strict=True)]
    note: Annotated[str, Field(max_length=500)] = ""


class InvitationAnswer(Input):
    """Come, or not."""

    answer: Literal["accept", "decline"]


@router.get("/waiting", response=WaitingOut, operation_id="list_waiting")
def waiting(request: ApiRequest) -> dict[str, Any]:
    """What the page “Waiting for you” shows."""
    found = Waiting(request.user)
    return {"count": found.count, "items": [_shown(item) for item in found.items]}


def _shown(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "id": item.id,
        "at": item.at,
        "who": item.who.pk,
        "space": None if item.kind == "alert" else item.space.pk,
        "title": item.space.title,
        "text": item.quote,
        "post": item.post.pk if item.post else None,
        "count": item.count,
        "last": item.last,
    }


@router.put(
    "/waiting/mentions/{uuid:mention_id}/handling", response=NOTHING, operation_id="handle_mention", auth=ME
)
def handle_mention(request: ApiRequest, mention_id: UUID) -> HttpResponse:
    """Done with a mention."""
    conversation.handle_mention(actor=request.user, mention=_mention(request, mention_id))
    return HttpResponse(status=204)


@router.delete(
    "/waiting/mentions/{uuid:mention_id}/handling", response=NOTHING, operation_id="put_back_mention", auth=ME
)
def put_back_mention(request: ApiRequest, mention_id: UUID) -> HttpResponse:
    """Not done with it after all: it waits again."""
    conversation.put_back_mention(actor=request.user, mention=_mention(request, mention_id))
    return HttpResponse(status=204)


@router.put("/waiting/threads/{uuid:root_id}/reading", response=NOTHING, operation_id="read_thread", auth=ME)
def read_thread(request: ApiRequest, root_id: UUID, read: ReadSet) -> HttpResponse:
    """Done with the news of a thread that you follow, as far as you have read it."""
    followed = Following.objects.filter(person=request.user).values("root")
    root = get_object_or_404(Post.objects.readable_by(request.user).filter(pk__in=followed), pk=root_id)
    conversation.read_thread(actor=request.user, post=root, read_to=read.read_to)
    return HttpResponse(status=204)


@router.put(
    "/waiting/requests/{uuid:request_id}/answer", response=NOTHING, operation_id="answer_request", auth=ME
)
def answer_request(request: ApiRequest, request_id: UUID, said: RequestAnswer) -> HttpResponse:
    """Let somebody into a space that you steward, or not now."""
    steered = Space.objects.allowing(request.user, Right.STEER)
    known = AccessRequest.objects.filter(Q(space__in=steered) | Q(person=request.user))
    asked = get_object_or_404(known.select_related("space", "person"), pk=request_id)
    spaces.answer_request(actor=request.user, request=asked, grant=said.grant, note=said.note)
    return HttpResponse(status=204)


@router.put(
    "/waiting/answers/{uuid:request_id}/handling", response=NOTHING, operation_id="see_answer", auth=ME
)
def see_answer(request: ApiRequest, request_id: UUID) -> HttpResponse:
    """Done with the answer to your own request."""
    asked = get_object_or_404(AccessRequest.objects.filter(person=request.user), pk=request_id)
    spaces.see_answer(actor=request.user, request=asked)
    return HttpResponse(status=204)


@router.put(
    "/waiting/invitations/{uuid:invitation_id}/answer",
    response=NOTHING,
    operation_id="answer_invitation",
    auth=ME,
)
def answer_invitation(request: ApiRequest, invitation_id: UUID, said: InvitationAnswer) -> HttpResponse:
    """Accept or decline an invitation."""
    mine = Invitation.objects.filter(person=request.user).select_related("space", "by")
    spaces.answer_invitation(
        actor=request.user,
        invitation=get_object_or_404(mine, pk=invitation_id),
        accept=said.answer == "accept",
    )
    return HttpResponse(status=204)


def _mention(request: ApiRequest, mention_id: UUID) -> Mention:
    mine = Mention.objects.filter(person=request.user, post__in=Post.objects.readable_by(request.user))
    return get_object_or_404(mine.select_related("post__space", "post__root"), pk=mention_id)
