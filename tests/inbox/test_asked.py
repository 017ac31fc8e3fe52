"""Announcements, held-back posts and reminders in the list of what waits, and who is told of them."""

from datetime import timedelta
from typing import Any

import pytest

from fourleaf.conversation import actions
from fourleaf.conversation.models import Confirmation, Post, Reminder, ScheduledPost
from fourleaf.inbox import jobs
from fourleaf.inbox.models import Telling
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Membership, Space
from tests.conversation.asking import SCRIPT, AsPerson, text
from tests.house import House, build_house
from tests.working import work

HOUR = timedelta(hours=1)


@pytest.fixture
def told(house: House) -> Any:
    return actions.add_announcement(
        actor=house.amina, spaces=[house.ward], body="New form.", due_on=time.now().date() + timedelta(days=2)
    )


def kinds(person: Person) -> list[str]:
    waiting = Waiting(person)
    assert waiting.count == len(waiting.items)
    return [item.kind for item in waiting.items]


def test_an_announcement_waits_first_until_it_is_confirmed(
    house: House, told: Any, as_person: AsPerson
) -> None:
    actions.add_post(actor=house.amina, space=house.ward, body="@Ben Achterberg, later.")
    assert kinds(house.ben) == ["announcement", "mention"]
    browser = as_person(house.ben)
    page = text(browser.get("/"))
    assert page.index("asks you to read this") < page.index("mentioned you")
    address = f"/waiting/announcements/{told.pk}/confirmation/"
    answer = browser.post(address, {"last": 1}, headers=SCRIPT)
    assert answer.status_code == 200
    assert Confirmation.objects.get().person == house.ben
    assert kinds(house.ben) == ["mention"]
    assert browser.get(address).status_code == 405
    assert as_person(house.omar).post(address, {"last": 1}).status_code == 404
    assert as_person(house.ruth).post(address, {"last": "x"}).status_code == 422
    assert as_person(house.amina).post(address, {"last": 1}).status_code == 403


def test_a_reminder_waits_is_put_off_and_done(house: House, as_person: AsPerson) -> None:
    reminder = actions.set_reminder(actor=house.ruth, post=house.post, due_at=time.now() + HOUR)
    Reminder.objects.update(due_at=time.now() - HOUR)
    assert kinds(house.ruth) == ["reminder"]
    browser, address = as_person(house.ruth), f"/waiting/reminders/{reminder.pk}/"
    assert "You wanted to see this again" in text(browser.get("/"))
    assert browser.post(f"{address}return/", {"when": "someday"}).status_code == 422
    assert browser.post(f"{address}return/", {"when": "tomorrow"}).status_code == 302
    assert kinds(house.ruth) == []
    Reminder.objects.update(due_at=time.now() - HOUR)
    assert as_person(house.ben).post(f"{address}handling/").status_code == 404
    assert browser.post(f"{address}handling/").status_code == 302
    assert not Reminder.objects.exists()


def held(house: House, change: str) -> ScheduledPost:
    scheduled = actions.schedule_post(
        actor=house.ben, space=house.ward, body="At eight.", send_at=time.now() + timedelta(minutes=1)
    )
    if change == "left":
        ben = Membership.objects.standing().get(space=house.ward, person=house.ben)
        spaces.end_membership(actor=house.ben, membership=ben)
    else:
        Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.OPEN)
    with time.at(time.now() + timedelta(minutes=2)):
        actions.send_due()
    return scheduled


def test_what_was_held_back_is_sent_after_all(house: House, as_person: AsPerson) -> None:
    scheduled = held(house, "opened")
    assert kinds(house.ben) == ["held"]
    assert "now all staff can read it" in text(as_person(house.ben).get("/"))
    address = f"/waiting/scheduled/{scheduled.pk}/sending/"
    assert as_person(house.amina).post(address, {"shown_access": "open"}).status_code == 404
    assert as_person(house.ben).post(address, {"shown_access": "closed"}).status_code == 422
    assert as_person(house.ben).post(address, {"shown_access": "open"}).status_code == 302
    assert Post.objects.get(key=scheduled.pk).body == "At eight."
    assert kinds(house.ben) == []


def test_what_has_no_place_any_more_keeps_its_text(house: House, as_person: AsPerson) -> None:
    scheduled = held(house, "left")
    browser = as_person(house.ben)
    page = text(browser.get("/"))
    assert "At eight." in page
    assert "a space that you can no longer read" in page
    assert house.ward.name not in page
    assert (
        browser.post(f"/waiting/scheduled/{scheduled.pk}/sending/", {"shown_access": "closed"}).status_code
        == 404
    )
    assert browser.post(f"/waiting/scheduled/{scheduled.pk}/cancelling/").status_code == 302
    assert kinds(house.ben) == []


def tellings(kind: str) -> set[str]:
    return set(Telling.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_who_is_asked_is_told_and_who_has_not_confirmed_again(
    transactional_db: None, settings: Any, mailoutbox: object
) -> None:
    house = build_house()
    settings.HAS_MAIL = True
    told = actions.add_announcement(actor=house.amina, spaces=[house.ward], body="New form.")
    work()
    assert tellings("announcement") == {house.ben.name, house.ruth.name, house.gwen.name}
    actions.confirm_reading(actor=house.ben, announcement=told)
    Telling.objects.all().delete()
    actions.chase_announcement(actor=house.amina, post=told.copies.get().post)
    work()
    assert tellings("announcement") == {house.ruth.name, house.gwen.name}


def test_a_reminder_that_could_not_be_told_of_is_told_later(
    house: House, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.HAS_MAIL = True
    reminder = actions.set_reminder(actor=house.ben, post=house.post, due_at=time.now() + HOUR)
    with time.at(reminder.due_at + timedelta(seconds=5)):
        with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
            broken.setattr(jobs, "tell", lambda *_what: 1 / 0)
            jobs.show_again.func(timestamp=0)
        jobs.show_again.func(timestamp=0)
    assert Telling.objects.filter(kind=Telling.Kind.REMINDER, person=house.ben).count() == 1
