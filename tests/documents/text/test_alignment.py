"""What two sequences have in common is the most there is, and never costs more than its bound."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourleaf.documents.text.alignment import REACH, Work, ascending, common

SHORT = st.lists(st.integers(0, 4), max_size=24)


def longest(a: list[int], b: list[int]) -> int:
    """The length of the longest common subsequence, by the book."""
    row = [0] * (len(b) + 1)
    for one in a:
        last, row = row, [0]
        for place, other in enumerate(b):
            row.append(last[place] + 1 if one == other else max(last[place + 1], row[place]))
    return row[-1]


@given(SHORT, SHORT)
def test_runs_ascend_are_alike_and_are_the_most_there_is(a: list[int], b: list[int]) -> None:
    i = j = 0
    for run in common(a, b):
        assert run.a >= i
        assert run.b >= j
        assert a[run.a : run.a + run.length] == b[run.b : run.b + run.length]
        i, j = run.a + run.length, run.b + run.length
    assert sum(run.length for run in common(a, b)) == longest(a, b)


DICE = random.Random(7)
WORST = {
    "two words only": ([DICE.randrange(2) for _ in range(8000)], [DICE.randrange(2) for _ in range(8000)]),
    "three hundred words": (
        [DICE.randrange(300) for _ in range(8000)],
        [DICE.randrange(300) for _ in range(8000)],
    ),
    "backwards": (list(range(8000)), list(range(7999, -1, -1))),
    "one word": ([1] * 8000, [1] * 4000 + [2] + [1] * 3000),
}


@pytest.mark.parametrize("worst", WORST)
def test_fifty_kilobytes_that_differ_stay_within_the_bound(worst: str) -> None:
    a, b = WORST[worst]
    work = Work()
    common(a, b, work)
    assert work.steps <= REACH * (len(a) + len(b))


def test_long_removals_do_not_lead_astray() -> None:
    words = [DICE.randrange(60) for _ in range(3000)]
    left = [-1, *words[:900], *words[1700:2300], *words[2700:], -1]
    assert sum(run.length for run in common([*words, -2], left)) >= 0.99 * len(left)


@given(st.permutations(range(8)), st.lists(st.integers(1, 5), min_size=8, max_size=8))
def test_the_heaviest_ascent(values: list[int], weights: list[int]) -> None:
    best = max(
        sum(weights[place] for place in range(8) if chosen >> place & 1)
        for chosen in range(1, 256)
        if (some := [values[place] for place in range(8) if chosen >> place & 1]) == sorted(some)
    )
    found = ascending(values, weights)
    assert sum(weights[place] for place in found) == best
    assert [values[place] for place in found] == sorted(values[place] for place in found)
