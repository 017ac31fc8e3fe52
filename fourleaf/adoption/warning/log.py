"""What a team wrote, sorted into weeks, and what its questions waited for."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from fourleaf.kit.working import working_hours

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Member:
    """Somebody's department, and since when they are in the team."""

    department: Hashable
    joined_at: datetime


@dataclass(frozen=True)
class Deed:
    """A post, reply, edit or reaction; `to` is who was answered."""

    at: datetime
    person: Hashable
    to: Hashable | None = None


@dataclass(frozen=True)
class Question:
    """When it was asked, first replied to and answered; None is "not yet"."""

    asked_at: datetime
    replied_at: datetime | None = None
    answered_at: datetime | None = None

    def __post_init__(self) -> None:
        for later in (self.replied_at, self.answered_at):
            if later is not None and later < self.asked_at:
                raise ValueError("A question has a reply from before it was asked.")


@dataclass(frozen=True)
class Log:
    """A team's weeks, numbered from 0 at `start`: a Monday's first moment, in the time zone of the team."""

    start: datetime
    members: Mapping[Hashable, Member]
    deeds: Sequence[Deed] = ()
    questions: Sequence[Question] = ()
    leader: Hashable | None = None
    #: acts a week that the leader promised, where the leader consents to its being looked at
    pledge: float | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("The start needs a time zone.")
        if self.pledge is not None and self.pledge <= 0:
            raise ValueError("A pledge is more than nothing.")

    def week_of(self, at: datetime) -> int:
        """The number of the week by the team's calendar, also when clocks change."""
        return (
            at.astimezone(self.start.tzinfo).replace(tzinfo=None) - self.start.replace(tzinfo=None)
        ) // WEEK

    def end_of(self, week: int) -> datetime:
        """The first moment after a week."""
        return self.start + (week + 1) * WEEK

    @cached_property
    def acts(self) -> Mapping[int, Counter[Hashable]]:
        """For each week how much each member wrote; who is no member does not count."""
        found: dict[int, Counter[Hashable]] = defaultdict(Counter)
        for deed in self.deeds:
            if deed.person in self.members:
                found[self.week_of(deed.at)][deed.person] += 1
        return found

    @cached_property
    def answers(self) -> Mapping[int, set[tuple[Hashable, Hashable]]]:
        """For each week who answered whom."""
        found: dict[int, set[tuple[Hashable, Hashable]]] = defaultdict(set)
        for deed in self.deeds:
            if (
                deed.to is not None
                and deed.to != deed.person
                and {deed.person, deed.to} <= self.members.keys()
            ):
                found[self.week_of(deed.at)].add((deed.person, deed.to))
        return found

    @cached_property
    def writing(self) -> Mapping[Hashable, list[datetime]]:
        """When each member wrote."""
        found: dict[Hashable, list[datetime]] = defaultdict(list)
        for deed in self.deeds:
            found[deed.person].append(deed.at)
        return found

    def active(self, weeks: Iterable[int]) -> set[Hashable]:
        """Who wrote anything in these weeks."""
        return {person for week in weeks for person in self.acts.get(week, ())}

    def present(self, week: int) -> set[Hashable]:
        """Members who had joined by the end of a week."""
        return {key for key, member in self.members.items() if member.joined_at < self.end_of(week)}

    def working_hours(self, begin: datetime, end: datetime) -> float:
        """Working hours between two moments, 0 if the second is earlier."""
        return working_hours(begin, end, self.start.tzinfo or UTC)
