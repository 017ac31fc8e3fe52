"""The door of the API: who asks is known, and within their rate, before any work is done for them.

Requests under `/api/` leave the pages' middleware here: no session, no cookie, no CSRF token. Whoever has a token acts
as its person, in one transaction, under the second lock.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from fourleaf.kit import changes, identity
from fourleaf.kit.api.problems import Problem, as_problem, own_fault, problem_of
from fourleaf.kit.api.rates import Allowance, Quota, Rates, rates
from fourleaf.kit.web import GetResponse, PersonRequest
from fourleaf.kit.whence import coming_from

PREFIX = "/api/"
#: What anybody may read: how the API is to be spoken to.
OPEN = frozenset({"/api/v1/openapi.json"})
CHALLENGE = 'Bearer realm="Fourleaf"'
#: Wrong tokens from one address in a minute; more are not even looked up.
#: An address may guess this part of what one token may ask.
GUESSES = 20
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token it is, what it may be used for, and in which language its person reads."""

    token: UUID
    person: UUID
    scopes: frozenset[str]
    language: str


class ApiRequest(PersonRequest):
    """What an operation gets: the bearer, and their person, loaded when first asked for."""

    bearer: Bearer


class Door:
    """Middleware. `bearer_of` takes the SHA-256 of a token in hex, and acts as its person; `person_of` loads them.

    `admit` raises a Problem for a request that is not answered now, whoever asks.
    """

    def __init__(
        self,
        get_response: GetResponse,
        *,
        bearer_of: Callable[[str], Bearer | None],
        person_of: Callable[[UUID], Any],
        admit: Callable[[ApiRequest], None],
    ) -> None:
        self.get_response, self._admit = get_response, admit
        self._bearer_of, self._person_of = bearer_of, person_of
        self._known: dict[str, UUID] = {}
        self._description = b""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        try:
            return self._answer(request)
        except Exception as error:  # nobody above us answers in the API's shape
            if isinstance(error, OperationalError | InterfaceError):
                connection.close()
            return (problem_of(error) or own_fault(request.path, error)).response()
        finally:
            changes.settle()

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META["QUERY_STRING"]:
            raise Problem(400, "An address holds no NUL.")
        if request.path_info in OPEN:
            return self._describe(request)
        allowances, digest = [], digest_of(request)
        try:
            allowances = self._spend(request, digest)
            response = self._as_bearer(request, digest)
        except Problem as problem:
            response = problem.response()
        for name, value in _rate_headers(allowances).items():
            response.headers.setdefault(name, value)
        return response

    def _describe(self, request: HttpRequest) -> HttpResponseBase:
        """How the API is to be spoken to: made once, as anybody may ask for it as often as they like."""
        if request.method not in ("GET", "HEAD"):
            raise Problem(405, headers={"Allow": "GET, HEAD"})
        if not self._description:
            response = _dispatch(request)
            self._description = getattr(response, "content", b"")
        return HttpResponse(self._description, content_type="application/json; charset=utf-8")

    def _spend(self, request: HttpRequest, digest: str) -> list[Allowance]:
        """Count this request before anything is done for it."""
        kept, person = rates(settings.DATA), self._known.get(digest)
        if person is None:
            _refuse_guessing(request, kept, cost=0)
        spent = [kept.spend(bytes.fromhex(digest), Quota("token", settings.API_RATE))]
        if person is not None and not spent[0].is_spent:
            spent.append(kept.spend(person.bytes, Quota("person", 2 * settings.API_RATE)))
        if spent[-1].is_spent:
            raise _too_many(spent)
        return spent

    def _as_bearer(self, request: HttpRequest, digest: str) -> HttpResponseBase:
        with coming_from(request.META.get("REMOTE_ADDR", ""), token_of(request)), identity.bound():
            bearer = self._bearer_of(digest)
            if bearer is None:
                self._known.pop(digest, None)
                _refuse_guessing(request, rates(settings.DATA), cost=1)
                raise unauthorised("This token is unknown, expired or revoked.", error="invalid_token")
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[digest] = bearer.person
            request.bearer = bearer  # type: ignore[attr-defined]
            request.user = SimpleLazyObject(partial(self._person_of, bearer.person))  # type: ignore[assignment]
            with translation.override(bearer.language or translation.get_language_from_request(request)):
                self._admit(cast(ApiRequest, request))
                return _within(request)


def digest_of(request: HttpRequest) -> str:
    """The SHA-256, in hex, of the token that the request shows."""
    token = token_of(request)
    if not token:
        raise unauthorised("Send a token: “Authorization: Bearer fl_…”. Your profile has a page to make one.")
    return hashlib.sha256(token.encode()).hexdigest()


def token_of(request: HttpRequest) -> str:
    """The token that the request shows, or nothing."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def unauthorised(detail: str, error: str = "") -> Problem:
    """401 with its challenge (RFC 6750)."""
    challenge = CHALLENGE + (f', error="{error}"' if error else "")
    return Problem(401, detail, headers={"WWW-Authenticate": challenge})


def _within(request: HttpRequest) -> HttpResponseBase:
    """Dispatch inside the transaction; what is refused leaves nothing behind."""
    try:
        response = _dispatch(request)
    except Exception as error:
        response = (problem_of(error) or own_fault(request.path, error)).response()
    if response.status_code >= 400:
        transaction.set_rollback(True)
    elif request.method not in changes.SAFE:
        changes.touch_written(cast(ApiRequest, request).bearer.person)
    return response


def _dispatch(request: HttpRequest) -> HttpResponseBase:
    match = resolve(request.path_info)
    request.resolver_match = match
    response = match.func(request, *match.args, **match.kwargs)
    return as_problem(response) if isinstance(response, HttpResponse) else response


def guesses() -> Quota:
    """How many wrong tokens an address may show: 30 a minute, unless set otherwise."""
    return Quota("wrong tokens", max(1, settings.API_RATE // GUESSES))


def _refuse_guessing(request: HttpRequest, kept: Rates, *, cost: int) -> None:
    """Somebody who tries tokens waits; tokens that are known are not held up by it."""
    address = hashlib.sha256(request.META.get("REMOTE_ADDR", "").encode()).digest()
    spent = kept.spend(address, guesses(), cost)
    if spent.is_spent:
        raise _too_many([spent])


def _too_many(spent: list[Allowance]) -> Problem:
    wait = spent[-1].retry_after
    headers = _rate_headers(spent) | {"Retry-After": wait}
    return Problem(429, f"Too many requests. Try again in {wait} s.", headers=headers)


def _rate_headers(spent: list[Allowance]) -> dict[str, str]:
    if not spent:
        return {}
    return {
        "RateLimit-Policy": ", ".join(each.quota.policy for each in spent),
        "RateLimit": ", ".join(each.state for each in spent),
    }
