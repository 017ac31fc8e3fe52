"""The door, through the real middleware and under the second lock."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.config import ports, reactions
from fourleaf.kit import bus
from fourleaf.people import actions
from fourleaf.people.models import Person, Session
from tests.house import House
from tests.people.conftest import PASSWORD

LOGIN = "/accounts/login/"
SignIn = Callable[..., Client]


def _is_signed_in(browser: Client) -> bool:
    return browser.get("/people/").status_code == 200


def test_the_right_password_opens(amina: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(LOGIN)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    answer = browser.post(
        LOGIN, {"login": "Amina@marigold.example", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert _is_signed_in(browser)
    assert Session.objects.get().person == amina
    entry = Entry.objects.get(name="SignedIn")
    assert (entry.actor_id, entry.facts) == (amina.pk, {})


def test_nobody_is_told_which_part_was_wrong(amina: Person, house: House) -> None:
    actions.set_password(actor=None, person=house.ben, password=PASSWORD)
    actions.deactivate_person(actor=None, person=house.ben)
    said = set()
    for address, password in (
        (amina.email, "wrong password"),
        ("nobody@marigold.example", PASSWORD),
        (house.ben.email, PASSWORD),
        (house.ruth.email, PASSWORD),
    ):
        browser = Client()
        answer = browser.post(LOGIN, {"login": address, "password": password})
        assert answer.status_code == 422
        said.add(tuple(answer.context["form"].non_field_errors()))
        assert not _is_signed_in(browser)
    assert len(said) == 1
    assert not Entry.objects.filter(name="SignedIn").exists()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"login": "no address", "password": "x"},
        {"login": "a" * 5000 + "@b.example", "password": "x" * 90000},
    ],
)
def test_what_is_no_sign_in_is_told_at_its_field(db: None, form: dict[str, str]) -> None:
    assert Client().post(LOGIN, form).status_code == 422


def test_without_a_token_nothing_opens(amina: Person) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(LOGIN, {"login": amina.email, "password": PASSWORD}).status_code == 403


def test_a_session_planted_before_is_not_the_one_after(amina: Person) -> None:
    browser = Client()
    browser.post("/language/", {"language": "es", "next": LOGIN})
    session = browser.session
    session["planted"] = True
    session.save()
    browser.cookies["sessionid"] = str(session.session_key)
    browser.post(LOGIN, {"login": amina.email, "password": PASSWORD})
    assert browser.cookies["sessionid"].value != session.session_key
    thief = Client()
    thief.cookies["sessionid"] = str(session.session_key)
    assert not _is_signed_in(thief)


def test_signing_out_ends_this_session_only(
    amina: Person, signing_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    reactions.take_effect()
    here, there = signing_in(amina), signing_in(amina)
    key = here.cookies["sessionid"].value
    heard: list[bus.Notice] = []
    bus.attach(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            answer = here.post("/accounts/logout/")
    finally:
        bus.detach(heard.append)
    assert answer["Location"] == LOGIN
    assert not _is_signed_in(here)
    assert _is_signed_in(there)
    assert heard == [bus.Notice(f"person:{amina.pk}", None, "SignedOut")]
    alive = ports._people_of([key, there.cookies["sessionid"].value])
    assert alive == {there.cookies["sessionid"].value: amina.pk}
    assert Entry.objects.filter(name="SignedOut", actor_id=amina.pk).count() == 1


def test_signing_out_is_asked_about_and_never_done_by_a_link(amina: Person, signing_in: SignIn) -> None:
    browser = signing_in(amina)
    assert browser.get("/accounts/logout/").status_code == 200
    assert _is_signed_in(browser)


def test_a_new_password_signs_out_the_other_devices(amina: Person, signing_in: SignIn) -> None:
    here, there = signing_in(amina), signing_in(amina)
    form = {
        "oldpassword": PASSWORD,
        "password1": "another long sentence",
        "password2": "another long sentence",
    }
    assert here.get("/accounts/password/change/").status_code == 200
    assert here.post("/accounts/password/change/", form | {"oldpassword": "guessed"}).status_code == 422
    assert here.post("/accounts/password/change/", form | {"password1": "short"}).status_code == 422
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert _is_signed_in(here)
    assert not _is_signed_in(there)
    assert not _is_signed_in(signing_in(amina))
    assert _is_signed_in(signing_in(amina, "another long sentence"))
    assert Entry.objects.filter(name="PasswordChanged", actor_id=amina.pk).exists()


def test_leaving_the_organisation_ends_every_session(
    amina: Person, signing_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    reactions.take_effect()
    browser = signing_in(amina)
    heard: list[bus.Notice] = []
    bus.attach(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.deactivate_person(actor=None, person=amina)
    finally:
        bus.detach(heard.append)
    assert heard == [bus.Notice(f"person:{amina.pk}", None, "Deactivated")]
    assert not Session.objects.filter(person=amina).exists()
    assert not _is_signed_in(browser)


def test_ten_wrong_passwords_a_minute_are_enough(amina: Person) -> None:
    answers = [
        Client().post(LOGIN, {"login": amina.email, "password": f"guess {n}"}).status_code for n in range(11)
    ]
    browser = Client()
    right = browser.post(LOGIN, {"login": amina.email, "password": PASSWORD})
    assert set(answers) == {422}
    assert "too many attempts" in right.content.decode()
    assert not _is_signed_in(browser)


def test_a_forgotten_password_comes_back_by_mail(amina: Person, settings: Any, signing_in: SignIn) -> None:
    settings.HAS_MAIL = settings.IS_MAIL_DELIVERED = True
    settings.PUBLIC_URL = "https://fourleaf.marigold.example"
    browser = Client(headers={"host": "localhost"})
    assert browser.get("/accounts/password/reset/").status_code == 200
    for address in ("nobody@marigold.example", amina.email):
        answer = browser.post("/accounts/password/reset/", {"email": address})
        assert answer["Location"] == "/accounts/password/reset/done/"
    assert browser.get(answer["Location"]).status_code == 200
    assert [message.to for message in mail.outbox] == [[amina.email]]
    link = re.search(r"https://fourleaf\.marigold\.example(/\S+)", str(mail.outbox[0].body))
    assert link
    old = signing_in(amina)
    wrong = browser.get(link[1][:-3] + "xx/")
    assert wrong.status_code == 200
    assert wrong.context["token_fail"]
    page = browser.get(link[1], follow=True)
    assert page.status_code == 200
    assert "password1" in page.content.decode()
    action = page.context["action_url"]
    fresh = {"password1": "another long sentence", "password2": "another long sentence"}
    assert browser.post(action, fresh | {"password2": "not the same"}).status_code == 422
    assert browser.post(action, fresh)["Location"] == "/accounts/password/reset/key/done/"
    assert not _is_signed_in(old)
    assert _is_signed_in(signing_in(amina, "another long sentence"))
    assert browser.get(link[1], follow=True).context["token_fail"]


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "confirm-email/x/", "password/reset/key/zz-y/"]
)
def test_what_is_not_offered_leads_nowhere(db: None, path: str) -> None:
    answer = Client().get(f"/accounts/{path}")
    assert answer.status_code == 404 or answer.context["token_fail"]


@pytest.mark.parametrize("path", ["inactive/", "password/reset/done/", "password/reset/key/done/"])
def test_the_quiet_pages_are_there(db: None, path: str) -> None:
    assert Client().get(f"/accounts/{path}").status_code == 200


def test_where_one_wanted_to_go_is_kept_and_never_elsewhere(amina: Person) -> None:
    form = {"login": amina.email, "password": PASSWORD}
    inside = Client().post(LOGIN, form | {"next": "/people/"})
    outside = Client().post(LOGIN, form | {"next": "https://evil.example/"})
    assert (inside["Location"], outside["Location"]) == ("/people/", "/")


def test_the_doors_stand_open_in_the_demo_only(
    amina: Person, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = SimpleNamespace(
        name=amina.name, title="charge nurse", email=amina.email, first_look="the ward", opens=True
    )
    maria = SimpleNamespace(name="Maria", title="a patient of 78", email="", first_look="later", opens=False)
    world = SimpleNamespace(DOORS=(door, maria), DEMO_PASSWORD=PASSWORD)
    monkeypatch.setitem(__import__("sys").modules, "fourleaf.world.doors", world)
    assert 'class="door' not in Client().get(LOGIN).content.decode()
    settings.DEMO = True
    page = Client().get(LOGIN).content.decode()
    assert page.count('<button class="door"') == 1
    assert page.count("door planned") == 1
    fields = dict(re.findall(r'<input type="hidden" name="(login|password)" value="([^"]+)"', page))
    browser = Client()
    assert browser.post(LOGIN, fields).status_code == 302
    assert _is_signed_in(browser)
