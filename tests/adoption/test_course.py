"""The declared course of a launch is checked as it is imported."""

import itertools
from collections.abc import Mapping

import pytest

from fourleaf.adoption.course import COURSE, LINE, STOPPED_LINE, State, check


def without(state: State) -> Mapping[State, tuple[State, ...]]:
    return {key: tuple(each for each in after if each is not state) for key, after in COURSE.items()}


def test_the_course_holds_and_its_lines_follow_it() -> None:
    check(COURSE, State.CANDIDATE, State.REVIEWED)
    for line in (LINE, STOPPED_LINE):
        assert all(after in COURSE[before] for before, after in itertools.pairwise(line))


def test_an_enthusiast_may_start_today() -> None:
    assert all(State.LAUNCHED in COURSE[state] for state in (State.CANDIDATE, State.READY, State.BASELINE))


@pytest.mark.parametrize(
    ("course", "text"),
    [
        (without(State.STEADY), "Never reached"),
        ({**COURSE, State.STOPPED: ()}, "Without an end"),
        ({**COURSE, State.REVIEWED: (State.CANDIDATE,)}, "Nothing follows"),
        ({key: after for key, after in COURSE.items() if key is not State.READY}, "names every state"),
    ],
)
def test_a_course_with_a_hole_is_refused(course: Mapping[State, tuple[State, ...]], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        check(course, State.CANDIDATE, State.REVIEWED)
