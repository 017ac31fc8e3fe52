"""How long people wait for an answer, in working time, honestly: who still waits counts as waiting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.kit.working import working_day, working_hours

#: Of fewer questions no figure is told.
FEWEST = 5


@dataclass(frozen=True)
class Wait:
    """Working hours from a question to its answer or, if there is none, until now."""

    hours: float
    is_over: bool

    @property
    def words(self) -> str:
        """About how long."""
        return span(self.hours)


@dataclass(frozen=True)
class Figure:
    """Half of `count` were answered within `median` working hours; None: half of them were not, in `longest`."""

    count: int
    answered: int
    median: float | None
    longest: float

    @property
    def words(self) -> str:
        """The whole of it in a sentence."""
        said = {"answered": self.answered, "count": self.count}
        if self.median is None:
            text = _("%(answered)s of %(count)s are answered; half of them wait longer than %(span)s.")
            return text % {**said, "span": span(self.longest)}
        text = _("%(answered)s of %(count)s are answered, half of them within %(span)s.")
        return text % {**said, "span": span(self.median)}


def wait(asked_at: datetime, answered_at: datetime | None, now: datetime, zone: tzinfo) -> Wait:
    """How long it took where the person who is asked works, or has taken up to now."""
    return Wait(working_hours(asked_at, answered_at or now, zone), answered_at is not None)


def figure(waits: Sequence[Wait]) -> Figure | None:
    """Of at least five questions, else None."""
    if len(waits) < FEWEST:
        return None
    answered = sum(each.is_over for each in waits)
    return Figure(len(waits), answered, median_wait(waits), max(each.hours for each in waits))


def median_wait(waits: Iterable[Wait]) -> float | None:
    """Median time to answer in hours, unanswered questions censored (Kaplan and Meier 1958).

    The least time by which at most half would still wait; None while more than half would at the longest known time.
    """
    rows = sorted(waits, key=lambda each: (each.hours, not each.is_over))
    still, at_risk = 1.0, len(rows)
    for each in rows:
        if each.is_over:
            still *= 1 - 1 / at_risk
            if still <= 0.5 + 1e-12:
                return each.hours
        at_risk -= 1
    return None


def span(hours: float) -> str:
    """About so many working hours or days, in words, rounded up."""
    if hours <= 1:
        return _("one working hour")
    if hours < working_day():
        return ngettext("%(n)s working hour", "%(n)s working hours", ceil(hours)) % {"n": ceil(hours)}
    days = ceil(hours / working_day() - 0.05)
    return ngettext("%(n)s working day", "%(n)s working days", days) % {"n": days}
