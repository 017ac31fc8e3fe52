"""Files come in for a post to be sent, and go out to whoever may read that post."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Router, Status, UploadedFile

from fourleaf.conversation import actions
from fourleaf.conversation.api.found import readable_space
from fourleaf.conversation.api.shapes import FileOut
from fourleaf.conversation.models import Attachment
from fourleaf.conversation.reading import note_file
from fourleaf.conversation.sending import send
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.idempotency import once
from fourleaf.people.tokens import FILES, READ

router = Router(tags=["Files"], auth=READ)


@router.post(
    "/spaces/{uuid:space_id}/attachments", response={201: FileOut}, operation_id="add_attachment", auth=FILES
)
@once
def add_attachment(request: ApiRequest, space_id: UUID, file: File[UploadedFile]) -> Status[Any]:
    """Bring a file of at most 25 MB for a post in this space; until it is sent only you see it, for a day."""
    space = readable_space(request, space_id)
    return Status(201, _shown(actions.add_attachment(actor=request.user, space=space, upload=file)))


@router.get("/attachments/{uuid:attachment_id}", response=FileOut, operation_id="get_attachment")
def attachment(request: ApiRequest, attachment_id: UUID) -> dict[str, Any]:
    """What is known of a file."""
    return _shown(_visible(request, attachment_id))


CONTENT = {
    "responses": {
        200: {
            "description": "The bytes.",
            "content": {"*/*": {"schema": {"type": "string", "contentEncoding": "binary"}}},
        },
        304: {"description": "You have them already."},
    }
}


@router.get(
    "/attachments/{uuid:attachment_id}/content", operation_id="get_attachment_content", openapi_extra=CONTENT
)
def content(request: ApiRequest, attachment_id: UUID) -> HttpResponseBase:
    """The bytes, whole or in part (`Range`), with a strong `ETag`; 404 where only metadata was imported."""
    found = _visible(request, attachment_id)
    note_file(request.user, found)
    return send(request, found, found.digest, found.media_type, "attachment")


@router.delete(
    "/attachments/{uuid:attachment_id}", response={204: None}, operation_id="remove_attachment", auth=FILES
)
def remove_attachment(request: ApiRequest, attachment_id: UUID) -> HttpResponse:
    """Take back a file that was not sent yet."""
    actions.remove_attachment(actor=request.user, attachment=_visible(request, attachment_id))
    return HttpResponse(status=204)


def _visible(request: ApiRequest, attachment_id: UUID) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_id)


def _shown(found: Attachment) -> dict[str, Any]:
    return {
        "id": found.pk,
        "name": found.name,
        "media_type": found.media_type,
        "size": found.size,
        "width": found.width,
        "height": found.height,
        "space": found.space_id,
        "post": found.post_id,
        "uploader": found.uploader_id,
        "at": found.at,
    }
