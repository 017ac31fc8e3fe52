"""My page: all that is kept about a person, in numbers, for nobody else, with what takes it back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.chronicle import access
from fourleaf.chronicle.models import Access
from fourleaf.conversation import actions
from fourleaf.conversation.models import Bookmark, Draft, Following, Reminder
from fourleaf.kit import time
from fourleaf.people import actions as people
from fourleaf.people.models import Person, Session
from fourleaf.people.parts import parts
from tests.house import House

PASSWORD = "a rail beside bed four"
AsPerson = Callable[[Person], Client]
#: Tables that point at persons and are in no part, each with the reason.
ELSEWHERE = {
    "people.Credential": "a hash that nobody can read is nobody's to take along",
    "mine.Copy": "the copies themselves",
    "mine.Erasure": "what became of the person",
    "oversight.Alert": "the privacy officer's, who speaks with whom it concerns",
    "oversight.LegalHold": "the privacy officer's, who speaks with whom it concerns",
    "oversight.Preserved": "the privacy officer's, and gone with the hold",
    "conversation.AnnouncementEnding": "by whom: a deed, in the chronicle",
    "conversation.PollClosing": "by whom: a deed, in the chronicle",
    "conversation.Chase": "by whom: a deed, in the chronicle",
    "conversation.Withdrawal": "by whom: a deed, in the chronicle",
    "conversation.Mark": "by whom: a deed, in the chronicle",
    "conversation.Resolution": "by whom: a deed, in the chronicle",
    "conversation.Announcement": "what it says is in its posts",
    "spaces.Space": "who founded it: a deed, in the chronicle",
    "spaces.Archival": "by whom: a deed, in the chronicle",
    "spaces.PlannedStart": "by whom: a deed, in the chronicle",
    "hooks.Incoming": "by whom: a deed, in the chronicle",
    "hooks.Outgoing": "by whom: a deed, in the chronicle",
    "conversation.Reuse": "by whom: a deed, in the chronicle",
    "conversation.WrittenFor": "for whom somebody else wrote: that post is theirs",
    "adoption.SeenWatch": "that somebody has looked at what was told of a team",
    "sheet.Area": "by whom: a deed, in the chronicle",
    "sheet.Withdrawal": "by whom: a deed, in the chronicle",
    "sheet.Candidacy": "by whom: a deed, in the chronicle",
    "spaces.SeenBreakGlass": "that somebody was told of an emergency, kept for the other's sake",
    "sharing.Review": "by whom: a deed, in the chronicle",
}


def signed_in(person: Person) -> Client:
    """Through the door: only so it is known whose the session is."""
    people.set_password(actor=None, person=person, password=PASSWORD)
    browser = Client()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return browser


def page(browser: Client) -> str:
    answer = browser.get("/me/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_table_about_people_is_in_a_part_or_said_to_be_elsewhere() -> None:
    covered = {part.find(Person()).model._meta.label for part in parts()}
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Person
    }
    forgotten = pointing - covered - ELSEWHERE.keys() - {"account.EmailAddress"}
    assert not forgotten, "add a part to the app's parts.py (settings.MINE), or say in ELSEWHERE why not"
    assert len({part.name for part in parts()}) == len(parts())


def test_it_says_how_much_there_is(house: House) -> None:
    actions.save_draft(actor=house.amina, space=house.ward, body="Begun.")
    actions.set_bookmark(actor=house.amina, post=house.post, on=True)
    shown = page(signed_in(house.amina))
    for text in (
        "Only you can see this page",
        "What you wrote",
        "Your bookmarks",
        "Throw them away",
        "Here, now",
    ):
        assert text in shown, text
    assert "Begun." not in shown
    assert "nothing is kept" in shown


def test_it_is_for_patients_too(house: House, as_person: AsPerson) -> None:
    assert "My page" in page(as_person(house.maria))


def test_each_part_is_counted_as_it_is_copied(house: House) -> None:
    for part in parts():
        assert part.count(house.amina) == len(list(part.rows(house.amina))), part.name


@pytest.mark.parametrize(
    ("part", "model"),
    [("bookmarks", Bookmark), ("reminders", Reminder), ("followings", Following)],
)
def test_what_is_mine_is_taken_back_and_nobody_elses(
    house: House, as_person: AsPerson, part: str, model: type[Bookmark]
) -> None:
    for person in (house.amina, house.ben):
        actions.set_bookmark(actor=person, post=house.post, on=True)
        actions.set_reminder(actor=person, post=house.post, due_at=time.now() + timedelta(days=1))
        actions.follow_thread(actor=person, post=house.post)
    assert as_person(house.amina).post("/me/clearing/", {"part": part}).status_code == 302
    assert [row.person for row in model.objects.filter(person__in=[house.amina, house.ben])] == [house.ben]


def test_drafts_are_thrown_away_so_that_no_screen_brings_them_back(house: House, as_person: AsPerson) -> None:
    actions.save_draft(actor=house.amina, space=house.ward, body="Begun.")
    actions.save_draft(actor=house.ben, space=house.ward, body="His.")
    as_person(house.amina).post("/me/clearing/", {"part": "drafts"})
    assert list(Draft.objects.values_list("person", "body").order_by("body")) == [
        (house.amina.pk, ""),
        (house.ben.pk, "His."),
    ]


def test_what_there_is_not_is_refused(house: House, as_person: AsPerson) -> None:
    assert as_person(house.amina).post("/me/clearing/", {"part": "posts"}).status_code == 422


def test_all_other_sessions_end(house: House) -> None:
    here, other = signed_in(house.amina), signed_in(house.ben)
    there = Client()
    there.post("/accounts/login/", {"login": house.amina.email, "password": PASSWORD})
    assert there.get("/me/").status_code == 200
    assert "Elsewhere, since" in page(here)
    assert here.post("/me/sessions/").status_code == 302
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert other.get("/me/").status_code == 200
    assert Session.objects.filter(person=house.amina).count() == 1
    assert "Elsewhere" not in page(here)


def test_who_looked_is_shown_to_whose_it_is(house: House, as_person: AsPerson) -> None:
    access.record(
        kind="post", object_id=house.post.pk, whose=house.amina.pk, why=Access.Why.GRANT, who=house.omar.pk
    )
    shown = as_person(house.amina).get("/me/looks/").content.decode()
    assert "Omar Said" in shown
    assert "Shared with them" in shown
    assert "You" in as_person(house.omar).get("/me/looks/").content.decode()
    assert (
        "Omar"
        not in as_person(house.ben).get("/me/looks/").content.decode().split("<main")[1].split("</main")[0]
    )


def test_it_takes_as_many_statements_however_much_there_is(house: House, as_person: AsPerson) -> None:
    browser = as_person(house.amina)

    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            page(browser)
        return len(made)

    count()
    few = count()
    for number in range(12):
        post = actions.add_post(actor=house.amina, space=house.ward, body=f"Bed {number}")
        actions.set_bookmark(actor=house.amina, post=post, on=True)
    assert count() == few
