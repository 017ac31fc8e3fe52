"""What stands around every page: headers, cookies, and the tricks that are tried on a web server."""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from fourleaf.conversation.models import Post
from fourleaf.people.actions import set_password
from fourleaf.people.models import Person
from tests.api.caller import Caller
from tests.house import House

AsPerson = Callable[[Person], Client]
LOGIN = "/accounts/login/"
STRICT = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
)


def addresses(house: House) -> dict[str, tuple[str, int]]:
    """One of each kind of answer that Django gives: address and status, for Amina."""
    ward = f"/spaces/{house.ward.pk}/"
    return {
        "page": (ward, 200),
        "sign-in": (LOGIN, 302),
        "not found": ("/nowhere/", 404),
        "not ours to see": (f"/spaces/{house.secret.pk}/", 404),
        "form": (f"/posts/{house.post.pk}/revisions/new/", 200),
        "wrong method": (f"{ward}posts/", 405),
        "odd page": ("/people/?page=x", 200),
        "JSON": ("/palette/?q=x", 200),
        "manifest": ("/manifest.webmanifest", 200),
        "API description": ("/api/v1/openapi.json", 200),
        "API refusal": ("/api/v1/me", 401),
        "API, nothing there": ("/api/v1/nothing", 401),
        "redirect": (f"/posts/{house.post.pk}/", 302),
        "webhook": ("/hooks/no-such-secret", 405),
        "path trick": ("/people/..%2f..%2fetc/passwd", 404),
    }


def test_every_kind_of_answer_is_shut(house: House, as_person: AsPerson) -> None:
    amina = as_person(house.amina)
    for name, (address, status) in addresses(house).items():
        answer = amina.get(address)
        assert answer.status_code == status, name
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "http" not in policy, name
        assert all(part in policy for part in STRICT), name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "no-store" in answer["Cache-Control"] or answer["Cache-Control"] == "no-cache", name


def test_a_form_from_elsewhere_is_refused_and_that_page_is_shut(house: House) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(house.amina, backend="fourleaf.people.backends.PasswordBackend")
    answer = browser.post(
        f"/spaces/{house.ward.pk}/posts/", {"body": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not Post.objects.filter(body="x").exists()


def test_cookies_stay_on_this_site(house: House) -> None:
    password = "a rail beside bed four"
    set_password(actor=None, person=house.amina, password=password)
    amina = Client()
    amina.post(LOGIN, {"login": str(house.amina.email), "password": password})
    amina.get(f"/spaces/{house.ward.pk}/")
    session, token = amina.cookies["sessionid"], amina.cookies["csrftoken"]
    assert session["samesite"] == token["samesite"] == "Lax"
    assert session["httponly"] is True
    assert not session["domain"]


SAID = """
from fourleaf.config import settings as s
print(s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)
"""


@pytest.mark.parametrize(
    ("address", "said"),
    [("https://x.example", "31536000 True True"), ("http://localhost:8000", "0 False False")],
)
def test_where_it_is_served_by_https_it_is_never_asked_for_otherwise(
    address: str, said: str, tmp_path: Any
) -> None:
    environ = {"PATH": os.environ["PATH"], "FOURLEAF_PUBLIC_URL": address, "FOURLEAF_DATA": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", SAID], env=environ, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == said


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "", "a\tb"]
)
def test_another_host_is_nobodys(house: House, host: str) -> None:
    assert Client().get(LOGIN, headers={"Host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed(house: House) -> None:
    headers = {
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
        "X-Original-URL": "/people/",
    }
    answer = Client().get(LOGIN, headers=headers)
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "\x09//x.example",
    ],
)
def test_nobody_is_sent_elsewhere(house: House, elsewhere: str) -> None:
    browser = Client()
    answer = browser.post(reverse("language"), {"language": "es", "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = browser.get(LOGIN, {"next": elsewhere})
    assert "Location" not in page.headers


@pytest.mark.parametrize("value", ["x", "", "a" * 5_000, "\u00e9", "../../x", "null", "0" * 32])
def test_a_tampered_session_is_nobodys(house: House, as_person: AsPerson, value: str) -> None:
    amina = as_person(house.amina)
    assert amina.get("/people/").status_code == 200
    amina.cookies["sessionid"] = value
    assert amina.get("/people/").status_code == 302


def test_a_cookie_changed_by_one_letter_opens_nothing(house: House, as_person: AsPerson) -> None:
    amina = as_person(house.amina)
    key = amina.cookies["sessionid"].value
    amina.cookies["sessionid"] = ("a" if key[0] != "a" else "b") + key[1:]
    amina.cookies["messages"] = "W1siX19qc29uX21lc3NhZ2UiLDAsMjUsIjxiPng8L2I+Il1d:forged"
    answer = amina.get("/people/", follow=True)
    assert answer.redirect_chain[0][0].startswith(LOGIN)
    assert b"<b>x</b>" not in answer.content


def test_fields_that_a_form_does_not_have_change_nothing(house: House, as_person: AsPerson) -> None:
    ben = as_person(house.ben)
    more = {
        "kind": "patient",
        "email": "x@x.example",
        "name": "Somebody",
        "job_title": "COO",
        "is_active": "",
        "id": "1",
    }
    was = Person.objects.filter(pk=house.ben.pk).values(*[each for each in more if each != "is_active"]).get()
    forms = {"past-TOTAL_FORMS": "0", "past-INITIAL_FORMS": "0"}
    ben.post(reverse("profile", args=[house.ben.pk]), {"about": "Night shifts.", **forms, **more})
    ben.post(f"/spaces/{house.ward.pk}/posts/", {
        "body": "Mine.", "author": str(house.amina.pk), "author_id": str(house.amina.pk),
        "space": str(house.secret.pk), "sequence": "1", "at": "2000-01-01", "html": "<script>x</script>",
    })  # fmt: skip
    assert Person.objects.get(pk=house.ben.pk).about == "Night shifts.", "what the form has does change"
    assert Person.objects.filter(pk=house.ben.pk).values(*was).get() == was
    post = Post.objects.get(body="Mine.")
    assert (post.author_id, post.space_id) == (house.ben.pk, house.ward.pk)
    assert post.at.year > 2000
    assert "<script>" not in post.html


@pytest.mark.parametrize("field", ["author", "kind", "space_id", "sequence", "at"])
def test_fields_that_the_api_does_not_have_are_refused(house: House, field: str) -> None:
    ben, address = Caller(house.ben), f"/spaces/{house.ward.pk}/posts"
    assert ben.post(address, {"body": "Mine.", field: str(house.amina.pk)}).status_code == 422
    assert not Post.objects.filter(body="Mine.").exists()
    assert ben.post(address, {"body": "Mine."}).status_code == 201


def test_a_kept_connection_carries_nobody_over(house: House, as_person: AsPerson) -> None:
    """Whatever the answer was, the next on this connection is nobody until their own session says who."""
    amina = as_person(house.amina)
    amina.raise_request_exception = False
    pid = connection.connection.info.backend_pid
    for address, _status in addresses(house).values():
        amina.get(address)
        assert connection.connection.info.backend_pid == pid
        assert _me() is None, address
        assert Client().get("/people/").status_code == 302
    amina.post(f"/spaces/{house.ward.pk}/posts/", {"body": "\x00"})
    assert _me() is None


def _me() -> object:
    with connection.cursor() as cursor:
        cursor.execute("select lock.me()")
        return cursor.fetchone()[0]
