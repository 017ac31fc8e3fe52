"""`fourleaf keys`: the keys that private contact data is sealed with."""

import argparse
import importlib

from fourleaf.config.cli.commands import CommandError, make_ready
from fourleaf.config.database_session import open_session
from fourleaf.kit.envelope.errors import KeyProblem

KEYS = "fourleaf.config.sealing_keys"  # status(say), rotate(say), change_key_file(say)


def add_to(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Tell the command line about it."""
    keys = names.add_parser("keys", help="show or change the keys of what is kept encrypted")
    acts = keys.add_subparsers(required=True, metavar="status|rotate")
    acts.add_parser("status", help="which keys there are, and how much is sealed with each").set_defaults(
        run=status
    )
    turn = acts.add_parser("rotate", help="make a new data key and seal everything anew; can be interrupted")
    turn.add_argument(
        "--key-file",
        action="store_true",
        help="change the key of the key file instead, which wraps data keys",
    )
    turn.set_defaults(run=rotate)


def status(arguments: argparse.Namespace) -> int:
    """Show the keys."""
    return _do("status")


def rotate(arguments: argparse.Namespace) -> int:
    """Change the data key, or the key of the key file."""
    return _do("change_key_file" if arguments.key_file else "rotate")


def _do(what: str) -> int:
    with open_session("jobs") as session:
        make_ready(session)
        try:
            return int(getattr(importlib.import_module(KEYS), what)(print))
        except KeyProblem as problem:
            raise CommandError(problem.reason) from None
