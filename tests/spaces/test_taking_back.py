"""An unanswered invitation is taken back by who sent it or by a steward, and opens nothing any more."""

from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from fourleaf.chronicle.models import Entry
from fourleaf.inbox.waiting import Waiting
from fourleaf.kit import identity, time
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person
from fourleaf.spaces import actions
from fourleaf.spaces.models import Invitation, Membership, Space
from fourleaf.spaces.rights import Role
from tests.house import House

AsPerson = Callable[[Person], Client]


@pytest.fixture
def invitation(house: House) -> Invitation:
    """Ben invites Omar to the ward."""
    return actions.invite(actor=house.ben, space=house.ward, person=house.omar)


def address(invitation: Invitation) -> str:
    return reverse("invitation-withdrawal", args=[invitation.space_id, invitation.pk])


@pytest.mark.parametrize("who", ["ben", "amina"])
def test_who_sent_it_and_stewards_take_it_back(
    who: str, house: House, invitation: Invitation, as_person: AsPerson
) -> None:
    browser = as_person(getattr(house, who))
    members = reverse("space-members", args=[house.ward.pk])
    assert "Take back" in browser.get(members).content.decode()
    assert Waiting(house.omar).count == 1
    answer = browser.post(address(invitation), follow=True)
    assert "Omar Said is no longer invited." in answer.content.decode()
    assert answer.context["invitations"] == []
    assert Waiting(house.omar).count == 0
    invitation.refresh_from_db()
    assert invitation.withdrawn_by == getattr(house, who)
    assert (invitation.answered_at, invitation.accepted) == (None, None)
    assert Entry.objects.filter(name="InvitationWithdrawn", actor_id=getattr(house, who).pk).count() == 1
    browser.post(address(invitation))
    assert Entry.objects.filter(name="InvitationWithdrawn").count() == 1, "the second press changes nothing"


def test_others_do_not(house: House, invitation: Invitation, as_person: AsPerson) -> None:
    for other in (house.ruth, house.gwen):
        page = as_person(other).get(reverse("space-members", args=[house.ward.pk])).content.decode()
        assert "Take back" not in page
        assert as_person(other).post(address(invitation)).status_code == 403
    assert as_person(house.omar).post(address(invitation)).status_code == 403
    assert as_person(house.maria).post(address(invitation)).status_code == 404
    assert as_person(house.ben).get(address(invitation)).status_code == 405
    elsewhere = reverse("invitation-withdrawal", args=[house.open.pk, invitation.pk])
    assert as_person(house.omar).post(elsewhere).status_code == 404


def test_an_answer_and_a_withdrawal_exclude_each_other(
    house: House, invitation: Invitation, as_person: AsPerson
) -> None:
    stale = Invitation.objects.get(pk=invitation.pk)
    actions.withdraw_invitation(actor=house.ben, invitation=invitation)
    with pytest.raises(Invalid):
        actions.answer_invitation(actor=house.omar, invitation=stale, accept=True)
    assert not Membership.objects.filter(space=house.ward, person=house.omar).exists()
    again = actions.invite(actor=house.ben, space=house.ward, person=house.omar)
    actions.answer_invitation(actor=house.omar, invitation=again, accept=True)
    answer = as_person(house.ben).post(address(again))
    assert answer.status_code == 422
    assert "answered already" in answer.content.decode()


@pytest.mark.postgres15
def test_the_database_lets_nobody_in_through_an_old_invitation(house: House, invitation: Invitation) -> None:
    actions.withdraw_invitation(actor=house.ben, invitation=invitation)
    assert may_enter(house.omar, house.ward, house.ben) is False
    fresh = actions.invite(actor=house.ben, space=house.ward, person=house.omar)
    assert may_enter(house.omar, house.ward, house.ben) is True
    actions.answer_invitation(actor=house.omar, invitation=fresh, accept=False)
    for row in (invitation, fresh):
        assert changed(house.omar, row, "answered_at = null, withdrawn_at = null") == 0
    assert may_enter(house.omar, house.ward, house.ben) is False


@pytest.mark.postgres15
def test_the_database_lets_only_the_invited_answer(house: House, invitation: Invitation) -> None:
    assert changed(house.ruth, invitation, "withdrawn_at = now()") == 0
    by_ben = f"withdrawn_by_id = '{house.ben.pk}'"
    for forged in ("answered_at = now(), accepted = true", f"answered_at = now(), {by_ben}"):
        with pytest.raises(ProgrammingError, match="row-level security"):
            changed(house.ben, invitation, forged)
    assert changed(house.ben, invitation, f"withdrawn_at = now(), {by_ben}") == 1


def may_enter(person: Person, space: Space, by: Person) -> bool:
    with identity.bound(), connection.cursor() as cursor:
        identity.become(person.pk)
        cursor.execute("select lock.may_enter(%s, %s, null, %s, null)", [space.pk, Role.MEMBER, by.pk])
        return bool(cursor.fetchone()[0])


def changed(person: Person, invitation: Invitation, what: str) -> int:
    """How many rows a raw statement of the web role changes."""
    with identity.bound(), transaction.atomic(), connection.cursor() as cursor:
        identity.become(person.pk)
        cursor.execute(f"update spaces_invitation set {what} where id = %s", [invitation.pk])
        return int(cursor.rowcount)


def test_the_answer_to_a_request_waits_until_it_is_put_away(house: House, as_person: AsPerson) -> None:
    actions.change_access(actor=house.amina, space=house.ward, access=Space.Access.ON_REQUEST)
    refused = actions.request_access(actor=house.omar, space=house.ward, reason="I run the balance class.")
    browser, home = as_person(house.omar), reverse("home")
    done = reverse("answer-handling", args=[refused.pk])
    assert browser.post(done).status_code == 422, "nothing to put away yet"
    actions.answer_request(actor=house.amina, request=refused, grant=False, note="In May.")
    page = browser.get(home).content.decode()
    assert "<b>Falls prevention</b>: not now. Amina Yusuf answered" in page
    assert "In May." in page
    assert as_person(house.ben).post(done).status_code == 404
    assert browser.get(done).status_code == 405
    assert browser.post(done, headers={"HX-Request": "true"}).status_code == 200
    assert "Falls prevention</b>: not now" not in browser.get(home).content.decode()
    granted = actions.request_access(actor=house.omar, space=house.ward, reason="It is May.")
    actions.answer_request(actor=house.amina, request=granted, grant=True)
    page = browser.get(home).content.decode()
    assert "<b>Falls prevention</b>: you are in. Amina Yusuf let you in" in page
    browser.post(reverse("answer-handling", args=[granted.pk]))
    assert Waiting(house.omar).count == 0


def test_the_answer_about_a_space_that_is_hidden_now_is_not_shown(house: House, as_person: AsPerson) -> None:
    actions.change_access(actor=house.amina, space=house.ward, access=Space.Access.ON_REQUEST)
    refused = actions.request_access(actor=house.omar, space=house.ward, reason="I run the balance class.")
    actions.answer_request(actor=house.amina, request=refused, grant=False)
    Space.objects.filter(pk=house.ward.pk).update(access=Space.Access.HIDDEN)
    waiting = Waiting(house.omar)
    assert (waiting.count, waiting.items) == (0, [])
    assert as_person(house.omar).get(reverse("home")).status_code == 200
    assert refused.answered_at is not None
    assert refused.answered_at <= time.now()
