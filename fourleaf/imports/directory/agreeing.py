"""Whether the rows agree with each other and with the directory: duplicates, managers, units, sites."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from fourleaf.imports.directory.cells import Row
from fourleaf.imports.directory.known import Known, same
from fourleaf.imports.directory.reading import Fault

OF_SITE = ("city", "latitude", "longitude", "zone")


def disagreements(rows: list[Row], known: Known, named: set[str], *, keeps_leavers: bool) -> list[Fault]:
    """Faults of rows that are right each by itself. `named` are the staff numbers that stand anywhere in the file."""
    return [
        *_twice(rows, "staff_number", lambda row: row.staff_number),
        *_twice(rows, "email", lambda row: row.email or ""),
        *_taken(rows, known),
        *_managers(rows, known, named, keeps_leavers=keeps_leavers),
        *_unlike_units(rows),
        *_unit_loops(rows, known),
        *_unlike_sites(rows),
    ]


def _twice(rows: list[Row], column: str, key: Callable[[Row], str]) -> Iterator[Fault]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    for value, those in found.items():
        if value and len(those) > 1:
            lines = ", ".join(str(row.line) for row in those)
            for row in those:
                yield Fault(row.line, column, f"“{value}” stands in lines {lines}; each may be there once.")


def _taken(rows: list[Row], known: Known) -> Iterator[Fault]:
    """Addresses that belong to somebody else and are not given up by this file."""
    new = {row.staff_number: row.email for row in rows}
    for row in rows:
        owner = known.by_email.get(row.email or "")
        if owner is None or owner is known.person(row):
            continue
        if new.get(owner.staff_number or "") in (None, row.email):
            whose = f"staff number {owner.staff_number}" if owner.staff_number else "another account"
            yield Fault(row.line, "email", f"“{row.email}” belongs to {whose} already.")


def _managers(rows: list[Row], known: Known, named: set[str], *, keeps_leavers: bool) -> Iterator[Fault]:
    present = {row.staff_number for row in rows}
    for row in rows:
        if row.manager and row.manager not in present:
            stays = row.manager in known.by_number and (keeps_leavers or row.manager in named)
            if not stays:
                where = (
                    "belongs to somebody who leaves with this file"
                    if row.manager in known.by_number
                    else "belongs to nobody whom this import knows"
                )
                yield Fault(
                    row.line, "manager", f"“{row.manager}” {where}; write a staff number of this file."
                )
    above = {
        number: person.manager.staff_number
        for number, person in known.by_number.items()
        if person.manager and person.manager.staff_number
    }
    for row in rows:
        if row.manager is not None:
            above[row.staff_number] = row.manager
    looped = in_loops(above)
    for row in rows:
        if row.staff_number in looped and row.manager:
            chain = " → ".join(looped[row.staff_number])
            yield Fault(row.line, "manager", f"the managers run in a circle: {chain}.")


def _unlike_units(rows: list[Row]) -> Iterator[Fault]:
    first: dict[str, Row] = {}
    for row in rows:
        if row.unit and row.parent_unit:
            before = first.setdefault(same(row.unit), row)
            if same(before.parent_unit or "") != same(row.parent_unit):
                elsewhere = f"“{before.parent_unit}” in line {before.line}"
                text = f"“{row.unit}” lies in {elsewhere}, here in “{row.parent_unit}”."
                yield Fault(row.line, "parent_unit", text)


def _unit_loops(rows: list[Row], known: Known) -> Iterator[Fault]:
    above = {name: same(unit.parent.name) for name, unit in known.units.items() if unit.parent}
    for row in rows:
        if row.unit and row.parent_unit:
            above[same(row.unit)] = same(row.parent_unit)
    looped = in_loops(above)
    for row in rows:
        if row.unit and row.parent_unit and same(row.unit) in looped:
            chain = " → ".join(looped[same(row.unit)])
            yield Fault(row.line, "parent_unit", f"the units run in a circle: {chain}.")


def _unlike_sites(rows: list[Row]) -> Iterator[Fault]:
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        for column in OF_SITE:
            value = getattr(row, column)
            if row.site and value not in (None, ""):
                before = first.setdefault((same(row.site), column), row)
                if getattr(before, column) != value:
                    text = f"“{row.site}” has {getattr(before, column)} in line {before.line}, here {value}."
                    yield Fault(row.line, column, text)
            elif not row.site and value not in (None, ""):
                yield Fault(row.line, column, "is given without a site.")


def in_loops(above: Mapping[str, str]) -> dict[str, list[str]]:
    """Everything that lies above itself, each with its circle, which begins and ends with it."""
    done: set[str] = set()
    looped: dict[str, list[str]] = {}
    for start in above:
        path: list[str] = []
        place: dict[str, int] = {}
        at: str | None = start
        while at and at not in done and at not in place:
            place[at] = len(path)
            path.append(at)
            at = above.get(at)
        if at in place:
            circle = path[place[at] :]
            for index, name in enumerate(circle):
                looped[name] = [*circle[index:], *circle[:index], name]
        done.update(path)
    return looped


def settle(
    rows: list[Row], known: Known, named: set[str], *, keeps_leavers: bool
) -> tuple[list[Row], list[Fault]]:
    """The rows that agree, and all faults. What a bad row leaves hanging is bad too, until nothing more is."""
    faults: list[Fault] = []
    good = rows
    while True:
        found = disagreements(good, known, named, keeps_leavers=keeps_leavers)
        if not found:
            return good, faults
        faults += found
        bad = _lines(found)
        good = [row for row in good if row.line not in bad]


def _lines(faults: Iterable[Fault]) -> set[int]:
    return {fault.line for fault in faults}
