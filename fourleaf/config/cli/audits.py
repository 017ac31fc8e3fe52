"""`fourleaf audit`: whether what was written down is as it was sealed, and a copy of it."""

import argparse
import importlib
import sys
from datetime import date

from fourleaf.config.cli.commands import AUDITING, make_ready, say
from fourleaf.config.database_session import open_session


def add_to(names: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Tell the command line about it."""
    audit = names.add_parser("audit", help="verify the chronicle's chain of seals, or export who read what")
    acts = audit.add_subparsers(required=True, metavar="ACT")

    verify = acts.add_parser("verify", help="find every row that is not as it was sealed; 1 if there is one")
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    verify.add_argument("--resume", action="store_true", help="go on after the last seal found whole here")
    verify.add_argument("--public-key", metavar="BASE64", help="the public key, kept elsewhere")
    verify.set_defaults(run=_verify)

    export = acts.add_parser("export", help="write who read what, where reading is recorded; itself recorded")
    export.add_argument("--format", choices=("jsonl", "fhir-ndjson", "fhir"), default="jsonl")
    export.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="from this day on (UTC)")
    export.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="up to this day (UTC)")
    export.set_defaults(run=_export)

    key = acts.add_parser("key", help="print the public key of the seals, to be kept elsewhere")
    key.set_defaults(run=_key)


def _verify(arguments: argparse.Namespace) -> int:
    with open_session("jobs") as session:
        make_ready(session)
        auditing = importlib.import_module(AUDITING)
        return int(
            auditing.verify(
                resume=arguments.resume,
                public=arguments.public_key,
                as_json=arguments.json,
                say=say,
                show=print,
            )
        )


def _export(arguments: argparse.Namespace) -> int:
    with open_session("jobs") as session:
        make_ready(session)
        auditing = importlib.import_module(AUDITING)
        count = auditing.export(
            form=arguments.format, since=arguments.since, until=arguments.until, write=sys.stdout.write
        )
    say(f"{count:,} records.")
    return 0


def _key(arguments: argparse.Namespace) -> int:
    with open_session("jobs"):
        print(importlib.import_module(AUDITING).key())
    return 0
