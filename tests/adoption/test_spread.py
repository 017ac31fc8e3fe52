"""Networks, the next best team, the simulation and its fan: shapes, sums by hand, and what must make no difference."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.adoption.spread import network as networks
from fourleaf.adoption.spread.bass import fit
from fourleaf.adoption.spread.choosing import assumed, by_exposure, coach_weeks, planned, recommended, uptake
from fourleaf.adoption.spread.fan import PIECE, Mismatch, Piece, Question, fan, unfold
from fourleaf.adoption.spread.generated import Organisation, organisation
from fourleaf.adoption.spread.network import Network, Ties
from fourleaf.adoption.spread.simulation import (
    NBN1,
    Model,
    Play,
    at_random,
    in_order,
    next_by_exposure,
    next_by_rosters,
)

rosters = st.lists(st.lists(st.integers(0, 14), min_size=1, max_size=6, unique=True), min_size=1, max_size=8)


def of_rosters(teams: Sequence[Sequence[int]], people: int = 15) -> Network:
    return Network(people, Ties.of_rosters(teams), [np.array(team) for team in teams])


@pytest.fixture(scope="module")
def small() -> Organisation:
    return organisation(120, 6, 12)


def test_ties_add_up_and_know_no_direction() -> None:
    ties = Ties.of([(2, 0, 1.0), (0, 2, 0.5), (1, 1, 9.0), (0, 1, 0.0), (1, 2, 2.0)])
    assert ties.one.tolist() == [0, 1]
    assert ties.other.tolist() == [2, 2]
    assert ties.weight.tolist() == [1.5, 2.0]
    assert Ties.of_rosters([[0, 1], [1, 0], [2]]).weight.tolist() == [2.0]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Ties.of([(0, 1, -1.0)]),
        lambda: Ties.of([(0, 1, float("nan"))]),
        lambda: Network(2, Ties.of([(0, 2, 1.0)])),
        lambda: Network(2, Ties.of([]), [np.array([], np.int64)]),
        lambda: Network(2, Ties.of([]), [np.array([0, 0])]),
        lambda: Network(2, Ties.of([]), [np.array([5])]),
        lambda: assumed([1.5]),
        lambda: fit([0.5, 1.5]),
        lambda: Question(of_rosters([[0, 1]]), assumed([None, None]), "random"),
        lambda: Question(of_rosters([[0, 1]]), assumed([None]), "random", weeks=-1),
    ],
)
def test_what_cannot_be_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


@given(rosters, st.lists(st.booleans(), min_size=15, max_size=15))
@settings(max_examples=50, deadline=None)
def test_a_list_of_ties_reaches_as_a_matrix_does(teams: list[list[int]], active: list[bool]) -> None:
    here = np.array([active], np.float32)
    dense, sparse = of_rosters(teams), of_rosters(teams)
    share, contacts = dense.reached(here)
    listed, counted = (each / np.maximum(sparse.strength, 1e-9) if place == 0 else each
                       for place, each in enumerate(sparse._gathered(here)))  # fmt: skip
    assert np.allclose(share, listed)
    assert np.allclose(contacts, counted)
    assert share.min() >= 0
    assert share.max() <= 1 + 1e-6


def test_coaching_and_uptake_by_hand() -> None:
    assert coach_weeks(np.array([1, 9, 24, 25, 60])).tolist() == [2, 2, 2, 3, 5]
    assert uptake(np.array([0, 1], np.float32)) == pytest.approx([0.35, 0.9])


def test_the_score_by_hand() -> None:
    # 0–1–2 is a team, 3 is active and tied to 0 (all of 3's ties) and to 1 (half of what 1 has beside the team).
    network = Network(
        4, Ties.of([(0, 3, 1.0), (1, 3, 1.0), (1, 2, 1.0)]), [np.array([0, 1, 2]), np.array([3])]
    )
    active = np.array([[0, 0, 0, 1]], np.float32)
    exposure, contacts = network.reached(active)
    assert exposure[0].tolist() == [1.0, 0.5, 0.0, 0.0]
    score = by_exposure(network, np.array([1, 1], np.float32), active, exposure)[0]
    assert score == pytest.approx([0.9 * (1.05 + 0.55 + 0.05) / 2, 0.0])
    best = recommended(network, [1.0, None], active[0], np.array([False, True]))
    assert [choice.team for choice in best] == [0]
    assert best[0].connected == int(contacts[0, :3].sum()) == 2
    assert best[0].reason.startswith(
        "2 of 3 members already work with people on the platform; readiness 1.00"
    )


@given(rosters, st.data())
@settings(max_examples=40, deadline=None)
def test_more_exposure_and_more_readiness_never_lower_a_score(
    teams: list[list[int]], data: st.DataObject
) -> None:
    network, k = of_rosters(teams), len(teams)
    active = np.zeros((1, 15), np.float32)
    low = np.array(data.draw(st.lists(st.floats(0, 1, width=32), min_size=k, max_size=k)), np.float32)
    exposure = network.reached(active)[0]
    before = by_exposure(network, low, active, exposure)
    assert np.all(by_exposure(network, np.minimum(low + np.float32(0.1), 1), active, exposure) >= before)
    assert np.all(by_exposure(network, low, active, np.minimum(exposure + np.float32(0.2), 1)) >= before)


@given(rosters, st.randoms())
@settings(max_examples=30, deadline=None)
def test_scores_follow_the_teams_however_people_and_teams_are_numbered(
    teams: list[list[int]], random: Any
) -> None:
    people, order = list(range(15)), list(range(len(teams)))
    random.shuffle(people)
    random.shuffle(order)
    active = np.array([place % 3 == 0 for place in range(15)], np.float32)
    other = of_rosters([[people[person] for person in teams[team]] for team in order])
    renamed = np.empty(15, np.float32)
    renamed[people] = active
    none, nobody = np.zeros(len(teams), np.bool_), [None] * len(teams)
    for rule in ("exposure", "rosters"):
        found = {choice.team: choice for choice in recommended(of_rosters(teams), nobody, active, none, rule)}
        turned = {choice.team: choice for choice in recommended(other, nobody, renamed, none, rule)}
        for place, team in enumerate(order):
            assert turned[place].score == pytest.approx(found[team].score, rel=1e-5)
            assert turned[place].connected == found[team].connected


def test_a_plan_names_each_team_once_and_grows_from_who_is_there() -> None:
    chain = of_rosters([[0, 1, 2, 3], [3, 4, 5], [5, 6, 7], [8, 9, 10]])
    plan = planned(chain, [None] * 4)
    assert sorted(choice.team for choice in plan) == [0, 1, 2, 3]
    assert [choice.team for choice in plan[:3]] == [0, 1, 2]
    assert plan[0].connected == 0
    assert "nobody in it" in plan[0].reason
    assert plan[1].connected >= 1


def test_somebody_in_forty_teams_and_a_team_of_one() -> None:
    teams = [[0, 1 + number] for number in range(40)] + [[41]]
    plan = planned(of_rosters(teams, 42), [None] * 41, "rosters")
    assert len(plan) == 41
    assert plan[-1].team == 40
    played = Play(of_rosters(teams, 42), assumed([None] * 41), NBN1, runs=3).weeks(None, 5)
    assert played.share.shape == (3, 6)


def test_the_same_dice_give_the_same_story(small: Organisation) -> None:
    rule = next_by_exposure(small.network, small.readiness)
    one, other = (Play(small.network, small.readiness, NBN1, runs=4).weeks(rule, 20) for _ in range(2))
    assert np.array_equal(one.share, other.share)
    assert one.share.min() >= 0
    assert one.share.max() <= 1


def test_each_team_is_launched_once_while_the_coach_is_with_no_other(small: Organisation) -> None:
    played = Play(small.network, small.readiness, NBN1, runs=2).weeks(
        next_by_rosters(small.network, small.readiness), 40
    )
    weeks = coach_weeks(small.network.sizes)
    for launched in played.launched:
        assert np.all(launched >= 0)
        order = np.argsort(launched)
        assert np.all(np.diff(launched[order]) == weeks[order][:-1])
    given = in_order(np.array([5, 2]), 2)
    some = Play(small.network, small.readiness, NBN1, runs=2).weeks(given, 10).launched
    assert some[0].tolist() == [-1, -1, 2, -1, -1, 0] + [-1] * 6


def test_nobody_begins_alone_where_nobody_can(small: Organisation) -> None:
    quiet = Model(alone=0.0)
    assert not Play(small.network, small.readiness, quiet, runs=2).weeks(None, 20).share.any()
    stubborn = Model(alone=0.0, begins=1.0, stops=0.0, middle=0.05, spread=0.0, needed=1)
    play = Play(small.network, small.readiness, stubborn, runs=2)
    play.open_to_all(0.3)
    share = play.weeks(None, 20).share
    assert np.all(np.diff(share, axis=1) >= 0)
    assert share[0, 0] == pytest.approx(0.3)
    assert share[:, -1].min() > 0.9


def test_a_large_network_is_played_as_a_small_one(
    small: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = at_random(small.network, 2)
    dense = Play(small.network, small.readiness, NBN1, runs=2).weeks(rule, 15).share
    monkeypatch.setattr(networks, "DENSE", 10)
    listed = Network(small.network.people, small.network.ties, small.network.teams)
    assert not listed.is_dense
    assert np.array_equal(dense, Play(listed, small.readiness, NBN1, runs=2).weeks(rule, 15).share)


@pytest.fixture
def question(small: Organisation) -> Question:
    return Question(small.network, small.readiness, "rosters", runs=2 * PIECE + 3, weeks=6)


def test_a_fan_killed_half_way_goes_on_and_ends_the_same(question: Question) -> None:
    whole = list(unfold(question))
    assert [len(piece.share) for piece in whole] == [PIECE, PIECE, 3]
    assert not np.array_equal(whole[0].share, whole[1].share)
    kept = [json.dumps(next(unfold(question)).as_json())]  # then the process is killed
    again = [Piece.from_json(json.loads(text)) for text in kept]
    rest = list(unfold(question, again))
    assert [piece.number for piece in rest] == [1, 2]
    with pytest.raises(Mismatch, match="1 of 3"):
        fan(question, [*again, rest[0]])
    resumed = fan(question, [*rest, *again])
    assert resumed.runs == 2 * PIECE + 3
    assert resumed.bands == pytest.approx(fan(question, whole).bands, abs=1e-5)
    assert np.all(np.diff(resumed.bands, axis=0) >= 0)


def test_pieces_of_another_question_are_refused(question: Question) -> None:
    kept = [next(unfold(question))]
    with pytest.raises(Mismatch, match="Begin anew"):
        next(unfold(replace(question, seed=1), kept))


@pytest.mark.parametrize("way", ["exposure", "random", "open", "order"])
def test_every_way_is_played(question: Question, way: Any) -> None:
    asked = replace(question, way=way, runs=2, order=(3, 1, 2))
    found = fan(asked, list(unfold(asked)))
    assert found.bands.shape == (5, 7)
    assert found.half == (None, None, None) or found.half[0] is not None


def test_bass_is_silent_until_it_can_be_trusted() -> None:
    weeks = np.arange(60)
    curve = 0.8 * (1 - np.exp(-0.13 * weeks)) / (1 + 12 * np.exp(-0.13 * weeks))
    assert fit(curve[:20]) is None
    found = fit(curve)
    assert found is not None
    assert found.size == pytest.approx(0.8, abs=0.01)
    assert found.at(30) == pytest.approx(curve[30], abs=0.01)
    assert found.p == pytest.approx(0.01, rel=0.1)
    assert fit([0.9] * 3) is None
    assert fit([]) is None


def test_the_invented_organisation_is_what_it_says() -> None:
    made = organisation()
    again = organisation()
    assert np.array_equal(made.network.ties.weight, again.network.ties.weight)
    network = made.network
    held = np.bincount(network.places, minlength=986)
    assert (network.people, len(network.teams)) == (986, 90)
    assert all(
        6 <= len(team) <= 12 and len(set(made.departments[team].tolist())) >= 3 for team in network.teams
    )
    assert 0.38 <= (held > 0).mean() <= 0.45
    assert 200 <= (held > 1).sum() <= 260
