"""From a deed to the list of who is to be told, by the worker, and out of it when it is no longer so."""

from datetime import timedelta

import pytest
from django.conf import settings

from fourleaf.chronicle.record import quietly
from fourleaf.conversation import actions as conversation
from fourleaf.inbox import actions
from fourleaf.inbox.models import Preference, Telling
from fourleaf.inbox.standing import still_standing
from fourleaf.inbox.telling import Kind, tell
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import AccessRequest, Space
from tests.house import House
from tests.working import work


@pytest.fixture(autouse=True)
def _mail(house: House, settings: pytest.FixtureRequest, mailoutbox: object) -> None:
    """The mail server takes what it is given; what the house was built with has been told."""
    settings.HAS_MAIL = True  # type: ignore[attr-defined]
    work()
    Telling.objects.all().delete()


def told() -> set[tuple[str, str]]:
    return {(row.person.name.split()[0], row.kind) for row in Telling.objects.select_related("person")}


def test_a_post_tells_those_it_concerns_and_nobody_else(house: House) -> None:
    conversation.add_post(actor=house.amina, space=house.ward, body="Could @Ben Achterberg look?")
    conversation.add_post(actor=house.ben, space=house.ward, body="I did.", root=house.post)
    work()
    assert told() == {("Ben", "mention"), ("Amina", "reply")}


def test_requests_answers_and_invitations(house: House) -> None:
    space = spaces.add_space(actor=house.amina, name="Asked", access=Space.Access.ON_REQUEST)
    request = spaces.request_access(actor=house.omar, space=space, reason="I would help.")
    spaces.invite(actor=house.amina, space=space, person=house.ben, role="member")
    work()
    assert told() == {("Amina", "request"), ("Ben", "invitation")}
    spaces.answer_request(
        actor=house.amina, request=AccessRequest.objects.get(pk=request.pk), grant=True, note=""
    )
    work()
    assert ("Omar", "answer") in told()


def test_who_is_named_in_an_edit_is_told_once(house: House) -> None:
    post = conversation.add_post(actor=house.amina, space=house.ward, body="Could @Ben Achterberg look?")
    conversation.edit_post(actor=house.amina, post=post, body="Could @Ben Achterberg and @Ruth Abrams look?")
    work()
    conversation.edit_post(actor=house.amina, post=post, body="Could @Ben Achterberg or @Ruth Abrams look?")
    work()
    assert Telling.objects.filter(person=house.ben).count() == 1
    assert told() == {("Ben", "mention"), ("Ruth", "mention")}


def test_an_imported_or_quiet_deed_tells_nobody(house: House) -> None:
    with quietly():
        conversation.add_post(actor=house.amina, space=house.ward, body="Could @Ben Achterberg look?")
    work()
    assert told() == set()


def test_no_rush_tells_nobody_by_itself(house: House) -> None:
    conversation.add_post(actor=house.amina, space=house.ward, body="Some day, @Ben Achterberg", no_rush=True)
    work()
    assert told() == set()


def open_of(person: Person) -> list[Telling]:
    return still_standing(person, Telling.objects.open().filter(person=person))


def test_what_was_read_handled_or_taken_back_is_not_told(house: House) -> None:
    first = conversation.add_post(actor=house.amina, space=house.ward, body="One, @Ben Achterberg")
    second = conversation.add_post(actor=house.amina, space=house.ward, body="Two, @Ben Achterberg")
    third = conversation.add_post(actor=house.amina, space=house.ward, body="Three", root=house.post)
    work()
    assert len(open_of(house.ben)) == 3
    conversation.read_thread(actor=house.ben, post=first, read_to=first.sequence)
    conversation.withdraw_post(actor=house.amina, post=second)
    assert [row.about for row in open_of(house.ben)] == [third.pk]
    conversation.read_thread(actor=house.ben, post=house.post, read_to=third.sequence)
    assert open_of(house.ben) == []


def test_who_can_no_longer_read_it_is_not_told(house: House) -> None:
    conversation.add_post(actor=house.amina, space=house.ward, body="One, @Ben Achterberg")
    work()
    assert len(open_of(house.ben)) == 1
    membership = house.ward.memberships.get(person=house.ben, ended_at=None)
    spaces.end_membership(actor=house.amina, membership=membership)
    assert open_of(house.ben) == []


def test_others_may_ask_for_somebody_to_be_told_later(house: House) -> None:
    tomorrow = time.now() + timedelta(days=1)
    tell(house.ben.pk, Kind.REMINDER, house.post.pk, at=tomorrow)
    tell(house.ben.pk, Kind.REMINDER, house.post.pk, at=tomorrow)
    row = Telling.objects.get()
    assert (row.at, row.urgent) == (tomorrow, False)
    actions.close_tellings([row.pk])
    Preference.objects.create(person=house.ben, mail_at_once=False)
    tell(house.ben.pk, Kind.REMINDER, house.post.pk)
    assert not Telling.objects.open().exists()
    assert settings.HAS_MAIL
