"""The pages of announcements, polls, later posts and reminders: who gets them, what they say, and at which cost."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fourleaf.conversation import actions
from fourleaf.conversation.models import Announcement, Confirmation, Post, Reminder, ScheduledPost, Vote
from fourleaf.kit import time
from fourleaf.spaces import actions as spaces
from tests.conversation.asking import SCRIPT, AsPerson, text
from tests.house import House


def at(house: House, what: str) -> str:
    return f"/spaces/{house.ward.pk}/{what}/"


def of(post: Post, what: str) -> str:
    return f"/posts/{post.pk}/{what}/"


@pytest.fixture
def told(house: House) -> Post:
    announcement = actions.add_announcement(
        actor=house.amina, spaces=[house.ward], body="New form.", due_on=time.now().date() + timedelta(days=3)
    )
    return announcement.copies.get().post


@pytest.fixture
def poll(house: House) -> Post:
    return actions.add_poll(actor=house.amina, space=house.ward, body="Which day?", options=["Mon", "<Tue>"])


def test_the_form_says_before_sending_who_is_asked_and_what_is_recorded(
    house: House, as_person: AsPerson
) -> None:
    browser = as_person(house.amina)
    page = text(browser.post(at(house, "announcements/new"), {"body": "Half <written"}))
    assert "3 people are asked to confirm that they have read this." in page
    assert "recorded by name" in page
    assert ">Half &lt;written</textarea>" in page
    sent = browser.post(
        at(house, "announcements"), {"body": "New form.", "shown_people": 3, "key": str(uuid4())}
    )
    post = Announcement.objects.get().copies.get().post
    assert sent["Location"] == f"/posts/{post.pk}/"


def test_when_others_are_asked_than_were_shown_nothing_is_sent(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.amina).post(at(house, "announcements"), {"body": "Form.", "shown_people": 84})
    assert answer.status_code == 422
    assert "This asks 3 people now" in text(answer)
    assert not Announcement.objects.exists()


def test_a_choice_of_spaces_is_counted_at_once(house: House, as_person: AsPerson) -> None:
    second = spaces.add_space(actor=house.amina, name="Ward leads")
    fields = {"body": "x", "spaces": [house.ward.pk, second.pk]}
    page = text(as_person(house.amina).post(at(house, "announcements/new"), fields, headers=SCRIPT))
    assert 'name="shown_people" value="3"' in page
    assert "<html" not in page
    fields["spaces"] = [house.secret.pk]
    assert as_person(house.amina).post(at(house, "announcements"), fields).status_code == 422


def test_members_do_not_announce(house: House, as_person: AsPerson) -> None:
    for address in ("announcements", "announcements/new"):
        assert as_person(house.ben).post(at(house, address), {"body": "x"}).status_code == 403
        assert as_person(house.omar).post(at(house, address), {"body": "x"}).status_code == 404
    assert "Announcement" not in text(as_person(house.ben).get(f"/spaces/{house.ward.pk}/"))


def test_readers_see_a_button_then_that_they_have_read_it_and_no_names(
    house: House, told: Post, as_person: AsPerson
) -> None:
    browser, stream = as_person(house.ruth), f"/spaces/{house.ward.pk}/"
    page = text(browser.get(stream))
    assert "ask-act" in page
    assert "0 of 3 people have confirmed" in page
    answer = text(browser.post(of(told, "confirmation"), {"version": 1}, headers=SCRIPT))
    assert "You confirmed that you have read this" in answer
    assert "1 of 3 people have confirmed" in answer
    assert Confirmation.objects.get().person == house.ruth
    for page in (text(as_person(house.ben).get(stream)), text(as_person(house.gwen).get(stream))):
        assert "1 of 3 people have confirmed" in page
        assert house.ruth.name not in page.split('class="ask announcement')[1].split("</section>")[0]
    assert "ask-act" not in text(as_person(house.amina).get(stream))


def test_confirming_without_scripts(house: House, told: Post, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    page = text(browser.get(of(told, "confirmation")))
    assert 'name="version" value="1"' in page
    assert browser.post(of(told, "confirmation"), {"version": 1})["Location"] == f"/posts/{told.pk}/"
    actions.edit_post(actor=house.amina, post=told, body="Newer form.")
    assert browser.post(of(told, "confirmation"), {"version": 1}).status_code == 422
    assert browser.get(of(house.post, "confirmation")).status_code == 404
    assert as_person(house.amina).post(of(told, "confirmation")).status_code == 403


def test_the_list_is_for_who_asked_and_stewards(house: House, told: Post, as_person: AsPerson) -> None:
    actions.confirm_reading(actor=house.ben, announcement=told.announced.announcement)
    page = text(as_person(house.amina).get(of(told, "confirmations")))
    assert page.index("Not yet: 2") < page.index(house.ruth.name) < page.index("Have confirmed: 1")
    assert "Remind the 2 who have not" in page
    for who in (house.ben, house.ruth, house.gwen):
        assert as_person(who).get(of(told, "confirmations")).status_code == 403
    rows = as_person(house.amina).get(of(told, "confirmations"), {"as": "csv"}).content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in rows.splitlines()] == [
        "Name",
        "Gwen Pryce",
        "Ruth Abrams",
        "Ben Achterberg",
    ]


def test_a_table_runs_nothing(house: House, told: Post, as_person: AsPerson) -> None:
    type(house.ben).objects.filter(pk=house.ben.pk).update(job_title="=cmd()")
    rows = as_person(house.amina).get(of(told, "confirmations"), {"as": "csv"}).content.decode()
    assert "'=cmd()" in rows


def test_reminding_and_ending(house: House, told: Post, as_person: AsPerson) -> None:
    browser = as_person(house.amina)
    assert browser.post(of(told, "chase")).status_code == 302
    assert browser.post(of(told, "chase")).status_code == 422
    assert "Reminded at" in text(browser.get(of(told, "confirmations")))
    assert as_person(house.ben).post(of(told, "ending")).status_code == 403
    assert browser.post(of(told, "ending")).status_code == 302
    assert "Nobody is asked to confirm this any more" in text(
        as_person(house.ben).get(f"/spaces/{house.ward.pk}/")
    )


def test_the_edit_form_says_that_all_are_asked_again(house: House, told: Post, as_person: AsPerson) -> None:
    actions.confirm_reading(actor=house.ben, announcement=told.announced.announcement)
    page = text(as_person(house.amina).get(f"/posts/{told.pk}/revisions/new/"))
    assert "1 person has confirmed this announcement and is asked once more" in page


def test_a_poll_is_asked_and_answered(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    assert "Nobody, not even you" in text(browser.get(at(house, "polls/new")))
    fields: dict[str, Any] = {"body": "Which day?", "options": ["Mon", "", "Tue"], "key": str(uuid4())}
    assert browser.post(at(house, "polls"), fields).status_code == 302
    assert browser.post(at(house, "polls"), fields).status_code == 302
    post = Post.objects.get(poll__isnull=False)
    answer = text(browser.post(of(post, "ballot"), {"toggle": 2}, headers=SCRIPT))
    assert 'class="poll-answer on"' in answer
    browser.post(of(post, "ballot"), {"toggle": 1})
    assert [vote.option.text for vote in Vote.objects.all()] == ["Mon"]
    browser.post(of(post, "ballot"), {"toggle": 1})
    assert not Vote.objects.exists()
    browser.post(of(post, "ballot"), {"places": [2]})
    table = text(browser.get(of(post, "poll")))
    assert "1 person has voted" in table
    assert f"<bdi>{house.ben.name}</bdi>" in table


def test_a_poll_that_is_none_comes_back_with_what_was_typed(house: House, as_person: AsPerson) -> None:
    answer = as_person(house.ben).post(at(house, "polls"), {"body": "Which?", "options": ["<b>", ""]})
    assert answer.status_code == 422
    assert "at least two answers" in text(answer)
    assert 'value="&lt;b&gt;"' in text(answer)
    assert as_person(house.ruth).post(at(house, "polls"), {"body": "x"}).status_code == 403
    assert as_person(house.ben).post(of(house.post, "ballot"), {"toggle": 1}).status_code == 404


def test_options_are_text(house: House, poll: Post, as_person: AsPerson) -> None:
    assert "&lt;Tue&gt;" in text(as_person(house.ben).get(f"/spaces/{house.ward.pk}/"))


def test_an_anonymous_poll_shows_no_answers_before_it_closes(house: House, as_person: AsPerson) -> None:
    day = time.now().date() + timedelta(days=1)
    post = actions.add_poll(
        actor=house.amina,
        space=house.ward,
        body="How?",
        options=["Well", "Badly"],
        is_anonymous=True,
        closes_on=day,
    )
    browser = as_person(house.ben)
    page = text(browser.post(of(post, "ballot"), {"places": [1]}, headers=SCRIPT))
    assert "data-voted" in page
    assert "poll-count" not in page
    assert browser.post(of(post, "ballot"), {"places": [1]}).status_code == 422
    assert as_person(house.amina).post(of(post, "closing")).status_code == 302
    assert as_person(house.ben).post(of(post, "closing")).status_code == 403
    page = text(as_person(house.amina).get(of(post, "poll")))
    assert "Of so few the answers are not shown" in page
    assert house.ben.name not in page


def test_sending_later(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    fields: dict[str, Any] = {"body": "At eight.", "key": str(uuid4()), "mark": "question"}
    page = text(browser.post(at(house, "scheduled/new"), fields))
    assert "Tomorrow morning" in page
    for _twice in range(2):
        assert browser.post(at(house, "scheduled"), fields | {"when": "tomorrow"}).status_code == 302
    scheduled = ScheduledPost.objects.get()
    assert scheduled.send_at.astimezone(house.ben.zone).hour == 8
    assert "At eight." in text(browser.get("/scheduled/"))
    assert "At eight." not in text(as_person(house.amina).get("/scheduled/"))
    address = f"/scheduled/{scheduled.pk}/"
    assert browser.post(address, {"body": "At nine.", "when": "same"}).status_code == 302
    assert ScheduledPost.objects.get().body == "At nine."
    assert as_person(house.amina).post(address, {"body": "x", "when": "same"}).status_code == 404
    sent = browser.post(f"{address}sending/", {"shown_access": house.ward.access})
    assert sent["Location"] == Post.objects.get(body="At nine.").get_absolute_url()


@pytest.mark.parametrize("when", ["", "never", "own"])
def test_a_time_is_needed(house: House, as_person: AsPerson, when: str) -> None:
    for own in ("", "2020-01-01T08:00", "soon", "2026-03-29T01:30", "0001-01-01T00:00"):
        fields = {"body": "At eight.", "when": when, "at": own}
        assert as_person(house.ben).post(at(house, "scheduled"), fields).status_code == 422
    assert (
        as_person(house.ruth).post(at(house, "scheduled"), {"body": "x", "when": "hour"}).status_code == 403
    )
    assert not ScheduledPost.objects.exists()


def test_cancelling(house: House, as_person: AsPerson) -> None:
    scheduled = actions.schedule_post(
        actor=house.ben, space=house.ward, body="x", send_at=time.now() + timedelta(hours=1)
    )
    assert as_person(house.amina).post(f"/scheduled/{scheduled.pk}/cancelling/").status_code == 404
    assert as_person(house.ben).post(f"/scheduled/{scheduled.pk}/cancelling/").status_code == 302
    assert not ScheduledPost.objects.exists()


def test_a_reminder_is_set_and_taken_back(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.ben)
    assert "Only you know" in text(browser.get(of(house.post, "reminder")))
    assert browser.post(of(house.post, "reminder"), {"when": "tomorrow"}).status_code == 302
    assert Reminder.objects.get().person == house.ben
    pane = text(browser.get(of(house.post, "reminder"), headers=SCRIPT))
    assert "It comes back" in pane
    assert (
        browser.post(of(house.post, "reminder"), {"when": "own", "at": "x"}, headers=SCRIPT).status_code
        == 422
    )
    browser.post(of(house.post, "reminder"), {"when": "never"})
    assert not Reminder.objects.exists()


def test_what_polls_and_announcements_cost_does_not_grow(house: House, as_person: AsPerson) -> None:
    browser, stream = as_person(house.ben), f"/spaces/{house.ward.pk}/"

    def ask_more(number: int) -> int:
        for n in range(number):
            actions.add_announcement(actor=house.amina, spaces=[house.ward], body=f"News {n}.")
            for secret in (False, True):
                post = actions.add_poll(
                    actor=house.amina, space=house.ward, body="?", options=["a", "b"], is_anonymous=secret,
                    closes_on=time.now().date() + timedelta(days=2),
                )  # fmt: skip
                actions.vote(actor=house.ruth, poll=post.poll, places=[1])
        browser.get(stream)
        with CaptureQueriesContext(connection) as queries:
            browser.get(stream)
        return len(queries)

    ask_more(1)  # what is asked once in a process
    assert ask_more(1) == ask_more(4)
