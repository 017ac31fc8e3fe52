"""Doors and passwords for the tests of people."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from fourleaf.people import actions
from fourleaf.people.models import Person
from tests.house import House

PASSWORD = "a rail beside bed four"


@pytest.fixture(autouse=True)
def _no_limits_from_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def amina(house: House) -> Person:
    """Somebody with a password."""
    actions.set_password(actor=None, person=house.amina, password=PASSWORD)
    return house.amina


@pytest.fixture
def signing_in() -> Callable[..., Client]:
    """A browser in which somebody filled in the sign-in form."""

    def sign_in(person: Person, password: str = PASSWORD) -> Client:
        browser = Client()
        browser.post("/accounts/login/", {"login": person.email, "password": password})
        return browser

    return sign_in
