"""Do what the plan says, through the actions, in one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction

from fourleaf.imports.directory.cells import Row
from fourleaf.imports.directory.known import Known, same
from fourleaf.imports.directory.plan import CONTACT, OWN_WORDS, Changed, Plan
from fourleaf.kit.turns import take_turns
from fourleaf.people import actions
from fourleaf.people.actions import NewPerson
from fourleaf.people.models import Person, Unit
from fourleaf.spaces import actions as spaces
from fourleaf.spaces.models import Space

CHUNK = 500
Item = TypeVar("Item")
Advance = Callable[[str, int, int], None]


@dataclass
class Done:
    """What leavers left behind: each space without a steward, with who took over (None: nobody was there)."""

    handed_over: list[tuple[Space, Person, Person | None]] = field(default_factory=list)


@transaction.atomic
def carry_out(plan: Plan, known: Known, advance: Advance) -> Done:
    """Write everything or nothing. `advance(what, done, of)` is told how far it is."""
    take_turn()
    _places(plan, known)
    people = dict(known.by_number)
    for changed in plan.changed:
        people[changed.row.staff_number] = changed.person
    fresh = [(row, Person(staff_number=row.staff_number)) for row in plan.added]
    people |= {row.staff_number: person for row, person in fresh}
    for person in plan.back:
        actions.reactivate_person(actor=None, person=person)
    # Who changes lets go of their addresses before others take them.
    _change(plan, known, people, advance)
    _add(fresh, known, people, advance)
    told = [*fresh, *((changed.row, changed.person) for changed in plan.changed)]
    actions.bring_contact(actor=None, values={person: row.contact for row, person in told if row.contact})
    _roles(plan, {row.staff_number: person for row, person in fresh})
    return _part(plan, advance)


def take_turn() -> None:
    """Two imports at once would compare with what the other is about to change."""
    take_turns("fourleaf import people")


def _places(plan: Plan, known: Known) -> None:
    for name in plan.professions:
        known.professions[same(name)] = actions.add_profession(actor=None, name=name)
    for name, facts in plan.sites.items():
        known.sites[same(name)] = actions.add_site(actor=None, name=name, **facts)
    for name, facts in plan.sites_changed.items():
        actions.change_site(actor=None, site=known.sites[same(name)], **facts)
    for name in plan.units:
        known.units[same(name)] = actions.add_unit(actor=None, name=name)
    above: dict[Unit, str] = dict(plan.moved)
    above |= {known.units[same(name)]: parent for name, parent in plan.units.items() if parent}
    # Off the old tree first: on the way to a right tree there may be a circle.
    for unit in plan.moved:
        actions.change_unit(actor=None, unit=unit, parent=None)
    for unit, parent in above.items():
        actions.change_unit(actor=None, unit=unit, parent=known.units[same(parent)])


def _values(row: Row, known: Known, people: dict[str, Person]) -> dict[str, Any]:
    """The fields of a person that the file speaks of."""
    values: dict[str, Any] = {"staff_number": row.staff_number, "name": row.name}
    for column in ("job_title", "kind"):
        if getattr(row, column) is not None:
            values[column] = getattr(row, column)
    if row.family_name:
        values["family_name"] = row.family_name
    if row.email is not None:
        values["email"] = row.email or None
    found: tuple[tuple[str, dict[str, Any]], ...] = (
        ("unit", known.units),
        ("site", known.sites),
        ("profession", known.professions),
    )
    for column, rows in found:
        name = getattr(row, column)
        if name is not None:
            values[column] = rows[same(name)] if name else None
    if row.manager is not None:
        values["manager"] = people[row.manager] if row.manager else None
    return values


def _add(fresh: list[tuple[Row, Person]], known: Known, people: dict[str, Person], advance: Advance) -> None:
    for done, part in _chunks(fresh):
        new = []
        for row, person in part:
            for name, value in _values(row, known, people).items():
                setattr(person, name, value)
            person.family_name = person.family_name or row.name.split()[-1]
            new.append(NewPerson(person, row.skills or (), row.past_functions or ()))
        actions.add_people(actor=None, people=new)
        advance("new people", done, len(fresh))


def _change(plan: Plan, known: Known, people: dict[str, Person], advance: Advance) -> None:
    named = [
        changed
        for changed in plan.changed
        if any(d.field not in (*OWN_WORDS, CONTACT, "roles") for d in changed.differences)
    ]
    changes = {}
    for changed in named:
        wanted = _values(changed.row, known, people)
        fields = {difference.field for difference in changed.differences}
        changes[changed.person] = {name: value for name, value in wanted.items() if name in fields}
    if changes:
        actions.change_people(actor=None, changes=changes)
        advance("changes", len(changes), len(changes))
    words = [
        NewPerson(changed.person, changed.row.skills or (), changed.row.past_functions or ())
        for changed in plan.changed
        if changed.words
    ]
    actions.fill_in(actor=None, people=words)


def _roles(plan: Plan, fresh: dict[str, Person]) -> None:
    for row in plan.added:
        for cell in row.roles or ():
            actions.give_role(
                actor=None, person=fresh[row.staff_number], role=cell.role, from_on=cell.from_on,
                until_on=cell.until_on,
            )  # fmt: skip
    for changed in plan.changed:
        _role_steps(changed)


def _role_steps(changed: Changed) -> None:
    for step in changed.roles:
        if step.cell is None and step.held:
            actions.end_role(actor=None, role=step.held)
        elif step.cell and step.held:
            first = step.cell.from_on or step.held.from_on
            actions.change_role(actor=None, role=step.held, from_on=first, until_on=step.cell.until_on)
        elif step.cell:
            actions.give_role(
                actor=None, person=changed.person, role=step.cell.role, from_on=step.cell.from_on,
                until_on=step.cell.until_on,
            )  # fmt: skip


def _part(plan: Plan, advance: Advance) -> Done:
    done = Done()
    # All are gone before anything is handed over: no leaver inherits from another.
    for person in plan.leavers:
        actions.deactivate_person(actor=None, person=person)
    for number, person in enumerate(plan.leavers, 1):
        for space, heir in spaces.hand_over_for(actor=None, leaver=person):
            done.handed_over.append((space, person, heir))
        advance("leavers", number, len(plan.leavers))
    return done


def _chunks(items: list[Item]) -> Iterator[tuple[int, list[Item]]]:
    for start in range(0, len(items), CHUNK):
        part = items[start : start + CHUNK]
        yield start + len(part), part
