"""`bin/bench`: choose what to measure, show how far it is, print the table, write it where asked."""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench import docs, machine
from bench.filling.plan import Size
from bench.groups import GROUPS
from bench.installation import BenchError, Installation
from bench.processes import allow_many_files
from bench.rows import Row, shown
from bench.scale import QUICK, TINY, Bench
from fourleaf.config.env import EnvError
from fourleaf.config.postgres import PostgresError

VERDICTS = {True: Text("met", "green"), False: Text("missed", "red"), None: Text("–")}
WIDTH = 140
terminal = Console(stderr=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `bin/bench …`: 0, or 2 if it could not be measured."""
    arguments = _parser().parse_args(argv)
    if arguments.list:
        for name, group in GROUPS.items():
            print(f"{name:10} {(sys.modules[group.__module__].__doc__ or '').strip()}")
        return 0
    # Told to end, it ends as by Ctrl-C: no server outlives it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _measure(arguments)
    except KeyboardInterrupt:
        terminal.print("Stopped.")
        return 130
    except (BenchError, EnvError, PostgresError) as error:
        terminal.print(f"bench: {error}", style="red", markup=False)
        return 2


def _measure(arguments: argparse.Namespace) -> int:
    allow_many_files()
    size = Size(arguments.people, arguments.spaces, arguments.posts)
    with Installation(arguments.data, size) as site:
        bench = Bench(site)
        if arguments.quick or arguments.tiny:
            bench = replace(bench, **(TINY if arguments.tiny else QUICK))
        site.make_ready(site.full)
        about = machine.described(bench)
        found: dict[str, list[Row]] = {}
        for name in arguments.names or list(GROUPS):
            found[name] = _measured(bench, name)
            if arguments.docs:
                docs.write(GROUPS, found, site.data / "rows.json", about)
    rows = [row for group in found.values() for row in group]
    Console(width=None if sys.stdout.isatty() else WIDTH).print(_table(rows))
    if arguments.json:
        whole = {"rows": [row.as_json() for row in rows], "machine": about}
        arguments.json.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    return 0


def _measured(bench: Bench, name: str) -> list[Row]:
    begun, rows = time.monotonic(), []
    for row in GROUPS[name](bench):
        terminal.print(_told(row), markup=False, highlight=False, soft_wrap=True)
        rows.append(row)
    terminal.print(f"— {name}: {time.monotonic() - begun:.0f} s", style="dim")
    return rows


def _told(row: Row) -> str:
    ratio = f", {shown(row.ratio)} of the floor" if row.ratio is not None else ""
    return f"{row.name}: {shown(row.value)} {row.unit}{ratio}"


def _table(rows: list[Row]) -> Table:
    table = Table(title="Fourleaf, measured", show_lines=False)
    table.add_column("what")
    for heading in ("figure", "floor", "ratio", "range", "goal"):
        table.add_column(heading, justify="right")
    table.add_column("")
    for row in rows:
        spread = f"{shown(row.low)}–{shown(row.high)}" if row.low is not None else "–"
        goal = str(row.goal) if row.goal else "–"
        value = f"{shown(row.value)} {row.unit}"
        table.add_row(row.name, value, shown(row.floor), shown(row.ratio), spread, goal, VERDICTS[row.met])
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="Measure what we promise about speed and size."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *GROUPS], help="only these groups")
    parser.add_argument("--list", action="store_true", help="name the groups and what they measure")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--tiny", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there too")
    parser.add_argument(
        "--docs",
        action="store_true",
        help="write docs/reference/performance.md, with what is known of the other groups",
    )
    parser.add_argument(
        "--data", type=Path, default=Path("var/bench"), help="where the database is kept (./var/bench)"
    )
    defaults = Size()
    for name in ("people", "spaces", "posts"):
        parser.add_argument(f"--{name}", type=int, default=getattr(defaults, name), help=argparse.SUPPRESS)
    return parser
