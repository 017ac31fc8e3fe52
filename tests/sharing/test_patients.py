"""Something is shown to a patient or relative by name and address, never from a list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fourleaf.chronicle.models import Access
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.sharing.models import Grant
from fourleaf.spaces.models import Space
from tests.house import House
from tests.sharing.conftest import Ask, shown

Browser = Callable[[Person], Client]
TOLD = {"name": "maria  SANTOS ", "address": "Maria@Marigold.example"}
SAID = "Please check the rail"


@pytest.fixture(autouse=True)
def _hidden(house: House) -> None:
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.HIDDEN)


@pytest.fixture
def address(house: House) -> str:
    return reverse("show-to-patient", args=["thread", house.post.pk])


def terms(**other: str) -> dict[str, str]:
    day = str((time.now() + timedelta(days=7)).date())
    return TOLD | {"purpose": "Your bed.", "role": "commenter", "expires_on": day, "is_meant": "on"} | other


def test_the_dialogue_leads_there(house: House, address: str, as_person: Browser) -> None:
    page = as_person(house.amina).get(reverse("show-to", args=["thread", house.post.pk]))
    assert address in page.content.decode()


def test_named_first_then_shown(house: House, address: str, as_person: Browser) -> None:
    browser = as_person(house.amina)
    assert browser.get(address).status_code == 200
    asked = browser.post(address, TOLD)
    page = asked.content.decode()
    assert (asked.status_code, Grant.objects.count()) == (200, 0)
    assert "Maria Santos" in page
    assert "Patient" in page
    assert 'value="editor"' not in page
    done = browser.post(address, terms())
    assert done.status_code == 302
    grant = Grant.objects.get()
    assert (grant.person, grant.role, grant.may_share_on) == (house.maria, "commenter", False)
    assert "Maria Santos (Patient)" in browser.get(done["Location"]).content.decode()
    read = as_person(house.maria).get(grant.get_absolute_url()).content.decode()
    assert SAID in read
    assert "Your bed." in read


def test_the_look_up_is_on_record_and_its_person_sees_it(
    house: House, address: str, as_person: Browser
) -> None:
    as_person(house.amina).post(address, TOLD)
    look = Access.objects.get(kind="person")
    assert (look.person_id, look.whose_id, look.why) == (house.amina.pk, house.maria.pk, "showing")
    assert "Amina" not in as_person(house.maria).get(reverse("me-looks")).content.decode()
    as_person(house.amina).post(address, terms())
    page = as_person(house.maria).get(reverse("me-looks")).content.decode()
    assert "Amina Yusuf" in page
    assert "To show them something" in page


@pytest.mark.parametrize(
    "told",
    [
        {"name": "Maria", "address": "maria@marigold.example"},
        {"name": "Maria Santos", "address": "m@marigold.example"},
        {"name": "Ben Achterberg", "address": "ben@marigold.example"},
        {"name": "", "address": "maria@marigold.example"},
        {"name": "Maria Santos\0", "address": "maria@marigold.example'--"},
    ],
)
def test_whoever_does_not_know_both_learns_nothing(
    told: dict[str, str], house: House, address: str, as_person: Browser
) -> None:
    answer = as_person(house.amina).post(address, terms(**told))
    assert answer.status_code == 422
    assert "(Patient)" not in answer.content.decode()
    assert not Grant.objects.exists()


def test_guessing_is_on_record_as_refused(house: House, address: str, as_person: Browser) -> None:
    as_person(house.amina).post(address, {"name": "Maria Smith", "address": "maria@marigold.example"})
    assert Access.objects.get(kind="person").why == Access.Why.REFUSED


@pytest.mark.parametrize(
    "without", [{"is_meant": ""}, {"purpose": " "}, {"role": "editor"}, {"expires_on": "2020-01-01"}]
)
def test_it_is_not_shown_without(
    without: dict[str, str], house: House, address: str, as_person: Browser
) -> None:
    assert as_person(house.amina).post(address, terms(**without)).status_code == 422
    assert not Grant.objects.exists()


def test_not_twice_and_not_to_who_has_left(house: House, address: str, as_person: Browser) -> None:
    browser = as_person(house.amina)
    assert browser.post(address, terms()).status_code == 302
    assert browser.post(address, terms()).status_code == 422
    Person.objects.filter(pk=house.maria.pk).update(deactivated_at=time.now())
    assert browser.post(address, terms()).status_code == 422


def test_who_may(house: House, address: str, as_person: Browser) -> None:
    for who, status in ((house.omar, 404), (house.maria, 404), (house.ben, 403), (house.ruth, 403)):
        for answer in (as_person(who).get(address), as_person(who).post(address, terms())):
            assert answer.status_code == status
    shown(house.amina, "thread", house.post.pk, house.omar, may_share_on=True)
    assert as_person(house.omar).post(address, terms()).status_code == 404
    assert not Grant.objects.filter(person=house.maria).exists()


def test_the_database_tells_only_staff_who_know_both(house: House, raw: Callable[[Person], Ask]) -> None:
    ask = "select name from lock.cared_for(%s, %s)"
    assert raw(house.amina)(ask, "maria@marigold.example", "Maria Santos") == [("Maria Santos",)]
    for who, told in (
        (house.maria, ("maria@marigold.example", "Maria Santos")),
        (house.amina, ("maria@marigold.example", "%")),
        (house.amina, ("ben@marigold.example", "Ben Achterberg")),
    ):
        assert raw(who)(ask, *told) == []


def test_taken_back_it_is_gone(house: House, address: str, as_person: Browser) -> None:
    browser: Any = as_person(house.amina)
    browser.post(address, terms())
    grant = Grant.objects.get()
    browser.post(reverse("grant-taking-back", args=[grant.pk]))
    assert as_person(house.maria).get(grant.get_absolute_url()).status_code == 404
