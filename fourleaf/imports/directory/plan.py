"""What an import would change: found by comparing, without writing anything."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fourleaf.imports.directory.agreeing import OF_SITE
from fourleaf.imports.directory.cells import RoleCell, Row
from fourleaf.imports.directory.known import Known, same
from fourleaf.people.models import OrganisationRole, Person, Unit

#: Columns that are compared as text, the value of a person for each.
COMPARED = ("name", "family_name", "email", "job_title", "kind", "unit", "site", "profession", "manager")
OWN_WORDS = ("skills", "past_functions")
CONTACT = "contact"


@dataclass(frozen=True)
class Difference:
    """One field of one person, as it is and as the file says. Empty texts mean: none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class RoleStep:
    """A role to give, to change or, without a cell, to end."""

    cell: RoleCell | None
    held: OrganisationRole | None


@dataclass
class Changed:
    """Somebody who is known and whom the file changes."""

    person: Person
    row: Row
    differences: list[Difference] = field(default_factory=list)
    roles: list[RoleStep] = field(default_factory=list)
    words: bool = False


@dataclass
class Plan:
    """All that an import would do."""

    units: dict[str, str | None] = field(default_factory=dict)
    moved: dict[Unit, str] = field(default_factory=dict)
    sites: dict[str, dict[str, Any]] = field(default_factory=dict)
    sites_changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    professions: list[str] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    back: list[Person] = field(default_factory=list)
    leavers: list[Person] = field(default_factory=list)
    unchanged: int = 0
    active_before: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        parts = (self.units, self.moved, self.sites, self.sites_changed, self.professions)
        return not any((*parts, self.added, self.changed, self.back, self.leavers))


def compare(rows: list[Row], known: Known, *, staying: set[str] | None, today: date) -> Plan:
    """Plan the import. `staying` are the staff numbers of the whole file; None means that nobody leaves."""
    plan = Plan()
    _compare_units(plan, rows, known)
    _compare_sites(plan, rows, known)
    wanted = {same(row.profession): row.profession for row in rows if row.profession}
    plan.professions = sorted(name for key, name in wanted.items() if key not in known.professions)
    for row in rows:
        _compare_person(plan, row, known, today)
    ours = [person for person in known.by_number.values() if person.is_active and person.is_staff_member]
    plan.active_before = len(ours)
    if staying is not None:
        plan.leavers = [person for person in ours if person.staff_number not in staying]
    return plan


def _compare_units(plan: Plan, rows: list[Row], known: Known) -> None:
    parents: dict[str, str | None] = {}
    spelled: dict[str, str] = {}
    for row in rows:
        for name, parent in ((row.unit, row.parent_unit), (row.parent_unit, None)):
            if name:
                spelled.setdefault(same(name), name)
                parents[same(name)] = parent or parents.get(same(name))
    for key, parent in parents.items():
        unit = known.units.get(key)
        if unit is None:
            plan.units[spelled[key]] = parent
        elif parent and (unit.parent is None or same(unit.parent.name) != same(parent)):
            plan.moved[unit] = parent


def _compare_sites(plan: Plan, rows: list[Row], known: Known) -> None:
    said: dict[str, dict[str, Any]] = {}
    spelled: dict[str, str] = {}
    for row in rows:
        if row.site:
            spelled.setdefault(same(row.site), row.site)
            facts = said.setdefault(same(row.site), {})
            facts |= {name: value for name in OF_SITE if (value := getattr(row, name)) not in (None, "")}
    for key, facts in said.items():
        site = known.sites.get(key)
        if site is None:
            plan.sites[spelled[key]] = facts
        elif fresh := {name: value for name, value in facts.items() if getattr(site, name) != value}:
            plan.sites_changed[site.name] = fresh


def _compare_person(plan: Plan, row: Row, known: Known, today: date) -> None:
    person = known.person(row)
    if person is None:
        plan.added.append(row)
        return
    if not person.is_active:
        plan.back.append(person)
    changed = Changed(person, row, list(_differences(row, person)), list(_role_steps(row, person, today)))
    changed.differences += _first_words(row, person)
    changed.differences += _first_contact(row, person)
    changed.words = any(difference.field in OWN_WORDS for difference in changed.differences)
    for step in changed.roles:
        changed.differences.append(_told(step))
    if changed.differences:
        plan.changed.append(changed)
    elif person.is_active:
        plan.unchanged += 1


def _first_words(row: Row, person: Person) -> list[Difference]:
    """Skills and past functions are the person's own: the file's are taken while they have said none."""
    if person.skills.all() or person.past_functions.all():
        return []
    said = {"skills": row.skills or (), "past_functions": [past.title for past in row.past_functions or ()]}
    return [Difference(name, "", "; ".join(values)) for name, values in said.items() if values]


def _first_contact(row: Row, person: Person) -> list[Difference]:
    """Kinds that the person has not said themselves. Reports name them and show no value."""
    known = {point.kind for point in person.contact_points.all()}
    return [Difference(CONTACT, "", kind) for kind in row.contact if kind not in known]


def _differences(row: Row, person: Person) -> Iterator[Difference]:
    if person.staff_number != row.staff_number:
        yield Difference("staff_number", person.staff_number or "", row.staff_number)
    for column in COMPARED:
        after = getattr(row, column)
        if after is None or (column == "family_name" and not after):
            continue
        before = value_of(person, column)
        by_name = column in ("unit", "site", "profession")
        if before != after and not (by_name and same(before) == same(after)):
            yield Difference(column, before, after)


def value_of(person: Person, column: str) -> str:
    """A person's field as the file would say it."""
    value = getattr(person, column)
    if column == "manager":
        return (value.staff_number or value.name) if value else ""
    return value.name if hasattr(value, "name") else str(value or "")


def _role_steps(row: Row, person: Person, today: date) -> Iterator[RoleStep]:
    if row.roles is None:
        return
    left = list(person.organisation_roles.all())
    for cell in row.roles:
        of_kind = [role for role in left if role.role == cell.role]
        exact = [role for role in of_kind if cell.from_on in (None, role.from_on) and stands(role, today)]
        exact = exact or [role for role in of_kind if role.from_on == cell.from_on]
        held = next(iter(exact or [role for role in of_kind if stands(role, today)]), None)
        if held:
            left.remove(held)
        if held is None or (cell.from_on and (held.from_on, held.until_on) != (cell.from_on, cell.until_on)):
            yield RoleStep(cell, held)
    for role in left:
        if stands(role, today):
            yield RoleStep(None, role)


def stands(role: OrganisationRole, today: date) -> bool:
    """Whether a role goes on after today."""
    return role.until_on is None or role.until_on > today


def _told(step: RoleStep) -> Difference:
    def said(role: str, from_on: date | None, until_on: date | None) -> str:
        return f"{role} {from_on or 'today'}..{until_on or ''}"

    before = said(step.held.role, step.held.from_on, step.held.until_on) if step.held else ""
    after = said(step.cell.role, step.cell.from_on, step.cell.until_on) if step.cell else "ends today"
    return Difference("roles", before, after)
