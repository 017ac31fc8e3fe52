"""Somebody with a token, asking as a program does."""

import json
from typing import Any

from django.test import Client

from fourleaf.people import actions
from fourleaf.people.models import Person, Token

V1 = "/api/v1"
EVERYTHING = tuple(Token.Scope.values)


class Caller:
    """Asks with a token of this person; addresses are below `/api/v1`."""

    def __init__(self, person: Person | None, *scopes: str, days: int = 1) -> None:
        self.headers: dict[str, str] = {}
        self.token: Token | None = None
        if person is not None:
            self.token, self.text = actions.add_token(
                actor=person, person=person, name="a test", scopes=scopes or EVERYTHING, days=days
            )
            self.headers = {"Authorization": f"Bearer {self.text}"}
        self._client = Client()

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """One request; the answer of Django's test client."""
        return self.send(method, path, json.dumps(body) if body is not None else "", **headers)

    def send(self, method: str, path: str, sent: str, **headers: str) -> Any:
        """One request with this very body, sound or not."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.generic(
            method,
            path if path.startswith("/api/") else V1 + path,
            sent,
            content_type="application/json",
            headers=self.headers | named,
        )

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        return self.ask("POST", path, {} if body is None else body, **headers)

    def upload(self, path: str, **fields: Any) -> Any:
        """A form with files."""
        return self._client.post(V1 + path, fields, headers=self.headers)


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem that the answer states, checked for its shape."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    said: dict[str, Any] = json.loads(answer.content)
    assert said["status"] == status
    assert said["title"]
    return said
