"""What happens around every view: one transaction, the right person, and clear answers when it fails."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client, override_settings
from django.urls import path

from fourleaf.config import urls
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person, Skill
from tests.house import House


def fails(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    """A view that writes and then fails."""

    def view(request: HttpRequest) -> HttpResponse:
        Skill.objects.create(name="never kept")
        raise error

    return view


urlpatterns = [
    *urls.urlpatterns,
    path("refused/", fails(Refused("Only stewards can do this."))),
    path("invalid/", fails(Invalid("That day has passed."))),
    path("broken/", fails(ZeroDivisionError())),
    path("away/", fails(OperationalError())),
]
handler403, handler500 = getattr(urls, "handler403", None), getattr(urls, "handler500", None)


@pytest.mark.parametrize(
    ("address", "status"), [("refused", 403), ("invalid", 422), ("broken", 500), ("away", 503)]
)
def test_what_fails_leaves_nothing_behind(
    house: House, as_person: Callable[[Person], Client], address: str, status: int
) -> None:
    browser = as_person(house.amina)
    browser.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        answer = browser.get(f"/{address}/")
    assert answer.status_code == status
    assert not Skill.objects.filter(name="never kept").exists()
    assert b"Traceback" not in answer.content
    assert browser.get("/").status_code == 200  # the next request finds the connection in order


def test_an_invalid_wish_is_answered_in_words(house: House, as_person: Callable[[Person], Client]) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        assert "That day has passed." in as_person(house.amina).get("/invalid/").content.decode()


def test_a_session_acts_for_its_own_person_only(house: House, as_person: Callable[[Person], Client]) -> None:
    amina, omar = as_person(house.amina), as_person(house.omar)
    for _turn in range(2):
        assert b"Falls prevention" in amina.get("/").content
        assert b"Restructuring" not in amina.get("/").content
        assert b"Restructuring" in omar.get("/").content
        assert Client().get("/").status_code == 302


def test_every_page_is_kept_from_caches_and_scripts(
    house: House, as_person: Callable[[Person], Client]
) -> None:
    answer = as_person(house.amina).get("/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("charset", ["unicode_escape", "utf-16", "idna", "x", '"utf-7"'])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])
def test_only_utf_8_is_read(
    house: House, as_person: Callable[[Person], Client], kind: str, charset: str
) -> None:
    ward = f"/spaces/{house.ward.pk}"
    form = "body=\\ud800&login=\\ud800&password=x&language=en"
    if "multipart" in kind:
        form = '--b\r\nContent-Disposition: form-data; name="body"\r\n\r\n\\ud800\r\n--b--\r\n'
    for address in (f"{ward}/posts/", f"{ward}/draft/", "/accounts/login/", "/language/"):
        for browser in (as_person(house.ben), Client()):
            answer = browser.generic("POST", address, form, f"{kind}; charset={charset}")
            assert answer.status_code == 400
    fine = as_person(house.ben).generic(
        "POST", f"{ward}/draft/", "body=Rails", 'application/x-www-form-urlencoded; charset="UTF-8"'
    )
    assert fine.status_code == 204


def test_what_is_broken_is_said_in_our_colours_where_they_are_built(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = 'rel="stylesheet"'
    assert sheet in get_template("503.html").render()
    assert sheet in get_template("500.html").render()
    monkeypatch.setattr("fourleaf.kit.assets.BUILT", Path("/nowhere"))
    assert sheet not in get_template("503.html").render()
