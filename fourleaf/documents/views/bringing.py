"""A large file on its way to becoming a document: how far it is, then what came of it."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fourleaf.documents.models import Bringing
from fourleaf.kit.web import PersonRequest, wants_fragment


@login_required
@require_safe
def bringing(request: PersonRequest, bringing_id: UUID) -> HttpResponse:
    """For whoever brought it, who may leave and come back."""
    found = get_object_or_404(Bringing.objects.visible_to(request.user), pk=bringing_id)
    template = "documents/_bringing.html" if wants_fragment(request) else "documents/bringing.html"
    return render(request, template, {"bringing": found})
