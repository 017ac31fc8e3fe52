"""The API as a whole: how it reads input, how it refuses, and how it describes itself (OpenAPI 3.1)."""

import json
import re
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.types import DictStrAny
from pydantic import WithJsonSchema

from fourleaf.kit.api.problems import MEDIA_TYPE, Problem, problem_of
from fourleaf.kit.api.scopes import Scope

PROBLEM: DictStrAny = {
    "type": "object",
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people, in the language of the token's person."},
        "errors": {
            "type": "array",
            "description": "What is wrong, each with the place: a JSON pointer, a parameter or a header.",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "header": {"type": "string"},
                },
            },
        },
    },
}


class Input(Schema):
    """What a client sends. A member that is not known is a mistake, and is said to be one."""

    model_config = {"extra": "forbid"}


def one_of(choices: type[TextChoices]) -> WithJsonSchema:
    """Describe choices where they stand, as `Annotated[Mark.Kind, one_of(Mark.Kind)]`: many things have a `Kind`."""
    return WithJsonSchema({"type": "string", "enum": choices.values})


class Json(Parser):
    """Reads JSON that says it is JSON."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        if request.content_type != "application/json":
            raise Problem(415, "Send the body as application/json.", headers={"Accept": "application/json"})
        text = request.body.decode()  # in UTF-8 and nothing else (RFC 8259 §8.1)
        if _NUL.search(text):
            raise Problem(422, "Text holds no NUL.")
        parsed: DictStrAny = json.loads(text, parse_constant=_refuse_constant)
        if _SURROGATE.search(text):
            json.dumps(parsed, ensure_ascii=False).encode()  # half a surrogate pair is no text
        return parsed


#: Escaped, behind an even number of backslashes: no column of the database can hold it.
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class Api(NinjaAPI):
    """django-ninja that refuses in one shape."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parser=Json(), docs_url=None, **options)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        problem = problem_of(exc)
        if problem is None:
            raise exc
        return problem.response()

    def get_operation_url_name(self, operation: Operation, router: Router) -> str:
        """Addresses are named by what they get: `reverse("api:get_post", …)`."""
        return operation.operation_id or super().get_operation_url_name(operation, router)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: DictStrAny | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        described = Description(self, prefix)
        described["servers"] = [{"url": settings.PUBLIC_URL}]
        return described


class Description(OpenAPISchema):
    """ninja's description with the scopes, and with every refusal that an operation can give."""

    def operation_details(self, operation: Operation) -> DictStrAny:
        details = super().operation_details(operation)
        refusals = {status: _refusal(status) for status in _refusals_of(operation, details)}
        details["responses"] = {**details["responses"], **refusals}
        return details

    def operation_security(self, operation: Operation) -> list[DictStrAny] | None:
        scopes = [each for each in operation.auth_callbacks if isinstance(each, Scope)]
        for scope in scopes:
            self.securitySchemes["Token"] = scope.openapi_security_schema
        return [{"Token": [scope.name]} for scope in scopes] or None

    def get_components(self) -> DictStrAny:
        components = super().get_components()
        components["schemas"]["Problem"] = PROBLEM
        return components


def _refusals_of(operation: Operation, details: DictStrAny) -> list[int]:
    has_body = "requestBody" in details
    places = {parameter["in"] for parameter in details["parameters"]}
    found = [400, 401, 403, 429, 503]
    if "path" in places:
        found.append(404)
    if has_body:
        found += [413, 415]
    if has_body or "query" in places or operation.methods[0] != "GET":
        found.append(422)
    return sorted(found)


def _refusal(status: int) -> DictStrAny:
    answer: DictStrAny = {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status in (429, 503):
        seconds = {"description": "Seconds to wait.", "schema": {"type": "integer"}}
        answer["headers"] = {"Retry-After": seconds}
    return answer
