"""What views of the Sheet begin with."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from fourleaf.kit.refusals import demand
from fourleaf.kit.web import PersonRequest
from fourleaf.sheet.models import Line


def demand_staff(request: PersonRequest) -> None:
    """The Sheet belongs to the staff."""
    demand(request.user.is_staff_member, _("The Sheet is for the staff."))


def known_line(request: PersonRequest, line_id: UUID) -> Line:
    """The line with all that it shows, or 404 for whoever cannot read it."""
    readable = Line.objects.visible_to(request.user).for_display()
    return get_object_or_404(readable.select_related("space__archival", "space__planned_start"), pk=line_id)
