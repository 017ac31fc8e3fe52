"""What the five characteristics look at, read for many teams in a fixed number of queries. For the role `jobs`.

Of a person: department, site, profession, skills, functions held. Never age, sex, ethnicity, health or pay; a test
holds the columns that are read here to these.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db.models import Count

from fourleaf.adoption.characteristics.benefits import NOT_RATED, Benefits, Rating
from fourleaf.adoption.characteristics.dispersion import NOON
from fourleaf.adoption.characteristics.leader import ITEMS, Leader
from fourleaf.adoption.characteristics.member import Member, Site
from fourleaf.adoption.characteristics.perspectives import Vocabulary
from fourleaf.adoption.claims import FEWEST, PAST_WORK
from fourleaf.adoption.models import (
    BenefitRating,
    BenefitStatement,
    CheckAnswer,
    Deliverable,
    LeaderAnswers,
    RequiredSkill,
    Team,
    TeamMember,
)
from fourleaf.conversation.models import Post
from fourleaf.kit import time
from fourleaf.people.models import PastFunction, Person
from fourleaf.people.models import Site as Place
from fourleaf.sheet.models import Pledge
from fourleaf.spaces.models import Space

#: What a leader wrote is counted over so many days.
TRIAL = timedelta(days=14)
#: A site that nobody has described stands at no coordinates in this zone, which then says nothing.
UNSAID_ZONE = "UTC"
_LISTED = Person.skills.through


@dataclass(frozen=True)
class Inputs:
    """All that one team's readiness is reckoned from; `names` are skills as the charter writes them."""

    team: UUID
    members: tuple[Member, ...]
    required: Mapping[str, float]
    names: Mapping[str, str]
    leader: Leader
    benefits: Benefits
    at: datetime

    def stamp(self, vocabulary: Vocabulary) -> str:
        """A digest that is the same for the same inputs only, in whatever order they were read."""
        terms = sorted({term for member in self.members for term in member.skills or ()})
        told = (
            sorted(_plain(member) for member in self.members),
            sorted(self.required.items()),
            [list(self.leader.answers), self.leader.acts, self.leader.pledge, sorted(self.leader.ratings)],
            [repr(self.benefits)],
            [vocabulary.people, [(term, vocabulary.holders.get(term, 0)) for term in terms]],
            self.at.isoformat(),
        )
        return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _plain(member: Member) -> list[Any]:
    site = member.site
    return [
        str(member.key),
        str(member.department),
        [str(site.key), site.latitude, site.longitude, site.zone] if site else [],
        member.function or "",
        sorted(member.skills or ()),
        sorted(member.held or ()),
    ]


def vocabulary() -> Vocabulary:
    """How rare each skill and function is among all who work here and have named a skill."""
    skills, functions = defaultdict(set), {}
    people = Person.objects.active().filter(kind=Person.Kind.STAFF)
    rows = people.filter(skills__isnull=False).values_list("pk", "skills__name", "profession__name")
    for person, skill, function in rows:
        skills[person].add(_folded(skill))
        functions[person] = function
    return Vocabulary.of(
        Member(person, function=functions[person], skills=frozenset(own)) for person, own in skills.items()
    )


def inputs_of(teams: Sequence[Team]) -> list[Inputs]:
    """One for each team, which come with their launch."""
    keys = [team.pk for team in teams]
    members = _members(keys)
    required: dict[UUID, dict[str, float]] = defaultdict(dict)
    names: dict[UUID, dict[str, str]] = defaultdict(dict)
    for skill in RequiredSkill.objects.filter(team__in=keys):
        required[skill.team_id][_folded(skill.name)] = skill.weight
        names[skill.team_id][_folded(skill.name)] = skill.name
    statements = {
        each.team_id: each
        for each in BenefitStatement.objects.filter(team__in=keys)
        .order_by("team_id", "-at", "-id")
        .distinct("team_id")
    }
    answers = _answers(statements.values())
    leaders = _leaders(teams)
    ratings = _ratings(statements.values())
    past = _past(keys)
    found = []
    for team in teams:
        statement = statements.get(team.pk)
        own = members.get(team.pk, ())
        asked = [each for each in own if each.key != team.leader_id]
        given = answers.get(statement.pk, []) if statement else []
        given = [each for each in given if each.person_id in {member.key for member in asked}]
        # Fewer than five answers would tell what single people said.
        told = given if len(given) >= FEWEST else []
        keenness = [(each.keenness - 1) / 6 for each in told if each.keenness is not None]
        marks = ratings.get(statement.pk, []) if statement else []
        found.append(
            Inputs(
                team=team.pk,
                members=own,
                required=required[team.pk],
                names=names[team.pk],
                leader=replace(leaders[team.pk], ratings=tuple(keenness) if len(keenness) >= FEWEST else ()),
                benefits=Benefits(
                    members=len(asked),
                    first=marks[0] if len(marks) > 1 else NOT_RATED,
                    second=marks[1] if len(marks) > 1 else NOT_RATED,
                    right=sum(each.is_right for each in told),
                    answered=len(told),
                    has_baseline=True if past.get(team.pk, 0) >= PAST_WORK else None,
                ),
                at=_noon(team),
            )
        )
    return found


def _members(teams: Sequence[UUID]) -> dict[UUID, tuple[Member, ...]]:
    rows = list(
        TeamMember.objects.standing()
        .filter(team__in=teams)
        .order_by("team_id", "person_id")
        .values_list("team", "person", "person__unit", "person__site", "person__profession__name")
    )
    people = {row[1] for row in rows}
    places = {place.pk: _site(place) for place in Place.objects.filter(pk__in={row[3] for row in rows})}
    skills: dict[UUID, set[str]] = defaultdict(set)
    listed = _LISTED.objects.filter(person__in=people).values_list("person_id", "skill__name")
    for person, skill in listed:
        skills[person].add(_folded(skill))
    held: dict[UUID, set[str]] = defaultdict(set)
    for person, title in PastFunction.objects.filter(person__in=people).values_list("person_id", "title"):
        held[person].add(_folded(title))
    found: dict[UUID, list[Member]] = defaultdict(list)
    for team, person, unit, site, profession in rows:
        before = held.get(person)
        found[team].append(
            Member(
                key=person,
                department=unit,
                site=places.get(site),
                function=profession,
                skills=frozenset(skills[person]) if person in skills else None,
                held=frozenset(before | {_folded(profession or "")}) if before else None,
            )
        )
    return {team: tuple(members) for team, members in found.items()}


def _site(place: Place) -> Site:
    """Coordinates that cannot be are not known; no more is a zone that only stands there by default."""
    north, east = place.latitude, place.longitude
    sound = north is not None and east is not None and abs(north) <= 90 and abs(east) <= 180
    said = place.zone in available_timezones() and (sound or place.zone != UNSAID_ZONE)
    return Site(place.pk, north if sound else None, east if sound else None, place.zone if said else None)


def _answers(statements: Iterable[BenefitStatement]) -> dict[UUID, list[CheckAnswer]]:
    found: dict[UUID, list[CheckAnswer]] = defaultdict(list)
    for answer in CheckAnswer.objects.filter(statement__in=[each.pk for each in statements]):
        found[answer.statement_id].append(answer)
    return found


def _ratings(statements: Iterable[BenefitStatement]) -> dict[UUID, list[Rating]]:
    found: dict[UUID, list[Rating]] = defaultdict(list)
    for rating in BenefitRating.objects.filter(statement__in=[each.pk for each in statements]):
        found[rating.statement_id].append(rating.marks)
    return found


def _past(teams: Sequence[UUID]) -> dict[UUID, int]:
    past = Deliverable.objects.past().filter(team__in=teams).order_by().values_list("team")
    return dict(past.annotate(Count("pk")))


def _leaders(teams: Sequence[Team]) -> dict[UUID, Leader]:
    """Whether they pledged, which all staff know; and what they let count: answers, and how much they wrote here."""
    led = {team.pk: team.leader_id for team in teams}
    pledged = set(Pledge.objects.standing().filter(leader__in=led.values()).values_list("leader", flat=True))
    own = {
        each.team_id: each
        for each in LeaderAnswers.objects.filter(team__in=led, counts=True)
        if each.person_id == led[each.team_id] and len(each.answers) == ITEMS
    }
    acts = acts_of({each.person_id for each in own.values()})
    return {
        team: Leader(
            tuple(own[team].answers) if team in own else (None,) * ITEMS,
            acts.get(leader, 0) if team in own else None,
            leader in pledged,
        )
        for team, leader in led.items()
    }


def acts_of(people: Iterable[UUID]) -> dict[UUID, int]:
    """Posts and replies of each in the last 14 days, in spaces that are no direct conversations."""
    lately = Post.objects.filter(author__in=people, at__gt=time.now() - TRIAL)
    counted = lately.exclude(space__kind=Space.Kind.DIRECT).order_by().values_list("author")
    return dict(counted.annotate(Count("pk")))


def _noon(team: Team) -> datetime:
    """When clocks are compared: at noon of the day on which the team is to begin."""
    day = team.launch.begins_on
    return datetime.combine(day, clock(12), UTC) if day else NOON


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
