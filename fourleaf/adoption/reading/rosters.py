"""Who is in which team, who is on the platform, and, where the works agreement allows it, who works with whom here.

Ties between two people live in the worker's memory while it reckons, and nowhere else: they are neither kept nor shown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import TruncDate, TruncWeek

from fourleaf.adoption.claims import FEWEST
from fourleaf.adoption.course import AHEAD, State
from fourleaf.adoption.models import Guest, Launch, LaunchStep, Mode, TeamMember, TeamReadiness
from fourleaf.conversation.models import Mention, Post
from fourleaf.documents.models import DocumentUpdate
from fourleaf.kit import time
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space

#: Interactions of so long ago count.
LATELY = timedelta(days=90)
#: What makes a tie: both ways 1, one way ½; so often in that time at least.
MUTUAL, ONE_WAY, LEAST = 1.0, 0.5, 2

Pairs = Mapping[tuple[UUID, UUID], float]


@dataclass(frozen=True)
class Rosters:
    """All who work here, in a fixed order; teams with their members and states; who is in; ties by interaction."""

    people: Sequence[UUID]
    teams: Mapping[UUID, Sequence[UUID]]
    states: Mapping[UUID, State]
    readiness: Mapping[UUID, float]
    over: frozenset[UUID]
    active: frozenset[UUID]
    ties: Pairs | None

    @property
    def alive(self) -> list[UUID]:
        """Teams that are to come or at work."""
        return [team for team in self.teams if team not in self.over]


def rosters() -> Rosters:
    """Read them. Teams of nobody are left out, and those that stopped before they began."""
    people = list(
        Person.objects.active().filter(kind=Person.Kind.STAFF).order_by("pk").values_list("pk", flat=True)
    )
    there = set(people)
    teams: dict[UUID, list[UUID]] = defaultdict(list)
    for team, person in (
        TeamMember.objects.standing().order_by("team_id", "person_id").values_list("team", "person")
    ):
        if person in there:
            teams[team].append(person)
    steps = LaunchStep.objects.filter(after__in=(State.LAUNCHED, State.STEADY)).values_list("launch", "after")
    steady = {team for team, state in steps if state == State.STEADY}
    begun = {team for team, state in steps}
    states = {
        team: State(state)
        for team, state in Launch.objects.order_by("team_id").values_list("team", "state")
        if team in teams and (team in begun or state in AHEAD)
    }
    over = frozenset(team for team, state in states.items() if is_over(state, team in steady))
    inside = {
        person
        for team, state in states.items()
        if team not in over and state not in AHEAD
        for person in teams[team]
    }
    inside |= set(Guest.objects.standing().values_list("person", flat=True)) & there
    known = TeamReadiness.objects.exclude(value=None).values_list("team", "value")
    return Rosters(
        people=people,
        teams={team: teams[team] for team in states},
        states=states,
        readiness={team: value for team, value in known if value is not None},
        over=over,
        active=frozenset(inside),
        ties=interactions(there) if settings.AGREEMENT.ties_from_interactions else None,
    )


def is_over(state: State, was_steady: bool) -> bool:
    """Whether a team works on the platform no more: it stopped, also if it has looked back on that since."""
    return state is State.STOPPED or (state is State.REVIEWED and not was_steady)


def interactions(people: set[UUID]) -> Pairs:
    """Ties from replies, mentions by name and writing in one document, of the last 90 days.

    Not from direct conversations, nor from spaces in which reading is recorded.
    """
    since = time.now() - LATELY
    public = ~Q(space__kind=Space.Kind.DIRECT) & Q(space__is_audited=False)
    posts = Post.objects.filter(public, at__gt=since)
    ways: Counter[tuple[UUID, UUID]] = Counter()
    ways.update(posts.exclude(root=None).values_list("author", "root__author"))
    ways.update(
        Mention.objects.filter(post__in=posts, via=Mention.Via.PERSON).values_list("post__author", "person")
    )
    for one, other in _writing_together(since):
        ways[one, other] += 1
        ways[other, one] += 1
    found: dict[tuple[UUID, UUID], float] = {}
    for (one, other), count in ways.items():
        back = ways.get((other, one), 0)
        if one == other or not {one, other} <= people or count + back < LEAST:
            continue
        found[min(one, other), max(one, other)] = MUTUAL if back else ONE_WAY
    return found


def _writing_together(since: object) -> Iterable[tuple[UUID, UUID]]:
    """Two who wrote in one document on one day, once for each such day."""
    updates = DocumentUpdate.objects.filter(at__gt=since, document__space__is_audited=False).exclude(
        document__space__kind=Space.Kind.DIRECT
    )
    rows = (
        updates.annotate(day=TruncDate("at")).order_by().values_list("document", "day", "person").distinct()
    )
    writers: dict[tuple[UUID, date], set[UUID]] = defaultdict(set)
    for document, day, person in rows:
        writers[document, day].add(person)
    for together in writers.values():
        everyone = sorted(together)
        yield from ((one, other) for place, one in enumerate(everyone) for other in everyone[place + 1 :])


def growth(people: Sequence[UUID]) -> list[float]:
    """The share of these people who were in, at the end of each week since the first team began: 0–1, none before.

    What had stopped before the organisation went team by team is no part of it.
    """
    begun, ended = _begun()
    if not begun or not people:
        return []
    first, here = min(begun.values()), set(people)
    weeks = int((time.now() - first) / timedelta(weeks=1)) + 1
    inside: list[set[UUID]] = [set() for _week in range(weeks)]
    rows = TeamMember.objects.filter(team__in=begun, person__in=here).order_by()
    for team, person, since, until in rows.values_list("team", "person", "since", "ended_at"):
        starts = max(since, begun[team])
        stops = min(each for each in (until, ended.get(team), time.now()) if each is not None)
        for week in range(max(0, int((starts - first) / timedelta(weeks=1))), weeks):
            if first + timedelta(weeks=week) > stops:
                break
            inside[week].add(person)
    return [round(len(there) / len(people), 4) for there in inside]


def _begun() -> tuple[dict[UUID, datetime], dict[UUID, datetime]]:
    """When each team began, and when one stopped."""
    decided = _went_team_by_team()
    begun: dict[UUID, datetime] = {}
    ended: dict[UUID, datetime] = {}
    for team, state, at in LaunchStep.objects.order_by("at", "id").values_list("launch", "after", "at"):
        if state == State.LAUNCHED:
            begun.setdefault(team, at)
        elif state == State.STOPPED and team in begun:
            ended[team] = at
            if decided is not None and at <= decided:
                del begun[team]
    return begun, ended


def opened(people: Sequence[UUID]) -> list[float]:
    """The share of these people who wrote in each week while it was open to all, 0–1; none if it still is.

    From the week of the first post until it was decided to go team by team; direct conversations do not count.
    """
    decided, here = _went_team_by_team(), set(people)
    if decided is None or len(here) < FEWEST:
        return []
    posts = Post.objects.filter(at__lt=decided).exclude(space__kind=Space.Kind.DIRECT).order_by()
    rows = posts.annotate(week=TruncWeek("at")).values_list("week", "author").distinct()
    wrote: dict[datetime, set[UUID]] = defaultdict(set)
    for week, author in rows:
        wrote[week] |= {author} & here
    if not wrote:
        return []
    first = min(wrote)
    weeks = range(int((decided - first) / timedelta(weeks=1)) + 1)
    return [round(len(wrote.get(first + timedelta(weeks=week), ())) / len(here), 4) for week in weeks]


def _went_team_by_team() -> datetime | None:
    """When the organisation decided so, if that holds."""
    newest = Mode.objects.first()
    return newest.at if newest is not None and newest.kind == Mode.Kind.TEAMS else None
