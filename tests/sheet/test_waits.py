"""Time to answer: Kaplan and Meier by hand, and what is never told."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourleaf.sheet.waits import FEWEST, Wait, figure, median_wait, span, wait


def waits(*hours: float, open_: tuple[float, ...] = ()) -> list[Wait]:
    return [*(Wait(each, True) for each in hours), *(Wait(each, False) for each in open_)]


def test_without_anybody_waiting_it_is_the_median() -> None:
    assert median_wait(waits(1, 2, 30)) == 2
    assert median_wait(waits(1, 2, 3, 4)) == 2


def test_who_still_waits_is_not_forgotten() -> None:
    """At risk 5: 4/5 at 1, 3/5 at 2, then one leaves; of 2, one is answered at 9: 3/10."""
    assert median_wait(waits(1, 2, 9, open_=(3, 20))) == 9
    assert median_wait(waits(1, open_=(2, 2, 2, 2))) is None


def test_of_few_nothing_is_said() -> None:
    assert figure(waits(1, 2, 3, 4)) is None
    told = figure(waits(1, open_=(20, 20, 20, 20)))
    assert told is not None
    assert told.words == "1 of 5 are answered; half of them wait longer than 2 working days."
    told = figure(waits(1, 2, 3, 4, 5))
    assert told is not None
    assert told.words == "5 of 5 are answered, half of them within 3 working hours."


@given(st.lists(st.tuples(st.floats(0, 1000), st.booleans()), min_size=FEWEST, max_size=40))
def test_it_lies_among_the_answers_and_is_never_shorter_for_those_who_wait(
    rows: list[tuple[float, bool]],
) -> None:
    found = median_wait([Wait(*row) for row in rows])
    naive = median_wait([Wait(hours, True) for hours, _is_over in rows])
    assert naive is not None
    assert found is None or found in [hours for hours, is_over in rows if is_over]
    assert found is None or found >= naive
    assert found == median_wait([Wait(*row) for row in reversed(rows)])


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "one working hour"),
        (1.2, "2 working hours"),
        (10, "1 working day"),
        (10.2, "1 working day"),
        (24, "3 working days"),
    ],
)
def test_spans_are_said_in_words(hours: float, words: str) -> None:
    assert span(hours) == words


def test_nights_and_weekends_do_not_count() -> None:
    friday = datetime(2026, 3, 6, 17, tzinfo=UTC)
    assert wait(friday, datetime(2026, 3, 9, 9, tzinfo=UTC), friday, UTC) == Wait(2, True)
    assert wait(friday, None, datetime(2026, 3, 8, 9, tzinfo=UTC), UTC) == Wait(1, False)
