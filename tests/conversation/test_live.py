"""What the live gateway is told and shown, over the real ports."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourleaf.config.ports import DatabasePorts, _frames, _people_of, _watchable, _watchers
from fourleaf.conversation import actions, fragments
from fourleaf.conversation.models import Post
from fourleaf.kit import bus
from fourleaf.kit.databases import SYSTEM
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership
from tests.house import House


def bodies(space: UUID, after: int = 0) -> list[tuple[int, str, dict[str, Any]]]:
    return [(frame.sequence, frame.name, json.loads(frame.body)) for frame in _frames(space, after, 500)]


def test_frames_have_every_number_and_the_post_as_it_is_now(house: House) -> None:
    actions.edit_post(actor=house.amina, post=house.post, body="Bed 5 is ready.")
    frames = bodies(house.ward.pk)
    assert [sequence for sequence, _name, _body in frames] == list(range(1, len(frames) + 1))
    added = [body for _sequence, name, body in frames if name == "PostAdded"]
    assert [body["post"] for body in added] == [str(house.post.pk), str(house.reply.pk)]
    assert "Bed 5 is ready." in added[0]["fragment"]
    assert added[1]["thread"] == str(house.post.pk)
    assert f'id="post-{house.post.pk}"' in added[1]["root_fragment"]


def test_a_withdrawn_text_is_in_no_frame(house: House) -> None:
    actions.withdraw_post(actor=house.amina, post=house.post)
    assert "Please check the rail" not in json.dumps([body for *_rest, body in bodies(house.ward.pk)])


def test_what_was_written_here_a_moment_ago_is_not_rendered_again_and_says_the_same(
    house: House, as_person: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = as_person(house.amina)

    def write(body: str, **more: str) -> Post:
        address = reverse("space-posts", args=[house.ward.pk])
        answer = page.post(address, {"body": body, **more}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return Post.objects.latest("sequence")

    def frames() -> tuple[list[dict[str, Any]], int]:
        with CaptureQueriesContext(connections[SYSTEM]) as asked:
            told = [body for *_rest, body in bodies(house.ward.pk, before)]
        return told, len(asked)

    before = house.reply.sequence
    post = write("Bed 6 is **ready** for @nobody.", key=str(uuid4()))
    [new], few = frames()
    with monkeypatch.context() as later:
        later.setattr(fragments, "NEW_FOR", -1.0)
        [anew], more = frames()
    assert new == anew
    assert few == 1 < more

    reply = write("Thank you.", thread=str(post.pk))
    before = post.sequence
    [replied], _asked = frames()
    assert str(reply.pk) == replied["post"]
    assert "Thank you." in replied["fragment"]
    assert "thread-line" in replied["root_fragment"], "what was written about the root is not what it is now"

    alone = write("Not for long.")
    before = reply.sequence
    actions.withdraw_post(actor=house.amina, post=alone)
    assert "Not for long." not in json.dumps(frames()[0])


def test_a_frame_holds_nothing_of_one_viewer(house: House) -> None:
    actions.set_bookmark(actor=house.ben, post=house.post, on=True)
    with_bookmark = bodies(house.ward.pk)
    actions.set_bookmark(actor=house.ben, post=house.post, on=False)
    assert bodies(house.ward.pk) == with_bookmark


def test_only_readers_may_watch(house: House) -> None:
    topic = f"space:{house.ward.pk}"
    everybody = {getattr(house, name) for name in ("amina", "ben", "ruth", "gwen", "omar", "maria")}
    members = {house.amina.pk, house.ben.pk, house.ruth.pk, house.gwen.pk}
    assert _watchers(topic, {person.pk for person in everybody}) == members
    asked = {person.pk: {topic, f"person:{person.pk}", f"person:{house.amina.pk}"} for person in everybody}
    allowed = _watchable(asked)
    assert {person for person, topics in allowed.items() if topic in topics} == members
    assert all(allowed[person.pk] - {topic} == {f"person:{person.pk}"} for person in everybody)
    spaces.end_membership(
        actor=house.amina, membership=Membership.objects.standing().get(person=house.ben, space=house.ward)
    )
    assert _watchable({house.ben.pk: {topic}}) == {house.ben.pk: set()}
    assert house.ben.pk not in _watchers(topic, {house.ben.pk})


@pytest.mark.parametrize("topic", ["space:nonsense", "space:", "", "person:x", "thread:1"])
def test_nonsense_is_watched_by_nobody(house: House, topic: str) -> None:
    assert _watchable({house.amina.pk: {topic}}) == {house.amina.pk: set()}
    assert _watchers(topic, {house.amina.pk}) == set()


def test_a_session_leads_to_its_active_person(house: House, as_person: Callable[[Person], Client]) -> None:
    key = as_person(house.ben).session.session_key
    assert key is not None
    assert _people_of([key, "unknown"]) == {key: house.ben.pk}
    house.ben.credential_stamp = "changed"
    house.ben.save(update_fields=["credential_stamp"])
    assert _people_of([key]) == {}


def test_notices_tell_those_it_concerns(house: House, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[bus.Notice] = []
    bus.attach(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.add_post(
                actor=house.amina, space=house.ward, body="@Ruth Abrams, is the lamp mended?", root=house.post
            )
    finally:
        bus.detach(heard.append)
    assert {notice.topic for notice in heard} == {
        f"space:{house.ward.pk}",
        f"person:{house.ruth.pk}",  # named
        f"person:{house.ben.pk}",  # follows the thread
        f"person:{house.amina.pk}",  # her own other screens
    }
    assert all("lamp" not in repr(notice) for notice in heard)


def test_the_ports_answer_from_their_own_thread(transactional_db: None) -> None:
    async def ask() -> dict[UUID, int]:
        ports = DatabasePorts()
        try:
            return await ports.latest([])
        finally:
            await ports.close()

    assert asyncio.run(ask()) == {}


@pytest.mark.parametrize("nothing", ["\u200b\u200d", "\u202e \u2066", "\u00a0", "\ufeff"])
def test_a_post_that_shows_nothing_is_not_sent(house: House, nothing: str) -> None:
    with pytest.raises(Invalid):
        actions.add_post(actor=house.amina, space=house.ward, body=nothing)
