"""Which programs write in a space, and who outside is told what happens in it."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fourleaf.hooks import policy
from fourleaf.hooks.models import Incoming, Outgoing
from fourleaf.hooks.views.example import example
from fourleaf.kit.web import PersonRequest
from fourleaf.spaces.loading import frame, readable_space


@login_required
@require_safe
def integrations(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Everybody who reads the space sees them; stewards decide about them."""
    space = readable_space(request, space_id)
    incoming = Incoming.objects.visible_to(request.user).standing().filter(space=space)
    outgoing = Outgoing.objects.visible_to(request.user).standing().filter(space=space)
    page = frame(request, space, "integrations") | {
        "incoming": incoming.select_related("bot__sponsor", "by"),
        "outgoing": outgoing.select_related("bot__sponsor", "by", "stoppage"),
        "curl": example(f"{settings.PUBLIC_URL}{reverse('incoming', args=['…'])}"),
        "can_integrate": policy.can_integrate(request.user, space),
    }
    return render(request, "hooks/integrations.html", page)
