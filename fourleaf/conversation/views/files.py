"""Files come in, and go out to whoever may read them at that moment."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fourleaf.conversation import actions
from fourleaf.conversation.media import types
from fourleaf.conversation.models import Attachment
from fourleaf.conversation.reading import note_file
from fourleaf.conversation.sending import send
from fourleaf.conversation.views.found import readable_space
from fourleaf.kit.forms import errors_of
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.kit.web import PersonRequest, wants_fragment


class UploadForm(forms.Form):
    """One file for a space."""

    space = forms.UUIDField(error_messages={"required": gettext_lazy("Say which space the file is for.")})
    file = forms.FileField(
        max_length=None, allow_empty_file=True, error_messages={"required": gettext_lazy("Choose a file.")}
    )


@login_required
@require_POST
def upload(request: PersonRequest) -> HttpResponse:
    """Take in a file for a post to be sent: 201 with its key, 413 too large, 422 not acceptable, 507 no room."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _wrong(422, " ".join(errors_of(form)))
    space = readable_space(request.user, form.cleaned_data["space"])
    try:
        added = actions.add_attachment(actor=request.user, space=space, upload=form.cleaned_data["file"])
    except Refused as refused:
        return _wrong(403, str(refused))
    except Invalid as invalid:
        return _wrong(invalid.status, invalid.text)
    return JsonResponse(_facts(added), status=201)


@login_required
@require_safe
def serve(request: PersonRequest, attachment_id: UUID, name: str) -> HttpResponseBase:
    """The file: whole pictures to look at, everything else to download. The name in the address is for people."""
    attachment = _read(request, attachment_id)
    if attachment.is_picture:
        return send(request, attachment, attachment.digest, attachment.media_type, "inline")
    return send(request, attachment, attachment.digest, types.safe_type(attachment.media_type), "attachment")


@login_required
@require_safe
def thumbnail(request: PersonRequest, attachment_id: UUID) -> HttpResponseBase:
    """A small WebP of a picture."""
    attachment = _read(request, attachment_id)
    return send(request, attachment, attachment.thumbnail, "image/webp", "inline")


@login_required
@require_POST
def remove(request: PersonRequest, attachment_id: UUID) -> HttpResponse:
    """Take back a file that was not sent yet."""
    attachment = _visible(request, attachment_id)
    actions.remove_attachment(actor=request.user, attachment=attachment)
    if wants_fragment(request):
        return HttpResponse(status=204)
    return redirect("space", attachment.space_id)


def _visible(request: PersonRequest, attachment_id: UUID) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(request.user), pk=attachment_id)


def _read(request: PersonRequest, attachment_id: UUID) -> Attachment:
    attachment = _visible(request, attachment_id)
    note_file(request.user, attachment)
    return attachment


def _facts(attachment: Attachment) -> dict[str, object]:
    return {
        "id": str(attachment.pk),
        "name": attachment.name,
        "size": attachment.size,
        "type": attachment.media_type,
        "url": attachment.get_absolute_url(),
        "thumbnail": attachment.thumbnail_url,
        "width": attachment.width,
        "height": attachment.height,
    }


def _wrong(status: int, text: object) -> JsonResponse:
    return JsonResponse({"error": str(text)}, status=status)
