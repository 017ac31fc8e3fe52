"""Whom a post reaches, and how: levels, quiet hours, duty, mentions, no rush; one rule for notifier and composer."""

from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.conversation import actions as conversation
from fourleaf.conversation.mentions import mentioned_in
from fourleaf.conversation.models import Post
from fourleaf.inbox.models import Level, Preference, SpaceLevel, Telling
from fourleaf.inbox.reach import Numbers, called_by, numbers_of_draft, reached
from fourleaf.kit import identity, time
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from tests.house import House

pytestmark = pytest.mark.postgres15
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)  # a Wednesday; in London it is noon too


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.HAS_MAIL = True


def prefer(person: Person, **wishes: Any) -> None:
    Preference.objects.update_or_create(person=person, defaults=wishes)


def how(
    house: House, body: str, root: Post | None = None, rush: bool = True, author: Person | None = None
) -> dict[str, str]:
    """By first name, how a text of Amina's would reach each of the others."""
    author = author or house.amina
    mentioned = mentioned_in(body, house.ward).people
    with time.at(NOON):
        rows = reached(
            space=house.ward.pk,
            root=root.pk if root else None,
            author=author.pk,
            mentioned=mentioned,
            rush=rush,
        )
    names = dict(Person.objects.values_list("pk", "name"))
    return {names[row.person].split()[0]: row.how for row in rows}


def test_by_default_who_is_mentioned_is_told_and_others_find_it_in_their_digest(house: House) -> None:
    assert how(house, "Hello @Ben Achterberg") == {"Ben": "now", "Ruth": "digest", "Gwen": "digest"}


def test_followers_of_a_thread_are_told_of_replies_and_others_are_not(house: House) -> None:
    assert how(house, "And now?", house.post) == {"Ben": "now", "Ruth": "list", "Gwen": "list"}
    conversation.follow_thread(actor=house.ben, post=house.post, mute=True)
    assert how(house, "And now?", house.post)["Ben"] == "list"
    assert how(house, "And now, @Ben Achterberg?", house.post)["Ben"] == "now"


@pytest.mark.parametrize(
    ("level", "plain", "grouped", "named"),
    [
        (Level.EVERYTHING, "now", "now", "now"),
        (Level.THREADS, "digest", "now", "now"),
        (Level.NAMED, "list", "digest", "now"),
        (Level.MUTED, "list", "list", "list"),
    ],
)
def test_levels(house: House, level: str, plain: str, grouped: str, named: str) -> None:
    prefer(house.ben, level=level)
    bodies = ("Hello", "Hello @members", "Hello @Ben Achterberg")
    assert tuple(how(house, body)["Ben"] for body in bodies) == (plain, grouped, named)
    prefer(house.ben, level=Level.MUTED)
    SpaceLevel.objects.create(person=house.ben, space=house.ward, level=level)
    assert tuple(how(house, body)["Ben"] for body in bodies) == (plain, grouped, named)


def test_no_rush_interrupts_nobody(house: House) -> None:
    prefer(house.ruth, level=Level.EVERYTHING)
    assert how(house, "Hello @Ben Achterberg", rush=False) == {
        "Ben": "digest",
        "Ruth": "digest",
        "Gwen": "digest",
    }


def test_quiet_hours_wait_and_duty_does_not(house: House) -> None:
    prefer(house.ben, has_quiet_hours=True, opens=clock(13), closes=clock(17))
    assert how(house, "Hello @Ben Achterberg")["Ben"] == "later"
    with time.at(NOON):
        spaces.plan_duty(
            actor=house.amina,
            space=house.ward,
            person=house.ben,
            from_at=NOON,
            until_at=NOON + timedelta(hours=8),
        )
        assert how(house, "Hello @oncall") == {"Ben": "now", "Ruth": "digest", "Gwen": "digest"}
        assert how(house, "Hello @oncall and @Ben Achterberg")["Ben"] == "now"
    assert how(house, "Hello @members")["Ben"] == "later"


def test_without_a_way_to_call_it_waits_for_the_digest_or_the_list(house: House, settings: Any) -> None:
    prefer(house.ben, mail_at_once=False)
    assert how(house, "Hello @Ben Achterberg")["Ben"] == "digest"
    prefer(house.ben, mail_at_once=True, bounced_at=NOON)
    assert how(house, "Hello @Ben Achterberg")["Ben"] == "list"
    prefer(house.ben, bounced_at=None, digest="off")
    assert how(house, "Hello")["Ben"] == "list"
    settings.HAS_MAIL = False
    assert set(how(house, "Hello @Ben Achterberg").values()) == {"list"}


def test_who_cannot_read_it_is_not_reached(house: House) -> None:
    rows = reached(
        space=house.ward.pk, root=None, author=house.amina.pk, mentioned={house.omar.pk: "person"}, rush=True
    )
    assert house.omar.pk not in {row.person for row in rows}
    Person.objects.filter(pk=house.ben.pk).update(deactivated_at=NOON)
    assert "Ben" not in how(house, "Hello")


def test_a_direct_message_calls(house: House) -> None:
    direct = spaces.start_direct(actor=house.amina, people=[house.ben])
    rows = reached(space=direct.pk, root=None, author=house.amina.pk, mentioned={}, rush=True)
    assert [(row.person, row.how) for row in rows] == [(house.ben.pk, "now")]


@pytest.mark.parametrize(
    "body", ["Hello", "Hello @members", "Hello @Ben Achterberg and @stewards", "Hello @oncall"]
)
@pytest.mark.parametrize("level", Level.values)
def test_the_notifier_looks_only_at_those_who_are_called_and_misses_none(
    house: House, body: str, level: str
) -> None:
    prefer(house.ben, level=level)
    SpaceLevel.objects.create(person=house.ruth, space=house.ward, level=level)
    spaces.plan_duty(
        actor=house.amina,
        space=house.ward,
        person=house.gwen,
        from_at=time.now(),
        until_at=time.now() + timedelta(hours=8),
    )
    direct = spaces.start_direct(actor=house.amina, people=[house.ben])
    posts = [
        conversation.add_post(actor=house.amina, space=house.ward, body=body),
        conversation.add_post(actor=house.amina, space=house.ward, body=body, root=house.post),
        conversation.add_post(actor=house.amina, space=direct, body=body),
    ]
    with time.at(time.now() + timedelta(seconds=1)):
        found = called_by(post.pk for post in posts)
        for post in posts:
            everybody = reached(
                space=post.space_id,
                root=post.root_id,
                author=post.author_id,
                mentioned=dict(post.mentions.values_list("person_id", "via")),
                rush=True,
            )
            wanted = {each for each in everybody if each.calls}
            assert {each for key, each in found if key == post.pk} == wanted
    conversation.withdraw_post(actor=house.amina, post=posts[0])
    assert {key for key, _each in called_by(post.pk for post in posts)} <= {post.pk for post in posts[1:]}


def numbers(person: Person, space: Space, mentioned: dict[UUID, str], **more: Any) -> Numbers:
    with identity.bound():
        identity.become(person.pk)
        return numbers_of_draft(
            space=space.pk, root=more.get("root"), mentioned=mentioned, rush=more.get("rush", True)
        )


def test_a_composer_shows_the_same_numbers_and_only_to_who_may_write(house: House) -> None:
    named = {house.ben.pk: "person"}
    assert numbers(house.amina, house.ward, named) == Numbers(now=1, digest=2)
    assert numbers(house.amina, house.ward, named, rush=False) == Numbers(digest=3)
    assert numbers(house.ruth, house.ward, named) == Numbers()
    assert numbers(house.omar, house.ward, named) == Numbers()


def reference(days: list[int], opens: clock, closes: clock, zone: str, instant: datetime) -> datetime | None:
    """The first open instant, found by looking at each of the next ten days in turn."""
    found = []
    for offset in range(-1, 9):
        day = instant.astimezone(ZoneInfo(zone)).date() + timedelta(days=offset)
        until = day + timedelta(days=int(closes <= opens))
        starts = datetime.combine(day, opens, ZoneInfo(zone)).astimezone(UTC)
        ends = datetime.combine(until, closes, ZoneInfo(zone)).astimezone(UTC)
        if day.isoweekday() in days and ends > instant:
            found.append(max(starts, instant))
    return min(found, default=None)


@given(
    days=st.lists(st.integers(1, 7), unique=True),
    opens=st.integers(0, 23),
    closes=st.integers(0, 23),
    zone=st.sampled_from(["UTC", "Europe/London", "Asia/Kolkata", "Pacific/Auckland"]),
    hours=st.integers(0, 24 * 150),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_end_of_quiet_hours_is_right_everywhere(
    db: None, days: list[int], opens: int, closes: int, zone: str, hours: int
) -> None:
    instant = datetime(2027, 4, 5, 0, 30, tzinfo=UTC) + timedelta(hours=hours)
    with connection.cursor() as cursor:
        cursor.execute(
            "select lock.next_open(%s::smallint[], %s::time, %s::time, %s, %s)",
            [days, f"{opens}:00", f"{closes}:00", zone, instant],
        )
        found = cursor.fetchone()[0]
    assert found == reference(days, clock(opens), clock(closes), zone, instant)


def test_the_web_role_reads_nobodys_wishes(house: House) -> None:
    prefer(house.ben, level=Level.MUTED)
    prefer(house.amina)
    with identity.bound():
        identity.become(house.amina.pk)
        assert [row.person_id for row in Preference.objects.all()] == [house.amina.pk]
    Telling.objects.all().delete()
