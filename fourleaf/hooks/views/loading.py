"""Load and authorise in one step: integrations of a space that the person steers."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from fourleaf.hooks import policy
from fourleaf.hooks.models import Incoming, Outgoing
from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.spaces.loading import known_space
from fourleaf.spaces.models import Space


def integrated_space(request: PersonRequest, space_id: UUID) -> Space:
    """The space, if the person decides about its integrations (else 403, or 404 for outsiders)."""
    space = known_space(request, space_id)
    demand(policy.can_integrate(request.user, space), _("Only stewards can connect other programs."))
    return space


def steered_incoming(request: PersonRequest, space_id: UUID, incoming_id: UUID) -> Incoming:
    space = integrated_space(request, space_id)
    standing = Incoming.objects.visible_to(request.user).standing().filter(space=space)
    return get_object_or_404(standing.select_related("space", "bot", "key"), pk=incoming_id)


def steered_outgoing(request: PersonRequest, space_id: UUID, outgoing_id: UUID) -> Outgoing:
    space = integrated_space(request, space_id)
    standing = Outgoing.objects.visible_to(request.user).standing().filter(space=space)
    return get_object_or_404(standing.select_related("space", "bot", "target", "stoppage"), pk=outgoing_id)
