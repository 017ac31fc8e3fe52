"""Who comes in, for how long, how often; and that every refusal has one shape."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.kit import changes, time
from fourleaf.kit.api import door, rates
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people import actions
from fourleaf.people.models import Person, Token
from tests.api.caller import Caller, problem
from tests.house import House


def test_without_a_token_nothing_is_said(house: House) -> None:
    for headers in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer "}):
        stranger = Caller(None)
        stranger.headers = headers
        answer = stranger.get("/me")
        problem(answer, 401)
        assert answer["WWW-Authenticate"].startswith("Bearer realm=")


def test_a_session_does_not_open_the_api(house: House, as_person: Callable[[Person], Client]) -> None:
    assert as_person(house.amina).get("/api/v1/me").status_code == 401


def test_a_token_opens_no_page(house: House) -> None:
    caller = Caller(house.amina)
    answer = Client().get("/people/", headers=caller.headers)
    assert (answer.status_code, answer["Location"][:16]) == (302, "/accounts/login/")


def test_a_token_stands_for_its_person(house: House) -> None:
    said = Caller(house.amina, "read").get("/me").json()
    assert (said["id"], said["name"]) == (str(house.amina.pk), "Amina Yusuf")
    assert said["token"]["scopes"] == ["read"]


def test_only_the_digest_is_kept_and_the_day_of_use(house: House) -> None:
    caller = Caller(house.amina)
    caller.get("/me")
    row = Token.objects.get()
    assert caller.text.startswith("fl_")
    assert len(caller.text) == 46
    assert caller.text not in str(vars(row))
    assert row.used_on == time.now().date()


def revoke(caller: Caller, house: House) -> None:
    assert caller.token
    actions.revoke_token(actor=house.amina, token=caller.token)


def expire(caller: Caller, house: House) -> None:
    Token.objects.update(expires_at=time.now() - timedelta(seconds=1))


def leave(caller: Caller, house: House) -> None:
    actions.deactivate_person(actor=None, person=house.amina)


@pytest.mark.parametrize("end", [revoke, expire, leave])
def test_a_token_that_has_ended_opens_nothing_from_that_moment(
    house: House, end: Callable[[Caller, House], None]
) -> None:
    caller = Caller(house.amina)
    assert caller.get("/me").status_code == 200
    end(caller, house)
    answer = caller.get("/me")
    problem(answer, 401)
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_scope_that_is_missing_is_named(house: House) -> None:
    answer = Caller(house.amina, "read").ask("PATCH", "/me", {"about": "Nights."})
    assert "me:write" in problem(answer, 403)["detail"]
    assert 'scope="me:write"' in answer["WWW-Authenticate"]
    assert problem(Caller(house.amina, "me:write").get("/me"), 403)


def test_tokens_have_bounds(house: House) -> None:
    for wrong in ({"days": 366}, {"days": 0}, {"scopes": ()}, {"scopes": ("all",)}, {"name": " "}):
        given: dict[str, Any] = {"name": "x", "scopes": ("read",), "days": 90, **wrong}
        with pytest.raises(Invalid):
            actions.add_token(actor=house.amina, person=house.amina, **given)


def test_nobody_makes_or_revokes_the_token_of_another(house: House) -> None:
    token = Caller(house.amina).token
    assert token
    with pytest.raises(Refused, match="Only the person"):
        actions.revoke_token(actor=house.ben, token=token)
    with pytest.raises(Refused, match="Only the person"):
        actions.add_token(actor=house.ben, person=house.amina, name="x", scopes=("read",))


def test_more_than_the_rate_is_told_when_to_come_back(house: House, settings: Any) -> None:
    settings.API_RATE = 3
    caller, other = Caller(house.amina), Caller(house.ben)
    answers = [caller.get("/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"token";q=3;w=60'
    assert answers[0]["RateLimit"].startswith('"token";r=2;t=')
    problem(answers[3], 429)
    assert 1 <= int(answers[3]["Retry-After"]) <= 20
    assert other.get("/me").status_code == 200


def test_who_is_over_the_rate_costs_no_statement(house: House, settings: Any) -> None:
    settings.API_RATE = 1
    caller = Caller(house.amina)
    caller.get("/me")
    with CaptureQueriesContext(connection) as asked:
        assert caller.get("/me").status_code == 429
    assert not asked.captured_queries


def test_many_tokens_of_one_person_share_a_rate(house: House, settings: Any) -> None:
    settings.API_RATE = 3
    callers = [Caller(house.amina) for _ in range(4)]
    statuses = [caller.get("/me").status_code for _ in range(3) for caller in callers]
    assert statuses.count(200) in range(6, 6 + len(callers) + 1)
    assert 429 in statuses


def test_guessing_is_slowed_down_and_known_tokens_are_not(house: House) -> None:
    known, guesser = Caller(house.amina), Caller(None)
    assert known.get("/me").status_code == 200
    for number in range(door.guesses().limit):
        guesser.headers = {"Authorization": f"Bearer fl_{number}"}
        assert guesser.get("/me").status_code == 401
    with CaptureQueriesContext(connection) as asked:
        assert guesser.get("/me").status_code == 429
    assert not asked.captured_queries
    assert known.get("/me").status_code == 200


def test_rates_come_back_with_time(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    kept, quota = rates.Rates(tmp_path), rates.Quota("x", 6)
    key = b"somebody"
    assert [kept.spend(key, quota).is_spent for _ in range(8)] == [False] * 6 + [True] * 2
    assert kept.spend(key, quota).wait == pytest.approx(10)
    now[0] += 10
    assert not kept.spend(key, quota).is_spent
    assert rates.Rates(tmp_path).spend(key, quota).is_spent, "another process knows it too"
    now[0] = 5.0  # the machine was started anew
    assert not kept.spend(key, quota).is_spent


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/me", 405),
        ("GET", "/people/00000000-0000-7000-8000-000000000000", 404),
    ],
)
def test_every_refusal_is_a_problem(house: House, method: str, path: str, status: int) -> None:
    answer = Caller(house.amina).ask(method, path)
    problem(answer, status)
    if status == 405:
        assert set(answer["Allow"].split(", ")) == {"GET", "PATCH"}


def test_a_body_that_is_not_right(house: House) -> None:
    caller = Caller(house.amina)
    said = problem(caller.ask("PATCH", "/me", {"about": 5, "x": 1}), 422)
    assert {error["pointer"] for error in said["errors"]} == {"#/about", "#/x"}
    broken = caller._client.generic("PATCH", "/api/v1/me", "{", "application/json", headers=caller.headers)
    problem(broken, 400)
    other = caller._client.generic("PATCH", "/api/v1/me", "a=1", "text/plain", headers=caller.headers)
    problem(other, 415)
    large = caller._client.generic(
        "PATCH", "/api/v1/me", f'{{"about": "{"x" * 1_100_000}"}}', "application/json", headers=caller.headers
    )
    problem(large, 413)


def test_what_fails_leaves_nothing_behind(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**values: object) -> None:
        raise OperationalError

    monkeypatch.setattr(actions, "set_language", fail)
    answer = Caller(house.amina).ask("PATCH", "/me", {"about": "New.", "language": "es"})
    problem(answer, 503)
    assert answer["Retry-After"]
    house.amina.refresh_from_db()
    assert house.amina.about == ""


def test_our_own_fault_is_told_without_its_reason(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(actions, "set_language", lambda **values: 1 / 0)
    said = problem(Caller(house.amina).ask("PATCH", "/me", {"language": "es"}), 500)
    assert "ZeroDivision" not in str(said)


def test_the_description_is_open_to_all(house: House) -> None:
    said = Caller(None).get("/openapi.json").json()
    assert said["openapi"].startswith("3.1")
    assert said["paths"]["/api/v1/me"]["patch"]["security"] == [{"Token": ["me:write"]}]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (rb'{"about": "a\u0000b"}', 422),
        (r'{"about": "a\u0000b"}'.encode("utf-16"), 400),
        (b'{"about": "\xed\xa0\x80"}', 400),
        (rb'{"about": "\ud800"}', 400),
        (rb'{"about": "a backslash: \\u0000"}', 200),
    ],
)
def test_text_that_no_database_holds_is_refused(house: House, sent: bytes, status: int) -> None:
    caller = Caller(house.ben)
    answer = caller._client.generic("PATCH", "/api/v1/me", sent, "application/json", headers=caller.headers)
    assert answer.status_code == status


def test_what_is_undone_leaves_no_mark_of_a_change(house: House) -> None:
    caller = Caller(house.ben)
    changes.settle()
    place = changes.stamps().places([changes.of_person(house.ben.pk)])
    assert caller.ask("PATCH", "/me", {"skills": ["Wounds"], "language": "xx"}).status_code == 422
    (number,) = changes.stamps().read(place)
    assert not number & 1
    assert not changes.has_touched()


def test_whoever_writes_sees_it(house: House) -> None:
    caller = Caller(house.ben)
    changes.settle()
    place = changes.stamps().places([changes.of_person(house.ben.pk)])
    before = changes.stamps().read(place)
    assert caller.get("/me").status_code == 200
    assert changes.stamps().read(place) == before
    assert caller.ask("PATCH", "/me", {}).status_code == 200
    assert changes.stamps().read(place) != before
