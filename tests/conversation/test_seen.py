"""May and did: a number from cursors, the same for everybody who may ask, and no name."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.conversation import actions
from fourleaf.conversation.models import Post
from fourleaf.conversation.seen import Seen, seen_of
from fourleaf.kit import time
from fourleaf.kit.identity import become, bound
from fourleaf.people.models import Person
from fourleaf.sharing import actions as sharing
from fourleaf.sharing.models import Opening
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import BreakGlass, Space
from fourleaf.spaces.rights import Role
from tests.house import House
from tests.sharing.conftest import shown

AsPerson = Callable[[Person], Client]


def colleagues(count: int, start: int = 0) -> list[Person]:
    return [
        Person.objects.create(name=f"Nurse {number}", email=f"nurse{number}@marigold.example")
        for number in range(start, start + count)
    ]


@pytest.fixture
def crowd(house: House) -> list[Person]:
    """Four more members of the ward, so that eight may read it."""
    found = colleagues(4)
    for person in found:
        spaces.add_member(actor=house.amina, space=house.ward, person=person, role=Role.MEMBER)
    return found


@pytest.fixture
def post(house: House, crowd: list[Person]) -> Post:
    return actions.add_post(actor=house.amina, space=house.ward, body="The rail is mended.")


def read(space: Space, post: Post, people: Sequence[Person]) -> None:
    for person in people:
        with bound():
            become(person.pk)
            spaces.move_cursor(actor=person, space=space, read_to=post.sequence)


def seen(person: Person | None, post: Post) -> int | None:
    with bound():
        become(person.pk if person else None)
        return seen_of(post).did


def test_it_counts_who_has_read_so_far(house: House, crowd: list[Person], post: Post) -> None:
    assert seen(house.ben, post) == 1  # who wrote it
    read(house.ward, post, [house.amina, house.ben, *crowd[:2]])
    with bound():
        become(house.ruth.pk)
        assert seen_of(post) == Seen(may=8, did=4)
    later = actions.add_post(actor=house.ben, space=house.ward, body="Thank you.")
    assert seen(house.ben, later) == 1
    assert seen(house.ben, post) == 4


def test_a_reply_is_seen_by_who_has_read_the_thread(house: House, crowd: list[Person], post: Post) -> None:
    reply = actions.add_post(actor=house.ben, space=house.ward, body="By whom?", root=post)
    read(house.ward, reply, crowd)
    assert seen(house.amina, reply) == 1
    actions.follow_thread(actor=crowd[0], post=post, read_to=reply.sequence)
    assert seen(house.amina, reply) == 2


def test_who_came_later_left_or_is_a_program_does_not_count(
    house: House, crowd: list[Person], post: Post
) -> None:
    late = colleagues(1, start=50)[0]
    spaces.add_member(actor=house.amina, space=house.ward, person=late, role=Role.MEMBER)
    last = actions.add_post(actor=house.ben, space=house.ward, body="Welcome.")
    read(house.ward, last, [late, *crowd])
    assert seen(house.amina, post) == 5
    assert seen(house.amina, last) == 6
    membership = crowd[0].memberships.get(space=house.ward)
    spaces.end_membership(actor=house.amina, membership=membership)
    assert seen(house.amina, post) == 4


def test_where_few_may_read_no_number_is_told(house: House) -> None:
    read(house.ward, house.post, [house.ben, house.ruth, house.gwen])
    assert seen(house.amina, house.post) is None  # four readers
    for person in colleagues(2):
        spaces.add_member(actor=house.amina, space=house.ward, person=person, role=Role.MEMBER)
    assert seen(house.amina, house.post) == 4  # six


def test_an_outsider_and_nobody_learn_nothing(house: House, crowd: list[Person], post: Post) -> None:
    read(house.ward, post, crowd)
    assert seen(house.amina, post) == 5
    for person in (house.omar, house.maria, None):
        assert seen(person, post) is None


def test_who_is_shown_it_may_see_it_and_counts_once_they_opened_it(
    house: House, crowd: list[Person], post: Post
) -> None:
    grant = shown(house.amina, "thread", post.pk, house.omar)
    post.refresh_from_db()

    def numbers() -> Seen:
        with bound():
            become(house.ruth.pk)
            return seen_of(post)

    assert numbers() == Seen(may=9, did=1)
    with bound():
        become(house.omar.pk)
        sharing.open_grants(actor=house.omar, grants=[grant.pk])
    Opening.objects.update(last_at=time.now())  # the database's clock stands still within a test
    assert numbers() == Seen(may=9, did=2)
    reply = actions.add_post(actor=house.amina, space=house.ward, body="By hand.", root=post)
    assert seen(house.ruth, reply) == 1  # opened before it was said
    sharing.take_back(actor=house.amina, grant=grant)
    assert numbers() == Seen(may=8, did=1)


def test_who_reads_in_an_emergency_is_among_those_who_may(
    house: House, crowd: list[Person], post: Post, as_person: AsPerson
) -> None:
    until = time.now() + timedelta(hours=1)
    BreakGlass.objects.create(
        space=house.ward, person=house.omar, reason="A child is missing.", until_at=until
    )
    with bound():
        become(house.ruth.pk)
        assert seen_of(post).may == 9
    page = f"/showing/thread/{post.pk}/"
    for person, is_told in ((house.amina, True), (house.ruth, False)):
        text = as_person(person).get(page).content.decode()
        assert "9 people may see this" in text
        assert "In an emergency" in text
        assert ("A child is missing." in text) is is_told
        assert (house.omar.name in text) is is_told


def test_the_page_and_the_menu_say_it_and_the_stream_does_not(
    house: House, crowd: list[Person], post: Post, as_person: AsPerson
) -> None:
    read(house.ward, post, [house.amina, *crowd])
    browser = as_person(house.ben)
    for address in (f"/posts/{post.pk}/thread/", f"/posts/{post.pk}/acts/"):
        answer = browser.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert "8 people may see this" in text
        assert "5 have seen it" in text
    assert "have seen it" not in browser.get(f"/spaces/{house.ward.pk}/").content.decode()
    small = as_person(house.omar).get(f"/posts/{Post.objects.get(space=house.secret).pk}/thread/")
    assert "seen it" not in small.content.decode()


def test_it_takes_as_many_statements_for_many_as_for_few(
    house: House, crowd: list[Person], post: Post
) -> None:
    def count() -> int:
        with bound():
            become(house.amina.pk)
            with CaptureQueriesContext(
                connection,
            ) as made:
                seen_of(post)
        return len(made)

    count()
    few = count()
    more = colleagues(12, start=100)
    for person in more:
        spaces.add_member(actor=house.amina, space=house.ward, person=person, role=Role.MEMBER)
    read(house.ward, post, more)
    assert count() == few == 3
