"""The map of teams as it is painted: circles, ties, and a step for each day, week or month on which one began."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fourleaf.adoption.course import State
from fourleaf.adoption.models import Spot, SpotTie, Team, Turn

#: What shows on the map; all before it is "to come".
SHOWN = (State.LAUNCHED, State.STEADY, State.STOPPED)
AHEAD = "ahead"
#: No more steps than this; days become weeks, then months.
MOST_STEPS = 40
#: So many are named in a step.
NAMED = 4


@dataclass(frozen=True)
class Change:
    """A launch came to a state."""

    team: UUID
    state: State
    at: datetime


@dataclass(frozen=True)
class Circle:
    """A team: `states` says from which step on it is what, as `<team-map>` reads it; figures are ready to write."""

    team: Team
    number: int
    x: str
    y: str
    radius: str
    foot: str
    middle: str
    cross: tuple[str, str, str, str]
    states: str
    state: str
    days: Mapping[str, date]

    @property
    def words(self) -> str:
        """What it is at the step that is painted."""
        return LABELS[self.state]()


@dataclass(frozen=True)
class Thread:
    """A tie between two teams; lit from the step on at which both are at work."""

    x1: str
    y1: str
    x2: str
    y2: str
    grade: int
    lit: int
    is_lit: bool


@dataclass(frozen=True)
class Atlas:
    """The whole map at step `at` of `steps`, each in words."""

    circles: Sequence[Circle]
    threads: Sequence[Thread]
    steps: Sequence[str]
    at: int

    @property
    def last(self) -> int:
        return len(self.steps) - 1

    @property
    def said(self) -> str:
        return self.steps[self.at]


LABELS = {
    AHEAD: lambda: _("to come"),
    State.LAUNCHED: lambda: _("begun"),
    State.STEADY: lambda: _("steady"),
    State.STOPPED: lambda: _("stopped"),
}


def launch_days() -> list[Change]:
    """Which launch came to which state when; without who and why."""
    with connection.cursor() as cursor:
        cursor.execute("select team, state, at from lock.launch_days()")
        rows = cursor.fetchall()
    return [Change(team, State(state), at) for team, state, at in rows if state in SHOWN]


def atlas(teams: Iterable[Team], at: int | None = None) -> Atlas:
    """The map of these teams, as of the newest step unless `at` says another."""
    named = {team.pk: team for team in teams}
    spots = {spot.team_id: spot for spot in Spot.objects.filter(team__in=named)}
    changes = [change for change in launch_days() if change.team in spots]
    grain = grain_of([timezone.localdate(change.at) for change in changes])
    days = sorted({grain(timezone.localdate(change.at)) for change in changes})
    steps_of: dict[UUID, list[tuple[int, State]]] = defaultdict(list)
    for change in changes:
        steps_of[change.team].append((days.index(grain(timezone.localdate(change.at))) + 1, change.state))
    last = len(days)
    now = last if at is None else min(max(at, 0), last)
    circles = [
        _circle(number, named[spot.team_id], spot, steps_of[spot.team_id], changes, now)
        for number, spot in enumerate(_in_order(spots.values(), steps_of, named), 1)
    ]
    return Atlas(
        circles=circles,
        threads=_threads(spots, steps_of, now),
        steps=_steps(days, grain, changes, named, len(spots)),
        at=now,
    )


class Grain:
    """Days, the Mondays of their weeks, or the first days of their months; and how such a one is written."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, day: date) -> date:
        if self.name == "week":
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self.name == "month" else day

    def says(self, day: date) -> str:
        if self.name == "month":
            return formats.date_format(day, "YEAR_MONTH_FORMAT")
        told = formats.date_format(day, "DATE_FORMAT")
        return _("Week of %(day)s") % {"day": told} if self.name == "week" else told


def grain_of(days: Sequence[date]) -> Grain:
    """The finest with which there are not too many steps."""
    for name in ("day", "week"):
        grain = Grain(name)
        if len({grain(day) for day in days}) <= MOST_STEPS:
            return grain
    return Grain("month")


def state_at(steps: Sequence[tuple[int, State]], step: int) -> str:
    """What a team is at a step."""
    return next((state.value for when, state in reversed(steps) if when <= step), AHEAD)


def _in_order(
    spots: Iterable[Spot], steps: Mapping[UUID, Sequence[tuple[int, State]]], named: Mapping[UUID, Team]
) -> list[Spot]:
    """As they began, then as their turn is."""
    turns = dict(Turn.objects.values_list("team", "place"))
    far = len(turns) + 1

    def place(spot: Spot) -> tuple[int, int, str]:
        own = steps.get(spot.team_id)
        return (own[0][0] if own else 10**6, turns.get(spot.team_id, far), named[spot.team_id].name)

    return sorted(spots, key=place)


def _circle(
    number: int,
    team: Team,
    spot: Spot,
    steps: Sequence[tuple[int, State]],
    changes: Sequence[Change],
    now: int,
) -> Circle:
    states = " ".join([f"{AHEAD}:0", *(f"{state.value}:{step}" for step, state in steps)])
    slant = spot.radius * 0.7
    return Circle(
        team=team,
        number=number,
        x=f"{spot.x:.0f}",
        y=f"{spot.y:.0f}",
        radius=f"{spot.radius:.0f}",
        foot=f"{spot.y + spot.radius + 18:.0f}",
        middle=f"{spot.y + 6:.0f}",
        cross=(
            f"{spot.x - slant:.0f}",
            f"{spot.y + slant:.0f}",
            f"{spot.x + slant:.0f}",
            f"{spot.y - slant:.0f}",
        ),
        states=states,
        state=state_at(steps, now),
        days={
            change.state.value: timezone.localdate(change.at) for change in changes if change.team == team.pk
        },
    )


def _threads(
    spots: Mapping[UUID, Spot], steps: Mapping[UUID, Sequence[tuple[int, State]]], now: int
) -> list[Thread]:
    begun = {team: own[0][0] for team, own in steps.items() if own}
    never = 10**6
    found = []
    for tie in SpotTie.objects.order_by("pk"):
        if tie.one_id not in spots or tie.other_id not in spots:
            continue
        one, other = spots[tie.one_id], spots[tie.other_id]
        lit = max(begun.get(tie.one_id, never), begun.get(tie.other_id, never))
        ends = (one.x, one.y, other.x, other.y)
        x1, y1, x2, y2 = (f"{end:.0f}" for end in ends)
        found.append(Thread(x1, y1, x2, y2, tie.grade, lit, lit <= now))
    return found


def _steps(
    days: Sequence[date], grain: Grain, changes: Sequence[Change], named: Mapping[UUID, Team], total: int
) -> list[str]:
    """Each step in words: when, what happened, and how many are at work then."""
    told = [_("Before the first team: %(n)s on the map, none has begun.") % {"n": total}]
    at_work: set[UUID] = set()
    for day in days:
        parts = []
        for state in SHOWN:
            own = [
                each for each in changes if each.state is state and grain(timezone.localdate(each.at)) == day
            ]
            teams = list(dict.fromkeys(each.team for each in own))
            at_work = at_work - set(teams) if state is State.STOPPED else at_work | set(teams)
            if teams:
                parts.append(_happened(state, [named[team].name for team in teams]))
        count = ngettext(
            "%(n)s of %(all)s teams is at work.", "%(n)s of %(all)s teams are at work.", len(at_work)
        )
        told.append(f"{grain.says(day)}: {'; '.join(parts)}. " + count % {"n": len(at_work), "all": total})
    return told


def _happened(state: State, names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED])
    if len(names) > NAMED:
        shown = _("%(names)s and %(n)s more") % {"names": shown, "n": len(names) - NAMED}
    if state is State.LAUNCHED:
        return ngettext("%(names)s begins", "%(names)s begin", len(names)) % {"names": shown}
    if state is State.STEADY:
        return ngettext("%(names)s is steady", "%(names)s are steady", len(names)) % {"names": shown}
    return ngettext("%(names)s stops", "%(names)s stop", len(names)) % {"names": shown}
