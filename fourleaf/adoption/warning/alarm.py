"""Amber after two weeks in a row, red after three."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from fourleaf.adoption.warning.log import Log
from fourleaf.adoption.warning.panel import Panel, panel
from fourleaf.adoption.warning.signals import AMBER_AFTER, RED_AFTER, THRESHOLDS, Sign, Threshold


class Level(IntEnum):
    """How urgent it is."""

    CALM = 0
    AMBER = 1
    RED = 2


@dataclass(frozen=True)
class Notice:
    """A sign that has been beyond its level for `weeks` in a row."""

    threshold: Threshold
    level: Level
    value: float
    weeks: int


def warnings(
    panels: Sequence[Panel], away: Collection[int] = (), thresholds: Sequence[Threshold] = THRESHOLDS
) -> list[Notice]:
    """What is to be said at the end of the last of these weeks (0, 1, 2 …), the most urgent first.

    Weeks in which the team was `away` (holidays) count neither way; a week without a figure ends a row.
    """
    weeks = [each for number, each in enumerate(panels) if number not in away]
    found = [
        warning for each in thresholds if (warning := _warning(each, [week[each.sign] for week in weeks]))
    ]
    return sorted(found, key=lambda warning: -warning.level)


def levels(log: Log, weeks: int, away: Collection[int] = ()) -> list[dict[Sign, Level]]:
    """For each of so many weeks the level of every sign: how a log would have been warned of."""
    panels = [panel(log, week) for week in range(weeks)]
    found = []
    for week in range(weeks):
        told = {each.threshold.sign: each.level for each in warnings(panels[: week + 1], away)}
        found.append({sign: told.get(sign, Level.CALM) for sign in Sign})
    return found


def _warning(threshold: Threshold, values: Sequence[float | None]) -> Notice | None:
    last = values[-1] if values else None
    if last is None:
        return None
    red = _row([value is not None and threshold.is_beyond(value, threshold.red) for value in values])
    amber = _row([value is not None and threshold.is_beyond(value, threshold.amber) for value in values])
    if red >= RED_AFTER:
        return Notice(threshold, Level.RED, last, red)
    if amber >= AMBER_AFTER:
        return Notice(threshold, Level.AMBER, last, amber)
    falls = _falls(values)
    if threshold.falls is not None and falls >= threshold.falls:
        return Notice(threshold, Level.AMBER, last, falls)
    return None


def _row(beyond: Sequence[bool]) -> int:
    """How many at the end are beyond."""
    count = 0
    for each in reversed(beyond):
        if not each:
            break
        count += 1
    return count


def _falls(values: Sequence[float | None]) -> int:
    """How often in a row, up to the last, a figure was lower than the one before."""
    return _row([one is not None and other is not None and other < one for one, other in pairwise(values)])
