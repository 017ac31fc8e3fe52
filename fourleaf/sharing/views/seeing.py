"""What is shown to me."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.kit.web import PersonRequest
from fourleaf.sharing import actions
from fourleaf.sharing.models import AccessRequest, Grant, Opening
from fourleaf.sharing.overview import shown_to
from fourleaf.sharing.telling import frame
from fourleaf.sharing.things import kinds


@login_required
@require_safe
def shown_to_me(request: PersonRequest) -> HttpResponse:
    """Everything that others show to the person now, and what they have asked to see."""
    grants = list(shown_to(request.user))
    opened = set(Opening.objects.filter(person=request.user).values_list("grant_id", flat=True))
    asked = AccessRequest.objects.filter(person=request.user).select_related("answered_by")[:30]
    page = {
        "shown": [(frame(grant), grant.pk in opened) for grant in grants],
        "asked": asked,
        "standing": {grant.pk for grant in grants},
    }
    return render(request, "sharing/shown_to_me.html", page)


@login_required
@require_safe
def shown(request: PersonRequest, grant_id: UUID) -> HttpResponse:
    """Just the thing, with who shows it, why, until when. Whoever belongs where it is sees who may see it instead."""
    grant = shown_to(request.user).filter(pk=grant_id).first()
    if grant is None:
        known = get_object_or_404(Grant.objects.visible_to(request.user), pk=grant_id)
        return redirect("showing", known.kind, known.object_id)
    page = kinds()[grant.kind].show(request, grant)
    if page is None:
        raise Http404
    actions.open_grants(actor=request.user, grants=[grant.pk])
    whose = kinds()[grant.kind].author(request.user, grant.object_id)
    access.record(
        kind=grant.kind, object_id=grant.object_id, whose=whose, why=Access.Why.GRANT, space=grant.space_id,
        who=request.user.pk,
    )  # fmt: skip
    return page
