"""What the tests of pages share: browsers of people, and scripts that ask for pieces."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import Client

from fourleaf.people.models import Person

AsPerson = Callable[[Person], Client]
SCRIPT = {"HX-Request": "true"}


def text(answer: Any) -> str:
    """The body of an answer."""
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()
