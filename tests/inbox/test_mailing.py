"""Mails, taken by a real mail server: at once, bundled, after quiet hours, refused; and digests."""

import logging
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from fourleaf.conversation import actions as conversation
from fourleaf.inbox import actions, jobs
from fourleaf.inbox.models import Preference, Telling
from fourleaf.kit import identity, time
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from tests.house import House
from tests.inbox.postbox import Postbox, open_postbox, words_of
from tests.working import work

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
AMINA, BEN = "amina@marigold.example", "ben@marigold.example"


@pytest.fixture
def postbox(house: House, settings: Any) -> Iterator[Postbox]:
    """What the house was built with has been told of before anybody looks."""
    settings.HAS_MAIL = False
    work()
    with open_postbox(settings) as postbox:
        yield postbox


def later(minutes: float) -> int:
    """The worker's periodic look, so many minutes after noon."""
    with time.at(NOON + timedelta(minutes=minutes)):
        jobs.reach_everybody.configure().defer(timestamp=0)
        return work()


def say(house: House, body: str, **more: Any) -> Any:
    with time.at(NOON):
        post = conversation.add_post(actor=house.amina, space=house.ward, body=body, **more)
        work()
    return post


def test_a_mention_is_mailed_after_a_minute_once_and_in_numbers(house: House, postbox: Postbox) -> None:
    say(house, "Could @Ben Achterberg look?")
    say(house, "And at this too, @Ben Achterberg?")
    assert postbox.mails == []
    later(1)
    later(7)
    (mail,) = postbox.mails
    assert mail["To"] == BEN
    assert "2 mentions of you" in words_of(mail)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["References"] == mail["In-Reply-To"]
    assert mail.get_body(("html",)) is not None
    assert not Telling.objects.open().exists()


def test_who_reads_it_within_the_minute_gets_no_mail(house: House, postbox: Postbox) -> None:
    post = say(house, "Could @Ben Achterberg look?")
    conversation.read_thread(actor=house.ben, post=post, read_to=post.sequence)
    later(1)
    assert postbox.mails == []


def test_no_second_mail_within_five_minutes(house: House, postbox: Postbox) -> None:
    say(house, "Could @Ben Achterberg look?")
    later(1)
    with time.at(NOON + timedelta(minutes=2)):
        conversation.add_post(actor=house.amina, space=house.ward, body="@Ben Achterberg, and this?")
        work()
    later(4)
    assert len(postbox.mails) == 1
    later(7)
    assert len(postbox.mails) == 2
    assert postbox.mails[0]["References"] == postbox.mails[1]["References"]
    assert postbox.mails[0]["Message-ID"] != postbox.mails[1]["Message-ID"]


def test_quiet_hours_hold_a_mail_back_and_bundle_it(house: House, postbox: Postbox) -> None:
    Preference.objects.create(person=house.ben, has_quiet_hours=True, opens=clock(13), closes=clock(17))
    say(house, "Could @Ben Achterberg look?")
    later(50)
    assert postbox.mails == []
    later(62)
    assert len(postbox.to(house.ben)) == 1


def test_who_is_on_duty_is_reached_at_once_in_quiet_hours(house: House, postbox: Postbox) -> None:
    Preference.objects.create(person=house.ben, has_quiet_hours=True, days=[], mail_at_once=False)
    with time.at(NOON):
        spaces.plan_duty(
            actor=house.ben, space=house.ward, person=house.ben,
            from_at=NOON - timedelta(hours=1), until_at=NOON + timedelta(hours=1),
        )  # fmt: skip
    say(house, "@oncall the pump has failed")
    assert len(postbox.to(house.ben)) == 1
    with time.at(NOON + timedelta(hours=2)):
        conversation.add_post(actor=house.amina, space=house.ward, body="@oncall again")
        work()
    assert len(postbox.to(house.ben)) == 1


def test_who_has_left_the_space_meanwhile_gets_nothing(house: House, postbox: Postbox) -> None:
    say(house, "Could @Ben Achterberg look?")
    membership = house.ward.memberships.get(person=house.ben, ended_at=None)
    spaces.end_membership(actor=house.amina, membership=membership)
    later(2)
    assert postbox.mails == []


def test_a_server_that_is_busy_is_asked_again(house: House, postbox: Postbox) -> None:
    postbox.refusals[BEN] = "451 come back later"
    say(house, "Could @Ben Achterberg look?")
    with time.at(NOON + timedelta(minutes=2)):
        jobs.reach_everybody.configure().defer(timestamp=0)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            work()
        work(forgiving=True)
        jobs.reach_everybody.configure().defer(timestamp=0)
        work(forgiving=True)
    assert ProcrastinateJob.objects.filter(status="todo", task_name=jobs.reach_person.name).count() == 1
    postbox.refusals.clear()
    with time.at(time.now() + timedelta(days=365)):
        work()
    assert len(postbox.to(house.ben)) == 1
    assert not Preference.objects.filter(person=house.ben, bounced_at__isnull=False).exists()


def test_an_address_that_does_not_exist_is_noted_shown_and_not_tried_again(
    house: House, postbox: Postbox, as_person: Any
) -> None:
    postbox.refusals[BEN] = "550 no such person"
    say(house, "Could @Ben Achterberg look?")
    later(2)
    postbox.refusals.clear()
    say(house, "Hello, @Ben Achterberg?")
    later(20)
    assert postbox.mails == []
    browser = as_person(house.ben)
    assert f"The mail server has refused {BEN}" in browser.get("/settings/notifications/").content.decode()
    browser.post("/settings/notifications/address/")
    assert Preference.objects.get(person=house.ben).bounced_at is None


def test_the_language_is_the_readers_own(house: House, postbox: Postbox) -> None:
    Person.objects.filter(pk=house.ben.pk).update(language="ar")
    say(house, "Could @Ben Achterberg look?")
    later(2)
    html = postbox.mails[0].get_body(("html",))
    assert html is not None
    assert '<html lang="ar" dir="rtl">' in html.get_content()


def digest_at(moment: datetime) -> None:
    with time.at(moment):
        jobs.send_digests.configure().defer(timestamp=0)
        work()


EIGHT = datetime(2027, 3, 4, 8, 1, tzinfo=UTC)


def test_a_digest_tells_in_numbers_what_was_not_told_and_not_twice(house: House, postbox: Postbox) -> None:
    Preference.objects.create(person=house.ben, mail_at_once=False)
    say(house, "Could @Ben Achterberg look?", mark="question")
    say(house, "Who has the key?", mark="question")
    say(house, "Bed 5 is ready.")
    with time.at(NOON):
        conversation.set_reaction(actor=house.amina, post=house.reply, emoji="👍", on=True)
    digest_at(EIGHT)
    (mail,) = postbox.to(house.ben)
    words = words_of(mail)
    for line in (
        "1 mention of you",
        "waited for 20",
        "1 question waits in 1 of your spaces.",
        "2 new posts",
        "1 reaction",
    ):
        assert line in words
    digest_at(EIGHT + timedelta(hours=1))
    digest_at(EIGHT + timedelta(days=1))
    assert len(postbox.to(house.ben)) == 1


def test_a_digest_that_is_sent_twice_is_known_as_one(
    house: House, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(house, "Bed 5 is ready.")
    with time.at(EIGHT), monkeypatch.context() as crashed, pytest.raises(ZeroDivisionError):
        crashed.setattr(actions, "note_digest", lambda **_what: 1 / 0)
        jobs.send_digest.func(person=str(house.ben.pk))
    with time.at(EIGHT + timedelta(minutes=5)):
        jobs.send_digest.func(person=str(house.ben.pk))
    first, second = postbox.to(house.ben)
    assert first["Message-ID"] == second["Message-ID"]


def test_what_was_mailed_at_once_or_read_is_not_in_the_digest(house: House, postbox: Postbox) -> None:
    post = say(house, "Could @Ben Achterberg look?")
    later(2)
    other = say(house, "Bed 5 is ready.")
    with identity.bound():
        identity.become(house.ben.pk)
        conversation.read_space(actor=house.ben, space=house.ward, read_to=other.sequence)
    assert len(postbox.to(house.ben)) == 1
    digest_at(EIGHT)
    assert len(postbox.to(house.ben)) == 1
    assert post.pk


def test_a_digest_comes_when_its_reader_wants_it(house: House, postbox: Postbox) -> None:
    friday = {"digest": "weekly", "digest_on": 5, "digest_at": clock(16)}
    Preference.objects.create(person=house.ben, **friday)
    digest_at(datetime(2027, 2, 26, 16, 1, tzinfo=UTC))
    say(house, "Bed 5 is ready.")
    digest_at(EIGHT)
    assert {mail["To"] for mail in postbox.mails} == {house.ruth.email}
    Preference.objects.update_or_create(person=house.ruth, defaults={"digest": "off"})
    with time.at(EIGHT):
        conversation.add_post(actor=house.amina, space=house.ward, body="Bed 6 is ready.")
    digest_at(datetime(2027, 3, 5, 16, 1, tzinfo=UTC))
    digest_at(datetime(2027, 3, 6, 8, 1, tzinfo=UTC))
    assert (len(postbox.to(house.ben)), len(postbox.to(house.ruth))) == (1, 1)
    assert "2 new posts" in words_of(postbox.to(house.ben)[0])


def test_the_link_in_a_mail_stops_such_mails_without_signing_in(house: House, postbox: Postbox) -> None:
    say(house, "Could @Ben Achterberg look?")
    later(2)
    mail = postbox.mails[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>").replace("\n", "").replace(" ", "")
    path = "/" + address.split("/", 3)[3]
    stranger = Client(enforce_csrf_checks=True)
    assert b"<button" in stranger.get(path).content
    assert not Preference.objects.filter(person=house.ben, mail_at_once=False).exists()
    assert stranger.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Preference.objects.get(person=house.ben).mail_at_once
    forged = path[:-4] + "aaa/"
    assert stranger.post(forged).status_code == 404
    assert stranger.get("/settings/notifications/").status_code == 302


CANARIES = ("kestrel", "Wagtail", "Fieldfare", "Dunnock", "Siskin", "Linnet", "Goldcrest", "Redstart")


def test_no_mail_and_no_log_line_says_what_or_where(
    house: House, postbox: Postbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    Person.objects.filter(pk=house.amina.pk).update(name="Amina Wagtail", job_title="Goldcrest")
    house.amina.refresh_from_db()
    with time.at(NOON):
        space = spaces.add_space(actor=house.amina, name="Fieldfare", purpose="Dunnock", access="on_request")
        spaces.invite(actor=house.amina, space=space, person=house.ben, role="member", note="Siskin")
        spaces.request_access(actor=house.omar, space=space, reason="Siskin")
    file = SimpleUploadedFile("Linnet.txt", b"kestrel", "text/plain")
    attached = conversation.add_attachment(actor=house.amina, space=house.ward, upload=file)
    post = say(house, "kestrel @Ben Achterberg and @oncall", mark="question", attachments=[attached])
    with time.at(NOON):
        conversation.add_post(actor=house.ben, space=house.ward, body="kestrel", root=post)
        conversation.set_reaction(actor=house.ruth, post=post, emoji="👍", on=True)
        conversation.add_announcement(actor=house.amina, spaces=[house.ward], body="Redstart")
        conversation.add_poll(
            actor=house.amina, space=house.ward, body="Redstart", options=["Linnet", "Siskin"]
        )
    Preference.objects.update_or_create(person=house.ruth, defaults={"level": "everything"})
    say(house, "kestrel for everybody")
    postbox.refusals[AMINA] = "451 later"
    with time.at(NOON + timedelta(minutes=3)):
        jobs.reach_everybody.configure().defer(timestamp=0)
        work(forgiving=True)
    postbox.refusals.clear()
    digest_at(EIGHT)
    assert {"Something waits for you in Fourleaf", "What waits for you in Fourleaf"} == {
        mail["Subject"] for mail in postbox.mails
    }
    told = "\n".join(map(words_of, postbox.mails)) + caplog.text
    assert len(postbox.mails) >= 4
    for canary in (*CANARIES, "Falls prevention", "Achterberg", "Abrams"):
        assert canary not in told
