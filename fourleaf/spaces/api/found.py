"""Load and authorise in one step: a space that the person of the token may know of, or 404."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.refusals import demand
from fourleaf.spaces import policy
from fourleaf.spaces.models import Space


def known_space(request: ApiRequest, space_id: UUID) -> Space:
    """The space, if the person may know that it exists."""
    known = Space.objects.visible_to(request.user).named_for(request.user)
    return get_object_or_404(known.select_related("archival", "planned_start"), pk=space_id)


def readable_space(request: ApiRequest, space_id: UUID) -> Space:
    """The space, if the person can read it (403 if they only may know of it)."""
    space = known_space(request, space_id)
    demand(policy.can_read(request.user, space), _("Only those who can read this space can see that."))
    return space


def steered_space(request: ApiRequest, space_id: UUID) -> Space:
    """The space, if the person is one of its stewards (else 403, or 404 for outsiders)."""
    space = known_space(request, space_id)
    demand(policy.can_steer(request.user, space), _("Only stewards can do this."))
    return space
