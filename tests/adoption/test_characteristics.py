"""The five characteristics: ranges, gates, indifference to order and names, and bounds that hold what was hidden."""

import dataclasses
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.adoption.characteristics.benefits import Benefits, benefits, weighted_kappa
from fourleaf.adoption.characteristics.departments import breadth, departments, diversity
from fourleaf.adoption.characteristics.dispersion import dispersion, kilometres
from fourleaf.adoption.characteristics.leader import Leader, leader
from fourleaf.adoption.characteristics.member import Member, Site
from fourleaf.adoption.characteristics.perspectives import Vocabulary, perspectives
from fourleaf.adoption.characteristics.score import Datum, Gate, Score

SLACK = 1e-9
SITES = [
    Site("Leeds", 53.80, -1.55, "Europe/London"),
    Site("York", 53.96, -1.08, "Europe/London"),
    Site("Madrid", 40.42, -3.70, "Europe/Madrid"),
    Site("Auckland", -36.85, 174.76, "Pacific/Auckland"),
]
SKILLS = ("nursing", "pharmacy", "data", "law")
REQUIRED = {"nursing": 2.0, "pharmacy": 1.0, "data": 1.0}

people = st.builds(
    Member,
    key=st.uuids(),
    department=st.sampled_from("ABCDE"),
    site=st.sampled_from(SITES),
    function=st.sampled_from(["nurse", "doctor", "clerk"]),
    skills=st.frozensets(st.sampled_from(SKILLS)),
)
teams = st.lists(people, min_size=1, max_size=9)


def of_people(members: Sequence[Member], vocabulary: Vocabulary) -> dict[str, Score]:
    return {
        "C1": departments(members),
        "C2": dispersion(members),
        "C3": perspectives(members, REQUIRED, vocabulary),
    }


@given(teams, st.randoms())
@settings(max_examples=60, deadline=None)
def test_scores_are_shares_that_order_and_names_do_not_change(team: list[Member], random: object) -> None:
    vocabulary = Vocabulary.of(team)
    found = of_people(team, vocabulary)
    for score in found.values():
        assert score.value is not None
        assert -SLACK <= score.bounds.low <= score.value <= score.bounds.high + SLACK <= 1 + 2 * SLACK
        assert score.gate is not Gate.OPEN
        assert score.datum is None
    other = [dataclasses.replace(member, key=place) for place, member in enumerate(team)]
    random.shuffle(other)  # type: ignore[attr-defined]
    for name, score in of_people(other, vocabulary).items():
        assert score.value == pytest.approx(found[name].value)
        assert score.gate is found[name].gate


def hide_some(member: Member, how: int) -> Member:
    """All of it, what is known of the site, or nothing."""
    if how == 0 or member.site is None:
        return dataclasses.replace(member, department=None, site=None, skills=None)
    return dataclasses.replace(member, site=Site(member.site.key)) if how == 1 else member


@given(teams, st.data())
@settings(max_examples=100, deadline=None)
def test_bounds_hold_what_was_hidden(team: list[Member], data: st.DataObject) -> None:
    vocabulary = Vocabulary.of(team)
    truth = of_people(team, vocabulary)
    hidden = [hide_some(member, data.draw(st.integers(0, 2))) for member in team]
    for name, score in of_people(hidden, vocabulary).items():
        value = truth[name].value
        assert value is not None
        assert score.bounds.low - SLACK <= value <= score.bounds.high + SLACK
        if score.gate is not Gate.OPEN:
            assert score.gate is truth[name].gate
        if score.value is not None:
            assert score.bounds.low - SLACK <= score.value <= score.bounds.high + SLACK


def test_departments_by_hand() -> None:
    assert diversity([2, 2]) == pytest.approx(1 - 4 / 12)
    team = [Member(place, department=name) for place, name in enumerate("AABBCD")]
    score = departments(team)
    assert score.value == 1.0
    assert score.gate is Gate.PASSED
    two = departments([Member(place, department=name) for place, name in enumerate("AAABBB")])
    assert two.value == pytest.approx(0.6 / 0.8)
    assert two.gate is Gate.FAILED


def test_too_little_known_is_unknown_and_names_what_to_collect() -> None:
    team = [Member(place, department=name) for place, name in enumerate(["A", "B", "C", None, None])]
    score = departments(team)
    assert score.value is None
    assert score.gate is Gate.OPEN
    assert score.datum is Datum.DEPARTMENT
    assert dispersion([Member(place) for place in range(6)]).datum is Datum.SITE
    assert dispersion([Member(1, site=Site("x")), Member(2, site=Site("y"))]).datum is Datum.COORDINATES
    assert perspectives([Member(1)], {}, Vocabulary(0, {})).datum is Datum.CHARTER


def test_one_person_and_nobody_are_teams_that_fail_or_are_unknown() -> None:
    alone = [Member(1, "A", SITES[0], "nurse", frozenset({"nursing"}))]
    assert departments(alone).gate is Gate.FAILED
    assert dispersion(alone).gate is Gate.FAILED
    assert perspectives(alone, REQUIRED, Vocabulary.of(alone)).value == 0
    assert departments([]).datum is Datum.MEMBERS
    assert departments([]).value is None


def test_distance_by_hand() -> None:
    leeds, york, madrid, auckland = SITES
    assert kilometres(leeds, york) == pytest.approx(35.6, abs=0.5)
    assert kilometres(madrid, auckland) == pytest.approx(19_600, rel=0.02)
    far = dispersion([Member(1, site=madrid), Member(2, site=auckland)])
    assert far.value == pytest.approx(1.0)
    near = dispersion([Member(1, site=leeds), Member(2, site=york)])
    assert near.value is not None
    assert 0.6 < near.value < 0.7


def test_perspectives_by_hand() -> None:
    team = [
        Member(place, skills=frozenset({skill}))
        for place, skill in enumerate(["nursing", "pharmacy", "data"])
    ]
    score = perspectives(team, REQUIRED, Vocabulary.of(team))
    assert score.value == pytest.approx(1.0)
    alike = [Member(place, skills=frozenset(REQUIRED)) for place in range(4)]
    assert perspectives(alike, REQUIRED, Vocabulary.of(alike)).value == 0
    uncovered = perspectives(team[1:], REQUIRED, Vocabulary.of(team))
    assert uncovered.gate is Gate.FAILED


def test_breadth_is_shown_and_unknown_where_histories_are() -> None:
    wide, narrow = Member(1, held=frozenset({"nurse", "clerk"})), Member(2, held=frozenset({"nurse"}))
    assert breadth([wide, narrow]) == 0.5
    assert breadth([wide, Member(3), Member(4)]) is None


answers = st.lists(st.integers(1, 7), min_size=9, max_size=9)
leaders = st.builds(
    Leader,
    answers=answers,
    acts=st.integers(0, 12),
    pledge=st.booleans(),
    ratings=st.lists(st.floats(0, 1), max_size=6),
)


@given(leaders, st.data())
@settings(max_examples=150, deadline=None)
def test_a_leader_hidden_in_part_lies_within_the_bounds(about: Leader, data: st.DataObject) -> None:
    truth = leader(about)
    assert truth.value is not None
    assert 0 <= truth.value <= 1
    hidden = data.draw(st.lists(st.booleans(), min_size=11, max_size=11))
    seen = leader(
        Leader(
            [None if gone else answer for answer, gone in zip(about.answers, hidden, strict=False)],
            None if hidden[9] else about.acts,
            None if hidden[10] else about.pledge,
            about.ratings,
        )
    )
    assert seen.bounds.low - SLACK <= truth.value <= seen.bounds.high + SLACK
    if seen.gate is not Gate.OPEN:
        assert seen.gate is truth.gate


@given(leaders, st.integers(0, 8))
@settings(max_examples=60, deadline=None)
def test_more_enthusiasm_never_lowers_a_leader(about: Leader, item: int) -> None:
    alone = dataclasses.replace(about, ratings=())
    more = [min(7, answer + 1) if place == item else answer for place, answer in enumerate(alone.answers)]  # type: ignore[operator]
    better = Leader(more, (about.acts or 0) + 1, True)
    assert leader(better).value >= leader(alone).value - SLACK  # type: ignore[operator]


def test_the_team_is_believed_before_the_leader() -> None:
    proud = Leader((7,) * 9, 6, True)
    assert leader(proud).value == 1.0
    doubted = dataclasses.replace(proud, ratings=(0.2,) * 4)
    assert leader(doubted).value == pytest.approx(0.5 * 0.2 + 0.5)
    assert leader(dataclasses.replace(proud, ratings=(0.2,) * 3)).value == 1.0
    silent = leader(dataclasses.replace(proud, acts=0))
    assert silent.gate is Gate.FAILED


def test_benefits_by_hand() -> None:
    clear = Benefits(8, (4, 4, 3, 2, 4), (4, 4, 3, 2, 3), right=6, answered=8, has_baseline=True)
    score = benefits(clear)
    assert score.value == pytest.approx((33 / 40 + 6 / 8) / 2)
    assert score.gate is Gate.PASSED
    assert benefits(dataclasses.replace(clear, has_baseline=False)).gate is Gate.FAILED
    unseen = benefits(dataclasses.replace(clear, has_baseline=None))
    assert (unseen.gate, unseen.datum) == (Gate.OPEN, Datum.BASELINE)
    quarrel = benefits(dataclasses.replace(clear, second=(0, 1, 4, 4, 0)))
    assert (quarrel.value, quarrel.datum) == (None, Datum.AGREEMENT)


def test_agreement_by_hand() -> None:
    assert weighted_kappa([(0, 0), (4, 4), (2, 2)]) == 1.0
    assert weighted_kappa([(3, 3), (3, 3)]) == 1.0
    assert weighted_kappa([(0, 4), (4, 0)]) == -1.0
    assert weighted_kappa([(0, 0), (4, 4), (0, 4), (4, 0)]) == pytest.approx(0.0)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=20))
def test_agreement_is_the_same_from_either_side(marks: list[tuple[int, int]]) -> None:
    turned = weighted_kappa([(other, one) for one, other in marks])
    assert weighted_kappa(marks) == pytest.approx(turned)
    assert turned <= 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Leader((8,) * 9),
        lambda: Leader((1,) * 8),
        lambda: Leader(acts=-1),
        lambda: Benefits(3, right=4, answered=3),
        lambda: Benefits(3, first=(1, 2, 3, 4, 5)),
        lambda: Site("x", 91.0, 0.0),
        lambda: perspectives([], {"law": -1.0}, Vocabulary(0, {})),
        lambda: weighted_kappa([]),
    ],
)
def test_what_cannot_be_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()


def test_nothing_about_a_person_is_looked_at_but_work() -> None:
    assert {field.name for field in dataclasses.fields(Member)} == {
        "key", "department", "site", "function", "skills", "held",
    }  # fmt: skip
