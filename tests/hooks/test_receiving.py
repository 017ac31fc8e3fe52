"""Programs write to an address, and a bot says it."""

import io
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as settings_module
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.conversation.models import Post
from fourleaf.hooks import actions, secrets
from fourleaf.hooks.models import Key
from fourleaf.hooks.views import receiving
from fourleaf.kit.api.rates import Quota
from fourleaf.kit.log import Masked
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from fourleaf.spaces.rights import Role
from tests.hooks.conftest import Connected
from tests.house import House

AsPerson = Callable[[Person], Client]
HELLO = json.dumps({"text": "Bed *4* is ready", "username": "Dr Okafor", "icon_emoji": ":ghost:"})


def last(house: House) -> Post:
    return house.ward.posts.select_related("author").latest("sequence")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (HELLO, "application/json"),
        (HELLO, "application/json; charset=utf-8"),
        (urlencode({"payload": HELLO}), "application/x-www-form-urlencoded"),
        (HELLO, "application/x-www-form-urlencoded"),  # what `curl -d` says of JSON
        (HELLO, "text/plain"),
    ],
)
def test_the_bot_says_it(connected: Connected, house: House, body: str, content_type: str) -> None:
    assert connected.post(body, content_type) == (200, "ok")
    said = last(house)
    assert (said.author, said.body) == (connected.bot, "Bed **4** is ready")
    assert "Okafor" not in said.html


def test_it_shows_in_the_conversation_as_a_bot(
    connected: Connected, house: House, as_person: AsPerson
) -> None:
    connected.post(HELLO)
    page = as_person(house.ben).get(f"/spaces/{house.ward.pk}/").content.decode()
    assert "Bed <strong>4</strong> is ready" in page
    assert '<span class="tag" data-word="bot">Bot</span>' in page


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ("", 400, "invalid_payload"),
        ("{", 400, "invalid_payload"),
        ("[]", 400, "invalid_payload"),
        ("{}", 400, "no_text"),
        ('{"text": " \\u200b "}', 400, "invalid_payload"),
        (json.dumps({"text": "x", "attachments": [{}] * 101}), 400, "too_many_attachments"),
        (json.dumps({"text": "x" * 300_000}), 413, "invalid_payload"),
        (b"\xff", 400, "invalid_payload"),
    ],
)
def test_what_is_wrong_is_said_as_slack_says_it(
    connected: Connected, house: House, body: str | bytes, status: int, word: str
) -> None:
    before = house.ward.posts.count()
    assert connected.post(body) == (status, word)
    assert house.ward.posts.count() == before


def test_more_than_the_server_reads_is_too_large(connected: Connected) -> None:
    assert connected.post(json.dumps({"text": "x" * 2_000_000})) == (413, "invalid_payload")


def test_an_unknown_address_says_nothing(connected: Connected) -> None:
    for key in ("x", connected.key[:-1], secrets.digest(connected.key), "\udcff", "é" * 40):
        answer = Client().post(
            "/hooks/" + key.encode("utf-8", "surrogateescape").decode("latin1"), HELLO, "application/json"
        )
        assert (answer.status_code, answer.content) == (404, b"no_service")


def test_only_posting_is_understood(connected: Connected) -> None:
    assert Client().get(connected.address).status_code == 405


def test_who_is_signed_in_makes_no_difference(
    connected: Connected, house: House, as_person: AsPerson
) -> None:
    answer = as_person(house.omar).post(connected.address, HELLO, content_type="application/json")
    assert answer.status_code == 200
    assert last(house).author == connected.bot
    assert not answer.cookies


def test_a_new_address_ends_the_old_one(connected: Connected, house: House) -> None:
    key = actions.renew_key(actor=house.amina, incoming=connected.incoming)
    assert connected.post(HELLO) == (404, "no_service")
    assert Client().post(f"/hooks/{key}", HELLO, content_type="application/json").status_code == 200


def test_what_was_taken_away_is_gone(connected: Connected, house: House) -> None:
    actions.end_incoming(actor=house.amina, incoming=connected.incoming)
    assert connected.post(HELLO) == (404, "no_service")
    assert not Key.objects.exists()


def test_nobody_writes_in_an_archived_space(connected: Connected, house: House) -> None:
    spaces.archive_space(actor=house.amina, space=house.ward)
    assert connected.post(HELLO) == (410, "channel_is_archived")


def test_a_bot_that_was_taken_out_says_nothing(connected: Connected, house: House) -> None:
    membership = Membership.objects.standing().get(person=connected.bot)
    spaces.end_membership(actor=house.amina, membership=membership)
    assert connected.post(HELLO) == (403, "action_prohibited")


def test_a_bot_that_may_only_read_says_nothing(connected: Connected, house: House) -> None:
    membership = Membership.objects.standing().get(person=connected.bot)
    spaces.change_role(actor=house.amina, membership=membership, role=Role.READER)
    assert connected.post(HELLO) == (403, "action_prohibited")


def test_it_stops_with_its_sponsor(connected: Connected, house: House) -> None:
    people.deactivate_person(actor=None, person=house.amina)
    assert connected.post(HELLO) == (404, "no_service")


def test_it_goes_on_when_its_maker_is_no_steward_any_more(connected: Connected, house: House) -> None:
    ben = Membership.objects.standing().get(person=house.ben, space=house.ward)
    spaces.change_role(actor=house.amina, membership=ben, role=Role.STEWARD)
    amina = Membership.objects.standing().get(person=house.amina, space=house.ward)
    spaces.change_role(actor=house.ben, membership=amina, role=Role.READER)
    assert connected.post(HELLO) == (200, "ok")


@pytest.mark.parametrize(
    "message",
    [
        {"text": "@Ben Achterberg <@U123> <!here> @stewards"},
        {"text": "`see @Ben Achterberg`"},
        {"text": "```\n@Ben Achterberg\n```"},
        {"blocks": [{"type": "markdown", "text": "@Ben Achterberg"}]},
        {"attachments": [{"title": "@Ben Achterberg", "fallback": "@members"}]},
    ],
)
def test_nobody_is_mentioned(connected: Connected, house: House, message: dict[str, object]) -> None:
    assert connected.post(json.dumps(message)) == (200, "ok")
    assert "Ben Achterberg" in last(house).html
    assert not last(house).mentions.exists()


def test_too_many_are_asked_to_wait(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "QUOTA", Quota("hook", 2))
    assert [connected.post(HELLO)[0] for _ in range(3)] == [200, 200, 429]
    answer = Client().post(connected.address, HELLO, content_type="application/json")
    assert answer.content == b"rate_limited"
    assert 1 <= int(answer["Retry-After"]) <= 30


def test_the_secret_is_not_kept(connected: Connected) -> None:
    assert Key.objects.get().digest == secrets.digest(connected.key)
    assert connected.key not in json.dumps(list(Key.objects.values()), default=str)


def test_an_address_costs_as_much_however_many_there_are(connected: Connected, house: House) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert connected.post(HELLO)[0] == 200
        return len(queries)

    cost()
    before = cost()
    for _ in range(5):
        actions.add_incoming(actor=house.amina, space=house.ward, bot=connected.bot)
    assert cost() <= before


def test_a_hook_reaches_no_other_space(connected: Connected, house: House) -> None:
    """Even a row that says otherwise: the bot does not belong there, and the database asks."""
    type(connected.incoming).objects.filter(pk=connected.incoming.pk).update(space=house.secret)
    assert connected.post(HELLO) == (403, "action_prohibited")
    Space.objects.filter(pk=house.secret.pk).update(access=Space.Access.OPEN)
    assert connected.post(HELLO) == (403, "action_prohibited")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300)
    | st.from_regex(r'\{"(text|blocks|attachments)": .{0,60}\}', fullmatch=True).map(str.encode)
)
def test_whatever_arrives_is_answered(connected: Connected, body: bytes) -> None:
    status, word = connected.post(body)
    assert status in (200, 400, 429)
    assert word in ("ok", "invalid_payload", "no_text", "rate_limited")


def test_a_failure_does_not_write_the_address_into_the_log(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_values: object) -> None:
        raise RuntimeError("the disk is gone")

    said = io.StringIO()
    handler, log = logging.StreamHandler(said), logging.getLogger("django.request")
    logging_settings: Any = settings_module.LOGGING
    handler.addFilter(Masked(logging_settings["filters"]["masked"]["pattern"]))
    monkeypatch.setattr(actions, "say", fail)
    log.addHandler(handler)
    try:
        answer = Client(raise_request_exception=False).post(
            connected.address, HELLO, content_type="application/json"
        )
    finally:
        log.removeHandler(handler)
    assert answer.status_code == 500
    assert "/hooks/…" in said.getvalue()
    assert connected.key not in said.getvalue()
    assert logging_settings["handlers"]["stderr"]["filters"] == ["masked"]
