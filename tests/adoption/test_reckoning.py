"""From rows to readiness, next best team, map and what-if: reckoned by the worker, and only if something changed."""

import inspect
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fourleaf.adoption import actions, jobs
from fourleaf.adoption.actions.what_ifs import WAYS
from fourleaf.adoption.characteristics.member import Member
from fourleaf.adoption.course import State
from fourleaf.adoption.models import (
    CheckAnswer,
    Spot,
    SpotTie,
    Team,
    TeamMember,
    TeamReadiness,
    Turn,
    WhatIf,
    WhatIfPiece,
)
from fourleaf.adoption.reading import inputs
from fourleaf.adoption.reading.rosters import interactions, rosters
from fourleaf.conversation import actions as conversation
from fourleaf.people.models import PastFunction, Person, Profession, Site, Skill, Unit
from fourleaf.sheet.models import Pledge
from fourleaf.spaces import actions as spaces
from tests.house import House
from tests.working import work

NINE = (6, 6, 5, 6, 6, 7, 6, 5, 6)


def staff(number: int, unit: Unit, site: Site | None, profession: Profession, *skills: str) -> Person:
    person = Person.objects.create(
        name=f"Person {number}", family_name=f"P{number:03}", unit=unit, site=site, profession=profession
    )
    person.skills.set([Skill.objects.get_or_create(name=skill)[0] for skill in skills])
    PastFunction.objects.create(person=person, title=f"Function {number % 2}")
    return person


@pytest.fixture
def crowd(house: House) -> list[Person]:
    """Eight people of four units, three sites and four professions, each with a skill of their own."""
    sites = [house.amina.site] + [
        Site.objects.create(name=name, city=name, latitude=north, longitude=east, zone=zone)
        for name, north, east, zone in (
            ("Ribera", 39.47, -0.38, "Europe/Madrid"),
            ("Limassol", 34.71, 33.02, "Asia/Nicosia"),
        )
    ]
    units = [Unit.objects.create(name=f"Unit {number}") for number in range(4)]
    professions = [Profession.objects.create(name=f"Profession {number}") for number in range(4)]
    return [
        staff(number, units[number % 4], sites[number % 3], professions[number // 2], f"Skill {number}")
        for number in range(8)
    ]


@pytest.fixture
def whole(house: House, team: Team, crowd: list[Person]) -> Team:
    """A candidate of which everything is known that can be before the leader writes anything."""
    made = actions.make_team(
        actor=house.amina, name="Whole", leader=crowd[0], people=crowd,
        outcome="Letters within a day.", skills={f"skill {number}": 1 for number in range(7)},
    )  # fmt: skip
    past = [
        actions.Work(f"Letter {number}", started_on=date(2026, 1, 1), finished_on=date(2026, 1, 9))
        for number in range(3)
    ]
    actions.add_deliverables(actor=house.ruth, team=made, works=past)
    statement = actions.state_benefits(
        actor=house.ruth, team=made, outcome="Letters leave within a day.", baseline="Nine days.",
        target="One day.", target_on=date(2027, 1, 1), owner=crowd[0], gain="Fewer calls.",
        not_these=["Shorter meetings.", "A new printer."],
    )  # fmt: skip
    for rater, marks in ((crowd[1], (4, 3, 4, 3, 4)), (crowd[2], (4, 3, 3, 3, 4))):
        actions.rate_benefits(actor=rater, statement=statement, marks=marks)
    for number, member in enumerate(crowd[1:]):
        CheckAnswer.objects.create(statement=statement, person=member, is_right=number < 6, keenness=6)
    actions.answer_as_leader(actor=crowd[0], team=made, answers=NINE, counts=True)
    return made


def test_what_changes_a_team_has_its_readiness_reckoned(
    house: House, whole: Team, crowd: list[Person]
) -> None:
    work()
    read = TeamReadiness.objects.get(team=whole)
    scores = read.scores
    assert scores["C1"]["value"] == 1.0
    assert scores["C1"]["gate"] == "passed"
    assert scores["C3"]["gate"] == "passed"
    assert scores["C5"]["value"] == pytest.approx((35 / 40 + 6 / 7) / 2)
    assert scores["C4"]["gate"] == "failed"  # nothing written yet
    assert (read.verdict, read.fix_first) == ("not yet", "C4")
    assert read.facts["departments"] == 4
    assert read.facts["missing"] == []
    conversation.add_post(actor=house.omar, space=house.open, body="Hello.")
    spaces.join(actor=crowd[0], space=house.open)
    conversation.add_post(actor=crowd[0], space=house.open, body="Hello too.")
    Pledge.objects.create(leader=crowd[0], text="I ask here first.", rate=2, from_on=date(2026, 1, 1))
    conversation.add_post(actor=crowd[0], space=house.open, body="Hello again.")
    jobs.reckon_hourly(0)
    work()
    read = TeamReadiness.objects.get(team=whole)
    assert read.verdict == "ready"
    assert read.value is not None
    assert read.low <= read.value <= read.high
    assert (read.rank_low, read.rank_high, read.ranked) == (1, 1, 1)


def test_what_is_unknown_names_the_one_datum_to_collect(team: Team) -> None:
    work()
    read = TeamReadiness.objects.get(team=team)
    assert read.verdict == "not yet"  # two people of one unit and one site cannot be otherwise
    assert read.value is None
    assert read.scores["C4"]["value"] is None
    assert read.low == 0.0
    assert read.ranked == 0


def test_it_is_not_reckoned_again_for_nothing(whole: Team) -> None:
    work()
    before = dict(TeamReadiness.objects.values_list("team", "at"))
    spots = set(Spot.objects.values_list("team", "x", "y"))
    jobs.reckon_hourly(0)
    work()
    assert dict(TeamReadiness.objects.values_list("team", "at")) == before
    assert set(Spot.objects.values_list("team", "x", "y")) == spots
    actions.add_members(actor=whole.leader, team=whole, people=[Person.objects.get(name="Ben Achterberg")])
    work()
    after = dict(TeamReadiness.objects.values_list("team", "at"))
    assert {team for team in after if after[team] != before[team]} == {whole.pk}


def test_answers_of_fewer_than_five_are_not_reckoned_with(whole: Team) -> None:
    for answer in CheckAnswer.objects.all()[:3]:
        answer.delete()
    work()
    score = TeamReadiness.objects.get(team=whole).scores["C5"]
    assert score["value"] is None
    assert TeamReadiness.objects.get(team=whole).facts["knew"] is None


def test_a_leader_who_does_not_let_it_count_is_unknown(whole: Team) -> None:
    actions.answer_as_leader(actor=whole.leader, team=whole, answers=NINE, counts=False)
    work()
    score = TeamReadiness.objects.get(team=whole).scores["C4"]
    assert score["value"] is None
    assert score["low"] == 0.0


def test_only_five_things_of_a_person_are_read(whole: Team) -> None:
    """Never age, sex or ethnicity: the directory has no such columns, and these alone are asked for."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        inputs.inputs_of(list(Team.objects.select_related("launch")))
    read = " ".join(each["sql"] for each in asked)
    columns = {field.column for field in Person._meta.concrete_fields}
    named = {column for column in columns if f'"people_person"."{column}"' in read}
    assert named <= {"id", "unit_id", "site_id", "profession_id", "deactivated_at"}
    assert not {"birth", "sex", "gender", "ethnic", "race", "age"} & {
        part for column in columns for part in str(column).split("_")
    }
    assert "people_contactpoint" not in read


def test_reading_many_teams_asks_no_more(whole: Team) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            inputs.inputs_of(list(Team.objects.select_related("launch")))
        return len(queries)

    few = asked()
    people = list(Person.objects.filter(name__startswith="Person"))
    for number in range(5):
        actions.make_team(actor=people[0], name=f"Team {number}", leader=people[0], people=people[:5])
    assert asked() == few


def test_the_next_best_team_works_with_people_on_the_platform(
    house: House, whole: Team, crowd: list[Person]
) -> None:
    far = [Person.objects.create(name=f"Far {number}") for number in range(8)]
    alone = actions.make_team(actor=far[0], name="Far away", leader=far[0], people=far)
    near = actions.make_team(actor=house.ruth, name="Near", leader=crowd[4], people=[*crowd[4:], *far[:2]])
    actions.move_launch(actor=house.ruth, team=whole, to=State.LAUNCHED)
    work()
    turns = {turn.team_id: turn for turn in Turn.objects.all()}
    assert whole.pk not in turns
    assert turns[near.pk].place < turns[alone.pk].place
    assert turns[near.pk].connected == 6
    assert turns[alone.pk].connected == 2
    assert {turn.rule for turn in turns.values()} == {"rosters"}
    spots = {spot.team_id for spot in Spot.objects.all()}
    assert {whole.pk, near.pk, alone.pk} <= spots
    assert SpotTie.objects.exists()
    for spot in Spot.objects.all():
        assert 0 < spot.x - spot.radius < spot.x + spot.radius < 960
        assert 0 < spot.y - spot.radius < spot.y + spot.radius < 600


def test_a_team_that_stopped_has_no_turn(house: House, team: Team) -> None:
    work()
    assert Spot.objects.filter(team=team).exists()
    begun = actions.make_team(actor=house.ruth, name="Begun", leader=house.ben)
    actions.move_launch(actor=house.ruth, team=begun, to=State.LAUNCHED)
    for each in (team, begun):
        actions.move_launch(actor=house.ruth, team=each, to=State.STOPPED, why="No time.")
    work()
    assert not Spot.objects.filter(team=team).exists()
    # What once was at work stays on the map, crossed out.
    assert Spot.objects.filter(team=begun).exists()
    assert house.ben.pk not in rosters().active
    assert not Turn.objects.filter(team=team).exists()


def test_interactions_count_only_where_the_agreement_says_so(house: House) -> None:
    assert rosters().ties is None
    conversation.add_post(actor=house.amina, space=house.ward, body="And at noon?", root=house.post)
    everybody = {house.amina.pk, house.ben.pk, house.omar.pk}
    found = interactions(everybody)
    # Ben has answered Amina once; one answer is no tie, and oneself is none.
    assert found == {}
    conversation.add_post(actor=house.ben, space=house.ward, body="At noon too.", root=house.post)
    assert list(interactions(everybody).values()) == [0.5]
    root = conversation.add_post(actor=house.ben, space=house.ward, body="And now?")
    conversation.add_post(actor=house.amina, space=house.ward, body="Now.", root=root)
    pair = min(house.amina.pk, house.ben.pk), max(house.amina.pk, house.ben.pk)
    assert interactions(everybody) == {pair: 1.0}
    assert interactions({house.omar.pk}) == {}


def test_nothing_keeps_who_works_with_whom() -> None:
    """Pairs live in the worker's memory: no model of adoption joins two people but by a role that it names."""
    assert not [
        field.name
        for model in (Turn, Spot, SpotTie, TeamReadiness, WhatIf, WhatIfPiece)
        for field in model._meta.concrete_fields
        if field.related_model is Person and field.name != "by"
    ]


def test_a_simulation_killed_half_way_goes_on_and_ends_the_same(
    house: House, whole: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.adoption.actions.what_ifs.WEEKS", 8)
    first = actions.ask_what_if(actor=house.ruth)
    work()
    first.refresh_from_db()
    assert first.done_at is not None
    assert set(first.outcome) == {*WAYS, "real"}
    assert first.pieces == first.pieces_of == 6
    assert not first.kept.exists()

    second = actions.ask_what_if(actor=house.ruth)
    keep = actions.keep_piece
    kept: list[object] = []

    def killed(**piece: object) -> None:
        if len(kept) == 3:
            raise KeyboardInterrupt
        keep(**piece)  # type: ignore[arg-type]
        kept.append(piece)

    monkeypatch.setattr(actions, "keep_piece", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.play_what_if(what_if=str(second.pk))
    second.refresh_from_db()
    assert (second.pieces, second.done_at) == (3, None)
    monkeypatch.setattr(actions, "keep_piece", keep)
    jobs.play_what_if(what_if=str(second.pk))
    second.refresh_from_db()
    assert second.outcome == first.outcome


def test_pieces_of_another_network_are_dropped(
    house: House, whole: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.adoption.actions.what_ifs.WEEKS", 4)
    asked = actions.ask_what_if(actor=house.ruth)
    WhatIfPiece.objects.create(what_if=asked, way="next", number=0, mark="old", share=[[1.0]])
    work()
    asked.refresh_from_db()
    assert asked.done_at is not None
    assert asked.outcome["next"]["runs"] == 50
    assert len(asked.outcome["next"]["bands"][0]) == 5


def test_a_what_if_without_teams_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house_guru(house)
    asked = actions.ask_what_if(actor=house.ruth)
    work()
    asked.refresh_from_db()
    assert asked.failed_at is not None


def house_guru(house: House) -> None:
    from_on = date(2020, 1, 1)
    house.ruth.organisation_roles.create(role="guru", from_on=from_on)


def test_members_of_a_team_are_all_that_is_known_of_it(team: Team) -> None:
    """What is read of people stands in `Member`; a new field there must be argued for here."""
    fields = set(inspect.signature(Member).parameters)
    assert fields == {"key", "department", "site", "function", "skills", "held"}
    assert TeamMember.objects.filter(team=team).exists()
