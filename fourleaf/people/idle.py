"""Sessions that nobody uses end: how soon, what counts as use, and where the same person goes on."""

from collections.abc import Callable
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from fourleaf.kit import time
from fourleaf.kit.web import PersonRequest
from fourleaf.people.models import Person

PLACE = "place"
PLACE_PATH = "/accounts/"
PLACE_LASTS = 12 * 3600
LONGEST_PLACE = 2_000


def minutes_for(person: Person, *, is_shared: bool) -> int | None:
    """After how many minutes without use the person's session ends: the shortest that applies, None if it may stay."""
    roles = person.organisation_roles.on(time.now().date()).values_list("role", flat=True)
    names = {person.kind, *roles, *(["shared"] if is_shared else [])}
    return min((minutes for name in names if (minutes := settings.IDLE_MINUTES.get(name))), default=None)


class Awake:
    """A page that a person opens is use; what scripts fetch is not: they say by themselves when somebody is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
            request.session.extend()  # type: ignore[attr-defined]
        return self.get_response(request)


@login_required
@require_POST
def activity(request: PersonRequest) -> HttpResponse:
    """Somebody is at this page: an idle session ends that much later."""
    request.session.extend()  # type: ignore[attr-defined]
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
def idle(request: HttpRequest) -> HttpResponse:
    """Nobody has been at this browser for a while: the session ends, and the browser keeps whose it was and where.

    Who signs in next goes on there, if it is the same person. The session may have ended before by itself; then the
    page says whose it was, which opens nothing.
    """
    whose, place = request.POST.get("person", "")[:36], request.POST.get("place", "")
    if isinstance(request.user, Person):
        whose = str(request.user.pk)
        get_adapter(request).logout(request)
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    if is_here(place):
        response.set_signed_cookie(
            PLACE, f"{whose} {place}", salt=PLACE, max_age=PLACE_LASTS, path=PLACE_PATH,
            secure=settings.SECURE_SITE, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def is_here(place: str) -> bool:
    """Whether it is an address of ours, and not one that leads elsewhere."""
    return (
        place.startswith("/")
        and len(place) <= LONGEST_PLACE
        and url_has_allowed_host_and_scheme(place, allowed_hosts=None)
    )


def resume(request: HttpRequest, response: HttpResponseBase) -> None:
    """Somebody has signed in where a session had ended: the same person goes on there, anybody else begins afresh."""
    if PLACE not in request.COOKIES:
        return
    response.delete_cookie(PLACE, path=PLACE_PATH, samesite="Lax")
    kept = request.get_signed_cookie(PLACE, "", salt=PLACE, max_age=PLACE_LASTS) or ""
    whose, _space, place = kept.partition(" ")
    if whose != str(request.user.pk):
        response.headers["Location"] = settings.LOGIN_REDIRECT_URL
    elif not request.POST.get("next") and is_here(place):
        response.headers["Location"] = place
