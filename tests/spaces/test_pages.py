"""Pages about one space: what they show to whom, and what stewards do there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.spaces import actions
from fourleaf.spaces.models import AccessRequest, Invitation, Membership, Space
from fourleaf.spaces.rights import Role
from tests.house import House

AsPerson = Callable[[Person], Client]
PAGES = ("space-about", "space-members", "space-access", "space-invitations", "space-departure")
FOR_STEWARDS = ("space-requests", "space-purpose", "space-archival")
POSTS_ONLY = ("space-restoration", "space-beginning", "space-membership", "invitation-answer")


def at(name: str, space: Space, *more: object) -> str:
    return reverse(name, args=[space.pk, *more])


def standing(space: Space, person: Person) -> Membership | None:
    return Membership.objects.standing().filter(space=space, person=person).first()


@pytest.mark.parametrize("name", [*PAGES, *FOR_STEWARDS])
def test_stewards_see_all_pages(house: House, as_person: AsPerson, name: str) -> None:
    page = as_person(house.amina).get(at(name, house.ward))
    assert page.status_code == 200
    assert "Only <b>you, Ben Achterberg, Gwen Pryce (guest) and Ruth Abrams</b> can read this" in (
        page.content.decode()
    )


@pytest.mark.parametrize("name", [*PAGES, *FOR_STEWARDS, *POSTS_ONLY])
def test_outsiders_find_nothing(house: House, as_person: AsPerson, name: str) -> None:
    for outsider, space in ((house.amina, house.secret), (house.maria, house.ward)):
        client = as_person(outsider)
        answer = client.post(at(name, space)) if name in POSTS_ONLY else client.get(at(name, space))
        assert answer.status_code == 404


@pytest.mark.parametrize("name", FOR_STEWARDS)
def test_members_are_no_stewards(house: House, as_person: AsPerson, name: str) -> None:
    assert as_person(house.ben).get(at(name, house.ward)).status_code == 403


@pytest.mark.parametrize("name", ["space-members", "space-invitations", "space-departure"])
def test_who_only_knows_of_it_sees_less(house: House, as_person: AsPerson, name: str) -> None:
    assert as_person(house.omar).get(at(name, house.ward)).status_code == 403


def test_about_for_those_outside(house: House, as_person: AsPerson) -> None:
    page = as_person(house.omar).get(at("space-about", house.ward)).content.decode()
    assert "Only <b>the 3 members and 1 guest of Falls prevention</b> can read this, not you · closed" in page
    assert "Amina Yusuf" in page  # the steward to ask
    assert "Ben Achterberg" not in page
    assert "Ben Achterberg" not in as_person(house.omar).get(at("space-access", house.ward)).content.decode()


@pytest.mark.parametrize("name", [*POSTS_ONLY, "member-role", "request-answer"])
def test_wrong_method(house: House, as_person: AsPerson, name: str) -> None:
    more = [house.post.pk] if name in ("member-role", "request-answer") else []
    assert as_person(house.amina).get(at(name, house.ward, *more)).status_code == 405


@pytest.mark.parametrize("name", [*PAGES, *FOR_STEWARDS])
def test_other_methods_and_strangers(house: House, as_person: AsPerson, name: str) -> None:
    assert as_person(house.amina).put(at(name, house.ward)).status_code == 405
    assert Client().get(at(name, house.ward)).status_code == 302


def test_changing_the_purpose(house: House, as_person: AsPerson) -> None:
    client, address = as_person(house.amina), at("space-purpose", house.ward)
    assert client.post(address, {"name": "", "purpose": "x"}).status_code == 422
    assert client.post(address, {"name": "x" * 121, "purpose": "x"}).status_code == 422
    assert client.post(address, {"name": "Falls", "purpose": "Fewer."}).status_code == 302
    house.ward.refresh_from_db()
    assert (house.ward.name, house.ward.purpose) == ("Falls", "Fewer.")
    assert as_person(house.ben).post(address, {"name": "Mine", "purpose": ""}).status_code == 403


def test_archiving_and_bringing_back(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    assert client.post(at("space-archival", house.ward), {"reason": "x" * 301}).status_code == 422
    assert client.post(at("space-archival", house.ward), {"reason": "Done."}).status_code == 302
    page = client.get(at("space-about", house.ward)).content.decode()
    assert "archived: nobody can write here" in page
    assert as_person(house.ben).post(at("space-restoration", house.ward)).status_code == 403
    assert client.post(at("space-restoration", house.ward)).status_code == 302
    assert "archived" not in client.get(at("space-about", house.ward)).content.decode()


def test_beginning(house: House, as_person: AsPerson) -> None:
    space = actions.add_space(actor=house.amina, name="Stroke unit", is_proposed=True)
    assert "proposed" in as_person(house.amina).get(at("space-about", space)).content.decode()
    assert as_person(house.omar).post(at("space-beginning", space)).status_code == 403
    assert as_person(house.amina).post(at("space-beginning", space)).status_code == 302
    assert not Space.objects.get(pk=space.pk).is_planned


def test_joining(house: House, as_person: AsPerson) -> None:
    client = as_person(house.amina)
    assert "Join" in client.get(at("space-about", house.open)).content.decode()
    assert client.post(at("space-membership", house.open)).status_code == 302
    assert standing(house.open, house.amina)
    assert client.post(at("space-membership", house.open)).status_code == 403
    assert as_person(house.omar).post(at("space-membership", house.ward)).status_code == 403


def test_asking_and_answering(house: House, as_person: AsPerson) -> None:
    actions.change_access(actor=house.amina, space=house.ward, access=Space.Access.ON_REQUEST)
    omar, amina, address = as_person(house.omar), as_person(house.amina), at("space-requests", house.ward)
    assert "Ask to join" in omar.get(at("space-about", house.ward)).content.decode()
    assert omar.post(address, {"reason": " "}).status_code == 422
    assert omar.post(address, {"reason": "x" * 501}).status_code == 422
    assert omar.post(address, {"reason": "Balance class."}).status_code == 302
    assert omar.post(address, {"reason": "Again."}).status_code == 422
    assert as_person(house.ben).post(address, {"reason": "I am in."}).status_code == 403
    asked = AccessRequest.objects.get()
    assert "Balance class." in amina.get(address).content.decode()
    answer = at("request-answer", house.ward, asked.pk)
    assert as_person(house.ben).post(answer, {"answer": "grant"}).status_code == 403
    assert omar.post(answer, {"answer": "grant"}).status_code == 403
    assert amina.post(answer, {"answer": "perhaps"}).status_code == 422
    assert amina.post(at("request-answer", house.ward, house.post.pk), {"answer": "grant"}).status_code == 404
    assert amina.post(answer, {"answer": "grant", "note": "Welcome."}).status_code == 302
    assert amina.post(answer, {"answer": "grant"}).status_code == 422
    assert standing(house.ward, house.omar)


def test_who_asked_sees_the_answer(house: House, as_person: AsPerson) -> None:
    actions.change_access(actor=house.amina, space=house.ward, access=Space.Access.ON_REQUEST)
    asked = actions.request_access(actor=house.omar, space=house.ward, reason="Balance class.")
    actions.answer_request(actor=house.amina, request=asked, grant=False, note="In May.")
    page = as_person(house.omar).get(at("space-about", house.ward)).content.decode()
    assert "Amina Yusuf answered your request: not now." in page
    assert "In May." in page


def test_a_closed_space_takes_no_requests(house: House, as_person: AsPerson) -> None:
    for reason in ("x", ""):
        answer = as_person(house.omar).post(at("space-requests", house.ward), {"reason": reason})
        assert answer.status_code == 403


def test_inviting(house: House, as_person: AsPerson) -> None:
    client, address = as_person(house.ben), at("space-invitations", house.ward)
    assert [each.name for each in client.get(address, {"q": "omar"}).context["found"]] == ["Omar Said"]
    assert client.get(address, {"q": "ruth"}).context["found"] == []  # she belongs already
    assert client.get(address, {"person": str(house.omar.pk)}).context["chosen"] == house.omar
    assert client.get(address, {"person": "x"}).context["chosen"] is None
    last_day = time.now().date() + timedelta(days=90)
    said = {"person": house.omar.pk, "role": "guest", "last_day": last_day, "note": "For the audit."}
    for wrong in (
        {"person": "x"}, {"person": house.post.pk}, {"person": house.maria.pk}, {"person": house.ruth.pk},
        {"role": "king"}, {"role": "steward"}, {"last_day": "soon"}, {"last_day": "2001-01-01"},
        {"last_day": "9999-12-31"}, {"last_day": last_day + timedelta(days=800)}, {"note": "x" * 501},
    ):  # fmt: skip
        assert client.post(address, said | wrong).status_code == 422, wrong
    assert client.post(address, said).status_code == 302
    assert client.post(address, said).status_code == 422
    invitation = Invitation.objects.open().get()
    assert (invitation.role, invitation.note, invitation.by) == ("guest", "For the audit.", house.ben)
    assert as_person(house.ruth).get(address).status_code == 403
    assert as_person(house.gwen).post(address, said).status_code == 403


def test_accepting_on_the_page(house: House, as_person: AsPerson) -> None:
    actions.invite(actor=house.amina, space=house.ward, person=house.omar, role=Role.READER)
    client = as_person(house.omar)
    assert "invites you to join as reader" in client.get(at("space-about", house.ward)).content.decode()
    assert client.post(at("invitation-answer", house.ward), {"answer": "?"}).status_code == 422
    assert client.post(at("invitation-answer", house.ward), {"answer": "accept"}).status_code == 302
    membership = standing(house.ward, house.omar)
    assert membership
    assert membership.role == Role.READER
    assert client.post(at("invitation-answer", house.ward), {"answer": "accept"}).status_code == 404


def test_roles(house: House, as_person: AsPerson) -> None:
    client, ben = as_person(house.amina), standing(house.ward, house.ben)
    assert ben
    address = at("member-role", house.ward, ben.pk)
    assert client.post(address, {"role": "king"}).status_code == 422
    assert as_person(house.ruth).post(address, {"role": "steward"}).status_code == 403
    assert as_person(house.omar).post(address, {"role": "steward"}).status_code == 403
    assert client.post(address, {"role": "steward"}).status_code == 302
    assert client.post(address, {"role": "reader"}).status_code == 404  # that membership has ended
    fresh = standing(house.ward, house.ben)
    assert fresh
    assert fresh.role == Role.STEWARD
    assert client.post(at("member-role", house.secret, fresh.pk), {"role": "member"}).status_code == 404


def test_a_steward_steps_down_once_there_is_another(house: House, as_person: AsPerson) -> None:
    client, own = as_person(house.amina), standing(house.ward, house.amina)
    assert own
    address = at("member-role", house.ward, own.pk)
    last = client.post(address, {"role": "member"})
    assert (last.status_code, "You are the last steward" in last.content.decode()) == (422, True)
    ben = standing(house.ward, house.ben)
    assert ben
    actions.change_role(actor=house.amina, membership=ben, role=Role.STEWARD)
    assert client.post(address, {"role": "guest"}).status_code == 422
    assert client.post(address, {"role": "member"}).status_code == 302
    fresh = standing(house.ward, house.amina)
    assert fresh
    assert fresh.role == Role.MEMBER


def test_taking_out(house: House, as_person: AsPerson) -> None:
    ben = standing(house.ward, house.ben)
    assert ben
    address = at("member-departure", house.ward, ben.pk)
    assert as_person(house.ruth).get(address).status_code == 403
    assert as_person(house.ruth).post(address).status_code == 403
    asked = as_person(house.amina).get(address).content.decode()
    assert "Take Ben Achterberg out of this space?" in asked
    assert standing(house.ward, house.ben)
    assert as_person(house.amina).post(address).status_code == 302
    assert standing(house.ward, house.ben) is None
    assert as_person(house.ben).get(at("space-members", house.ward)).status_code == 403


def test_leaving(house: House, as_person: AsPerson) -> None:
    assert as_person(house.ben).post(at("space-departure", house.ward)).headers["Location"] == "/spaces/"
    assert standing(house.ward, house.ben) is None
    amina = as_person(house.amina)
    assert "You are the last steward" in amina.get(at("space-departure", house.ward)).content.decode()
    assert amina.post(at("space-departure", house.ward)).status_code == 422
    assert standing(house.ward, house.amina)
    assert as_person(house.omar).post(at("space-departure", house.ward)).status_code == 403


def test_opening_shows_the_new_readers_by_name_first(house: House, as_person: AsPerson) -> None:
    client, address = as_person(house.amina), at("space-access", house.ward)
    page = client.get(address, {"access": "open"})
    seen = page.context["seen_readers"]
    assert page.context["new_readers"] == 1
    assert "Omar Said" in page.content.decode()
    assert "Maria Santos" not in page.content.decode()
    for said in (
        {"access": "open"},
        {"access": "open", "seen_readers": 1},
        {"access": "open", "seen_readers": "x" * 65},
    ):
        assert client.post(address, said).status_code == 422
    assert client.post(address, {"access": "everyone"}).status_code == 422
    assert as_person(house.ben).post(address, {"access": "open", "seen_readers": seen}).status_code == 403
    assert client.post(address, {"access": "open", "seen_readers": seen}).status_code == 302
    page = client.get(address)
    assert "All <b>5 staff of" in page.content.decode()
    assert page.context["audience"].is_open
    narrower = client.get(address, {"access": "closed"})
    assert narrower.context["losing"] == 1


def test_as_many_but_other_readers_are_shown_again(house: House, as_person: AsPerson) -> None:
    client, address = as_person(house.amina), at("space-access", house.ward)
    seen = client.get(address, {"access": "open"}).context["seen_readers"]
    Person.objects.filter(pk=house.omar.pk).update(deactivated_at=time.now())
    Person.objects.filter(pk=house.maria.pk).update(kind=Person.Kind.STAFF, staff_number="M-1")
    answer = client.post(address, {"access": "open", "seen_readers": seen})
    assert answer.status_code == 422
    assert answer.context["new_readers"] == 1
    assert "Maria Santos" in answer.content.decode()
    house.ward.refresh_from_db()
    assert house.ward.access == Space.Access.CLOSED


def test_the_list_of_readers(house: House, as_person: AsPerson) -> None:
    client, address = as_person(house.ben), at("space-access", house.ward)
    names = {person.name for _unit, people in client.get(address).context["groups"] for person in people}
    assert names == {"Amina Yusuf", "Ben Achterberg", "Ruth Abrams", "Gwen Pryce"}
    found = client.get(address, {"q": "gwen"}).context["groups"]
    assert [person.name for _unit, people in found for person in people] == ["Gwen Pryce"]
    assert client.get(address, {"q": "\0", "access": "open"}).status_code == 200


@pytest.mark.parametrize("name", ["space-about", "space-members", "space-access", "space-requests"])
def test_the_number_of_queries_stays(house: House, as_person: AsPerson, name: str) -> None:
    actions.change_access(actor=house.amina, space=house.ward, access=Space.Access.ON_REQUEST)
    client = as_person(house.amina)
    _grow(house, 3)  # beyond the size at which all are named
    few = _queries(client, at(name, house.ward))
    _grow(house, 9)
    assert _queries(client, at(name, house.ward)) == few


def _grow(house: House, number: int) -> None:
    for _each in range(number):
        mark = Person.objects.count()
        for word, is_in in (("In", True), ("Out", False)):
            person = Person(name=f"{word} {mark}", email=f"{word}{mark}@marigold.example".lower())
            person.set_unusable_password()
            person.save()
            if is_in:
                actions.add_member(actor=house.amina, space=house.ward, person=person, role=Role.MEMBER)
            else:
                actions.request_access(actor=person, space=house.ward, reason="Please.")


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
