"""Team by team: launched teams, guests and stewards are in; all others get the plan, on pages and over the API."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from fourleaf.adoption import actions
from fourleaf.adoption.models import Mode, Team
from fourleaf.kit.refusals import Invalid
from fourleaf.people.actions import give_role
from fourleaf.people.models import OrganisationRole, Person
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space
from tests.api.caller import Caller, problem
from tests.house import House

AsPerson = Callable[[Person], Client]
FREE = ("/teams/", "/teams/new/", "/teams/mode/", "/me/")
SHUT = ("/search/", "/documents/", "/people/", "/spaces/", "/spaces/new/")


@pytest.fixture
def teams_only(house: House, team: Team) -> Team:
    """Amina's and Ben's team has begun, and the organisation goes team by team."""
    actions.move_launch(actor=house.amina, team=team, to="launched")
    give_role(
        actor=None, person=house.ruth, role=OrganisationRole.Role.ADMINISTRATOR, from_on=date(2020, 1, 1)
    )
    actions.set_mode(actor=house.ruth, kind=Mode.Kind.TEAMS)
    return team


def test_who_is_out_gets_the_plan_and_a_clear_way(
    house: House, teams_only: Team, as_person: AsPerson
) -> None:
    omar = as_person(house.omar)
    for address in SHUT:
        answer = omar.get(address)
        text = answer.content.decode()
        assert answer.status_code == 403, address
        assert "We begin team by team, and your team has not begun yet." in text
        assert "Night falls" in text
        assert 'href="/documents/"' not in text
    assert omar.post(f"/spaces/{house.secret.pk}/posts/", {"body": "x"}).status_code == 403
    assert not house.secret.posts.filter(body="x").exists()
    assert omar.get("/")["Location"] == "/teams/"
    for address in (*FREE, f"/people/{house.omar.pk}/"):
        assert omar.get(address).status_code == 200, address
    assert omar.post("/teams/new/", {"name": "Rota", "leader": "Omar Said"}).status_code == 302


def test_members_of_what_has_begun_guests_and_stewards_are_in(
    house: House, teams_only: Team, as_person: AsPerson
) -> None:
    for who in (house.amina, house.ben, house.ruth):
        assert as_person(who).get("/documents/").status_code == 200, who.name
    assert as_person(house.omar).get("/documents/").status_code == 403
    guest = actions.let_guest_in(actor=house.ruth, person=house.omar, why="To look.")
    assert as_person(house.omar).get("/documents/").status_code == 200
    actions.end_guest_stay(actor=house.ruth, guest=guest)
    assert as_person(house.omar).get("/documents/").status_code == 403
    actions.add_members(actor=house.amina, team=teams_only, people=[house.omar])
    assert as_person(house.omar).get("/documents/").status_code == 200


def test_a_team_that_stops_is_out_and_one_that_looked_back_on_success_stays(
    house: House, teams_only: Team, as_person: AsPerson
) -> None:
    actions.move_launch(actor=house.amina, team=teams_only, to="steady")
    actions.move_launch(actor=house.amina, team=teams_only, to="reviewed")
    assert as_person(house.ben).get("/documents/").status_code == 200
    other = actions.make_team(actor=house.omar, name="Rota", leader=house.omar)
    actions.move_launch(actor=house.omar, team=other, to="launched")
    assert as_person(house.omar).get("/documents/").status_code == 200
    for to in ("stopped", "reviewed"):
        actions.move_launch(actor=house.omar, team=other, to=to, why="No time.")
        assert as_person(house.omar).get("/documents/").status_code == 403


def test_what_nobody_launched_is_not_in_the_navigation_and_its_address_leads_to_the_plan(
    house: House, teams_only: Team, as_person: AsPerson
) -> None:
    spaces.join(actor=house.ben, space=house.open)
    ben = as_person(house.ben)
    address = f"/spaces/{house.open.pk}/"
    assert address not in ben.get("/documents/").content.decode()
    answer = ben.get(address)
    assert answer.status_code == 403
    assert "Nobody has launched this part yet." in answer.content.decode()
    problem(Caller(house.ben).get(address.rstrip("/")), 403)
    with pytest.raises(Invalid):
        actions.set_mode(actor=house.ruth, kind=Mode.Kind.TEAMS, areas=["care"])
    actions.set_mode(actor=house.ruth, kind=Mode.Kind.TEAMS, areas=[Space.Kind.COMMUNITY])
    assert ben.get(address).status_code == 200
    assert address in ben.get("/documents/").content.decode()


def test_the_api_says_the_same(house: House, teams_only: Team) -> None:
    omar = Caller(house.omar)
    said = problem(omar.get("/spaces"), 403)
    assert "We begin team by team" in said["detail"]
    problem(omar.post(f"/spaces/{house.secret.pk}/posts", {"body": "x"}), 403)
    assert [each["name"] for each in omar.get("/teams").json()["items"]] == ["Night falls"]
    assert omar.get("/me").status_code == 200
    assert Caller(house.ben).get("/spaces").status_code == 200


def test_open_to_all_again(house: House, teams_only: Team, as_person: AsPerson) -> None:
    actions.set_mode(actor=house.ruth, kind=Mode.Kind.OPEN, why="It works.")
    assert as_person(house.omar).get("/documents/").status_code == 200
    assert Caller(house.omar).get("/spaces").status_code == 200
    assert as_person(house.maria).get("/documents/").status_code == 200


def test_patients_are_let_in_by_those_who_care_for_them(
    house: House, teams_only: Team, as_person: AsPerson
) -> None:
    assert as_person(house.maria).get("/documents/").status_code == 200


def test_a_team_over_the_api(house: House, team: Team) -> None:
    amina, ben, omar = (Caller(who) for who in (house.amina, house.ben, house.omar))
    assert set(omar.get("/teams").json()["items"][0]) == {"id", "name", "leader", "state", "begins_on"}
    problem(Caller(house.maria).get("/teams"), 403)
    problem(omar.get(f"/teams/{team.pk}"), 404)
    found = ben.get(f"/teams/{team.pk}").json()
    assert set(found["members"]) == {str(house.amina.pk), str(house.ben.pk)}
    assert found["skills"] == [{"name": "Falls", "weight": 2.0}, {"name": "Night care", "weight": 1.0}]
    problem(ben.post(f"/teams/{team.pk}/launch", {"to": "launched"}), 403)
    problem(amina.post(f"/teams/{team.pk}/launch", {"to": "steady"}), 422)
    problem(Caller(house.amina, "read").post(f"/teams/{team.pk}/launch", {"to": "launched"}), 403)
    launch = amina.post(f"/teams/{team.pk}/launch", {"to": "launched"}).json()
    assert launch["state"] == "launched"
    assert [step["after"] for step in launch["steps"]] == ["candidate", "launched"]
    assert "benefits" in launch["steps"][1]["without"]
    assert [check["day"] for check in launch["checks"]] == [30, 60, 90]
    assert ben.get(f"/teams/{team.pk}/launch").json() == launch
