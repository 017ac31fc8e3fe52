"""`fourleaf token`: a key to the API, made at the machine itself."""

import argparse
import importlib

from fourleaf.config.cli.commands import CommandError, make_ready
from fourleaf.config.database_session import open_session

TOKENS = "fourleaf.config.tokens"  # made_by_hand(email, name, scopes, days) -> str
SCOPES = ("read", "posts:write", "documents:write", "files:write", "spaces:write", "me:write")


def add_to(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Tell the command line about it."""
    token = names.add_parser("token", help="make a token for the API and print it, once")
    token.add_argument("email", metavar="EMAIL", help="the person in whose name it acts")
    token.add_argument("--scopes", nargs="+", required=True, choices=SCOPES, help="what it may be used for")
    token.add_argument("--days", type=int, default=90, help="how long it lasts, at most 365 (90)")
    token.add_argument("--name", default="made by hand", help="what it is for; its person reads this")
    token.set_defaults(run=token_for)


def token_for(arguments: argparse.Namespace) -> int:
    """Make it and print it on standard output; it is shown nowhere else, ever."""
    with open_session("jobs") as session:
        make_ready(session)
        made_by_hand = importlib.import_module(TOKENS).made_by_hand
        try:
            text = made_by_hand(arguments.email, arguments.name, arguments.scopes, arguments.days)
        except LookupError as error:
            raise CommandError(str(error)) from None
    print(text)
    return 0
