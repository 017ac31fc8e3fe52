"""Teams and past work from CSV files: docs/reference/teams.md says which columns there are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fourleaf.adoption.actions import Work, add_deliverables, make_team
from fourleaf.adoption.actions.teams import ensured_work
from fourleaf.adoption.csv_file import Faults, Line, day, number, read_lines
from fourleaf.adoption.models import Deliverable, Team
from fourleaf.adoption.naming import Named, find_named
from fourleaf.kit.refusals import Invalid
from fourleaf.people.models import Person

TEAM_COLUMNS = ("team", "person", "leads", "outcome", "skills", "begins_on")
WORK_COLUMNS = ("name", "started_on", "finished_on", "major_revisions", "hours")
YES = ("yes", "x", "1", "true", "leader")


@dataclass
class Told:
    """A team as the lines of a file tell it."""

    line: int
    name: str
    people: list[Person] = field(default_factory=list)
    leader: Person | None = None
    outcome: str = ""
    skills: dict[str, float] = field(default_factory=dict)
    begins_on: date | None = None


@transaction.atomic
def bring_teams(*, actor: Person, data: bytes) -> list[Team]:
    """A line for each person of each team. All of them are put forward, or none; Invalid names each bad line."""
    lines = read_lines(data, TEAM_COLUMNS, ("team", "person"))
    named = find_named(actor, {line.cells["person"] for line in lines})
    faults = Faults()
    told: dict[str, Told] = {}
    for line in lines:
        _take(told, line, named, faults)
    for team in told.values():
        if team.leader is None:
            faults.add(team.line, _("“%(team)s” has nobody who leads it.") % {"team": team.name})
    faults.told()
    made = []
    for team in told.values():
        try:
            made.append(_put_forward(actor, team))
        except Invalid as invalid:
            faults.add(team.line, str(invalid.text))
    faults.told()
    return made


def _put_forward(actor: Person, told: Told) -> Team:
    leader = told.leader or told.people[0]
    return make_team(
        actor=actor, name=told.name, leader=leader, people=told.people, outcome=told.outcome,
        skills=told.skills, begins_on=told.begins_on,
    )  # fmt: skip


def _take(told: dict[str, Told], line: Line, named: Named, faults: Faults) -> None:
    cells = dict.fromkeys(TEAM_COLUMNS, "") | dict(line.cells)
    if not cells["team"]:
        faults.add(line.number, _("says no team."))
        return
    team = told.setdefault(cells["team"].casefold(), Told(line.number, cells["team"]))
    person = named.people.get(cells["person"])
    if person is None:
        faults.add(line.number, named.faults[cells["person"]])
        return
    if person in team.people:
        faults.add(line.number, _("“%(name)s” is in this team already.") % {"name": cells["person"]})
    team.people.append(person)
    if cells["leads"].casefold() in YES:
        if team.leader is not None:
            faults.add(line.number, _("“%(team)s” has a leader already.") % {"team": team.name})
        team.leader = person
    team.outcome = team.outcome or cells["outcome"]
    try:
        team.begins_on = team.begins_on or day(cells["begins_on"])
        team.skills |= skills_of(cells["skills"].split(";"))
    except Invalid as invalid:
        faults.add(line.number, str(invalid.text))


def skills_of(texts: Sequence[str]) -> dict[str, float]:
    """Skills with weights: `Falls: 2` counts twice as much as `Night care`."""
    skills = {}
    for text in filter(None, (text.strip() for text in texts)):
        name, colon, weight = text.rpartition(":")
        skills[(name if colon else text).strip()] = number(weight.strip(), float) if colon else 1.0
    if None in skills.values():
        raise Invalid(_("A colon is followed by a weight, such as 2."), "skills")
    return skills


@transaction.atomic
def bring_works(*, actor: Person, team: Team, data: bytes) -> list[Deliverable]:
    """Finished work, a line each. All of it is taken, or nothing; Invalid names each bad line."""
    faults, works = Faults(), []
    for line in read_lines(data, WORK_COLUMNS, ("name", "started_on", "finished_on")):
        cells = dict.fromkeys(WORK_COLUMNS, "") | dict(line.cells)
        try:
            work = Work(
                name=cells["name"],
                started_on=day(cells["started_on"]),
                finished_on=day(cells["finished_on"]),
                major_revisions=number(cells["major_revisions"], int),
                hours=number(cells["hours"], float),
            )
            ensured_work(work)
        except Invalid as invalid:
            faults.add(line.number, str(invalid.text))
        else:
            works.append(work)
    faults.told()
    return add_deliverables(actor=actor, team=team, works=works, source=Deliverable.Source.FILE)
