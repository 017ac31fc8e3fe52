"""How far one has read."""

from typing import Any
from uuid import UUID

from django.db.models import Max
from ninja import Router

from fourleaf.chronicle.models import Entry
from fourleaf.conversation import actions
from fourleaf.conversation.api.found import readable_space
from fourleaf.conversation.api.shapes import CursorOut, CursorSet, Unread
from fourleaf.conversation.unread import unread_by_space
from fourleaf.kit.api.door import ApiRequest
from fourleaf.people.tokens import ME, READ
from fourleaf.spaces.models import Cursor

router = Router(tags=["Reading"], auth=READ)


@router.get("/unread", response=list[Unread], operation_id="list_unread")
def unread(request: ApiRequest) -> list[dict[str, Any]]:
    """Your spaces in which somebody has written what you have not read, with how much."""
    return [{"space": space, "unread": number} for space, number in unread_by_space(request.user).items()]


@router.get("/spaces/{uuid:space_id}/cursor", response=CursorOut, operation_id="get_cursor")
def cursor(request: ApiRequest, space_id: UUID) -> dict[str, Any]:
    """How far you have read a space."""
    space = readable_space(request, space_id)
    last = Entry.objects.filter(space_id=space.pk).aggregate(last=Max("sequence"))["last"]
    own = Cursor.objects.filter(space=space, person=request.user).first()
    return {
        "space": space.pk,
        "read_to": own.read_to if own else None,
        "last": last or 0,
        "unread": unread_by_space(request.user).get(space.pk, 0),
    }


@router.put("/spaces/{uuid:space_id}/cursor", response=CursorOut, operation_id="move_cursor", auth=ME)
def move_cursor(request: ApiRequest, space_id: UUID, moved: CursorSet) -> dict[str, Any]:
    """You have read up to a number; your other screens count anew."""
    actions.read_space(actor=request.user, space=readable_space(request, space_id), read_to=moved.read_to)
    return cursor(request, space_id)
