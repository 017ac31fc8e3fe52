"""Unread counts equal what counting by hand gives."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.conversation import actions
from fourleaf.conversation.models import Following, Post
from fourleaf.conversation.unread import (
    MOST,
    UNREAD_IN,
    fresh_replies,
    threads_with_news,
    unread_by_space,
    unread_in,
)
from fourleaf.kit import identity, time
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Cursor, Membership, Space
from tests.house import House


def counted_by_hand(person: Person, space: Space) -> int:
    """Every root of the space, one by one."""
    cursor = Cursor.objects.filter(space=space, person=person).first()
    since = min(each.since for each in Membership.objects.filter(space=space, person=person))
    count = 0
    for post in Post.objects.filter(space=space):
        is_late = post.sequence > cursor.read_to if cursor else post.at >= since
        count += is_late and post.root_id is None and post.author_id != person.pk and not post.is_withdrawn
    return min(count, MOST)


def read_to(person: Person, space: Space, sequence: int) -> None:
    Cursor.objects.update_or_create(space=space, person=person, defaults={"read_to": sequence})


deed = st.tuples(
    st.sampled_from(["post", "reply", "withdraw", "read"]),
    st.integers(0, 2),
    st.integers(0, 10),
    st.booleans(),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(deed, max_size=14))
def test_the_count_is_that_of_counting_by_hand(house: House, deeds: list[tuple[str, int, int, bool]]) -> None:
    with transaction.atomic():
        people, places = (house.amina, house.ben, house.gwen), (house.ward, _second(house))
        roots = [house.post]
        for what, who, which, where in deeds:
            person, space = people[who], places[where]
            if what == "post":
                roots.append(actions.add_post(actor=person, space=space, body="Something."))
            elif what == "reply":
                root = roots[which % len(roots)]
                actions.add_post(actor=person, space=root.space, body="Yes.", root=root)
            elif what == "withdraw":
                root = roots[which % len(roots)]
                actions.withdraw_post(actor=root.author, post=root)
            else:
                read_to(person, space, which * 3)
        for person in people:
            expected = {space.pk: counted_by_hand(person, space) for space in places}
            assert unread_by_space(person) == {key: count for key, count in expected.items() if count}
            _check_threads(person, roots)
        transaction.set_rollback(True)


def _check_threads(person: Person, roots: list[Post]) -> None:
    expected: dict[UUID, int] = {}
    for following in Following.objects.filter(person=person, is_muted=False):
        replies = Post.objects.filter(root=following.root_id, sequence__gt=following.read_to, withdrawal=None)
        if count := replies.exclude(author=person).count():
            expected[following.root_id] = count
    assert {news.root.pk: news.count for news in threads_with_news(person)} == expected
    assert fresh_replies(person, [root.pk for root in roots]) == expected


def _second(house: House) -> Space:
    space = spaces.add_space(actor=house.amina, name="Discharge letters")
    for person in (house.ben, house.gwen):
        Membership.objects.create(space=space, person=person, role="member", added_by=house.amina)
    return space


def test_new_members_have_read_what_was_before_them(house: House) -> None:
    with time.at(time.now() - timedelta(days=3)):
        actions.add_post(actor=house.amina, space=house.ward, body="Old news.")
    membership = spaces.add_member(actor=house.amina, space=house.ward, person=house.omar, role="member")
    assert membership.since > house.post.at
    assert unread_by_space(house.omar) == {}
    actions.add_post(actor=house.amina, space=house.ward, body="Fresh news.")
    assert unread_by_space(house.omar) == {house.ward.pk: 1}


def test_another_role_reads_nothing(house: House) -> None:
    fresh = actions.add_post(actor=house.amina, space=house.ward, body="Fresh news.")
    before = unread_by_space(house.ben)
    membership = Membership.objects.standing().get(space=house.ward, person=house.ben)
    with time.at(time.now() + timedelta(days=1)):
        spaces.change_role(actor=house.amina, membership=membership, role="steward")
    assert before[house.ward.pk] >= 1
    assert unread_by_space(house.ben) == before
    unread = unread_in(house.ben, house.ward)
    assert unread.since is None
    assert unread.first is not None
    assert unread.first <= fresh.sequence <= unread.after


def test_a_hundred_stands_for_more(house: House) -> None:
    for n in range(MOST + 5):
        actions.add_post(actor=house.amina, space=house.ward, body=f"Number {n}.")
    assert unread_by_space(house.ben)[house.ward.pk] == MOST


def test_one_query_counts_all_spaces(house: House) -> None:
    _second(house)
    with CaptureQueriesContext(connection) as asked:
        unread_by_space(house.ben)
    assert len(asked) == 1


def test_a_muted_thread_and_a_lost_space_bring_no_news(house: House) -> None:
    assert [news.root for news in threads_with_news(house.amina)] == [house.post]
    actions.follow_thread(actor=house.amina, post=house.post, mute=True)
    assert threads_with_news(house.amina) == []
    actions.add_post(actor=house.amina, space=house.ward, body="And now?", root=house.post)
    assert [news.count for news in threads_with_news(house.ben)] == [1]
    spaces.end_membership(actor=house.ben, membership=Membership.objects.get(person=house.ben, ended_at=None))
    assert threads_with_news(house.ben) == []
    assert unread_by_space(house.ben) == {}


@pytest.mark.parametrize("person", ["amina", "ben", "gwen", "ruth", "omar", "maria"])
def test_the_second_lock_counts_the_same(house: House, person: str) -> None:
    actions.add_post(actor=house.amina, space=house.ward, body="For all.")
    who: Person = getattr(house, person)
    expected = unread_by_space(who), [news.root.pk for news in threads_with_news(who)]
    with identity.bound():
        identity.become(who.pk)
        assert (unread_by_space(who), [news.root.pk for news in threads_with_news(who)]) == expected


@pytest.mark.parametrize("statement", [UNREAD_IN])
def test_under_the_second_lock_only_what_comes_after_the_cursor_is_read(house: House, statement: str) -> None:
    given: dict[str, Any] = {
        "person": house.ben.pk, "space": house.ward.pk, "now": time.now(), "most": MOST
    }  # fmt: skip
    with identity.bound(), connection.cursor() as cursor:
        identity.become(house.ben.pk)
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {statement}", given)
        lines = [line for (line,) in cursor.fetchall()]
    assert any("Index Cond" in line and "sequence > " in line for line in lines), "\n".join(lines)
