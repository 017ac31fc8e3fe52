"""Load and authorise in one step: what the person of the token can read, or 404."""

from collections.abc import Sequence
from uuid import UUID

from django.shortcuts import get_object_or_404

from fourleaf.conversation.models import Attachment, Post
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.refusals import ensure
from fourleaf.spaces.models import Space


def readable_space(request: ApiRequest, space_id: UUID) -> Space:
    """The space with its state."""
    spaces = Space.objects.readable_by(request.user).select_related("archival", "planned_start")
    return get_object_or_404(spaces, pk=space_id)


def readable_post(request: ApiRequest, post_id: UUID) -> Post:
    """The post with its space and its state."""
    posts = Post.objects.readable_by(request.user).select_related(
        "space__archival", "space__planned_start", "author", "withdrawal", "root"
    )
    return get_object_or_404(posts, pk=post_id)


def unsent(request: ApiRequest, keys: Sequence[UUID]) -> list[Attachment]:
    """The files of these keys that the person can see; whether they may be sent is the action's question."""
    found = list(Attachment.objects.visible_to(request.user).filter(pk__in=keys))
    ensure(len(found) == len(set(keys)), "This file cannot be sent here.", "attachments")
    return found
