"""The signs and their thresholds, as data. Most levels are judgements: an organisation may set its own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Sign(StrEnum):
    """What is looked at each week."""

    PLEDGE = "leader's acts in four weeks ÷ pledged"
    LEADER = "leader's acts in two weeks ÷ what was usual in eight"
    CONTRIBUTORS = "members who wrote ÷ members"
    RETURN = "who wrote this week and last ÷ who wrote last week"
    NEWCOMERS = "newcomers who wrote in days 8–14 ÷ newcomers"
    WEEK_OF_MONTH = "who wrote this week ÷ in four weeks"
    MONTH_OF_YEAR = "who wrote in four weeks ÷ in a year"
    ANSWERED = "questions answered in three working days ÷ questions"
    FIRST_REPLY = "median working hours until the first reply"
    RECIPROCITY = "mutual ties ÷ ties, to its own median of eight weeks"
    ACROSS = "ties across departments ÷ what the roster leads one to expect"
    GINI = "inequality of contribution"


@dataclass(frozen=True)
class Threshold:
    """Amber and red levels of a sign; `worse` says on which side. So many `falls` in a row are amber too.

    `told` first: what is about the leader's own pledge goes to the leader, and to others only with consent.
    """

    sign: Sign
    amber: float
    red: float | None = None
    worse: Literal["below", "above"] = "below"
    falls: int | None = None
    told: Literal["leader", "leader and steward"] = "leader and steward"

    def is_beyond(self, value: float, level: float | None) -> bool:
        """Whether a figure is worse than the level; a sign that has none is never."""
        if level is None:
            return False
        return value < level if self.worse == "below" else value > level


THRESHOLDS = (
    Threshold(Sign.PLEDGE, 0.75, 0.40, told="leader"),
    Threshold(Sign.LEADER, 0.50, 0.25, told="leader"),
    Threshold(Sign.CONTRIBUTORS, 0.60, 0.40),
    Threshold(Sign.RETURN, 0.70, 0.55),
    Threshold(Sign.NEWCOMERS, 0.60, falls=3),
    Threshold(Sign.WEEK_OF_MONTH, 0.60, 0.40),
    Threshold(Sign.MONTH_OF_YEAR, 0.60, 0.40),
    Threshold(Sign.ANSWERED, 0.80, 0.60),
    Threshold(Sign.FIRST_REPLY, 8.0, 16.0, "above"),
    Threshold(Sign.RECIPROCITY, 0.75),
    Threshold(Sign.ACROSS, 0.50),
    Threshold(Sign.GINI, 0.75, 0.85, "above"),
)
#: Weeks in a row beyond the level until it is said.
AMBER_AFTER, RED_AFTER = 2, 3
