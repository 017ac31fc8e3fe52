"""What became of suggestions in a text: the editor settles them and says so here."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from fourleaf.documents import actions
from fourleaf.documents.forms import SettledForm
from fourleaf.documents.loading import known_document
from fourleaf.kit.forms import accepted, errors_of, invalid
from fourleaf.kit.web import PersonRequest


@login_required
@require_POST
def settlements(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Write down that suggestions were accepted or rejected: 204."""
    document = known_document(request, document_id)
    form = SettledForm(request.POST)
    if not accepted(
        form,
        lambda: actions.note_settled(
            actor=request.user,
            document=document,
            suggestions=form.cleaned_data["ids"].split(),
            is_accepted=form.cleaned_data["taken"] == "yes",
        ),
    ):
        return invalid(request, " ".join(errors_of(form)))
    return HttpResponse(status=204)
