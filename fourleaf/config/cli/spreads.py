"""`fourleaf spread`: in which order to begin with teams, from a table of people and their contacts."""

import argparse
import importlib
from pathlib import Path

from fourleaf.config.cli.commands import CommandError, say

SPREAD = (
    "fourleaf.adoption.spread.command"  # run(metadata, contacts, as_json, out, say, show); needs numpy, 0.2 s
)


def add_to(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Tell the command line about it."""
    spread = names.add_parser(
        "spread", help="plan in which order to begin with teams, from who works with whom"
    )
    spread.add_argument("metadata", type=Path, metavar="METADATA", help="a person and a department a line")
    spread.add_argument(
        "contacts", type=Path, metavar="CONTACTS", help="seconds and two people a line; may be gzipped"
    )
    spread.add_argument("--json", action="store_true", help="print the plan as JSON")
    spread.add_argument("--out", type=Path, metavar="FOLDER", help="write plan, map and report there")
    spread.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Needs no database."""
    module = importlib.import_module(SPREAD)
    try:
        return int(
            module.run(
                arguments.metadata,
                arguments.contacts,
                as_json=arguments.json,
                out=arguments.out,
                say=say,
                show=print,
            )
        )
    except ValueError as error:
        raise CommandError(str(error)) from None
