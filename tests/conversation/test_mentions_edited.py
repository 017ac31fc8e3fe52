"""Editing a post changes whom it names: who is new waits, who is gone does not."""

from collections.abc import Callable, Iterator

import pytest

from fourleaf.conversation import actions
from fourleaf.conversation.models import Mention, Post
from fourleaf.kit import bus, identity
from fourleaf.people.models import Person
from tests.house import House

Told = Callable[[], set[Person]]


@pytest.fixture
def told(house: House) -> Iterator[Told]:
    """Who has been told that something waits for them, or does no more."""
    heard: list[bus.Notice] = []
    everybody = (house.amina, house.ben, house.ruth, house.gwen, house.omar)
    bus.attach(heard.append)
    yield lambda: {
        person for person in everybody if bus.Notice(f"person:{person.pk}", None, "WaitingChanged") in heard
    }
    bus.detach(heard.append)


def edit(house: House, post: Post, body: str) -> None:
    """As its author, through the second lock."""
    with identity.bound():
        identity.become(house.ben.pk)
        actions.edit_post(actor=house.ben, post=post, body=body)


def named(post: Post) -> set[Person]:
    return {mention.person for mention in Mention.objects.filter(post=post)}


def test_who_is_named_later_waits_and_who_is_not_does_not(
    house: House, told: Told, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    post = actions.add_post(actor=house.ben, space=house.ward, body="@Ruth Abrams, @Gwen Pryce, the rail?")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        edit(house, post, "@Amina Yusuf, @Gwen Pryce, the rail?")
    assert named(post) == {house.amina, house.gwen}
    assert told() >= {house.amina, house.ruth}
    assert house.omar not in told()


def test_what_was_handled_stays_handled(house: House) -> None:
    post = actions.add_post(actor=house.ben, space=house.ward, body="@Ruth Abrams, the rail?")
    actions.handle_mention(actor=house.ruth, mention=Mention.objects.get(post=post))
    edit(house, post, "The rail?")
    assert named(post) == {house.ruth}
    edit(house, post, "@Ruth Abrams, the rail!")
    assert not Mention.objects.waiting().filter(post=post).exists()
