"""Put teams forward; say who is in them, what they are for and what they deliver."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.adoption import events, policy
from fourleaf.adoption.actions.beginning import let_in
from fourleaf.adoption.course import State
from fourleaf.adoption.models import (
    Charter,
    Deliverable,
    Launch,
    LaunchStep,
    RequiredSkill,
    Team,
    TeamMember,
)
from fourleaf.chronicle.record import record
from fourleaf.kit import time
from fourleaf.kit.refusals import demand, ensure
from fourleaf.kit.text import one_line
from fourleaf.kit.turns import take_turns
from fourleaf.people.models import Person

MOST_MEMBERS = 150
MOST_SKILLS = 30
MOST_DELIVERABLES = 200
LONGEST_NAME, LONGEST_SKILL, LONGEST_TITLE, LONGEST_OUTCOME, LONGEST_RULE = 120, 60, 200, 1000, 300
HEAVIEST = 10
#: A deliverable takes no more hours, and no more major revisions, than this.
MOST_HOURS, MOST_REVISIONS = 100_000, 1_000


@dataclass(frozen=True)
class Work:
    """A deliverable as somebody tells it: planned with `due_on`, or finished, with what it took."""

    name: str
    due_on: date | None = None
    started_on: date | None = None
    finished_on: date | None = None
    major_revisions: int | None = None
    hours: float | None = None


@transaction.atomic
def make_team(
    *,
    actor: Person,
    name: str,
    leader: Person,
    people: Iterable[Person] = (),
    outcome: str = "",
    skills: Mapping[str, float] | None = None,
    starts_on: date | None = None,
    due_on: date | None = None,
    begins_on: date | None = None,
    why: str = "",
) -> Team:
    """Put a team forward: a candidate from now on, on the plan that all staff see. Its leader is one of its people.

    `starts_on` and `due_on` are those of its work, `begins_on` the day on which it would like to begin here;
    `skills` are those that its work needs, with their weights.
    """
    demand(policy.can_put_forward(actor), _("Only staff can put a team forward."))
    name, everyone = _named(name), {leader.pk: leader} | {person.pk: person for person in people}
    _ensure_staff(everyone.values())
    team = Team.objects.create(name=name, leader=leader, put_forward_by=actor)
    Launch.objects.create(team=team, begins_on=begins_on)
    record(events.TeamPutForward(actor=actor.pk, team=team.pk))
    LaunchStep.objects.create(
        launch_id=team.pk,
        after=State.CANDIDATE,
        by=actor,
        why=_short(why, 500, _("This is too long."), "why"),
    )
    Charter.objects.create(team=team)
    _say(team, outcome=outcome, starts_on=starts_on, due_on=due_on)
    _admit(actor, team, everyone.values())
    if skills:
        _require(team, skills)
    return team


@transaction.atomic
def change_team(
    *,
    actor: Person,
    team: Team,
    name: str,
    leader: Person,
    outcome: str = "",
    starts_on: date | None = None,
    due_on: date | None = None,
    stop_rule: str = "",
    coach: Person | None = None,
) -> None:
    """Say anew what it is called, who leads and coaches it, what it is for, and when it would stop."""
    _demand_keep(actor, team)
    name = _named(name)
    before = (team.name, team.leader_id)
    if leader.pk != team.leader_id:
        _ensure_staff([leader], "leader")
    if coach is not None and coach.pk != team.charter.coach_id:
        _ensure_staff([coach], "coach")
    charter = _say(
        team, outcome=outcome, starts_on=starts_on, due_on=due_on, stop_rule=stop_rule, coach=coach
    )
    changed = ("name", "leader") if (name, leader.pk) != before else ()
    if changed:
        if not policy.is_member(leader, team):
            _admit(actor, team, [leader])
        team.name, team.leader = name, leader
        team.save(update_fields=["name", "leader"])
    if changed or charter:
        record(events.TeamChanged(actor=actor.pk, team=team.pk, fields=(*changed, *charter)))


@transaction.atomic
def add_members(*, actor: Person, team: Team, people: Iterable[Person]) -> int:
    """Take people in who are not in it yet; answers how many they are."""
    _demand_keep(actor, team)
    take_turns("team", team.pk)
    here = set(team.members.filter(ended_at=None).values_list("person_id", flat=True))
    new = list({person.pk: person for person in people if person.pk not in here}.values())
    _ensure_staff(new, "people")
    ensure(len(here) + len(new) <= MOST_MEMBERS, _("A team has at most 150 people."), "people")
    _admit(actor, team, new)
    let_in(actor, team, new)
    return len(new)


@transaction.atomic
def end_team_membership(*, actor: Person, member: TeamMember) -> None:
    """Somebody is in the team no more: because they leave it, or because who keeps the team says so."""
    team = member.team
    own = member.person_id == actor.pk
    demand(own or policy.can_keep(actor, team), _("Only the leader can change who is in the team."))
    ensure(member.person_id != team.leader_id, _("Name another leader first."))
    if member.ended_at is None:
        member.ended_at = time.now()
        # Written down before they stop seeing the team, as whoever leaves does.
        record(events.TeamMemberLeft(actor=actor.pk, team=team.pk, person=member.person_id))
        member.save(update_fields=["ended_at"])


@transaction.atomic
def set_required_skills(*, actor: Person, team: Team, skills: Mapping[str, float]) -> None:
    """Say anew which skills the work needs, each with its weight from above 0 to 10."""
    _demand_keep(actor, team)
    before = dict(team.required_skills.values_list("name", "weight"))
    RequiredSkill.objects.filter(team=team).delete()
    if _require(team, skills) != before:
        record(events.TeamChanged(actor=actor.pk, team=team.pk, fields=("skills",)))


@transaction.atomic
def add_deliverables(
    *, actor: Person, team: Team, works: Sequence[Work], source: str = Deliverable.Source.SAID
) -> list[Deliverable]:
    """Say what the team will deliver, or has: finished ones are what later work is compared with."""
    _demand_keep(actor, team)
    known = team.deliverables.count()
    ensure(known + len(works) <= MOST_DELIVERABLES, _("A team lists at most 200 deliverables."))
    made = Deliverable.objects.bulk_create(
        Deliverable(team=team, source=source, **ensured_work(work)) for work in works
    )
    if made:
        record(events.TeamChanged(actor=actor.pk, team=team.pk, fields=("deliverables",)))
    return made


@transaction.atomic
def remove_deliverable(*, actor: Person, deliverable: Deliverable) -> None:
    """Take one off the list."""
    team = deliverable.team
    _demand_keep(actor, team)
    deliverable.delete()
    record(events.TeamChanged(actor=actor.pk, team=team.pk, fields=("deliverables",)))


def ensured_work(work: Work) -> dict[str, Any]:
    """The fields of a deliverable, or Invalid with the name of the field that is wrong."""
    name = _short(one_line(work.name), LONGEST_TITLE, _("The name is too long."), "name")
    ensure(bool(name), _("Say what was delivered."), "name")
    today = time.now().date()
    started, finished = work.started_on, work.finished_on
    ensure(finished is None or started is not None, _("Say on which day it was begun."), "started_on")
    ensure(
        None in (started, finished) or finished >= started,  # type: ignore[operator]
        _("It cannot be finished before it was begun."),
        "finished_on",
    )
    ensure(finished is None or finished <= today, _("This day has not come yet."), "finished_on")
    hours = work.hours
    ensure(hours is None or 0 <= hours <= MOST_HOURS, _("Hours are a number from 0 to 100,000."), "hours")
    revisions = work.major_revisions
    ensure(
        revisions is None or 0 <= revisions <= MOST_REVISIONS,
        _("Major revisions are a number from 0 to 1,000."),
        "major_revisions",
    )
    return {
        "name": name,
        "due_on": work.due_on,
        "started_on": started,
        "finished_on": finished,
        "hours": hours,
        "major_revisions": revisions,
    }


def _demand_keep(actor: Person, team: Team) -> None:
    demand(
        policy.can_keep(actor, team), _("Only the team’s leader, or who looks after adoption, can do this.")
    )


def _named(name: str) -> str:
    name = _short(one_line(name), LONGEST_NAME, _("The name is too long."), "name")
    ensure(bool(name), _("Give the team a name."), "name")
    return name


def _short(text: str, longest: int, too_long: str, field: str) -> str:
    text = text.replace("\0", "").strip()
    ensure(len(text) <= longest, too_long, field)
    return text


def _ensure_staff(people: Iterable[Person], field: str = "people") -> None:
    everyone = list(people)
    ensure(len(everyone) <= MOST_MEMBERS, _("A team has at most 150 people."), field)
    ensure(all(person.is_active for person in everyone), _("Somebody here has left."), field)
    staff = all(person.kind == Person.Kind.STAFF for person in everyone)
    ensure(staff, _("A team is made of people who work here."), field)


def _say(team: Team, **values: Any) -> tuple[str, ...]:
    """Write the charter's fields that are new; answers their names."""
    charter = team.charter
    values["outcome"] = _short(values["outcome"], LONGEST_OUTCOME, _("This is too long."), "outcome")
    if "stop_rule" in values:
        values["stop_rule"] = _short(values["stop_rule"], LONGEST_RULE, _("This is too long."), "stop_rule")
    starts, due = values["starts_on"], values["due_on"]
    in_order = starts is None or due is None or due >= starts
    ensure(in_order, _("The work cannot end before it begins."), "due_on")
    changed = tuple(name for name, value in values.items() if getattr(charter, name) != value)
    for name in changed:
        setattr(charter, name, values[name])
    if changed:
        charter.save(update_fields=changed)
    return changed


def _admit(actor: Person, team: Team, people: Iterable[Person]) -> None:
    new = [TeamMember(team=team, person=person) for person in people]
    TeamMember.objects.bulk_create(new)
    for member in new:
        record(events.TeamMemberAdded(actor=actor.pk, team=team.pk, person=member.person_id))


def _require(team: Team, skills: Mapping[str, float]) -> dict[str, float]:
    wanted: dict[str, float] = {}
    known: set[str] = set()
    for name, weight in skills.items():
        name = _short(one_line(name), LONGEST_SKILL, _("A skill has at most 60 characters."), "skills")
        if not name or name.casefold() in known:
            continue
        ensure(0 < weight <= HEAVIEST, _("A weight is more than 0 and at most 10."), "skills")
        known.add(name.casefold())
        wanted[name] = float(weight)
    ensure(len(wanted) <= MOST_SKILLS, _("Please name at most 30 skills."), "skills")
    RequiredSkill.objects.bulk_create(
        RequiredSkill(team=team, name=name, weight=weight) for name, weight in wanted.items()
    )
    return wanted
