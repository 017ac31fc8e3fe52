"""What is going to be done in the demo world, and when; played in the order of time, never in the future."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.world.scripts import Moment

#: What the scripts place later than now is squeezed into this time before now.
SQUEEZE = timedelta(minutes=90)
JUST_NOW = timedelta(seconds=45)


@dataclass(frozen=True)
class Deed:
    """One thing to do at an instant."""

    at: datetime
    do: Callable[[], object]


@dataclass(frozen=True)
class Calendar:
    """The day of filling: day 0 of the scripts."""

    now: datetime
    today: date

    def instant(self, moment: Moment, person: Person) -> datetime:
        """The moment where the person works."""
        day = self.today + timedelta(days=moment.day)
        return datetime.combine(day, moment.clock, tzinfo=person.zone)


def in_order(deeds: list[Deed], now: datetime) -> list[Deed]:
    """The deeds by time; those that would lie in the future come just before now, in the same order."""
    ordered = sorted(deeds, key=lambda deed: deed.at)
    limit = now - JUST_NOW
    past = [deed for deed in ordered if deed.at <= limit]
    late = ordered[len(past) :]
    begin = max(past[-1].at if past else limit - SQUEEZE, limit - SQUEEZE)
    step = (limit - begin) / (len(late) or 1)
    return past + [Deed(begin + step * number, deed.do) for number, deed in enumerate(late, 1)]


@contextmanager
def in_one_piece() -> Iterator[None]:
    """Set no savepoints: any error undoes the whole world anyway, and ten thousand of them cost seconds."""
    connection.features.uses_savepoints = False
    try:
        yield
    finally:
        connection.features.uses_savepoints = True


def play(deeds: list[Deed]) -> None:
    """Do all, each at its time."""
    for deed in deeds:
        with time.at(deed.at):
            deed.do()
