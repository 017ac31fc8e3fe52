"""Early warning: sums by hand, what stays unsaid, and a log that falters."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.adoption.warning.alarm import Level, levels, warnings
from fourleaf.adoption.warning.log import Deed, Log, Member, Question
from fourleaf.adoption.warning.panel import (
    contributors,
    gini,
    is_dead,
    newcomers,
    panel,
    pledge_kept,
    returning,
)
from fourleaf.adoption.warning.signals import THRESHOLDS, Sign
from fourleaf.kit.working import working_hours
from tests.adoption.logs import START, healthy, thinned

HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
MEMBERS: dict[Hashable, Member] = {person: Member("AB"[person % 2], START - WEEK) for person in range(6)}


def log(*weeks: Sequence[int], **more: object) -> Log:
    """Who wrote once in each week."""
    deeds = [
        Deed(START + week * WEEK + HOUR, person) for week, people in enumerate(weeks) for person in people
    ]
    return Log(START, MEMBERS, deeds, **more)  # type: ignore[arg-type]


def test_figures_by_hand() -> None:
    made = log([0, 1, 2, 3, 4], [0, 1, 2], [0], [0, 5], leader=0, pledge=2.0)
    assert contributors(made, 0) == pytest.approx(5 / 6)
    assert returning(made, 1) == pytest.approx(3 / 5)
    assert pledge_kept(made, 3) == pytest.approx(4 / 8)
    assert gini(log([0] * 12), 0) == pytest.approx(5 / 6)
    assert gini(log([0, 1, 2, 3, 4, 5] * 2), 0) == pytest.approx(0)
    assert is_dead(log([0], [], [], [], []), 4)
    assert not is_dead(log([], [0], [], [], []), 4)


def test_little_is_never_told() -> None:
    small = Log(START, {person: MEMBERS[person] for person in range(4)}, [Deed(START, 0)])
    assert all(value is None for value in panel(small, 9).values())
    alone = replace(log([0, 1]), members={**MEMBERS, 9: Member("A", START + HOUR)})
    assert newcomers(alone, 4) is None
    assert pledge_kept(log([0] * 9, leader=0), 5) is None


def test_newcomers_come_back_in_their_second_week() -> None:
    fresh: dict[Hashable, Member] = {person: Member("A", START + HOUR) for person in range(10, 16)}
    back = [Deed(START + timedelta(days=9), person) for person in range(10, 13)]
    assert newcomers(Log(START, {**MEMBERS, **fresh}, back), 2) == pytest.approx(0.5)


def test_working_hours_know_weekends_and_clocks() -> None:
    zone = ZoneInfo("Europe/London")
    friday = datetime(2026, 3, 27, 17, tzinfo=zone)
    assert working_hours(friday, datetime(2026, 3, 30, 9, tzinfo=zone), zone) == pytest.approx(2)
    assert working_hours(friday, friday - HOUR, zone) == 0
    spring = Log(datetime(2026, 3, 23, tzinfo=zone), {})
    assert spring.week_of(datetime(2026, 3, 30, 0, 30, tzinfo=zone)) == 1
    assert spring.week_of(datetime(2026, 3, 29, 22, 30, tzinfo=UTC)) == 0


def test_questions_wait_in_working_hours() -> None:
    asked = START + 9 * HOUR
    quick = [Question(asked, asked + HOUR, asked + 2 * HOUR)] * 8
    made = log([0], questions=[*quick, Question(asked), Question(asked, asked + 30 * HOUR)])
    figures = panel(made, 0)
    assert figures[Sign.ANSWERED] == pytest.approx(0.8)
    assert figures[Sign.FIRST_REPLY] == pytest.approx(1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Question(START, START - HOUR),
        lambda: Log(datetime(2026, 1, 5), {}),  # noqa: DTZ001
        lambda: Log(START, {}, pledge=0),
    ],
)
def test_what_cannot_be_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()  # type: ignore[operator]


def shares(*values: float | None) -> list[dict[Sign, float | None]]:
    return [{sign: value if sign is Sign.CONTRIBUTORS else None for sign in Sign} for value in values]


@pytest.mark.parametrize(
    ("values", "level"),
    [
        ([0.5], None),
        ([0.5, 0.5], Level.AMBER),
        ([0.3, 0.3], Level.AMBER),
        ([0.3, 0.3, 0.3], Level.RED),
        ([0.3, 0.3, 0.3, 0.9], None),
        ([0.5, 0.9, 0.5], None),
        ([0.5, None, 0.5], None),
        ([], None),
    ],
)
def test_amber_after_two_weeks_and_red_after_three(values: list[float | None], level: Level | None) -> None:
    found = warnings(shares(*values))
    assert [notice.level for notice in found] == ([] if level is None else [level])


def test_holidays_count_neither_way() -> None:
    assert warnings(shares(0.5, 0.0, 0.5), away={1})[0].weeks == 2
    assert not warnings(shares(0.9, 0.0, 0.0), away={1, 2})


@given(st.randoms())
@settings(max_examples=10, deadline=None)
def test_the_order_of_a_log_and_names_make_no_difference(random: object) -> None:
    made = healthy(1, weeks=14)
    deeds = list(made.deeds)
    random.shuffle(deeds)  # type: ignore[attr-defined]
    renamed = [
        Deed(deed.at, ("p", deed.person), deed.to if deed.to is None else ("p", deed.to)) for deed in deeds
    ]
    members: dict[Hashable, Member] = {("p", key): member for key, member in made.members.items()}
    other = replace(made, deeds=renamed, members=members, leader=("p", made.leader))
    assert panel(other, 13) == pytest.approx(panel(made, 13))


def test_a_team_that_falters_is_noticed_within_three_weeks() -> None:
    weeks = levels(thinned(healthy(4), 30, 6), 36)
    assert not any(any(week.values()) for week in weeks[20:30])
    assert any(weeks[32].values())


def test_nobody_is_named_and_nobody_who_only_reads_is_counted() -> None:
    assert {threshold.sign for threshold in THRESHOLDS} == set(Sign)
    assert not [sign for sign in Sign if "read" in sign.value or "lurk" in sign.value]
    found = warnings([panel(thinned(healthy(4), 30, 6), week) for week in range(36)])
    assert found
    assert {type(notice.value) for notice in found} == {float}
    assert all(
        notice.threshold.told == "leader"
        for notice in found
        if notice.threshold.sign in (Sign.PLEDGE, Sign.LEADER)
    )
