"""Who is not let in is written down: many refusals of one person are somebody trying doors."""

from uuid import UUID

from django.db import Error
from django.http import HttpRequest, HttpResponseBase

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.kit import identity
from fourleaf.kit.api.door import token_of
from fourleaf.kit.web import GetResponse
from fourleaf.kit.whence import coming_from

STATUSES = (403, 404)


class Refused:
    """Middleware, outside of the request's transaction, which has undone whatever the refused request did."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code in STATUSES:
            person, asked = _person(request), _asked(request)
            if person and asked:
                self._note(request, person, asked)
        return response

    def _note(self, request: HttpRequest, person: UUID, asked: tuple[str, UUID]) -> None:
        session = getattr(request, "session", None)
        secret = (session.session_key or "") if session is not None else token_of(request)
        try:
            with coming_from(request.META.get("REMOTE_ADDR", ""), secret), identity.bound():
                identity.become(person)
                access.record(kind=asked[0][:20], object_id=asked[1], why=Access.Why.REFUSED, who=person)
        except Error:
            pass  # the database is away: the answer has said so


def _person(request: HttpRequest) -> UUID | None:
    """Who asked. Nobody is loaded here: outside of its transaction a request sees nobody."""
    if bearer := getattr(request, "bearer", None):
        return UUID(str(bearer.person))
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def _asked(request: HttpRequest) -> tuple[str, UUID] | None:
    """The kind and key of the first thing that the address names, if it names one."""
    match = request.resolver_match
    for name, value in (match.kwargs if match else {}).items():
        try:
            return name.removesuffix("_id"), UUID(str(value))  # the API's own converter leaves it a text
        except ValueError:
            continue
    return None
