"""What if: ways to begin, simulated. For those who look after adoption."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fourleaf.adoption import actions, policy
from fourleaf.adoption.loading import staff_only
from fourleaf.adoption.models import WhatIf
from fourleaf.adoption.showing.curves import panels
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest, wants_fragment


def stewards_only(request: PersonRequest) -> None:
    """Staff are told that it is not for them; others that there is nothing."""
    staff_only(request)
    demand(policy.is_steward(request.user), _("This is for those who look after adoption."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def what_ifs(request: PersonRequest) -> HttpResponse:
    """The newest that is done, and those before; ask for a new one."""
    stewards_only(request)
    if request.method == "POST":
        return redirect(actions.ask_what_if(actor=request.user))
    newest = WhatIf.objects.finished().first()
    page = {
        "newest": newest,
        "panels": panels(newest) if newest else [],
        "at_work": WhatIf.objects.unfinished().first(),
        "earlier": WhatIf.objects.finished()[1:11],
    }
    return render(request, "adoption/whatif.html", page)


@login_required
@require_safe
def what_if(request: PersonRequest, what_if_id: UUID) -> HttpResponse:
    """One: how far it is, then what came of it."""
    found = get_object_or_404(WhatIf.objects.visible_to(request.user), pk=what_if_id)
    page = {"what_if": found, "panels": panels(found) if found.done_at else []}
    template = "adoption/_whatif.html" if wants_fragment(request) else "adoption/whatif_one.html"
    return render(request, template, page)
