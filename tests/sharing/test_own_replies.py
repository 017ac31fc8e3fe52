"""Whoever is shown a thread to reply in it can change and take back what they replied, as long as it is shown."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.models import Mark, Post, Revision
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.sharing import actions
from fourleaf.sharing.models import Grant
from fourleaf.spaces import actions as spaces
from tests.house import House
from tests.sharing.conftest import Ask, shown

pytestmark = pytest.mark.postgres15
Browser = Callable[[Person], Client]
FOUND, FORBIDDEN, NOT_FOUND, WRONG = 302, 403, 404, 422


@pytest.fixture
def grant(house: House) -> Grant:
    return shown(house.amina, "thread", house.post.pk, house.omar, role="commenter")


@pytest.fixture
def reply(house: House, grant: Grant) -> Post:
    return conversation.add_comment(actor=house.omar, grant=grant, body="Bed for.")


def of(grant: Grant, reply: Post, name: str = "shown-reply") -> str:
    return reverse(name, args=[grant.pk, reply.pk])


def test_it_is_changed_and_says_before_what_it_said(
    house: House, grant: Grant, reply: Post, as_person: Browser
) -> None:
    client = as_person(house.omar)
    assert of(grant, reply) in client.get(reverse("shown", args=[grant.pk])).content.decode()
    assert "Bed for." in client.get(of(grant, reply)).content.decode()
    assert client.post(of(grant, reply), {"body": " "}).status_code == WRONG
    assert client.post(of(grant, reply), {"body": "Bed four, @Ben Achterberg."}).status_code == FOUND
    changed = Post.objects.get(pk=reply.pk)
    assert changed.body == "Bed four, @Ben Achterberg."
    assert not changed.mentions.exists()
    assert [each.body for each in changed.revisions.all()] == ["Bed for."]
    history = as_person(house.ben).get(reverse("post-revisions", args=[reply.pk])).content.decode()
    assert "Bed for." in history


def test_it_is_withdrawn_with_all_that_hangs_on_it(
    house: House, grant: Grant, reply: Post, as_person: Browser
) -> None:
    client = as_person(house.omar)
    client.post(of(grant, reply), {"body": "Bed four."})
    conversation.mark_post(actor=house.ben, post=reply, kind="answer")
    assert client.post(of(grant, reply, "shown-reply-withdrawal")).status_code == FOUND
    now = Post.objects.get(pk=reply.pk)
    assert (now.body, now.html, now.is_withdrawn) == ("", "", True)
    assert not Revision.objects.filter(post=now).exists()
    assert not Mark.objects.filter(post=now).exists()
    assert client.get(of(grant, reply)).status_code == NOT_FOUND


def test_what_others_wrote_and_what_one_is_shown_to_read_is_not(
    house: House, grant: Grant, reply: Post, as_person: Browser
) -> None:
    to_read = shown(house.amina, "thread", house.post.pk, house.maria)
    for person, by, post in (
        (house.omar, grant, house.reply), (house.maria, to_read, house.reply), (house.maria, to_read, reply),
    ):  # fmt: skip
        client = as_person(person)
        assert client.get(of(by, post)).status_code == FORBIDDEN
        assert client.post(of(by, post), {"body": "Mine."}).status_code == FORBIDDEN
        assert client.post(of(by, post, "shown-reply-withdrawal")).status_code == FORBIDDEN
    assert as_person(house.ben).post(of(grant, reply), {"body": "Mine."}).status_code == NOT_FOUND
    other = conversation.add_post(actor=house.omar, space=house.secret, body="Elsewhere.")
    assert as_person(house.omar).get(of(grant, other)).status_code == NOT_FOUND
    assert Post.objects.get(pk=reply.pk).body == "Bed for."


@pytest.mark.parametrize("how", ["taken back", "expired", "archived"])
def test_it_ends_with_the_grant(
    how: str, house: House, grant: Grant, reply: Post, as_person: Browser, raw: Callable[[Person], Ask]
) -> None:
    ask = raw(house.omar)
    change = "update conversation_post set body = 'x', html = 'x' where id = %s"
    assert ask(change, reply.pk) == [1]
    if how == "taken back":
        actions.take_back(actor=house.amina, grant=grant)
    elif how == "expired":
        Grant.objects.filter(pk=grant.pk).update(expires_at=time.now() - timedelta(seconds=1))
    else:
        spaces.archive_space(actor=house.amina, space=house.ward)
    assert ask(change, reply.pk) == [0]
