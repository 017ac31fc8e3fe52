"""How rightly tokens are attributed, over generated histories whose every author is known.

`bin/validate attribution` follows three histories of 300 revisions and some 4,300 tokens, with edits, moves, copies,
restores, splits and joins. `--docs` writes the figures into docs/explanation/revisions-and-credit.md. Exit status 1 if
less than 0.97 is right in any.
"""

import argparse
import json
import sys
from pathlib import Path
from time import process_time

from bench.machine import itself
from tests.documents.text.histories import History, agreement
from tests.load.figures import Rows, show, write

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "revisions-and-credit.md"
LEAST = 0.97


def measured(seed: int, revisions: int, size: int) -> tuple[float, str]:
    """The lesser of the two shares, and all in words."""
    history, begun = History(seed, size), process_time()
    found, lineage = agreement(history, revisions)
    each = 1000 * (process_time() - begun) / revisions
    saved = len(json.dumps(lineage.saved()))
    return min(found.at_the_end, found.throughout), (
        f"{found.throughout:.3f} right on average, {found.at_the_end:.3f} at the end; {found.tokens:,} tokens, "
        f"{found.new_tokens:,} ever written or copied; {found.steps / found.new_tokens:.0f} steps for each of these, "
        f"{each:.0f} ms a revision (with making and checking it), {saved / 1000:.0f} kB saved"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate attribution", description=__doc__)
    parser.add_argument("--revisions", type=int, default=300)
    parser.add_argument("--tokens", type=int, default=4300)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", action="store_true", help=f"write them into docs/explanation/{PAGE.name}")
    arguments = parser.parse_args()
    machine = itself()
    found = {
        f"seed {seed}": measured(seed, arguments.revisions, arguments.tokens) for seed in arguments.seeds
    }
    rows: Rows = [(name, said) for name, (_, said) in found.items()]
    show(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps(dict(rows) | {"machine": machine}, indent=1), encoding="utf-8")
    if arguments.docs:
        write("attribution", rows, machine, PAGE)
    return 0 if all(least >= LEAST for least, _ in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
