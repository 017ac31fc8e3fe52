"""Bring the staff directory up to date from a CSV file (UTF-8). See docs/reference/directory-csv.md."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from rich.console import Console
from rich.progress import Progress

from fourleaf.imports.directory import report
from fourleaf.imports.directory.agreeing import settle
from fourleaf.imports.directory.carrying_out import Advance, Done, carry_out, take_turn
from fourleaf.imports.directory.cells import Row, check
from fourleaf.imports.directory.known import Known, known
from fourleaf.imports.directory.plan import Plan, compare
from fourleaf.imports.directory.reading import Fault, FileError, Table, read
from fourleaf.kit import bus, time

FINE, FAULTY, UNREADABLE = 0, 1, 2
#: More leavers than this share of the active staff are taken for a mistake unless their number is confirmed.
MOST_LEAVERS = 0.2


@dataclass(frozen=True)
class Checked:
    """The rows to import, the faults of the others, and whose staff numbers stand in the file (None: not sure)."""

    rows: list[Row]
    faults: list[Fault]
    named: set[str] | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `fourleaf import people`."""
    parser.add_argument("file", type=Path, help="the CSV file")
    parser.add_argument("--dry-run", action="store_true", help="show every difference and write nothing")
    parser.add_argument(
        "--skip-bad", action="store_true", help="leave bad rows out instead of writing nothing"
    )
    parser.add_argument(
        "--leavers",
        choices=("deactivate", "keep"),
        default="deactivate",
        help="what happens to staff whom the file does not name (deactivate)",
    )
    parser.add_argument(
        "--confirm-leavers", type=int, metavar="N", help="yes, these N people leave, though they are many"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Read, check, compare, write, report. 0: done; 1: bad rows or too many leavers; 2: no such CSV file."""
    try:
        table = read(arguments.file)
    except FileError as error:
        if arguments.json:
            print(json.dumps({"written": False, "error": str(error)}, ensure_ascii=False))
        else:
            print(f"fourleaf: {error}\nNothing was written.", file=sys.stderr)
        return UNREADABLE
    with _progress(arguments) as advance, transaction.atomic():
        take_turn()
        code = _import(table, arguments, advance)
    bus.flush(connection)
    return code


def _import(table: Table, arguments: argparse.Namespace, advance: Advance) -> int:
    before = known()
    checked = _checked(table, before, keeps_leavers=arguments.leavers == "keep")
    keeps = arguments.leavers == "keep" or checked.named is None
    staying = None if keeps else checked.named
    plan = compare(checked.rows, before, staying=staying, today=time.now().date())
    notes = _notes(checked, plan, arguments)
    refusal = _refusal(checked, plan, arguments)
    wrote, done = False, Done()
    if refusal is None and not arguments.dry_run:
        done, wrote = carry_out(plan, before, advance), not plan.is_empty
    told = report.as_data(plan, done, checked.faults, notes=notes, wrote=wrote)
    if refusal is not None:
        told["refused"] = refusal
    _tell(told, checked, arguments)
    return FAULTY if refusal is not None or checked.faults else FINE


def _checked(table: Table, before: Known, *, keeps_leavers: bool) -> Checked:
    rows, faults = check(table)
    numbers = {" ".join(cells["staff_number"].split()) for _line, cells in table.rows}
    # A row of the wrong length, or without a number, may be anybody: then nobody can be said to be missing.
    is_sure = not table.faults and "" not in numbers
    good, more = settle(rows, before, numbers, keeps_leavers=keeps_leavers)
    return Checked(good, [*faults, *more], numbers if is_sure else None)


def _refusal(checked: Checked, plan: Plan, arguments: argparse.Namespace) -> str | None:
    if checked.faults and not arguments.skip_bad:
        return "Nothing was written, because rows are bad. Mend them, or leave them out with --skip-bad."
    leaving, confirmed = len(plan.leavers), arguments.confirm_leavers
    if confirmed is not None and confirmed != leaving:
        return f"Nothing was written: {leaving} people would leave, not {confirmed}. Look at --dry-run."
    if confirmed is None and leaving > MOST_LEAVERS * plan.active_before:
        return (
            f"Nothing was written: {leaving} of {plan.active_before} people are not in the file and would be"
            f" deactivated. If that is right, add --confirm-leavers {leaving}; if the file is only a part of the"
            " staff, add --leavers keep."
        )
    return None


def _notes(checked: Checked, plan: Plan, arguments: argparse.Namespace) -> list[str]:
    notes = []
    if checked.named is None and arguments.leavers == "deactivate":
        notes.append("Nobody was deactivated: a bad row hides whose it is.")
    dark = [name for name, facts in plan.sites.items() if "zone" not in facts]
    if dark:
        notes.append(
            f"No time zone is given for {', '.join(dark)}: UTC is taken until a file says otherwise."
        )
    return notes


def _tell(told: dict[str, object], checked: Checked, arguments: argparse.Namespace) -> None:
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in report.fault_lines(checked.faults):
        print(line, file=sys.stderr)
    if "refused" in told:
        if arguments.dry_run:
            print("\n".join(report.as_lines(told, shows_all=True)))
        print(told["refused"], file=sys.stderr)
        return
    print("\n".join(report.as_lines(told, shows_all=arguments.dry_run)))
    if arguments.dry_run:
        print("This was a dry run: nothing was written.")


@contextmanager
def _progress(arguments: argparse.Namespace) -> Iterator[Advance]:
    """A bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=arguments.json or not console.is_terminal) as bar:
        tasks: dict[str, object] = {}

        def advance(what: str, done: int, of: int) -> None:
            task = tasks.setdefault(what, bar.add_task(what, total=of) if what not in tasks else None)
            bar.update(task, completed=done)  # type: ignore[arg-type]

        yield advance
