"""Refusals of the API: problem details (RFC 9457), one shape for everything that goes wrong."""

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import psycopg.errors
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import Resolver404
from ninja.errors import HttpError, ValidationError

from fourleaf.kit.refusals import Invalid

log = logging.getLogger("django.request")
MEDIA_TYPE = "application/problem+json"
AWAY = 3  # seconds after which a client may look whether the database is back


class Problem(Exception):
    """A refusal as the client reads it. `errors` say which part of the request is wrong: see `fault`."""

    def __init__(
        self,
        status: int,
        detail: object = "",
        *,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status, self.detail = status, str(detail)
        self.errors, self.headers = list(errors), dict(headers or {})

    def response(self) -> HttpResponse:
        """The answer."""
        said: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
        }
        if self.detail:
            said["detail"] = self.detail
        if self.errors:
            said["errors"] = self.errors
        body = json.dumps(said, ensure_ascii=False)
        response = HttpResponse(body, status=self.status, content_type=MEDIA_TYPE, headers=self.headers)
        response._has_been_logged = True  # type: ignore[attr-defined]  # what is to be said in the log has been said
        return response


def fault(detail: object, place: str, *names: object) -> dict[str, str]:
    """One entry of `errors`: a JSON pointer into the body (RFC 6901), or the name of a parameter or header."""
    if place in ("body", "form", "file"):
        steps = (str(name).replace("~", "~0").replace("/", "~1") for name in names)
        return {"detail": str(detail), "pointer": "#" + "".join(f"/{step}" for step in steps)}
    kind = "header" if place == "header" else "parameter"
    return {"detail": str(detail), kind: ".".join(map(str, names))}


def problem_of(error: Exception) -> Problem | None:
    """What a client is told of an error; None for one that is our own fault."""
    if isinstance(error.__cause__, Problem | RequestDataTooBig):
        return problem_of(error.__cause__)  # ninja calls whatever a parser raises a bad request
    match error:
        case Problem() as known:
            return known
        case HttpError():
            return Problem(error.status_code, error)
        case ValidationError():
            return Problem(422, "This request is not right.", errors=map(_fault_of, error.errors))
        case Invalid():
            errors = [fault(error.text, "body", error.field)] if error.field else []
            return Problem(error.status, error.text, errors=errors)
    return _problem_below(error)


def _problem_below(error: Exception) -> Problem | None:
    """Of what Django and the database raise."""
    match error:
        case Resolver404():
            return Problem(404, "There is no such address.")
        case Http404():
            return Problem(404, "There is nothing here that you can see.")
        case PermissionDenied():
            return Problem(403, error)
        case RequestDataTooBig():
            return Problem(413, "A request other than an upload holds at most 1 MB.")
        case SuspiciousOperation() | MultiPartParserError():
            return Problem(400, "This request cannot be read.")
        case OperationalError() | InterfaceError():
            headers = {"Retry-After": str(AWAY)}
            return Problem(503, "The database does not answer. Try again in a moment.", headers=headers)
        case DatabaseError(__cause__=psycopg.errors.InsufficientPrivilege()):
            return Problem(403)
    return None


def own_fault(path: str, error: Exception) -> Problem:
    """500: written to the log with where it happened, and told without why."""
    log.error("Internal Server Error: %s", path, exc_info=error)
    return Problem(500, "Something went wrong here. It has been written down.")


def as_problem(response: HttpResponse) -> HttpResponse:
    """A refusal that came in another shape (405 of the router, say), with its headers."""
    if response.status_code < 400 or response.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    kept = {name: value for name, value in response.items() if name.lower() not in ("content-type",)}
    return Problem(response.status_code, headers=kept).response()


def _fault_of(error: Mapping[str, Any]) -> dict[str, str]:
    place, *names = error["loc"]
    if place == "body":
        names = names[1:]  # the first is what the view calls its body
    return fault(error["msg"], place, *names)
