"""Pages of teams: who reads them, what they say, what they refuse, and how many queries they take."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourleaf.adoption import actions
from fourleaf.adoption.course import State
from fourleaf.adoption.models import (
    BenefitStatement,
    CheckAnswer,
    Deliverable,
    FirstWin,
    Launch,
    LaunchCheck,
    LeaderAnswers,
    Mode,
    Place,
    Team,
)
from fourleaf.conversation import actions as conversation
from fourleaf.kit import time
from fourleaf.people.actions import give_role
from fourleaf.people.models import OrganisationRole, Person
from tests.house import House

AsPerson = Callable[[Person], Client]
TEAM_PAGES = (
    "team",
    "team-launch",
    "team-benefits",
    "team-people",
    "team-works",
    "team-first-win",
    "team-afterwards",
)


def page(browser: Client, name: str, *args: object, status: int = 200) -> str:
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == status
    return answer.content.decode()


def sent(browser: Client, view: str, /, *args: object, **fields: Any) -> int:
    return browser.post(reverse(view, args=args), fields).status_code


def test_the_plan_shows_staff_four_things_and_no_more(house: House, team: Team, as_person: AsPerson) -> None:
    seen = page(as_person(house.omar), "teams")
    assert "Night falls" in seen
    assert house.amina.name in seen
    assert "Candidate" in seen
    for hidden in ("Fewer falls at night", house.ben.name, f"/teams/{team.pk}/"):
        assert hidden not in seen
    assert f"/teams/{team.pk}/" in page(as_person(house.ben), "teams")
    page(as_person(house.maria), "teams", status=404)
    page(as_person(house.maria), "team-new", status=404)


def test_every_page_of_a_team_is_for_its_people_and_stewards(
    house: House, team: Team, as_person: AsPerson
) -> None:
    for name in TEAM_PAGES:
        for who in (house.amina, house.ben, house.ruth):
            assert "Only <b>this team</b>" in page(as_person(who), name, team.pk)
        page(as_person(house.omar), name, team.pk, status=404)


def test_members_read_and_do_not_change(house: House, team: Team, as_person: AsPerson) -> None:
    ben = as_person(house.ben)
    assert sent(ben, "team-change", team.pk, name="x", leader=house.ben.name) == 403
    assert sent(ben, "team-launch", team.pk, to="launched") == 403
    assert sent(ben, "team-day", team.pk, begins_on="") == 403
    assert sent(ben, "team-benefits", team.pk, outcome="x") == 403
    assert sent(ben, "team-people", team.pk, people="Omar Said") == 403
    assert sent(ben, "team-skills", team.pk, skills="x") == 403
    assert sent(ben, "team-works", team.pk, name="x") == 403
    assert sent(ben, "team-leader", team.pk) == 403
    assert sent(as_person(house.amina), "team-recognition", team.pk) == 403


def test_a_team_is_put_forward_by_names(house: House, as_person: AsPerson) -> None:
    omar = as_person(house.omar)
    fields = {
        "name": "Rota",
        "leader": "omar said",
        "people": "ben@marigold.example\nM-Ruth",
        "skills": "Rota: 2",
    }
    assert sent(omar, "team-new", **fields) == 302
    team = Team.objects.get(name="Rota")
    assert set(team.members.values_list("person", flat=True)) == {house.omar.pk, house.ben.pk, house.ruth.pk}
    answer = omar.post(
        reverse("team-new"), fields | {"people": "Nobody\nBen Achterberg", "skills": "Rota: much"}
    )
    assert answer.status_code == 422
    assert "Nobody who works here has the name, address or number “Nobody”." in answer.content.decode()
    unit = house.ben.unit_id
    assert sent(omar, "team-new", name="All of us", leader="Omar Said", unit=unit) == 302
    everybody = Person.objects.filter(unit=unit, kind="staff").count()
    assert Team.objects.get(name="All of us").members.count() == everybody


def test_teams_come_from_a_file(house: House, as_person: AsPerson) -> None:
    ruth = as_person(house.ruth)
    good = SimpleUploadedFile("teams.csv", b"team,person,leads\nA,Ben Achterberg,yes\nB,Omar Said,yes\n")
    assert sent(ruth, "teams-new", file=good) == 302
    assert Team.objects.count() == 2
    bad = SimpleUploadedFile("teams.csv", b"team,person,leads\nC,Ben Achterberg,yes\nC,Somebody,\n")
    answer = ruth.post(reverse("teams-new"), {"file": bad})
    assert answer.status_code == 422
    assert "Line 3: Nobody who works here" in answer.content.decode()
    assert Team.objects.count() == 2


def test_the_leader_changes_all_of_it(house: House, team: Team, as_person: AsPerson) -> None:
    amina = as_person(house.amina)
    fields = {
        "name": "Night falls", "leader": "Amina Yusuf", "outcome": "None.", "coach": "Ruth Abrams",
        "starts_on": "2026-11-01", "due_on": "2027-02-01", "stop_rule": "nobody writes",
    }  # fmt: skip
    assert sent(amina, "team-change", team.pk, **fields) == 302
    assert sent(amina, "team-change", team.pk, **fields | {"due_on": "2026-10-01"}) == 422
    assert sent(amina, "team-skills", team.pk, skills="Falls: 3\nRails") == 302
    assert sent(amina, "team-people", team.pk, people="Omar Said") == 302
    work = {"name": "Audit", "started_on": "2026-01-05", "finished_on": "2026-02-05", "hours": "40"}
    assert sent(amina, "team-works", team.pk, **work) == 302
    assert sent(amina, "team-works", team.pk, **work | {"finished_on": "2026-01-01"}) == 422
    file = SimpleUploadedFile("w.csv", b"name,started_on,finished_on\nCard,2026-01-01,2026-01-09\n")
    assert sent(amina, "team-works", team.pk, what="file", file=file) == 302
    shown = page(amina, "team", team.pk)
    for text in ("None.", "Ruth Abrams", "nobody writes", "2 finished pieces of work", "3 people"):
        assert text in shown, text
    removed = Deliverable.objects.get(name="Card")
    assert sent(amina, "team-work-removal", team.pk, removed.pk) == 302
    member = team.members.get(person=house.omar)
    assert sent(as_person(house.omar), "team-leaving", team.pk, member.pk) == 302
    page(as_person(house.omar), "team", team.pk, status=404)


def test_from_candidate_to_first_win(house: House, team: Team, as_person: AsPerson) -> None:
    amina, ben = as_person(house.amina), as_person(house.ben)
    shown = page(amina, "team-launch", team.pk)
    assert "You can begin today. These claims will then be impossible:" in shown
    day = (time.now() + timedelta(days=3)).date().isoformat()
    assert sent(amina, "team-day", team.pk, begins_on=day) == 302
    assert sent(amina, "team-day", team.pk, begins_on="2020-01-01") == 422
    assert sent(amina, "team-launch", team.pk, to="steady") == 422
    assert sent(amina, "team-launch", team.pk, to="stopped") == 422
    assert sent(amina, "team-launch", team.pk, to="launched", why="Now.") == 302
    assert "Nothing finished yet" in page(ben, "team-first-win", team.pk)
    space = Place.objects.get(launch_id=team.pk).space
    post = conversation.add_post(actor=house.ben, space=space, body="Low rails for all.")
    conversation.mark_post(actor=house.ben, post=post, kind="decision")
    assert "A decision was written down" in page(ben, "team-first-win", team.pk)
    assert sent(ben, "team-first-win", team.pk, win="nothing") == 422
    assert sent(ben, "team-first-win", team.pk, win=f"decision:{post.pk}") == 302
    assert FirstWin.objects.get().by == house.ben
    for name in ("team", "team-launch"):
        assert "It is written down where everybody of the team finds it." in page(ben, name, team.pk)
    assert sent(amina, "team-check", team.pk, 30, shows="yes", goes_on="as_is") == 302
    assert LaunchCheck.objects.get(day=30).answered_by == house.amina
    assert sent(ben, "team-check", team.pk, 60, shows="yes", goes_on="as_is") == 403
    page(amina, "team-check", team.pk, 31, status=404)
    assert sent(amina, "team-launch", team.pk, to="steady") == 302
    assert sent(ben, "team-afterwards", team.pk, text="The rota.") == 302
    assert "The rota." in page(amina, "team-afterwards", team.pk)


def test_benefits_are_stated_rated_and_recognised(house: House, team: Team, as_person: AsPerson) -> None:
    amina, ben, ruth = (as_person(who) for who in (house.amina, house.ben, house.ruth))
    fields = {
        "outcome": "Half as many falls",
        "baseline": "14",
        "other": "Fewer mails",
        "another": "Looking modern",
    }
    assert sent(amina, "team-benefits", team.pk, **fields | {"another": ""}) == 422
    assert sent(amina, "team-benefits", team.pk, **fields) == 302
    statement = BenefitStatement.objects.get()
    marks = dict.fromkeys(("outcome", "baseline", "target", "owner", "gain"), "3") | {
        "statement": statement.pk
    }
    assert sent(ben, "team-rating", team.pk, **marks | {"gain": "5"}) == 422
    assert sent(ben, "team-rating", team.pk, **marks) == 302
    assert "1 of two people have rated it" in page(ruth, "team-benefits", team.pk)
    assert sent(ruth, "team-rating", team.pk, **marks) == 302
    assert "weighted κ" in page(amina, "team-benefits", team.pk)
    answer = {"statement": statement.pk, "picked": "Half as many falls", "keenness": "6"}
    assert sent(ben, "team-recognition", team.pk, **answer | {"picked": "Else"}) == 422
    assert sent(ben, "team-recognition", team.pk, **answer) == 302
    assert CheckAnswer.objects.get().is_right
    assert "1 member has answered." in page(amina, "team-benefits", team.pk)
    items = {f"item_{n}": "7" for n in range(9)}
    assert sent(amina, "team-leader", team.pk, **items | {"item_3": "9"}) == 422
    assert sent(amina, "team-leader", team.pk, **items) == 302
    assert not LeaderAnswers.objects.get().counts
    assert 'value="7" id="id_item_0_6" checked' in page(amina, "team-leader", team.pk).replace(
        ' class="scale"', ""
    ).replace(" required", "")


def test_the_mode_and_guests_have_pages(house: House, team: Team, as_person: AsPerson) -> None:
    give_role(
        actor=None, person=house.ruth, role=OrganisationRole.Role.ADMINISTRATOR, from_on=date(2020, 1, 1)
    )
    ruth, ben = as_person(house.ruth), as_person(house.ben)
    assert "Decide" not in page(ben, "teams-mode")
    assert sent(ben, "teams-mode", kind="teams", sure="on") == 403
    assert sent(ruth, "teams-mode", kind="teams") == 422
    assert sent(ruth, "teams-mode", kind="teams", sure="on", why="Begin small.") == 302
    assert Mode.objects.get().kind == "teams"
    assert "Begin small." in page(ben, "teams-mode")
    page(ben, "teams-guests", status=403)
    assert sent(ruth, "teams-guests", person="Omar Said", why="To look.") == 302
    assert sent(ruth, "teams-guests", person="Nobody", why="To look.") == 422
    assert "To look." in page(ruth, "teams-guests")


def queries(browser: Client, name: str, *args: object) -> int:
    page(browser, name, *args)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        page(browser, name, *args)
    return len(caught)


def test_queries_do_not_grow_with_teams_and_people(house: House, team: Team, as_person: AsPerson) -> None:
    amina = as_person(house.amina)
    names = ("team", "team-people", "team-launch", "team-works")
    before = {"teams": queries(amina, "teams"), **{name: queries(amina, name, team.pk) for name in names}}
    for number in range(5):
        actions.make_team(actor=house.amina, name=f"Team {number}", leader=house.amina, people=[house.ben])
    actions.add_members(actor=house.amina, team=team, people=[house.omar, house.gwen, house.ruth])
    actions.add_deliverables(actor=house.amina, team=team, works=[actions.Work(f"W{n}") for n in range(9)])
    after = {"teams": queries(amina, "teams"), **{name: queries(amina, name, team.pk) for name in names}}
    assert after == before


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_its_pages(house: House, team: Team, as_person: AsPerson, state: State) -> None:
    actions.move_launch(actor=house.amina, team=team, to=State.LAUNCHED)
    if state in (State.STOPPED, State.REVIEWED):
        actions.move_launch(actor=house.amina, team=team, to=State.STOPPED, why="x")
    if state is State.REVIEWED:
        actions.move_launch(actor=house.amina, team=team, to=State.REVIEWED)
    Launch.objects.filter(pk=team.pk).update(state=state)
    browser = as_person(house.amina)
    for name in ("team", "team-launch"):
        assert str(state.label) in page(browser, name, team.pk)
