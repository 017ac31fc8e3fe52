"""All that a space shows to others, which its stewards confirm each quarter together with who belongs."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person
from fourleaf.sharing import actions
from fourleaf.sharing.may import GrantShown, given_in
from fourleaf.sharing.models import Grant, Review
from fourleaf.sharing.things import kinds
from fourleaf.spaces.loading import belonging, frame, readable_space
from fourleaf.spaces.models import Space
from fourleaf.spaces.reading import recorded_among


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def space_showing(request: PersonRequest, space_id: UUID) -> HttpResponse:
    """Everything of the space that is shown to others; a POST of a steward confirms it, and who belongs."""
    space = readable_space(request, space_id)
    if request.method == "POST":
        actions.confirm_all(actor=request.user, space=space)
        messages.success(request, _("Confirmed. You are asked again in a quarter."))
        return redirect("space-showing", space.pk)
    given = given_in(request.user, space)
    begins = _beginnings(request.user, space, given)
    page = frame(request, space, "showing") | {
        "given": [
            (each, kinds()[each.grant.kind].word, begins.get(each.grant.object_id, "")) for each in given
        ],
        "due": set(Grant.objects.due().filter(space=space).values_list("pk", flat=True)),
        "members": belonging(space),
        "last": Review.objects.filter(space=space).select_related("by").first(),
    }
    return render(request, "sharing/space_showing.html", page)


def _beginnings(person: Person, space: Space, given: list[GrantShown]) -> dict[UUID, str]:
    """How what is shown begins; nothing where to read that would have to be recorded."""
    found: dict[UUID, str] = {}
    if recorded_among(person, [space]):
        return found
    for name, kind in kinds().items():
        keys = {each.grant.object_id for each in given if each.grant.kind == name}
        found |= kind.beginnings(person, keys) if keys else {}
    return found
