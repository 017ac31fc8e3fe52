"""Teams are put forward, changed and left; who is outside sees the plan and nothing else."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from fourleaf.adoption import actions
from fourleaf.adoption.actions import Work
from fourleaf.adoption.course import State
from fourleaf.adoption.models import Deliverable, Team, TeamMember
from fourleaf.chronicle.models import Entry
from fourleaf.kit import time
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people import actions as people
from fourleaf.people.models import Person
from tests.house import House
from tests.sharing.conftest import Ask

Raw = Callable[[Person], Ask]
TABLES = ("charter", "requiredskill", "teammember", "launchstep")


def test_whoever_works_here_puts_a_team_forward(house: House, team: Team) -> None:
    assert team.launch.state == State.CANDIDATE
    assert set(team.members.values_list("person__name", flat=True)) == {house.amina.name, house.ben.name}
    assert dict(team.required_skills.values_list("name", "weight")) == {"Falls": 2, "Night care": 1}
    step = team.launch.steps.get()
    assert (step.before, step.after, step.by) == ("", State.CANDIDATE, house.amina)
    deeds = Entry.objects.filter(facts__team=str(team.pk)).order_by("at", "id")
    assert [deed.name for deed in deeds] == ["TeamPutForward", "TeamMemberAdded", "TeamMemberAdded"]
    with pytest.raises(Refused):
        actions.make_team(actor=house.maria, name="Patients", leader=house.maria)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"outcome": "x" * 1001}, "outcome"),
        ({"skills": {"Falls": 0}}, "skills"),
        ({"skills": {"x" * 61: 1}}, "skills"),
        ({"starts_on": date(2026, 5, 1), "due_on": date(2026, 4, 1)}, "due_on"),
    ],
)
def test_what_cannot_be_is_said_with_its_field(house: House, given: dict[str, object], field: str) -> None:
    values: dict[str, object] = {"name": "Falls", **given}
    with pytest.raises(Invalid) as refusal:
        actions.make_team(actor=house.amina, leader=house.amina, **values)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_patients_bots_and_leavers_are_in_no_team(house: House, team: Team) -> None:
    bot = people.add_bot(actor=house.amina, name="Watch")
    people.deactivate_person(actor=None, person=house.omar)
    for who in (house.maria, bot, house.omar):
        with pytest.raises(Invalid):
            actions.add_members(actor=house.amina, team=team, people=[who])


def test_visible_to_is_for_members_leader_and_stewards(house: House, team: Team) -> None:
    seen = {
        person.name: (
            Team.objects.planned_for(person).exists(),
            Team.objects.visible_to(person).exists(),
            Team.objects.kept_by(person).exists(),
        )
        for person in (house.amina, house.ben, house.ruth, house.omar, house.maria)
    }
    assert seen == {
        house.amina.name: (True, True, True),
        house.ben.name: (True, True, False),
        house.ruth.name: (True, True, True),
        house.omar.name: (True, False, False),
        house.maria.name: (False, False, False),
    }


def test_the_database_says_the_same(house: House, team: Team, raw: Raw) -> None:
    for person, plan, all_of_it in (
        (house.amina, 1, True), (house.ben, 1, True), (house.ruth, 1, True), (house.omar, 1, False),
        (house.maria, 0, False),
    ):  # fmt: skip
        for table in ("team", "launch"):
            assert raw(person)(f"select count(*) from adoption_{table}") == [(plan,)], person.name
        for table in TABLES:
            [(count,)] = raw(person)(f"select count(*) from adoption_{table}")
            assert bool(count) is all_of_it, (person.name, table)


@pytest.mark.parametrize(
    ("who", "statement"),
    [
        ("omar", "update adoption_team set name = 'Mine' where id = '{team}'"),
        ("ben", "update adoption_team set leader_id = '{me}' where id = '{team}'"),
        ("ben", "update adoption_launch set state = 'launched'"),
        ("ben", "update adoption_charter set outcome = 'x'"),
        ("ben", "delete from adoption_deliverable"),
    ],
)
def test_who_only_belongs_changes_nothing(
    house: House, team: Team, raw: Raw, who: str, statement: str
) -> None:
    actions.add_deliverables(actor=house.amina, team=team, works=[Work("Plan")])
    me: Person = getattr(house, who)
    assert raw(me)(statement.format(team=team.pk, me=me.pk)) == [0]


@pytest.mark.parametrize(
    "statement",
    [
        "insert into adoption_teammember (id, team_id, person_id, since)"
        " values (gen_random_uuid(), '{team}', '{me}', now())",
        "insert into adoption_team (id, name, leader_id, put_forward_by_id, made_at)"
        " values (gen_random_uuid(), 'x', '{me}', '{amina}', now())",
        "insert into adoption_launchstep (id, launch_id, before, after, by_id, at, why, without)"
        " values (gen_random_uuid(), '{team}', '', 'launched', '{me}', now(), '', '{{}}')",
        "update adoption_team set put_forward_by_id = '{me}'",
        "insert into adoption_mode (id, kind, by_id, at, why) values (gen_random_uuid(), 'teams', '{me}', now(), '')",
        "insert into adoption_guest (id, person_id, by_id, at, why)"
        " values (gen_random_uuid(), '{me}', '{me}', now(), 'x')",
    ],
)
def test_an_outsider_lets_nobody_in(house: House, team: Team, raw: Raw, statement: str) -> None:
    with pytest.raises(DatabaseError):
        raw(house.omar)(statement.format(team=team.pk, me=house.omar.pk, amina=house.amina.pk))


def test_who_put_a_team_forward_keeps_it_until_it_is_taken_up(house: House, raw: Raw) -> None:
    team = actions.make_team(actor=house.omar, name="Rota", leader=house.amina, people=[house.ben])
    actions.add_members(actor=house.omar, team=team, people=[house.gwen])
    assert raw(house.omar)("select count(*) from adoption_teammember") == [(3,)]
    team.launch.state = State.READY
    team.launch.save()
    assert not Team.objects.visible_to(house.omar).exists()
    assert raw(house.omar)("select count(*) from adoption_teammember") == [(0,)]
    with pytest.raises(Refused):
        actions.add_members(actor=house.omar, team=team, people=[house.ruth])


def test_the_leader_changes_it_and_members_do_not(house: House, team: Team) -> None:
    given: dict[str, Any] = {"team": team, "name": "Falls", "outcome": "None at all."}
    with pytest.raises(Refused):
        actions.change_team(actor=house.ben, leader=house.ben, **given)
    actions.change_team(actor=house.amina, leader=house.gwen, **given)
    team.refresh_from_db()
    assert (team.name, team.leader, team.charter.outcome) == ("Falls", house.gwen, "None at all.")
    assert team.members.filter(person=house.gwen).exists()
    fresh = Team.objects.get(pk=team.pk)
    assert Team.objects.kept_by(house.amina).filter(pk=fresh.pk).exists()  # who put it forward


def test_members_leave_and_see_nothing_more(house: House, team: Team, raw: Raw) -> None:
    member = team.members.get(person=house.ben)
    with pytest.raises(Refused):
        actions.end_team_membership(actor=house.omar, member=member)
    actions.end_team_membership(actor=house.ben, member=member)
    actions.end_team_membership(actor=house.ben, member=member)
    assert not Team.objects.visible_to(house.ben).exists()
    assert raw(house.ben)("select count(*) from adoption_teammember") == [(1,)]  # their own, of the past
    assert raw(house.ben)("select count(*) from adoption_charter") == [(0,)]
    assert Entry.objects.filter(name="TeamMemberLeft").count() == 1
    with pytest.raises(Invalid):
        actions.end_team_membership(actor=house.amina, member=team.members.get(person=house.amina))
    assert actions.add_members(actor=house.amina, team=team, people=[house.ben, house.amina]) == 1
    assert team.members.filter(person=house.ben).count() == 2


def test_a_person_in_forty_teams_and_a_team_of_one(house: House) -> None:
    for number in range(40):
        actions.make_team(actor=house.amina, name=f"Team {number}", leader=house.amina)
    assert TeamMember.objects.standing().filter(person=house.amina).count() == 40
    assert Team.objects.visible_to(house.amina).count() == 40


def test_past_work_keeps_its_days_and_hours(house: House, team: Team) -> None:
    day = date(2026, 3, 2)
    [made] = actions.add_deliverables(
        actor=house.amina, team=team,
        works=[Work("Audit", started_on=day, finished_on=day + timedelta(days=9), major_revisions=3, hours=40.5)],
    )  # fmt: skip
    assert made.days == 10
    assert list(team.deliverables.past()) == [made]
    actions.remove_deliverable(actor=house.amina, deliverable=made)
    assert not Deliverable.objects.exists()


@pytest.mark.parametrize(
    ("work", "field"),
    [
        (Work(" "), "name"),
        (Work("A", finished_on=date(2026, 1, 1)), "started_on"),
        (Work("A", started_on=date(2026, 1, 2), finished_on=date(2026, 1, 1)), "finished_on"),
        (Work("A", started_on=date(2026, 1, 2), finished_on=date(2099, 1, 1)), "finished_on"),
        (Work("A", hours=-1), "hours"),
        (Work("A", hours=float("nan")), "hours"),
        (Work("A", major_revisions=-1), "major_revisions"),
    ],
)
def test_no_work_takes_less_than_nothing(house: House, team: Team, work: Work, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.add_deliverables(actor=house.amina, team=team, works=[work])
    assert refusal.value.field == field
    assert not Deliverable.objects.exists()


def test_what_somebody_leaves_behind_is_ended_with_them(house: House, team: Team) -> None:
    people.deactivate_person(actor=None, person=house.ben)
    assert house.ben not in [member.person for member in team.members.standing()]
    assert time.now() >= team.made_at
