"""Pictures of a document: come in from who writes, go out to who reads, at that moment."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fourleaf.conversation.sending import send
from fourleaf.documents import actions, policy
from fourleaf.documents.loading import known_document, note_read
from fourleaf.documents.models import Picture
from fourleaf.kit.forms import errors_of
from fourleaf.kit.refusals import Invalid
from fourleaf.kit.web import PersonRequest


class PictureForm(forms.Form):
    """A file, or the key of a picture in a document that the person can read."""

    file = forms.FileField(max_length=None, allow_empty_file=True, required=False)
    of = forms.UUIDField(
        required=False, error_messages={"invalid": gettext_lazy("There is no such picture.")}
    )


@login_required
@require_POST
def pictures(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Take in a picture: 201 with its key and size, 413 too large, 422 none that can be shown, 507 no room."""
    document = known_document(request, document_id)
    policy.demand_write(request.user, document)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _wrong(422, " ".join(errors_of(form)))
    file, of = form.cleaned_data["file"], form.cleaned_data["of"]
    try:
        if of:
            source = get_object_or_404(Picture.objects.visible_to(request.user), pk=of)
            made = actions.copy_picture(actor=request.user, document=document, picture=source)
        elif file is not None:
            made = actions.add_picture(actor=request.user, document=document, upload=file)
        else:
            return _wrong(422, _("Choose a picture."))
    except Invalid as invalid:
        return _wrong(invalid.status, invalid.text)
    return JsonResponse({"id": made.pk, "width": made.width, "height": made.height}, status=201)


@login_required
@require_safe
def picture(request: PersonRequest, document_id: UUID, picture_id: UUID) -> HttpResponseBase:
    """The picture, for whoever can read the document; sending its bytes is a reading."""
    document = known_document(request, document_id)
    held = get_object_or_404(Picture.objects.visible_to(request.user), pk=picture_id, document=document.pk)
    answer = send(request, held, held.digest, held.media_type, "inline")
    if answer.status_code == 200:
        note_read(request, document)
    return answer


def _wrong(status: int, text: object) -> JsonResponse:
    return JsonResponse({"error": str(text)}, status=status)
