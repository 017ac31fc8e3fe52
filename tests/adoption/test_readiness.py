"""The five together, rank intervals, and the warning of two blocs."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.adoption.characteristics.faultline import faultline
from fourleaf.adoption.characteristics.member import Member, Site
from fourleaf.adoption.characteristics.ranking import ranks
from fourleaf.adoption.characteristics.readiness import Characteristic, Readiness, Verdict, geometric_mean
from fourleaf.adoption.characteristics.score import Bounds, Datum, Gate, Score

values = st.lists(st.floats(0, 1), min_size=5, max_size=5)


def ready(*marks: float | None, **gates: Gate) -> Readiness:
    """Scores in order C1 to C5; unknown ones have an open gate."""
    scores = {}
    for each, mark in zip(Characteristic, marks, strict=True):
        gate = gates.get(each.value, Gate.OPEN if mark is None else Gate.PASSED)
        bounds = Bounds(0, 1) if mark is None else Bounds.exact(mark)
        scores[each] = Score(
            mark, bounds, gate, float(mark is not None), Datum.SURVEY if mark is None else None
        )
    return Readiness(scores)


@given(values)
def test_the_mean_lies_between_the_least_and_the_arithmetic_mean(marks: list[float]) -> None:
    value = ready(*marks).value
    assert value is not None
    assert min(marks) - 1e-9 <= value <= sum(marks) / 5 + 1e-9
    assert value == pytest.approx(ready(*reversed(marks)).value)


@given(values, st.integers(0, 4), st.floats(0, 1))
def test_a_better_score_never_lowers_the_mean(marks: list[float], place: int, more: float) -> None:
    better = [max(mark, more) if here == place else mark for here, mark in enumerate(marks)]
    assert geometric_mean(*better) >= geometric_mean(*marks) - 1e-12


def test_nothing_makes_up_for_what_is_missing() -> None:
    assert ready(1, 1, 1, 1, 0).value == 0
    assert ready(0.9, 0.9, 0.9, 0.9, 0.9, C4=Gate.FAILED).verdict is Verdict.NOT_YET


def test_the_least_is_to_be_mended_first_and_a_failed_gate_before_it() -> None:
    assert ready(0.9, 0.8, 0.5, 0.7, 0.6).fix_first is Characteristic.PERSPECTIVES
    assert ready(0.9, 0.8, 0.5, 0.7, 0.6, C5=Gate.FAILED).fix_first is Characteristic.BENEFITS


def test_an_open_gate_names_one_datum() -> None:
    half = ready(0.9, 0.9, 0.9, None, 0.9)
    assert half.verdict is Verdict.UNKNOWN
    assert half.value is None
    assert half.collect == (Characteristic.LEADER, Datum.SURVEY)
    assert half.bounds.low == 0
    assert half.bounds.high == pytest.approx(0.9**0.8)
    assert ready(0.9, 0.9, 0.9, 0.9, 0.9).collect is None


@given(st.lists(values, min_size=1, max_size=5), st.randoms())
@settings(max_examples=20, deadline=None)
def test_ranks_do_not_depend_on_the_order_of_candidates(candidates: list[list[float]], random: Any) -> None:
    order = list(range(len(candidates)))
    random.shuffle(order)
    found, turned = ranks(candidates, 50), ranks([candidates[place] for place in order], 50)
    assert [found[place] for place in order] == turned
    assert all(1 <= rank.low <= rank.middle <= rank.high <= len(candidates) for rank in found)


def test_who_is_better_in_everything_is_first_whatever_the_weights() -> None:
    best, worst = ranks([[0.9] * 5, [0.5] * 5])
    assert (best.low, best.high, best.first) == (1, 1, 1.0)
    assert (worst.low, worst.high) == (2, 2)
    close = ranks([[0.9, 0.5, 0.7, 0.7, 0.7], [0.5, 0.9, 0.7, 0.7, 0.7]])
    assert all((rank.low, rank.high) == (1, 2) for rank in close)


def member(key: int, department: str, site: str, function: str) -> Member:
    return Member(key, department, Site(site), function)


def test_two_blocs_are_seen_and_a_mixed_team_is_not_warned() -> None:
    blocs = [member(key, "A", "x", "nurse") for key in range(4)] + [
        member(key, "B", "y", "clerk") for key in range(4, 7)
    ]
    found = faultline(blocs)
    assert found is not None
    assert found.strength == pytest.approx(1.0)
    assert found.bloc in (frozenset(range(4)), frozenset(range(4, 7)))
    mixed = faultline([member(key, "ABCD"[key % 4], "xyz"[key % 3], f"{key}") for key in range(8)])
    assert mixed is not None
    assert not mixed.is_strong


def test_large_teams_are_searched() -> None:
    blocs = [member(key, "A", "x", "nurse") for key in range(20)]
    blocs += [member(key, "B", "y", "clerk") for key in range(20, 40)]
    found = faultline(blocs)
    assert found is not None
    assert found.strength == pytest.approx(1.0)


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.sampled_from("xy"), st.sampled_from("nc")), min_size=4, max_size=8
    ),
    st.randoms(),
)
@settings(max_examples=40, deadline=None)
def test_a_faultline_is_a_share_and_indifferent_to_order(
    rows: list[tuple[str, str, str]], random: Any
) -> None:
    found = faultline([member(place, *row) for place, row in enumerate(rows)])
    random.shuffle(rows)
    turned = faultline([member(place, *row) for place, row in enumerate(rows)])
    assert found is not None
    assert turned is not None
    assert 0 <= found.strength <= 1
    assert found.strength == pytest.approx(turned.strength)


def test_little_known_or_few_people_is_no_faultline() -> None:
    assert faultline([member(key, "A", "x", "n") for key in range(3)]) is None
    assert (
        faultline([*(member(key, "A", "x", "n") for key in range(4)), *(Member(key) for key in range(9, 13))])
        is None
    )
    same = faultline([member(key, "A", "x", "n") for key in range(4)])
    assert same is not None
    assert same.strength == 0
