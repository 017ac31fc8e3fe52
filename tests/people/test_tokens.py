"""The page on which people make, see and revoke their own tokens; and the command."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from fourleaf.config.tokens import made_by_hand
from fourleaf.people.models import Person, Token
from tests.api.caller import Caller
from tests.house import House

SignIn = Callable[[Person], Client]
WANTED = {"name": "Rota export", "scopes": ["read", "posts:write"], "days": "30"}


def test_a_token_is_made_shown_once_and_works(house: House, as_person: SignIn) -> None:
    browser = as_person(house.amina)
    page = browser.post("/people/tokens/", WANTED).content.decode()
    found = re.search(r"fl_[\w-]{43}", page)
    assert found
    caller = Caller(None)
    caller.headers = {"Authorization": f"Bearer {found[0]}"}
    assert caller.get("/me").json()["token"]["scopes"] == ["read", "posts:write"]
    again = browser.get("/people/tokens/").content.decode()
    assert "Rota export" in again
    assert found[0] not in again


def test_revoking_takes_effect_at_once(house: House, as_person: SignIn) -> None:
    caller = Caller(house.amina)
    assert caller.get("/me").status_code == 200
    assert caller.token
    answer = as_person(house.amina).post(f"/people/tokens/{caller.token.pk}/revocation/")
    assert answer.status_code == 302
    assert caller.get("/me").status_code == 401
    assert "Ended" in as_person(house.amina).get("/people/tokens/").content.decode()


def test_the_tokens_of_others_are_nobodys_business(house: House, as_person: SignIn) -> None:
    caller = Caller(house.amina)
    assert caller.token
    browser = as_person(house.ben)
    assert b">a test<" not in browser.get("/people/tokens/").content
    assert browser.post(f"/people/tokens/{caller.token.pk}/revocation/").status_code == 404
    assert caller.get("/me").status_code == 200


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["all"]}, {"days": "999"}])
def test_what_is_wrong_is_said(house: House, as_person: SignIn, wrong: dict[str, object]) -> None:
    assert as_person(house.amina).post("/people/tokens/", {**WANTED, **wrong}).status_code == 422
    assert not Token.objects.exists()


def test_one_is_made_at_the_machine(house: House) -> None:
    text = made_by_hand("Amina@marigold.example", "nightly", ["read"], 7)
    caller = Caller(None)
    caller.headers = {"Authorization": f"Bearer {text}"}
    assert caller.get("/me").json()["name"] == "Amina Yusuf"
    for wrong in (
        ("nobody@marigold.example", "x", ["read"], 7),
        ("amina@marigold.example", "x", ["read"], 999),
    ):
        with pytest.raises(LookupError):
            made_by_hand(*wrong)
