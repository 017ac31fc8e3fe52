"""What happens to one post in the same moment: sent twice, edited while withdrawn, withdrawn three times."""

import threading
import time as clock
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from fourleaf.conversation import actions
from fourleaf.conversation.actions import posts
from fourleaf.conversation.models import Poll, Post, Reaction, Revision
from fourleaf.kit import identity
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from tests.conversation.asking import SCRIPT
from tests.house import House, build_house


@pytest.fixture
def standing(transactional_db: None) -> House:
    """A committed house, which threads see."""
    return build_house()


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all in the same moment, each in a thread of its own; what each answered or raised."""
    begin, answers = threading.Barrier(len(deeds)), list[object]([None] * len(deeds))

    def run(place: int) -> None:
        try:
            begin.wait(5)
            answers[place] = deeds[place]()
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return answers


def browser_of(person: Person) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(person, backend="fourleaf.people.backends.PasswordBackend")
    return browser


def asking(person: Person, address: str, fields: dict[str, Any]) -> Callable[[], object]:
    browser = browser_of(person)
    return lambda: browser.post(address, fields, headers=SCRIPT).status_code


def slow(monkeypatch: pytest.MonkeyPatch, name: str, seconds: float = 0.4) -> None:
    """Let whoever comes to this function linger there."""
    whole = getattr(posts, name)

    def lingering(*args: Any, **kwargs: Any) -> Any:
        clock.sleep(seconds)
        return whole(*args, **kwargs)

    monkeypatch.setattr(posts, name, lingering)


def test_one_message_sent_four_times_at_once_is_one_post(
    standing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(monkeypatch, "mentioned_in", 0.2)  # between looking for the key and writing it
    fields = {"body": "Once.", "key": str(uuid4())}
    address = f"/spaces/{standing.ward.pk}/posts/"
    assert at_once(*(asking(standing.ben, address, fields) for _ in range(4))) == [200] * 4
    assert Post.objects.filter(body="Once.").count() == 1


def test_a_key_serves_one_place_only(house: House) -> None:
    key = uuid4()
    spaces.join(actor=house.ben, space=house.open)
    actions.add_post(actor=house.ben, space=house.ward, body="First.", key=key)
    for place in ({"space": house.open}, {"space": house.ward, "root": house.post}):
        with pytest.raises(Invalid, match="another place"):
            actions.add_post(actor=house.ben, body="Second.", key=key, **place)


def test_the_same_key_elsewhere_is_asked_for_again(house: House) -> None:
    fields = {"body": "Yes.", "key": str(uuid4())}
    spaces.join(actor=house.ben, space=house.open)
    browser = browser_of(house.ben)
    assert browser.post(f"/spaces/{house.ward.pk}/posts/", fields, headers=SCRIPT).status_code == 200
    answer = browser.post(f"/spaces/{house.open.pk}/posts/", fields, headers=SCRIPT)
    assert answer.status_code == 422
    assert "in another place already" in answer.content.decode()
    assert f'value="{fields["key"]}"' not in answer.content.decode(), "a new message has a new key"


def acting(person: Person, deed: Callable[..., object], post: Post, **how: Any) -> Callable[[], object]:
    """The deed as a request does it: on the post as it was when the request began."""

    def act() -> object:
        with identity.bound():
            identity.become(person.pk)
            own = Post.objects.select_related("space", "withdrawal").get(pk=post.pk)
            clock.sleep(how.pop("waits", 0))
            return deed(actor=person, post=own, **how)

    return act


def acting_on(person: Person, poll: Poll, places: list[int]) -> Callable[[], object]:
    """A vote as a request casts it."""

    def act() -> object:
        with identity.bound():
            identity.become(person.pk)
            own = Poll.objects.select_related("post__space", "post__withdrawal").get(pk=poll.pk)
            return actions.vote(actor=person, poll=own, places=places)

    return act


def test_an_edit_never_brings_back_what_is_withdrawn(
    standing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(monkeypatch, "mentioned_in")
    late = acting(standing.amina, actions.edit_post, standing.post, body="Secret again.", waits=0.3)
    first = acting(standing.amina, actions.withdraw_post, standing.post)
    assert isinstance(at_once(first, late)[1], Refused)
    early = acting(standing.ben, actions.edit_post, standing.reply, body="Edited.")
    after = acting(standing.ben, actions.withdraw_post, standing.reply, waits=0.2)
    assert not isinstance(at_once(early, after)[0], Exception)
    for post in Post.objects.filter(pk__in=[standing.post.pk, standing.reply.pk]):
        assert (post.is_withdrawn, post.body, post.html) == (True, "", "")
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    ("deed", "how"),
    [(actions.mark_post, {"kind": "question"}), (actions.set_reaction, {"emoji": "👍", "on": True})],
)
def test_nothing_is_put_on_what_is_withdrawn(
    standing: House, deed: Callable[..., object], how: dict[str, Any]
) -> None:
    late = acting(standing.ben, deed, standing.post, waits=0.4, **how)
    answers = at_once(acting(standing.amina, actions.withdraw_post, standing.post), late)
    assert isinstance(answers[1], Refused)
    assert not Reaction.objects.exists()


def test_withdrawing_three_times_at_once_is_withdrawing_once(
    standing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(monkeypatch, "drop_files", 0.2)
    address = f"/posts/{standing.post.pk}/withdrawal/"
    assert at_once(*(asking(standing.amina, address, {}) for _ in range(3))) == [200] * 3


def test_a_second_edit_keeps_what_the_first_one_said(
    standing: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow(monkeypatch, "mentioned_in", 0.2)
    edits = (acting(standing.ben, actions.edit_post, standing.reply, body=f"Version {n}.") for n in range(2))
    at_once(*edits)
    said = {revision.body for revision in Revision.objects.filter(post=standing.reply)}
    assert said | {Post.objects.get(pk=standing.reply.pk).body} == {
        "Checked at seven.",
        "Version 0.",
        "Version 1.",
    }
