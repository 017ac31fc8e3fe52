"""Story 2 plays: the script is the model's, the first act goes through the actions, nothing is ever left half."""

from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client

from fourleaf.adoption.models import (
    FirstWin,
    Launch,
    LaunchStep,
    Sighting,
    Team,
    TeamReadiness,
    Watch,
    WhatIf,
)
from fourleaf.adoption.reading.rosters import growth, opened
from fourleaf.adoption.spread.choosing import by_rosters
from fourleaf.adoption.warning.alarm import Level, levels
from fourleaf.adoption.warning.log import WEEK, Deed, Log, Member
from fourleaf.adoption.warning.panel import is_dead
from fourleaf.adoption.warning.signals import Sign
from fourleaf.conversation.models import Post
from fourleaf.kit.time import at
from fourleaf.people.models import Person
from fourleaf.world.doors import DEMO_PASSWORD
from fourleaf.world.story2 import play as playing
from fourleaf.world.story2.cast import OPERATIONS, PARTNER
from fourleaf.world.story2.crews import Firm
from fourleaf.world.story2.doors import DOORS
from fourleaf.world.story2.plan import (
    EVERY,
    LAUNCHES,
    READY,
    SECOND,
    SILENT,
    YEARS,
    Plan,
    network_of,
    planned,
)
from fourleaf.world.story2.scene import CHAPTERS, DEATH, TEAM, Scene
from tests.house import House

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
NOW = datetime.now(UTC).replace(hour=15, minute=0, second=0, microsecond=0) - timedelta(days=1)
FEW, FEW_DICE = Firm(teams=3), 93


@pytest.fixture(scope="module")
def plan() -> Plan:
    return planned(Firm())


def ignore(line: str) -> None:
    """Nobody at the terminal."""


def test_the_firm_is_of_several_departments_and_sites() -> None:
    firm = Firm()
    assert len({person.email for person in firm.people}) == len(firm.people) == 88
    for crew in firm.crews:
        people = [firm.people[number] for number in crew.members]
        assert 7 <= len(people) <= 8
        assert len({person.department for person in people}) >= 5
        assert len({person.site for person in people}) >= 3
        held = {skill for person in people for skill in person.skills}
        assert set(crew.skills) <= held


def test_opened_to_all_few_take_part_and_the_executives_fall_silent_first(plan: Plan) -> None:
    firm = Firm()
    shares = [len(active) / len(firm.people) for active in plan.opened]
    assert 0.05 < shares[0] <= 0.12
    assert {OPERATIONS, PARTNER, *firm.enthusiasts} <= plan.opened[0]
    assert not any({OPERATIONS, PARTNER} & active for active in plan.opened[4:])
    last = max(week for week, active in enumerate(plan.opened) if active)
    assert 6 <= last <= 9
    assert plan.opened[last] & set(firm.enthusiasts)
    assert shares[-SILENT:] == [0.0] * SILENT


def test_the_alarm_is_weeks_before_death(plan: Plan) -> None:
    deeds = [
        Deed(MONDAY + week * WEEK + timedelta(days=1), number)
        for week, active in enumerate(plan.opened)
        for number in sorted(active)
    ]
    members: dict[Hashable, Member] = {
        number: Member(number % 7, MONDAY) for number in range(len(Firm().people))
    }
    log = Log(MONDAY, members, deeds)
    told = [week[Sign.CONTRIBUTORS] for week in levels(log, len(plan.opened))]
    assert told[:3] == [Level.CALM, Level.AMBER, Level.RED]
    dead = next(week for week in range(len(plan.opened)) if is_dead(log, week))
    assert dead == len(plan.opened) - 1
    assert dead >= 2 + SILENT


def test_team_by_team_most_take_part_after_two_years(plan: Plan) -> None:
    firm = Firm()
    shares = [len(active) / len(firm.people) for active in plan.spread]
    assert len(shares) == YEARS
    first = set(firm.crews[0].members)
    assert len(plan.spread[SECOND - 1] & first) / len(first) > 0.6
    assert shares[SECOND - 1] < 0.3
    assert shares[-1] > 0.6
    assert shares[25] < shares[51] < shares[77]


def test_the_next_team_is_the_one_that_the_products_rule_says(plan: Plan) -> None:
    assert plan.order[0] == 0
    assert [plan.begins[team] for team in plan.order] == [
        0,
        *range(SECOND, SECOND + EVERY * (LAUNCHES - 1), EVERY),
    ]
    network = network_of(Firm())
    worth = by_rosters(network, np.full(len(network.teams), READY, np.float32)).tolist()
    told = [worth[team] for team in plan.order[1:]]
    assert told == sorted(told, reverse=True)
    assert max(worth[team] for team in set(range(1, 14)) - set(plan.order)) <= told[-1]


def test_a_chapter_ends_in_the_last_week(plan: Plan) -> None:
    for until in CHAPTERS:
        for day in range(7):
            now = MONDAY + timedelta(days=day, minutes=5)
            scene = Scene.ending(Firm(), plan, until, now)
            end = scene.at(scene.last_week(until), 0, 18)
            assert scene.start.weekday() == 0
            assert timedelta(0) < now - end < timedelta(days=8)


def play_few(say: Callable[[str], None] = ignore) -> None:
    with at(NOW):
        playing.play(say, until=DEATH, firm=FEW, dice=FEW_DICE)


def test_the_first_act_goes_through_the_actions(db: None) -> None:
    said: list[str] = []
    play_few(said.append)
    plan = planned(FEW, FEW_DICE)
    launch = Launch.objects.select_related("team").get()
    assert (launch.team.name, launch.state) == ("Everyone at Larkspur", "launched")
    assert {"benefits", "baseline"} <= set(LaunchStep.objects.get(after="launched").without)
    assert Watch.objects.count() == len(plan.opened)
    red = Sighting.objects.filter(sign="CONTRIBUTORS", level=Sighting.Level.RED).earliest("watch__week_on")
    first = Watch.objects.earliest("week_on").week_on
    assert (red.watch.week_on - first).days == 14
    written = Post.objects.filter(author__email=FEW.people[PARTNER].email)
    assert written.count() == sum(PARTNER in active for active in plan.opened)
    assert max(Post.objects.values_list("at", flat=True)) < NOW - 4 * WEEK
    assert [line.split(":")[0] for line in said][1:3] == ["Week 1", "After week 2 early warning is amber"]
    assert "dead" in said[-3]
    assert said[-1].startswith("Sign in as Helena Strand")
    for door in DOORS:
        assert check_password(DEMO_PASSWORD, Person.objects.get(email=door.email).password)
    before = Post.objects.count()
    said.clear()
    play_few(said.append)
    assert "already there" in said[0]
    assert Post.objects.count() == before


def test_a_world_of_other_people_is_refused(db: None) -> None:
    Person.objects.create(name="Somebody Else")
    with pytest.raises(playing.OtherPeople, match="people of another organisation"):
        play_few()
    assert Person.objects.count() == 1
    assert not Launch.objects.exists()


def test_interrupted_it_leaves_nothing_and_can_begin_anew(transactional_db: None) -> None:
    def interrupt(line: str) -> None:
        if "early warning" in line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play_few(interrupt)
    assert not Person.objects.exists()
    assert not Post.objects.exists()
    assert connection.features.uses_savepoints
    play_few()
    assert Launch.objects.get().state == "launched"


@pytest.mark.slow
def test_what_really_happened_stands_beside_what_is_simulated(db: None) -> None:
    """A firm of three teams, up to the first one's ninety days."""
    with at(NOW):
        playing.play(ignore, until=TEAM, firm=FEW, dice=FEW_DICE)
        people = list(Person.objects.values_list("pk", flat=True))
        inside, wrote = growth(people), opened(people)
    states = dict(Launch.objects.values_list("team__name", "state"))
    first, second, third = (crew.matter.name for crew in FEW.crews)
    assert states == {
        "Everyone at Larkspur": "reviewed", first: "steady", second: "candidate", third: "candidate"
    }  # fmt: skip
    team = Team.objects.get(name=first)
    assert TeamReadiness.objects.get(team=team).verdict == "ready"
    assert LaunchStep.objects.get(launch=team.pk, after="launched").without == []
    assert (team.launch.first_win.at - team.launch.steps.get(after="launched").at).days < FirstWin.BY_DAY
    assert [work.major_revisions for work in team.deliverables.past()] == [5, 4, 5, 3, 2]
    assert set(inside) == {round(len(FEW.crews[0].members) / len(people), 4)}
    assert wrote[0] > wrote[-1] == 0.0
    assert WhatIf.objects.get().outcome["real"]["opened"] == wrote


@pytest.mark.parametrize("is_simulation", [True, False])
def test_each_page_of_a_simulation_says_so(
    house: House, as_person: Callable[[Person], Client], settings: Any, is_simulation: bool
) -> None:
    settings.IS_SIMULATION = is_simulation
    page = as_person(house.amina).get("/teams/").content.decode()
    assert ("no person and no figure in it is real" in page) is is_simulation
