"""Read the command line, run one command, and turn what can go wrong into one plain line."""

import argparse
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import psycopg
from django.db import OperationalError

from fourleaf.config import doctor
from fourleaf.config.cli import audits, backups, commands, keys, spreads, tokens
from fourleaf.config.env import EnvError
from fourleaf.config.postgres import PostgresError

WRONG = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run `fourleaf …`; returns 0, 1 (a check or an import found faults) or 2 (it could not begin)."""
    arguments = _parser().parse_args(argv)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 0 if arguments.serves(arguments) else INTERRUPTED
    except (EnvError, PostgresError, commands.CommandError) as error:
        print(f"fourleaf: {error}", file=sys.stderr)
        return WRONG
    except (psycopg.OperationalError, OperationalError) as error:
        print(f"fourleaf: {str(error).strip()}\nRun `fourleaf doctor` to see what is wrong.", file=sys.stderr)
        return WRONG


def _leave(number: int, frame: FrameType | None) -> None:
    """End like a normal return, so that PostgreSQL never outlives us."""
    sys.exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="fourleaf", description="Work in the open, one team at a time.")
    parser.set_defaults(serves=lambda arguments: False)
    names = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = names.add_parser("serve", help="serve the pages and the live connections")
    _add_listening(serve)
    serve.add_argument(
        "--role", choices=("all", "web", "gateway", "worker"), default="all", help="what this process does"
    )
    serve.add_argument("--as-child", action="store_true", help=argparse.SUPPRESS)
    serve.set_defaults(run=commands.serve, serves=lambda arguments: True)

    _add_demo(names)
    migrate = names.add_parser("migrate", help="bring the database up to date and make its roles")
    migrate.set_defaults(run=commands.migrate)

    check = names.add_parser("doctor", help="check database, worker, disk, mail, clock and front end")
    check.add_argument("--json", action="store_true", help="print the findings as JSON")
    check.set_defaults(run=doctor.run)

    _add_telling(names)
    backups.add_to(names)
    audits.add_to(names)
    keys.add_to(names)
    tokens.add_to(names)
    spreads.add_to(names)
    _add_imports(names)
    return parser


def _add_demo(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = names.add_parser("demo", help="fill the demo world, Marigold Health, or play a story, once")
    demo.add_argument("world", nargs="?", choices=tuple(commands.DOORS), default="marigold")
    demo.add_argument(
        "--until", choices=("death", "team", "two-years"), default="two-years",
        help="stop story-2 after this chapter",
    )  # fmt: skip
    demo.add_argument("--serve", action="store_true", help="then serve it, with doors on the sign-in page")
    _add_listening(demo)
    demo.set_defaults(run=commands.demo, serves=lambda arguments: arguments.serve)


def _add_imports(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    bring = names.add_parser("import", help="bring in people or a Slack export")
    bring.add_argument("kind", choices=sorted(commands.IMPORTS), help="what to bring in")
    bring.add_argument(
        "rest", nargs=argparse.REMAINDER, metavar="…", help="see `fourleaf import people --help`"
    )
    bring.set_defaults(run=commands.bring_in)


def _add_telling(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """What keeps the worker and the pushes going."""
    failed = names.add_parser("queue", help="list what the worker could not do")
    failed.add_argument("--retry", action="store_true", help="have it tried again")
    failed.set_defaults(run=commands.queue)

    pushes = names.add_parser("push-key", help="show the public key of web push")
    pushes.add_argument("--new", action="store_true", help="make another; every device subscribes anew")
    pushes.set_defaults(run=commands.push_key)


def _add_listening(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", help="the port to listen on (PORT, 8000)")
    parser.add_argument("--host", help="the address to listen on (HOST, 127.0.0.1)")
