"""What every request passes: headers, one transaction, the person it acts for; and how a view answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg.errors
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils import timezone, translation

from fourleaf.kit import changes, identity
from fourleaf.kit.forms import invalid
from fourleaf.kit.refusals import Invalid, NoRoom
from fourleaf.kit.whence import coming_from


class PersonRequest(HttpRequest):
    """A request of somebody who is signed in: what a view behind `login_required` gets."""

    user: Any  # a people.Person; the kit knows no product noun


GetResponse = Callable[[HttpRequest], HttpResponseBase]

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class Compressed(GZipMiddleware):
    """Compresses pages, padded at random (BREACH; tokens are masked too), and no files: parts and tags are of them."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or request.path_info.startswith("/files/"):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


class Sound:
    """Reads a form whole before anybody works with it, and in no other encoding than that of all pages.

    Python knows encodings that decode into what no database holds.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.strip("\"' ").lower() not in ("utf-8", "utf8"):
            return HttpResponse("Send text as UTF-8.\n", status=400, content_type="text/plain; charset=utf-8")
        try:
            request.POST  # noqa: B018 - this reads it
        except NoRoom as full:
            return _no_room(request, full)
        return self.get_response(request)


def _no_room(request: HttpRequest, full: NoRoom) -> HttpResponse:
    with translation.override(translation.get_language_from_request(request)):
        text = str(full.text)
    if wants_fragment(request):
        return JsonResponse({"error": text}, status=full.status)
    return HttpResponse(f"{text}\n", status=full.status, content_type="text/plain; charset=utf-8")


class Headers:
    """Nothing from elsewhere runs here, and pages are not kept on shared machines."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Transaction:
    """One transaction a request, as nobody at first; what fails is rolled back whole."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self._within(request)
        except (OperationalError, InterfaceError):
            connection.close()
            return unavailable(request)

    def _within(self, request: HttpRequest) -> HttpResponseBase:
        try:
            with identity.bound():
                response = self.get_response(request)
                if getattr(request, "has_failed", False) or response.status_code >= 500:
                    transaction.set_rollback(True)
                elif request.method not in changes.SAFE:
                    person = request.user.pk if request.user.is_authenticated else None
                    changes.touch_written(person)
        finally:
            changes.settle()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A view raised: undo all it did, and say what a reader can use."""
        request.has_failed = True  # type: ignore[attr-defined]
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(request)
        if isinstance(exception, DatabaseError) and isinstance(
            exception.__cause__, psycopg.errors.InsufficientPrivilege
        ):
            return HttpResponse(status=403)
        if isinstance(exception, Invalid):
            return invalid(request, exception.text, exception.status)
        return None


class Acting:
    """Acts as the person of the session for the rest of the transaction, in their language and time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self._act(request)
        except (OperationalError, InterfaceError):
            request.has_failed = True  # type: ignore[attr-defined]
            return unavailable(request)

    def _act(self, request: HttpRequest) -> HttpResponseBase:
        with coming_from(request.META.get("REMOTE_ADDR", ""), request.session.session_key or ""):
            return self._act_from_there(request)

    def _act_from_there(self, request: HttpRequest) -> HttpResponseBase:
        claimed = request.session.get(SESSION_KEY)
        if claimed:
            identity.become(UUID(claimed))
        person = request.user = get_user(request)  # once for all: each look through the lazy one costs
        if not person.is_authenticated:
            if claimed:
                identity.become(None)
            return self._answer(request)
        language = person.language or translation.get_language()
        with timezone.override(person.zone), translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self._answer(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.user.is_authenticated and not connection.needs_rollback:
            identity.become(None)  # signed out within this request: the session saved next is nobody's
        return response


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer. The page needs none, and tells the browser to come back by itself."""
    language = getattr(request, "LANGUAGE_CODE", None) or translation.get_language_from_request(request)
    with translation.override(language):
        page = get_template("503.html").render({"organisation": settings.ORGANISATION})
    response = HttpResponse(page, status=503)
    response.headers["Retry-After"] = "3"
    return response


def reply(
    request: HttpRequest, template: str, context: dict[str, Any], *, otherwise: str, status: int = 200
) -> HttpResponse:
    """The fragment for a script that asked for it, a redirect for a plain form."""
    if request.headers.get("HX-Request") == "true":
        return render(request, template, context, status=status)
    return redirect(otherwise)


def query_of(request: HttpRequest) -> str:
    """What was typed to find something by its name (`q`)."""
    return request.GET.get("q", "").replace("\0", "").strip()[:100]


def wants_fragment(request: HttpRequest) -> bool:
    """Whether a script asked for a piece of a page."""
    return request.headers.get("HX-Request") == "true"
