"""What all acts share: the people, the calendar, who writes where."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from fourleaf.adoption.models import Place, Team
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space
from fourleaf.world.story2.crews import Crew, Firm
from fourleaf.world.story2.plan import YEARS, Plan

#: Weeks from death to the first team's beginning, and from that to the end of the second act (its 90 days).
PAUSE, TEAM_WEEKS = 10, 13
DEATH, TEAM, TWO_YEARS = "death", "team", "two-years"
CHAPTERS = (DEATH, TEAM, TWO_YEARS)
#: The number of the team that all people were when it was opened to all.
EVERYONE = -1
#: The hour of the last deed of a chapter, on the Monday of its last week (UTC).
CURTAIN = 18


@dataclass
class Scene:
    """Weeks are counted from 0 at `start`, the Monday of the opening; filled while the deeds are played."""

    firm: Firm
    plan: Plan
    start: datetime
    people: list[Person] = field(default_factory=list)
    teams: dict[int, Team] = field(default_factory=dict)
    spaces: dict[int, Space] = field(default_factory=dict)

    @classmethod
    def ending(cls, firm: Firm, plan: Plan, until: str, now: datetime) -> "Scene":
        """So that this chapter ended in the last week."""
        today = (now.astimezone(UTC) - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        scene = cls(firm, plan, today - timedelta(days=today.weekday()))
        scene.start -= timedelta(weeks=scene.last_week(until))
        return scene

    @property
    def death(self) -> int:
        """The week at whose Monday nobody has written for four weeks."""
        return len(self.plan.opened)

    @property
    def first_team(self) -> int:
        """The week in which the first team begins."""
        return self.death + PAUSE

    def last_week(self, until: str) -> int:
        return {DEATH: self.death, TEAM: self.first_team + TEAM_WEEKS, TWO_YEARS: self.first_team + YEARS}[
            until
        ]

    def at(self, week: int, day: int = 0, hour: int = 9, minute: int = 0) -> datetime:
        """A moment of a week; days from Monday, 0; hours in UTC, so that it is daytime at all sites."""
        return self.start + timedelta(weeks=week, days=day, hours=hour, minutes=minute)

    def day(self, week: int, day: int = 0) -> date:
        return self.at(week, day).date()

    def begins(self, crew: int) -> int:
        """The week in which a team begins."""
        return self.first_team + self.plan.begins[crew]

    def crew(self, number: int) -> Crew:
        return self.firm.crews[number]

    def leader(self, crew: int) -> Person:
        return self.people[self.crew(crew).leader]

    def members(self, crew: int) -> list[Person]:
        """The leader first."""
        return [self.people[number] for number in self.crew(crew).members]

    def team(self, crew: int) -> Team:
        """As it is now."""
        return Team.objects.select_related("launch", "charter").get(pk=self.teams[crew].pk)

    def space(self, crew: int) -> Space:
        """Where a team that has begun writes."""
        if crew not in self.spaces:
            self.spaces[crew] = Place.objects.select_related("space").get(launch_id=self.teams[crew].pk).space
        return self.spaces[crew]
