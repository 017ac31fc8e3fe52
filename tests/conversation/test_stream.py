"""The stream: who sees it, at which place it opens, and what it shows."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.conversation import actions, paging
from fourleaf.conversation.models import Post
from fourleaf.kit import time
from fourleaf.spaces import actions as spaces
from tests.conversation.asking import SCRIPT, AsPerson, text
from tests.house import House


def address(house: House, query: str = "") -> str:
    return f"/spaces/{house.ward.pk}/{query}"


def shown(page: str) -> list[int]:
    """The numbers of the posts on a page, in order."""
    return [int(number) for number in re.findall(r'<article class="post[^>]* data-sequence="(\d+)"', page)]


def write(house: House, count: int) -> list[Post]:
    return [actions.add_post(actor=house.amina, space=house.ward, body=f"Number {n}.") for n in range(count)]


def test_a_member_reads_the_stream(house: House, as_person: AsPerson) -> None:
    page = text(as_person(house.ben).get(address(house)))
    assert f'id="post-{house.post.pk}"' in page
    assert "<strong>Please check the rail.</strong>" in page
    assert f'data-topic="space:{house.ward.pk}"' in page
    assert f'id="post-{house.reply.pk}"' not in page
    assert "<post-composer" in page


def test_a_root_says_how_many_replied_and_who_last(house: House, as_person: AsPerson) -> None:
    page = text(as_person(house.ruth).get(address(house)))
    line = re.search(r'<a class="thread-line".*?</a>', page, re.DOTALL)
    assert line
    assert '1 <span data-word="reply">reply</span>' in line[0]
    assert "Ben Achterberg" in line[0]


def test_outsiders_of_a_hidden_space_get_nothing(house: House, as_person: AsPerson) -> None:
    assert house.amina != house.omar
    assert as_person(house.amina).get(f"/spaces/{house.secret.pk}/").status_code == 404
    assert as_person(house.maria).get(address(house)).status_code == 404


def test_who_may_only_know_of_it_is_led_to_its_page(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.omar).get(address(house))
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/spaces/{house.ward.pk}/about/")


def test_strangers_are_asked_to_sign_in(house: House, client: object) -> None:
    answer = client.get(address(house))  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.headers["Location"]


def test_it_can_only_be_read(house: House, as_person: AsPerson) -> None:
    assert as_person(house.ben).post(address(house)).status_code == 405


def test_a_reader_sees_why_there_is_no_composer(house: House, as_person: AsPerson) -> None:
    page = text(as_person(house.ruth).get(address(house)))
    assert "<post-composer" not in page
    assert "You are here as a reader." in page


def test_nobody_writes_in_an_archived_space(house: House, as_person: AsPerson) -> None:
    spaces.archive_space(actor=house.amina, space=house.ward)
    page = text(as_person(house.ben).get(address(house)))
    assert "<post-composer" not in page
    assert "This space is archived." in page


def test_all_staff_read_an_open_space_and_are_invited_to_join(house: House, as_person: AsPerson) -> None:
    page = text(as_person(house.ben).get(f"/spaces/{house.open.pk}/"))
    assert "Join this space" in page
    assert "<post-composer" not in page


def test_it_opens_at_the_first_unread(house: House, as_person: AsPerson) -> None:
    posts = write(house, 60)
    browser = as_person(house.ben)
    browser.post(address(house, "cursor/"), {"sequence": posts[9].sequence})
    page = text(browser.get(address(house)))
    numbers = shown(page)
    assert posts[10].sequence in numbers
    before, after = page.split('id="new"')
    assert shown(before)[-1] == posts[9].sequence
    assert shown(after)[0] == posts[10].sequence
    assert len(numbers) == paging.SIZE
    assert 'rel="next"' in page


def test_it_opens_at_the_latest_when_all_is_read(house: House, as_person: AsPerson) -> None:
    posts = write(house, 60)
    browser = as_person(house.ben)
    browser.post(address(house, "cursor/"), {"sequence": posts[-1].sequence})
    page = text(browser.get(address(house)))
    assert 'id="new"' not in page
    assert shown(page) == [post.sequence for post in posts[-paging.SIZE :]]


def test_a_link_opens_the_place_of_a_post(house: House, as_person: AsPerson) -> None:
    posts = write(house, 100)
    numbers = shown(text(as_person(house.ben).get(address(house, f"?at={posts[30].sequence}"))))
    assert len(numbers) == paging.SIZE
    assert numbers.index(posts[30].sequence) == paging.SIZE // 2


def test_a_day_opens_where_it_begins(house: House, as_person: AsPerson) -> None:
    old = datetime(2026, 3, 1, 9, tzinfo=UTC)
    for day in range(50):
        with time.at(old + timedelta(days=day)):
            write(house, 2)
    page = text(as_person(house.ben).get(address(house, "?day=2026-03-20")))
    assert 'datetime="2026-03-20T09:00:00+00:00" data-time="day"' in page
    assert len(shown(page)) == paging.SIZE


def test_a_day_without_posts_is_said(house: House, as_person: AsPerson) -> None:
    client = as_person(house.ben)
    early = text(client.get(address(house, "?day=2020-06-01")))
    assert "Nothing was written on 1 June 2020. This is the next post after it." in early
    late = text(client.get(address(house, "?day=2090-06-01")))
    assert "This is the last post before it." in late
    assert "Nothing was written" not in text(client.get(address(house)))


@pytest.mark.parametrize(
    "query",
    ["?at=x", "?before=-1", "?after=99999999999999999999999", "?day=yesterday", "?day=2026-02-31", "?at="],
)
def test_a_senseless_place_is_as_if_it_were_not_there(house: House, as_person: AsPerson, query: str) -> None:
    assert f'id="post-{house.post.pk}"' in text(as_person(house.ben).get(address(house, query)))


@pytest.mark.parametrize(
    "query", ["?at=0", "?at=9223372036854775807", "?before=0", "?day=0001-01-01", "?day=9999-12-31"]
)
def test_a_place_beyond_all_posts_is_no_error(house: House, as_person: AsPerson, query: str) -> None:
    assert as_person(house.ben).get(address(house, query)).status_code == 200


def test_earlier_posts_come_as_a_piece(house: House, as_person: AsPerson) -> None:
    posts = write(house, 60)
    answer = as_person(house.ben).get(address(house, f"?before={posts[30].sequence}"), headers=SCRIPT)
    assert "<html" not in text(answer)
    assert shown(text(answer))[-1] == posts[29].sequence


def test_queries_do_not_grow_with_posts(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address(house)).status_code == 200
        return len(asked)

    actions.set_reaction(actor=house.ben, post=write(house, 3)[0], emoji="👍", on=True)
    few = queries()
    for post in write(house, 30):
        actions.add_post(actor=house.ben, space=house.ward, body="Yes.", root=post)
        actions.set_reaction(actor=house.ben, post=post, emoji="👍", on=True)
        actions.edit_post(actor=house.amina, post=post, body=f"{post.body} And more.")
    assert queries() <= few


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 9), start=st.integers(0, 40), upward=st.booleans())
def test_paging_shows_each_post_exactly_once(
    house: House, grown: Callable[[], list[int]], size: int, start: int, upward: bool
) -> None:
    everything = grown()
    roots = paging.roots_of(house.ward)
    seen: list[int] = []
    page = paging.latest(roots, size) if upward else paging.after(roots, start, size)
    seen = [post.sequence for post in page.posts]
    while page.has_earlier if upward else page.has_later:
        page = paging.before(roots, seen[0], size) if upward else paging.after(roots, seen[-1], size)
        assert page.posts
        numbers = [post.sequence for post in page.posts]
        assert numbers[-1] < seen[0] if upward else numbers[0] > seen[-1]
        seen = numbers + seen if upward else seen + numbers
    assert seen == (everything if upward else [number for number in everything if number > start])
    around = paging.around(roots, start, size, size // 2)
    numbers = [post.sequence for post in around.posts]
    assert (
        numbers == [n for n in everything if numbers[0] <= n <= numbers[-1]]
        if numbers
        else start > everything[-1]
    )
    assert around.has_earlier == (not numbers or numbers[0] != everything[0])
    assert around.has_later == (bool(numbers) and numbers[-1] != everything[-1])


@pytest.fixture
def grown(house: House) -> Callable[[], list[int]]:
    """Roots with replies between them, so that their numbers have gaps; answers the roots' numbers."""
    for post in write(house, 12):
        actions.add_post(actor=house.ben, space=house.ward, body="Yes.", root=post)
    numbers = list(
        Post.objects.filter(space=house.ward, root=None)
        .order_by("sequence")
        .values_list("sequence", flat=True)
    )
    return lambda: numbers
