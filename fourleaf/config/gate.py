"""While the organisation goes team by team: who is not in gets the plan, as does who asks for what is not launched."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fourleaf.adoption.opening import closed_kinds, goes_team_by_team, is_in
from fourleaf.adoption.policy import is_steward
from fourleaf.adoption.views.plan import plan_page
from fourleaf.kit.api.door import ApiRequest
from fourleaf.kit.api.problems import Problem
from fourleaf.kit.web import GetResponse
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

#: What everybody has all the same: the plan and the Sheet, their own page and profile, the door.
FREE = re.compile(
    r"/(teams|sheet|me|accounts|language|agreement|settings|idle|manifest\.webmanifest|static)(/|$)"
)
#: And of the API.
FREE_API = re.compile(r"/api/v1/(me|teams|launches)(/|$)")


class TeamByTeam:
    """Middleware, where the request has its person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if not isinstance(person, Person) or person.kind != Person.Kind.STAFF or not goes_team_by_team():
            return self.get_response(request)
        inside = is_in(person)
        request.is_outside = not inside  # type: ignore[attr-defined]
        if _is_free(request.path_info, person) or (inside and not _is_closed(request.path_info, person)):
            return self.get_response(request)
        if request.path_info == "/":
            return redirect("teams")
        page = plan_page(request) | {"turned_away": _ways(inside)}  # type: ignore[arg-type]
        return render(request, "adoption/plan.html", page, status=403)


def admit(request: ApiRequest) -> None:
    """The same for the API; raises Problem."""
    if FREE_API.match(request.path_info) or not goes_team_by_team():
        return
    person = request.user
    if person.kind != Person.Kind.STAFF:
        return
    inside = is_in(person)
    if not inside or _is_closed(request.path_info.removeprefix("/api/v1"), person):
        raise Problem(403, _ways(inside))


def _is_free(path: str, person: Person) -> bool:
    return FREE.match(path) is not None or path.startswith(f"/people/{person.pk}/")


def _ways(inside: bool) -> str:
    if inside:
        return _("Nobody has launched this part yet. The plan says what is there, and what comes.")
    return _(
        "We begin team by team, and your team has not begun yet. Put it forward here, or ask to be a guest."
    )


SPACE = re.compile(r"/spaces/([0-9a-f-]{36})(/|$)")


def _is_closed(path: str, person: Person) -> bool:
    """Whether the address is that of a space of a kind that nobody has launched."""
    closed, named = closed_kinds(), SPACE.match(path)
    if not closed or not named:
        return False
    try:
        key = UUID(named[1])
    except ValueError:
        return False
    return Space.objects.filter(pk=key, kind__in=closed).exists() and not is_steward(person)
