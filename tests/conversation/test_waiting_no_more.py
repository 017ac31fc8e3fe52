"""What somebody reads, opens or answers waits no longer, and all their screens are told."""

from collections.abc import Callable, Iterator

import pytest

from fourleaf.conversation import actions
from fourleaf.conversation.models import Mention, Post
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import bus
from fourleaf.people.models import Person
from tests.conversation.asking import AsPerson, text
from tests.house import House

Told = Callable[[Person], list[str]]


@pytest.fixture
def told(django_capture_on_commit_callbacks: Callable[..., object]) -> Iterator[Told]:
    """The names of the notices to somebody since the test began, as the gateway would hear them."""
    heard: list[bus.Notice] = []
    bus.attach(heard.append)
    yield lambda person: [notice.name for notice in heard if notice.topic == f"person:{person.pk}"]
    bus.detach(heard.append)


@pytest.fixture
def mention(house: House) -> Mention:
    """Ben names Ruth in a reply."""
    reply = actions.add_post(actor=house.ben, space=house.ward, body="And @Ruth Abrams?", root=house.post)
    return Mention.objects.get(post=reply, person=house.ruth)


def waits(mention: Mention) -> bool:
    return Mention.objects.waiting().filter(pk=mention.pk).exists()


def test_reading_a_thread_handles_the_mentions_read(
    house: House, mention: Mention, as_person: AsPerson, told: Told,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:  # fmt: skip
    browser, address = as_person(house.ruth), f"/posts/{house.post.pk}/following/"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        browser.post(address, {"choice": "read", "read_to": mention.post.sequence - 1})
    assert waits(mention), "it stands further down"
    assert told(house.ruth) == []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        browser.post(address, {"choice": "read", "read_to": mention.post.sequence})
    assert not waits(mention)
    assert Waiting(house.ruth).count == 0
    assert told(house.ruth) == ["WaitingChanged"]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        browser.post(address, {"choice": "read", "read_to": mention.post.sequence})
    assert told(house.ruth) == ["WaitingChanged"], "nothing changed"


def test_nobody_else_is_done_with_it(house: House, mention: Mention) -> None:
    actions.read_thread(actor=house.ben, post=house.post, read_to=mention.post.sequence)
    assert waits(mention)


def test_opening_the_post_of_a_mention_handles_it(house: House, as_person: AsPerson) -> None:
    post = actions.add_post(actor=house.ben, space=house.ward, body="@Ruth Abrams, the rail?")
    mention = Mention.objects.get(post=post, person=house.ruth)
    fields = {"choice": "read", "read_to": post.sequence}
    assert as_person(house.ruth).post(f"/posts/{post.pk}/following/", fields).status_code == 204
    assert not waits(mention)


def test_replying_handles_what_was_asked(house: House) -> None:
    post = actions.add_post(actor=house.ben, space=house.ward, body="@Amina Yusuf, the rail?")
    elsewhere = actions.add_post(actor=house.ben, space=house.ward, body="@Amina Yusuf, and the lamp?")
    actions.add_post(actor=house.amina, space=house.ward, body="It is mended.", root=post)
    assert not waits(Mention.objects.get(post=post))
    assert waits(Mention.objects.get(post=elsewhere))


def test_all_screens_are_told(
    house: House, told: Told, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.add_post(actor=house.amina, space=house.ward, body="Thank you.", root=house.post)
    assert told(house.amina) == ["WaitingChanged"]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        actions.unfollow_thread(actor=house.amina, post=house.post)
    assert told(house.amina) == ["WaitingChanged"] * 2


def test_another_screen_counts_anew_once_a_stream_was_read(
    house: House, told: Told, as_person: AsPerson,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:  # fmt: skip
    address = f"/spaces/{house.ward.pk}/cursor/"
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        as_person(house.ruth).post(address, {"sequence": house.reply.sequence})
    assert told(house.ruth) == ["CursorMoved"]
    assert told(house.amina) == [], "how far somebody reads is nobody else's business"


def test_without_scripts_a_stream_leads_to_its_end(house: House, as_person: AsPerson) -> None:
    page = text(as_person(house.amina).get(f"/spaces/{house.ward.pk}/"))
    assert '<noscript><a class="button button-small earlier" href="#latest">' in page
    assert page.index('<div id="latest">') > page.index(f'id="post-{house.post.pk}"')
    Post.objects.bulk_create(
        Post(
            space=house.ward, author=house.amina, body="x", html="<p>x</p>", sequence=100 + number
        ) for number in range(120)
    )  # fmt: skip
    page = text(as_person(house.amina).get(f"/spaces/{house.ward.pk}/?at={house.post.sequence}"))
    assert f'href="/spaces/{house.ward.pk}/?before=9223372036854775807#latest"' in page
