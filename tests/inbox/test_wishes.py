"""The pages of how somebody wants to be told, and the line under a text that says whom it interrupts."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any

import pytest
from django.test import Client

from fourleaf.chronicle.models import Entry
from fourleaf.conversation.models import Post
from fourleaf.inbox.consequence import consequence
from fourleaf.inbox.models import Level, Preference, SpaceLevel
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.spaces.models import Duty
from tests.house import House

AsPerson = Callable[[Person], Client]
PAGE = "/settings/notifications/"
WISHES: dict[str, Any] = {
    "level": "named", "mail_at_once": "on", "digest": "weekly", "digest_at": "16:30", "digest_on": "5",
    "has_quiet_hours": "on", "days": ["1", "2"], "opens": "07:00", "closes": "19:00", "zone": "Asia/Kolkata",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _mail(settings: Any) -> None:
    settings.HAS_MAIL = True


def test_wishes_are_kept_shown_again_and_nobody_elses(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    assert "reaches you at once" in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, WISHES).status_code == 302
    kept = Preference.objects.get()
    assert (kept.person_id, kept.level, kept.days, kept.push) == (house.ben.pk, Level.NAMED, [1, 2], False)
    assert (kept.opens, kept.digest_at, kept.zone) == (clock(7), clock(16, 30), "Asia/Kolkata")
    page = browser.get(PAGE).content.decode()
    assert 'value="16:30"' in page
    assert "on Friday at" in page


@pytest.mark.parametrize(
    "wrong",
    [{"zone": "Mars/Olympus"}, {"days": ["9"]}, {"opens": "soon"}, {"level": "loud"}, {"digest": "hourly"}],
)
def test_what_makes_no_sense_is_refused(house: House, as_person: AsPerson, wrong: dict[str, Any]) -> None:
    answer = as_person(house.ben).post(PAGE, WISHES | wrong)
    assert answer.status_code == 422
    assert b"Nothing was saved" in answer.content
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (22, r"Nothing will reach you until 7[^ ]*( a\.m\.)?, except when you are on duty\."),
        (12, r"From (19:00|7 p\.m\.) nothing will reach you until 7[^ ]*( a\.m\.)?, except"),
        (3, r"Nothing will reach you until 7[^ ]*( a\.m\.)?, except"),
    ],
)
def test_the_consequence_is_said_in_words(house: House, hour: int, said: str) -> None:
    wishes = Preference(person=house.ben, has_quiet_hours=True, opens=clock(7), closes=clock(19), zone="UTC")
    with time.at(datetime(2027, 3, 3, hour, tzinfo=UTC)):
        words = consequence(house.ben, wishes).replace("07:00", "7:00")
    assert re.match(said, words), words


def test_each_space_can_call_differently(house: House, as_person: AsPerson) -> None:
    browser, page = as_person(house.ben), f"/spaces/{house.ward.pk}/notifications/"
    assert browser.post(page, {"level": "everything"}).status_code == 302
    assert SpaceLevel.objects.get().level == Level.EVERYTHING
    assert "everything" in browser.get(PAGE).content.decode().lower()
    assert browser.post(page, {"level": "loud"}).status_code == 422
    assert browser.post(page, {"level": ""}).status_code == 302
    assert not SpaceLevel.objects.exists()
    assert as_person(house.omar).get(page).status_code == 403


def moment(hours: int) -> str:
    return (time.now() + timedelta(hours=hours)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def test_going_on_duty_and_off(house: House, as_person: AsPerson) -> None:
    own, steward = as_person(house.ben), as_person(house.amina)
    url = f"/spaces/{house.ward.pk}/duties/"
    hours = {"from_at": moment(-1), "until_at": moment(9)}
    assert own.post(url, {"person": house.ben.pk, **hours}).status_code == 302
    assert own.post(url, {"person": house.gwen.pk, **hours}).status_code == 422
    assert own.post(url, {"person": house.ben.pk, **hours, "until_at": moment(-2)}).status_code == 422
    assert as_person(house.ruth).post(url, {"person": house.ruth.pk, **hours}).status_code == 422
    assert steward.post(url, {"person": house.gwen.pk, **hours}).status_code == 302
    assert Duty.objects.held().count() == 2
    duty = Duty.objects.get(person=house.gwen)
    assert own.post(f"{url}{duty.pk}/end/").status_code == 403
    assert steward.post(f"{url}{duty.pk}/end/").status_code == 302
    assert [row.person_id for row in Duty.objects.held()] == [house.ben.pk]


def test_a_draft_says_whom_it_interrupts(house: House, as_person: AsPerson) -> None:
    browser, url = as_person(house.amina), f"/spaces/{house.ward.pk}/reach/"

    def said(body: str, **more: str) -> str:
        return browser.post(url, {"body": body, **more}).content.decode()

    assert said("Hello") == "Notifies 3 in their digest"
    assert said("Hello @Ben Achterberg") == "Notifies 1 person now and 2 in their digest"
    assert said("Hello @Ben Achterberg", no_rush="on") == "Notifies 3 in their digest"
    assert said("And now?", thread=str(house.post.pk)) == "Notifies 1 person now"
    assert said("@oncall") == "Notifies 3 in their digest. Nobody else is on duty now."
    assert as_person(house.ruth).post(url, {"body": "x"}).status_code == 403
    assert as_person(house.omar).post(url, {"body": "x"}).status_code == 404
    page = browser.get(f"/spaces/{house.ward.pk}/").content.decode()
    assert "Notifies 3 in their digest" in page
    assert 'name="no_rush"' in page


def test_no_rush_is_sent_with_the_form(house: House, as_person: AsPerson) -> None:
    as_person(house.amina).post(f"/spaces/{house.ward.pk}/posts/", {"body": "Some day", "no_rush": "on"})
    post = Post.objects.get(body="Some day")
    assert Entry.objects.get(name="PostAdded", facts__post=str(post.pk)).facts["no_rush"] is True


def test_without_mail_a_draft_says_that_it_stands_in_a_list(
    house: House, as_person: AsPerson, settings: Any
) -> None:
    settings.HAS_MAIL = False
    browser, url = as_person(house.amina), f"/spaces/{house.ward.pk}/reach/"
    said = [browser.post(url, {"body": body}).content.decode() for body in ("Hello", "@Ben Achterberg")]
    assert said == ["Notifies nobody", "Notifies nobody by itself; 1 person finds it in their list"]
