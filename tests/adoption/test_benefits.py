"""Benefits are stated, rated by two who do not see each other's marks, and recognised; answers stay one's own."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError

from fourleaf.adoption import actions
from fourleaf.adoption.models import BenefitRating, BenefitStatement, CheckAnswer, LeaderAnswers, Mode, Team
from fourleaf.adoption.preparing import Check, agreement, check_of, leader_mean, prepared
from fourleaf.kit import identity
from fourleaf.kit.refusals import Invalid, Refused
from fourleaf.people.actions import add_person, give_role
from fourleaf.people.models import OrganisationRole, Person
from tests.house import House
from tests.sharing.conftest import Ask

Raw = Callable[[Person], Ask]
OTHERS = ("Everybody reads fewer mails", "The hospital looks modern")


@pytest.fixture
def statement(house: House, team: Team) -> BenefitStatement:
    return actions.state_benefits(
        actor=house.amina, team=team, outcome="Half as many falls at night", baseline="14 a quarter",
        target="7 a quarter", target_on=date(2027, 3, 31), owner=house.ben, gain="Quieter nights",
        not_these=OTHERS,
    )  # fmt: skip


def test_a_statement_said_anew_leaves_the_old_one(
    house: House, team: Team, statement: BenefitStatement
) -> None:
    new = actions.state_benefits(actor=house.amina, team=team, outcome="No falls")
    assert list(team.statements.all()) == [new, statement]
    with pytest.raises(Invalid):
        actions.rate_benefits(actor=house.ben, statement=statement, marks=[4] * 5)
    with pytest.raises(Refused):
        actions.state_benefits(actor=house.ben, team=team, outcome="x")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": " "}, "outcome"),
        ({"gain": "x" * 301}, "gain"),
        ({"not_these": ["One"]}, "not_these"),
        ({"not_these": ["Falls", "falls"]}, "not_these"),
    ],
)
def test_what_is_no_statement_is_said(house: House, team: Team, given: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.state_benefits(actor=house.amina, team=team, **{"outcome": "Falls", **given})  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_two_rate_and_see_each_other_s_marks_only_then(
    house: House, statement: BenefitStatement, raw: Raw
) -> None:
    count = "select count(*) from adoption_benefitrating"
    with pytest.raises(Refused):
        actions.rate_benefits(actor=house.amina, statement=statement, marks=[4] * 5)
    with pytest.raises(Refused):
        actions.rate_benefits(actor=house.omar, statement=statement, marks=[4] * 5)
    actions.rate_benefits(actor=house.ben, statement=statement, marks=[4, 3, 3, 4, 2])
    assert (raw(house.ben)(count), raw(house.amina)(count), raw(house.ruth)(count)) == (
        [(1,)],
        [(0,)],
        [(0,)],
    )
    actions.rate_benefits(actor=house.ruth, statement=statement, marks=[4, 3, 2, 4, 2])
    assert (raw(house.ben)(count), raw(house.amina)(count), raw(house.omar)(count)) == (
        [(2,)],
        [(2,)],
        [(0,)],
    )
    kappa = agreement([rating.marks for rating in statement.ratings.all()])
    assert kappa is not None
    assert 0.8 < kappa < 1
    with pytest.raises(DatabaseError):
        raw(house.amina)(
            "insert into adoption_benefitrating (id, statement_id, rater_id, outcome, baseline, target, owner, gain,"
            " at)"
            " values (gen_random_uuid(), %s, %s, 4, 4, 4, 4, 4, now())",
            statement.pk, house.amina.pk,
        )  # fmt: skip


@pytest.mark.parametrize("marks", [[4] * 4, [5] * 5, [-1, 0, 0, 0, 0]])
def test_marks_are_five_of_0_to_4(house: House, statement: BenefitStatement, marks: list[int]) -> None:
    with pytest.raises(Invalid):
        actions.rate_benefits(actor=house.ben, statement=statement, marks=marks)
    assert not BenefitRating.objects.exists()


def crew(house: House, team: Team, many: int) -> list[Person]:
    people = [
        add_person(actor=None, name=f"Nurse {number}", email=f"nurse{number}@marigold.example")
        for number in range(many)
    ]
    actions.add_members(actor=house.amina, team=team, people=people)
    return people


def test_of_fewer_than_five_answers_nothing_is_told(
    house: House, team: Team, statement: BenefitStatement, raw: Raw
) -> None:
    people = crew(house, team, 5)
    ask = "select answered, knew, raters, keenness from lock.benefit_check(%s)"
    for person in people[:4]:
        actions.answer_check(actor=person, statement=statement, picked=statement.outcome, keenness=6)
    assert raw(house.amina)(ask, statement.pk) == [(4, None, None, None)]
    actions.answer_check(actor=people[4], statement=statement, picked=OTHERS[0])
    assert raw(house.amina)(ask, statement.pk) == [(5, 4, None, None)]
    assert raw(house.omar)(ask, statement.pk) == [(0, None, None, None)]
    assert raw(house.amina)("select count(*) from adoption_checkanswer") == [(0,)]
    assert raw(people[0])("select count(*) from adoption_checkanswer") == [(1,)]
    actions.answer_check(actor=people[4], statement=statement, picked=OTHERS[0], keenness=2)
    assert raw(house.ben)(ask, statement.pk) == [(5, 4, 5, 5.2)]
    assert CheckAnswer.objects.count() == 5


def test_the_leader_and_outsiders_are_not_asked(house: House, statement: BenefitStatement) -> None:
    for who in (house.amina, house.omar, house.ruth):
        with pytest.raises(Refused):
            actions.answer_check(actor=who, statement=statement, picked=statement.outcome)
    with pytest.raises(Invalid):
        actions.answer_check(actor=house.ben, statement=statement, picked="Something else")
    with pytest.raises(Invalid):
        actions.answer_check(actor=house.ben, statement=statement, picked=statement.outcome, keenness=8)


def test_the_leader_s_answers_are_the_leader_s(house: House, team: Team, raw: Raw) -> None:
    def mean(person: Person) -> float | None:
        identity.become(person.pk)
        found = raw(person)("select lock.leader_mean(%s)", team.pk)
        return found[0][0] if found else None

    with pytest.raises(Refused):
        actions.answer_as_leader(actor=house.ben, team=team, answers=[7] * 9, counts=True)
    for wrong in ([7] * 8, [0] * 9, [8] * 9):
        with pytest.raises(Invalid):
            actions.answer_as_leader(actor=house.amina, team=team, answers=wrong, counts=True)
    actions.answer_as_leader(actor=house.amina, team=team, answers=[6] * 9, counts=False)
    assert (mean(house.amina), mean(house.ruth), mean(house.ben)) == (6, None, None)
    actions.answer_as_leader(actor=house.amina, team=team, answers=[5] * 9, counts=True)
    assert (mean(house.amina), mean(house.ruth), mean(house.omar)) == (5, 5, None)
    assert LeaderAnswers.objects.count() == 1
    for who in (house.ben, house.ruth):
        assert raw(who)("select count(*) from adoption_leaderanswers") == [(0,)]


def test_what_is_prepared_is_counted(house: House, team: Team, statement: BenefitStatement) -> None:
    assert prepared(team).ratings == 0
    assert check_of(None) == Check()
    assert leader_mean(team) is None
    assert agreement([[4] * 5]) is None


def test_the_mode_is_decided_by_administrators_and_leaders(house: House, team: Team) -> None:
    give_role(actor=None, person=house.amina, role=OrganisationRole.Role.LEADER, from_on=date(2020, 1, 1))
    for who in (house.ruth, house.ben, house.maria):
        with pytest.raises(Refused):
            actions.set_mode(actor=who, kind=Mode.Kind.TEAMS)
    with pytest.raises(Invalid):
        actions.set_mode(actor=house.amina, kind=Mode.Kind.OPEN)
    actions.set_mode(actor=house.amina, kind=Mode.Kind.TEAMS, why="Begin small.")
    guest = actions.let_guest_in(actor=house.ruth, person=house.omar, why="Asked to look.")
    with pytest.raises(Invalid):
        actions.let_guest_in(actor=house.ruth, person=house.omar, why="Again.")
    with pytest.raises(Refused):
        actions.end_guest_stay(actor=house.ben, guest=guest)
    actions.end_guest_stay(actor=house.ruth, guest=guest)
    assert Mode.objects.count() == 1
