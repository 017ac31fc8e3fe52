"""What the directory says now: read once, in few queries, whatever the file's size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fourleaf.people.models import Person, Profession, Site, Unit

if TYPE_CHECKING:
    from fourleaf.imports.directory.cells import Row


def same(name: str) -> str:
    """Names of units, sites and professions that differ in capitals only are one."""
    return name.casefold()


@dataclass(frozen=True)
class Known:
    """Persons by staff number and by address; units, sites and professions by name."""

    by_number: dict[str, Person]
    by_email: dict[str, Person]
    units: dict[str, Unit]
    sites: dict[str, Site]
    professions: dict[str, Profession]

    def person(self, row: Row) -> Person | None:
        """Who the row is about: by staff number, else a colleague without one who has the row's address."""
        if row.staff_number in self.by_number:
            return self.by_number[row.staff_number]
        found = self.by_email.get(row.email or "")
        is_free = found is not None and found.staff_number is None and found.is_staff_member
        return found if is_free else None


def known() -> Known:
    """Read the directory."""
    people = list(
        Person.objects.select_related("unit", "site", "profession", "manager").prefetch_related(
            "skills", "past_functions", "organisation_roles", "contact_points"
        )
    )
    return Known(
        by_number={person.staff_number: person for person in people if person.staff_number},
        by_email={person.email: person for person in people if person.email},
        units={same(unit.name): unit for unit in Unit.objects.select_related("parent")},
        sites={same(site.name): site for site in Site.objects.all()},
        professions={same(profession.name): profession for profession in Profession.objects.all()},
    )
