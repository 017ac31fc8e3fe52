"""A session that nobody uses ends by itself, for whom the settings say so; the same person goes on where they were."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as now_set
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.config import ports
from fourleaf.config.env import IDLE_NAMES, Env, EnvError
from fourleaf.kit import time
from fourleaf.people.actions import give_role, set_password
from fourleaf.people.idle import minutes_for
from fourleaf.people.models import OrganisationRole, Person, Session
from tests.house import House
from tests.people.conftest import PASSWORD

LOGIN = "/accounts/login/"
PLACE = "/spaces/?show=mine"


def enter(person: Person, browser: Client | None = None, **fields: str) -> Client:
    browser = browser or Client()
    browser.post(LOGIN, {"login": str(person.email), "password": PASSWORD, **fields})
    return browser


def lasts(person: Person) -> timedelta:
    return Session.objects.get(person=person).expires_at - time.now()


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_on_a_shared_computer_a_session_lasts_a_quarter_of_an_hour(amina: Person) -> None:
    browser = enter(amina, shared="1")
    assert minutes(15) < lasts(amina) <= minutes(16)
    assert not browser.cookies["sessionid"]["max-age"], "it goes with the browser"
    assert 'data-idle="15"' in browser.get("/people/").content.decode()


def test_on_an_own_computer_it_may_stay(amina: Person) -> None:
    browser = enter(amina)
    assert lasts(amina) > timedelta(days=13)
    assert "data-idle" not in browser.get("/people/").content.decode()


def test_an_idle_session_has_ended_also_for_the_live_line(amina: Person) -> None:
    browser = enter(amina, shared="1")
    key = browser.cookies["sessionid"].value
    assert ports._people_of([key]) == {key: amina.pk}
    Session.objects.filter(person=amina).update(expires_at=time.now() - minutes(60))
    assert ports._people_of([key]) == {}
    assert browser.get("/people/").status_code == 302


@pytest.mark.parametrize(
    ("path", "headers", "extends"),
    [
        ("/people/", {}, True),
        ("/people/", {"Sec-Fetch-Mode": "navigate"}, True),
        ("/people/", {"Sec-Fetch-Mode": "cors"}, False),
        ("/palette/?q=x", {"Sec-Fetch-Mode": "same-origin"}, False),
    ],
)
def test_what_a_person_opens_is_use_and_what_scripts_fetch_is_not(
    amina: Person, path: str, headers: dict[str, str], extends: bool
) -> None:
    browser = enter(amina, shared="1")
    Session.objects.filter(person=amina).update(expires_at=time.now() + minutes(3))
    assert browser.get(path, headers=headers).status_code == 200
    assert (lasts(amina) > minutes(15)) is extends


def test_a_page_says_that_somebody_is_there(amina: Person) -> None:
    browser = enter(amina, shared="1")
    Session.objects.filter(person=amina).update(expires_at=time.now() + minutes(3))
    answer = browser.post("/accounts/activity/", headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 204
    assert lasts(amina) > minutes(15)
    Session.objects.filter(person=amina).update(expires_at=time.now() - minutes(60))
    assert browser.post("/accounts/activity/").status_code == 302, "what has ended comes to no new life"


def test_who_is_asked_for_the_shortest_time(house: House, settings: Any) -> None:
    settings.IDLE_MINUTES = {"shared": 15, "administrator": 10, "patient": 30, "staff": 0}
    assert minutes_for(house.amina, is_shared=False) is None
    assert minutes_for(house.amina, is_shared=True) == 15
    assert minutes_for(house.maria, is_shared=False) == 30
    assert minutes_for(house.maria, is_shared=True) == 15
    today = time.now().date()
    give_role(actor=None, person=house.amina, role=OrganisationRole.Role.ADMINISTRATOR, from_on=today)
    assert minutes_for(house.amina, is_shared=False) == 10
    assert minutes_for(house.amina, is_shared=True) == 10


def test_the_settings_know_every_kind_and_role() -> None:
    kinds = set(Person.Kind.values) - {Person.Kind.BOT}
    assert set(IDLE_NAMES) == {"shared", *kinds, *OrganisationRole.Role.values}
    assert Env.load({}).idle_minutes == {"shared": 15} == now_set.IDLE_MINUTES
    given = Env.load({"FOURLEAF_IDLE_MINUTES": "shared=5, patient=30,staff=0"}).idle_minutes
    assert given == {"shared": 5, "patient": 30, "staff": 0}


@pytest.mark.parametrize(
    "text", ["15", "nurse=5", "shared=", "shared=-1", "shared=1.5", "shared=99999", "=5"]
)
def test_a_wrong_setting_is_named(text: str) -> None:
    with pytest.raises(EnvError, match="FOURLEAF_IDLE_MINUTES"):
        Env.load({"FOURLEAF_IDLE_MINUTES": text})


def idle(browser: Client, **fields: str) -> None:
    assert browser.post("/accounts/idle/", {"place": PLACE, **fields}).status_code == 204


def test_the_same_person_goes_on_where_they_were(amina: Person) -> None:
    browser = enter(amina, shared="1")
    idle(browser)
    assert not Session.objects.filter(person=amina).exists()
    assert Entry.objects.filter(name="SignedOut", actor_id=amina.pk).exists()
    page = browser.get(LOGIN).content.decode()
    assert "Nobody used this page" in page
    assert amina.name not in page
    assert str(amina.pk) not in page
    answer = browser.post(LOGIN, {"login": str(amina.email), "password": PASSWORD})
    assert answer["Location"] == PLACE
    assert not browser.cookies["place"].value, "once"


def test_another_person_begins_afresh(amina: Person, house: House) -> None:
    set_password(actor=None, person=house.ben, password=PASSWORD)
    browser = enter(amina, shared="1")
    idle(browser)
    answer = browser.post(LOGIN, {"login": str(house.ben.email), "password": PASSWORD, "next": PLACE})
    assert answer["Location"] == "/"


def test_where_the_session_has_ended_before_the_page_says_whose_it_was(amina: Person) -> None:
    browser = enter(amina, shared="1")
    Session.objects.all().delete()
    idle(browser, person=str(amina.pk))
    assert browser.post(LOGIN, {"login": str(amina.email), "password": PASSWORD})["Location"] == PLACE


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "", "x", "/" * 9_000]
)
def test_nobody_is_led_elsewhere(amina: Person, place: str) -> None:
    browser = enter(amina, shared="1")
    idle(browser, place=place)
    assert browser.post(LOGIN, {"login": str(amina.email), "password": PASSWORD})["Location"] == "/"


def test_a_forged_place_is_nothing(amina: Person) -> None:
    browser = Client()
    browser.cookies["place"] = f"{amina.pk} /people/:forged"
    assert enter(amina, browser).get("/people/").status_code == 200
    browser = Client()
    browser.cookies["place"] = f"{amina.pk} /people/:forged"
    assert browser.post(LOGIN, {"login": str(amina.email), "password": PASSWORD})["Location"] == "/"
