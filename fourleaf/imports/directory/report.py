"""What an import tells at its end: in lines for people, as JSON for programs."""

from collections import Counter
from dataclasses import asdict
from typing import Any

from fourleaf.imports.directory.carrying_out import Done
from fourleaf.imports.directory.plan import Changed, Plan
from fourleaf.imports.directory.reading import Fault

MOST_SHOWN = 50


def as_data(plan: Plan, done: Done, faults: list[Fault], *, notes: list[str], wrote: bool) -> dict[str, Any]:
    """The whole report: counts first, then what they count."""
    steps = [step for changed in plan.changed for step in changed.roles]
    return {
        "written": wrote,
        "counts": {
            "added": len(plan.added),
            "changed": len(plan.changed),
            "reactivated": len(plan.back),
            "deactivated": len(plan.leavers),
            "unchanged": plan.unchanged,
            "skipped_rows": len({fault.line for fault in faults}),
            "units": len(plan.units) + len(plan.moved),
            "sites": len(plan.sites) + len(plan.sites_changed),
            "professions": len(plan.professions),
            "roles": len(steps) + sum(len(row.roles or ()) for row in plan.added),
        },
        "added": [{"staff_number": row.staff_number, "name": row.name} for row in plan.added],
        "changed": [_change(changed) for changed in plan.changed],
        "reactivated": [person.staff_number or person.email for person in plan.back],
        "deactivated": [{"staff_number": p.staff_number, "name": p.name} for p in plan.leavers],
        "handed_over": [
            {
                "space": str(space.pk),
                "name": space.name,
                "from": leaver.staff_number,
                "from_name": leaver.name,
                "to": (heir.staff_number or heir.name) if heir else None,
                "to_name": heir.name if heir else None,
            }
            for space, leaver, heir in done.handed_over
        ],
        "faults": [asdict(fault) for fault in faults],
        "notes": notes,
    }


def _change(changed: Changed) -> dict[str, Any]:
    return {
        "staff_number": changed.row.staff_number,
        "name": changed.person.name,
        "differences": [asdict(difference) for difference in changed.differences],
    }


def fault_lines(faults: list[Fault]) -> list[str]:
    """The faults in the order of the file; beyond fifty only how many more there are."""
    ordered = sorted(faults, key=lambda fault: (fault.line, fault.column))
    lines = [str(fault) for fault in ordered[:MOST_SHOWN]]
    if len(ordered) > MOST_SHOWN:
        kinds = Counter(fault.column or "row" for fault in ordered[MOST_SHOWN:])
        rest = ", ".join(f"{count} in {column}" for column, count in kinds.most_common())
        lines.append(f"… and {len(ordered) - MOST_SHOWN} more: {rest} (all with --json)")
    return lines


def as_lines(report: dict[str, Any], *, shows_all: bool) -> list[str]:
    """The report to read at a terminal; a dry run shows every difference."""
    counts = report["counts"]
    lines = [] if not shows_all else [*_people(report), ""]
    for key, told in (
        ("added", "added"), ("changed", "changed"), ("reactivated", "back again"), ("deactivated", "left"),
        ("unchanged", "as before"), ("units", "units added or moved"), ("sites", "sites added or changed"),
        ("professions", "professions added"), ("roles", "roles given, changed or ended"),
        ("skipped_rows", "rows skipped"),
    ):  # fmt: skip
        always = key in ("added", "changed", "deactivated", "unchanged")
        if counts[key] or always:
            lines.append(f"{counts[key]:>7,}  {told}")
    for handed in report["handed_over"]:
        heir, leaver = _who(handed["to_name"], handed["to"]), _who(handed["from_name"], handed["from"])
        to = f"{heir} is its steward now" if heir else "nobody is left to take it over"
        lines.append(f"  “{handed['name']}” lost its last steward {leaver}: {to}")
    return [*lines, *report["notes"]]


def _who(name: str | None, number: str | None) -> str:
    """A name with the staff number, as two people can have one name."""
    return f"{name} ({number})" if name and number and number != name else name or number or ""


def _people(report: dict[str, Any]) -> list[str]:
    lines = [f"+ {one['staff_number']} {one['name']}" for one in report["added"]]
    for one in report["changed"]:
        lines.append(f"~ {one['staff_number']} {one['name']}")
        lines += [
            f"    {d['field']}: {_quoted(d['before'])} → {_quoted(d['after'])}" for d in one["differences"]
        ]
    lines += [f"± {number} is back" for number in report["reactivated"]]
    return lines + [f"- {one['staff_number']} {one['name']} leaves" for one in report["deactivated"]]


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"
