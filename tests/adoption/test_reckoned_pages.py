"""Readiness, candidates side by side, the map, what-if and the overview: who sees them, and what they say."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourleaf.adoption import actions
from fourleaf.adoption.course import State
from fourleaf.adoption.models import Spot, Team, TeamReadiness, Turn, WhatIf
from fourleaf.adoption.showing.atlas import MOST_STEPS, grain_of, state_at
from fourleaf.adoption.showing.curves import compared, panels
from fourleaf.adoption.showing.turns import reason_of
from fourleaf.kit import time
from fourleaf.people.models import Person
from tests.api.caller import Caller, problem
from tests.house import House
from tests.sharing.conftest import Ask
from tests.working import work

AsPerson = Callable[[Person], Client]

BANDS = [[0.0, 0.1, 0.2], [0.0, 0.2, 0.3], [0.0, 0.3, 0.6], [0.0, 0.4, 0.7], [0.0, 0.5, 0.8]]
NEXT = {"bands": BANDS, "half": [1.0, 2.0, None], "runs": 50}
OPEN = {"bands": [[0.1, 0.05, 0.0]] * 5, "half": [None, None, None], "runs": 50}


@pytest.fixture
def played(house: House, team: Team) -> WhatIf:
    return WhatIf.objects.create(
        by=house.ruth, ways=["next", "open"], weeks=2, done_at=time.now(), people=6, teams=1,
        outcome={"next": NEXT, "open": OPEN, "real": {"shares": [0.0, 0.1], "bass": None}},
    )  # fmt: skip


def test_a_team_reads_how_ready_it_is(house: House, team: Team, as_person: AsPerson) -> None:
    work()
    page = as_person(house.ben).get(f"/teams/{team.pk}/readiness/")
    assert page.status_code == 200
    told = page.content.decode()
    assert "Not yet" in told
    assert "2 of" not in told.split("</h2>")[0]
    assert "1 department." in told
    assert "Only you see this" not in told
    assert "Only you see this" in as_person(house.amina).get(f"/teams/{team.pk}/readiness/").content.decode()
    assert as_person(house.omar).get(f"/teams/{team.pk}/readiness/").status_code == 404


def test_what_a_leader_answered_is_on_nobody_elses_page(
    house: House, team: Team, as_person: AsPerson
) -> None:
    actions.answer_as_leader(actor=house.amina, team=team, answers=(7, 7, 7, 7, 7, 7, 7, 7, 1), counts=False)
    work()
    own = as_person(house.amina).get(f"/teams/{team.pk}/readiness/").content.decode()
    assert "6.3 of 7" in own
    for other in (house.ben, house.ruth):
        assert "6.3" not in as_person(other).get(f"/teams/{team.pk}/readiness/").content.decode()


def test_a_team_that_nobody_has_reckoned_says_when(house: House, team: Team, as_person: AsPerson) -> None:
    assert "Not reckoned yet" in as_person(house.ben).get(f"/teams/{team.pk}/readiness/").content.decode()


def test_stewards_compare_all_others_their_own(house: House, team: Team, as_person: AsPerson) -> None:
    other = actions.make_team(actor=house.omar, name="Rota board", leader=house.omar, people=[house.gwen])
    work()
    assert TeamReadiness.objects.count() == 2

    def seen_by(who: Person) -> list[bool]:
        page = as_person(who).get("/teams/comparison/").content.decode()
        return [name in page for name in (team.name, other.name)]

    seen = {who.name: seen_by(who) for who in (house.ruth, house.ben, house.omar)}
    assert seen == {"Ruth Abrams": [True, True], "Ben Achterberg": [True, False], "Omar Said": [False, True]}
    assert as_person(house.maria).get("/teams/comparison/").status_code == 404


@pytest.mark.parametrize("address", ["/teams/comparison/", "/teams/map/", "/teams/overview/", "/teams/"])
def test_more_teams_ask_no_more_of_the_database(
    address: str, house: House, team: Team, as_person: AsPerson
) -> None:
    work()
    browser = as_person(house.ruth)
    browser.get(address)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    few = asked()
    for number in range(4):
        made = actions.make_team(
            actor=house.ruth, name=f"Team {number}", leader=house.ben, people=[house.gwen]
        )
        if number % 2:
            actions.move_launch(actor=house.ruth, team=made, to=State.LAUNCHED)
    work()
    # A launch that is late adds a kind of need, not a query for each.
    assert asked() <= few + 1


def test_the_map_shows_teams_and_days_and_nobody(house: House, team: Team, as_person: AsPerson) -> None:
    with time.at(time.now() - timedelta(days=40)):
        actions.move_launch(actor=house.ruth, team=team, to=State.LAUNCHED)
    later = actions.make_team(actor=house.omar, name="Rota board", leader=house.omar, people=[house.gwen])
    work()
    assert Spot.objects.count() == 2
    page = as_person(house.gwen).get("/teams/map/").content.decode()
    assert "Night falls begins. 1 of 2 teams is at work." in page
    assert 'data-states="ahead:0 launched:1" data-state="launched"' in page
    assert later.name in page
    assert house.ben.name not in page.split("<main")[1]
    before = as_person(house.gwen).get("/teams/map/?at=0").content.decode()
    assert 'data-states="ahead:0 launched:1" data-state="ahead"' in before
    for rubbish in ("-1", "999999999999", "x", "1.5"):
        assert as_person(house.gwen).get("/teams/map/", {"at": rubbish}).status_code == 200
    assert as_person(house.maria).get("/teams/map/").status_code == 404


def test_only_who_looks_after_adoption_sees_overview_and_what_if(
    house: House, played: WhatIf, as_person: AsPerson
) -> None:
    for address in ("/teams/overview/", "/teams/what-if/"):
        assert as_person(house.ruth).get(address).status_code == 200
        assert as_person(house.ben).get(address).status_code == 403
        assert as_person(house.maria).get(address).status_code == 404
    own = played.get_absolute_url()
    assert as_person(house.ruth).get(own).status_code == 200
    assert as_person(house.ben).get(own).status_code == 404
    assert as_person(house.ben).post("/teams/what-if/").status_code == 403


def test_the_overview_says_what_waits(house: House, team: Team, played: WhatIf, as_person: AsPerson) -> None:
    with time.at(time.now() - timedelta(days=9)):
        late = actions.make_team(actor=house.ruth, name="Late", leader=house.ben)
        actions.move_launch(actor=house.ruth, team=late, to=State.LAUNCHED)
    work()
    page = as_person(house.ruth).get("/teams/overview/").content.decode()
    assert "Late has been here for more than seven days without a first win." in page
    assert "1 candidate waits for an answer" in page
    assert "Both are simulations." in page
    assert page.count(">simulation<") == 2
    assert "Night falls" in page


def test_a_what_if_is_asked_played_and_shown(
    house: House, team: Team, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fourleaf.adoption.actions.what_ifs.WEEKS", 3)
    browser = as_person(house.ruth)
    asked = browser.post("/teams/what-if/")
    assert asked.status_code == 302
    waiting = browser.get(asked["Location"]).content.decode()
    assert "Being played: 0 of" in waiting
    assert 'hx-trigger="load delay:1500ms"' in waiting
    assert browser.post("/teams/what-if/")["Location"] == asked["Location"]
    work()
    done = browser.get(asked["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in done
    assert "hx-trigger" not in done
    assert done.count('<figure class="fan">') == 3


def test_a_fan_says_its_uncertainty(played: WhatIf) -> None:
    by_team, at_once = panels(played)
    assert by_team.sentence == (
        "half of all are active after 2 weeks (nine of ten of 50 simulated runs: 1 to more than 2)."
    )
    assert "at most 0 % of all are active after 2 weeks" in at_once.sentence
    assert by_team.rows == [(0, "0 %", "0 %", "0 %")]
    assert by_team.real
    assert not at_once.real
    assert not by_team.bass
    played.outcome["real"]["bass"] = [0.0, 0.5]
    assert [bool(each.bass) for each in panels(played)] == [True, False]
    assert "Open to all at once" in compared(played)


def test_of_fewer_than_five_people_nothing_is_counted(team: Team) -> None:
    turn = Turn(team=team, place=1, connected=2, shared=2, size=4, weeks=2, rule="rosters")
    assert reason_of(turn) == "a small team; 2 weeks of coaching"
    turn.size = 9
    assert reason_of(turn) == "2 of 9 members already work with people on the platform; 2 weeks of coaching"
    turn.connected = 0
    assert reason_of(turn) == "2 of 9 members are in other teams too; 2 weeks of coaching"


def test_steps_are_days_until_there_are_too_many() -> None:
    start = date(2026, 1, 1)
    few, many = ([start + timedelta(days=step) for step in range(count)] for count in (MOST_STEPS, 200))
    assert grain_of(few).name == "day"
    assert grain_of(many).name == "week"
    assert grain_of([start + timedelta(days=step * 7) for step in range(200)]).name == "month"


def test_a_state_is_the_newest_until_the_step() -> None:
    steps = [(1, State.LAUNCHED), (3, State.STEADY)]
    assert [state_at(steps, step) for step in range(5)] == [
        "ahead",
        "launched",
        "launched",
        "steady",
        "steady",
    ]


def test_programs_read_readiness_and_the_next_best_team(house: House, team: Team) -> None:
    work()
    read = Caller(house.ben).get(f"/teams/{team.pk}/readiness").json()
    assert (read["verdict"], read["value"]) == ("not yet", None)
    assert set(read["scores"]) == {"C1", "C2", "C3", "C4", "C5"}
    problem(Caller(house.omar).get(f"/teams/{team.pk}/readiness"), 404)
    [first] = Caller(house.omar).get("/teams/next").json()
    assert (first["name"], first["turn"], first["members"]) == ("Night falls", 1, None)
    problem(Caller(house.maria).get("/teams/next"), 403)
    problem(Caller(house.ben).get("/teams/next?limit=0"), 422)


def test_the_database_shows_each_only_what_is_theirs(
    house: House, team: Team, played: WhatIf, raw: Callable[[Person], Ask]
) -> None:
    work()
    actions.move_launch(actor=house.ruth, team=team, to=State.LAUNCHED)

    def seen(who: Person) -> list[int]:
        tables = (
            "adoption_teamreadiness",
            "adoption_turn",
            "adoption_spot",
            "adoption_whatif",
            "lock.launch_days()",
        )
        return [raw(who)(f"select count(*) from {table}")[0][0] for table in tables]

    assert seen(house.ruth) == [1, 1, 1, 1, 2]
    assert seen(house.ben) == [1, 1, 1, 0, 2]
    assert seen(house.omar) == [0, 1, 1, 0, 2]
    assert seen(house.maria) == [0, 0, 0, 0, 0]
    for statement in (
        "select count(*) from adoption_whatifpiece",
        "update adoption_teamreadiness set value = 1",
        "update adoption_turn set place = 1",
        "update adoption_whatif set done_at = now()",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            raw(house.ruth)(statement)
    with pytest.raises(DatabaseError), transaction.atomic():
        raw(house.ben)(
            "insert into adoption_whatif (id, by_id, at, runs, weeks, ways, people, teams, pieces, pieces_of, outcome)"
            " values (gen_random_uuid(), %s, now(), 1, 1, '{}', 0, 0, 0, 0, '{}')",
            house.ben.pk,
        )
