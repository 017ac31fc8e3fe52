"""The installed app: its manifest, what its worker asks, and where nothing may stay."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fourleaf.people import actions as door
from fourleaf.people.models import Person
from tests.house import House

PASSWORD = "bed four is ready at seven"


def test_the_manifest_names_the_organisation_and_its_pictures(db: None, settings: Any) -> None:
    settings.ORGANISATION = "Northway Care"
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["name"], told["scope"], told["display"]) == ("Northway Care", "/", "standalone")
    uses = {(picture["sizes"], picture["purpose"]) for picture in told["icons"]}
    assert uses == {(size, use) for size in ("192x192", "512x512") for use in ("any", "maskable")}
    assert {shortcut["url"] for shortcut in told["shortcuts"]} == {"/", "/spaces/", "/people/"}


def test_the_worker_learns_whose_session_it_is_and_what_is_readable(
    house: House, as_person: Callable[[Person], Client]
) -> None:
    asked = {"space": [str(house.ward.pk), str(house.secret.pk), "nonsense"]}
    told = as_person(house.ben).get("/offline/", asked).json()
    assert told["person"] == str(house.ben.pk)
    assert told["spaces"] == [f"space:{house.ward.pk}"]
    assert as_person(house.omar).get("/offline/", asked).json()["spaces"] == [f"space:{house.secret.pk}"]
    assert Client().get("/offline/", asked)["Location"].startswith("/accounts/login/")


@pytest.fixture
def amina(house: House) -> Person:
    door.set_password(actor=house.amina, person=house.amina, password=PASSWORD)
    return house.amina


def sign_in(browser: Client, person: Person, **more: str) -> None:
    answer = browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD, **more})
    assert answer["Location"] == "/"


def test_home_and_spaces_say_that_they_may_be_kept(house: House, amina: Person) -> None:
    browser = Client()
    sign_in(browser, amina)
    assert 'data-keeps="7" data-keep="home"' in browser.get("/").text
    assert (
        f'data-keeps="7" data-keep="space:{house.ward.pk}"' in browser.get(f"/spaces/{house.ward.pk}/").text
    )
    assert "data-keep=" not in browser.get("/people/").text


def test_on_a_shared_computer_nothing_may_be_kept(house: House, amina: Person) -> None:
    browser = Client()
    sign_in(browser, amina, shared="1")
    for path in ("/", f"/spaces/{house.ward.pk}/"):
        page = browser.get(path).text
        assert "data-shared" in page
        assert "data-keep" not in page
    assert browser.post("/accounts/logout/")["Clear-Site-Data"] == '"storage"'
    assert 'name="shared" value="1" checked' in browser.get("/accounts/login/").text, "the device remembers"
    sign_in(browser, amina)
    assert 'data-keep="home"' in browser.get("/").text, "unless somebody says otherwise"
    browser.post("/accounts/logout/")
    assert 'name="shared" value="1" checked' not in browser.get("/accounts/login/").text


def test_where_keeping_is_switched_off_no_page_offers_it(house: House, amina: Person, settings: Any) -> None:
    settings.OFFLINE_DAYS = 0
    browser = Client()
    sign_in(browser, amina)
    page = browser.get("/").text
    assert "data-keep" not in page
    assert "data-shared" not in page
