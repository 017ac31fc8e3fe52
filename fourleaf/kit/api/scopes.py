"""What a token may be used for, asked before an operation reads its input."""

from typing import cast

from django.http import HttpRequest
from ninja.security.base import AuthBase

from fourleaf.kit.api.door import CHALLENGE, ApiRequest
from fourleaf.kit.api.problems import Problem


class Scope(AuthBase):
    """`auth=Scope("read")` on a router or an operation."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "A personal token: `Authorization: Bearer fl_…`"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__()

    def __call__(self, request: HttpRequest) -> bool:
        if self.name in cast(ApiRequest, request).bearer.scopes:
            return True
        headers = {"WWW-Authenticate": f'{CHALLENGE}, error="insufficient_scope", scope="{self.name}"'}
        raise Problem(403, f"This token was made without the scope “{self.name}”.", headers=headers)
