"""How rightly words are attributed when people write through Fourleaf itself, and what that costs.

`bin/validate authorship` lives through generated histories with the real actions, on a database of its own: updates of
six people, text taken from another document, versions kept at pauses, who wrote what brought up to each. Each short
history is followed by one four times as long a text, to see whether the cost follows the new words. `--docs` writes
the figures into docs/reference/authorship.md. Exit status 1 if less than 0.97 is right in any.
"""

import argparse
import json
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from bench.machine import itself
from tests.live.installation import CLI
from tests.load.figures import Rows, show, write
from tests.load.restore import installed

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "authorship.md"
LEAST = 0.97


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate authorship", description=__doc__)
    parser.add_argument("--revisions", type=int, default=120)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1000, 4000])
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", action="store_true", help=f"write them into docs/reference/{PAGE.name}")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no server outlives us
    machine, folder = itself(), Path(tempfile.mkdtemp(prefix="fourleaf-authorship-"))
    folder.chmod(0o755)
    rows: Rows = []
    try:
        rows, least = measured(folder, arguments)
    finally:
        shutil.rmtree(folder)
    show(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps(dict(rows) | {"machine": machine}, indent=1), encoding="utf-8")
    if arguments.docs:
        write("authorship", rows, machine, PAGE)
    return 0 if least >= LEAST else 1


def measured(folder: Path, arguments: argparse.Namespace) -> tuple[list[tuple[str, str]], float]:
    """A row for each history, and the least that was right."""
    rows, least = [], 1.0
    for seed in arguments.seeds:
        for size in arguments.sizes:
            with installed(folder / f"{seed}-{size}") as there:
                there.run(*CLI, "migrate")
                found = there.by_hand(
                    "lived", seed=str(seed), size=str(size), revisions=str(arguments.revisions)
                )
            rows.append((f"seed {seed}, {found['tokens']:,} tokens", said(found)))
            least = min(least, found["throughout"], found["at_the_end"])
    return rows, least


def said(found: dict[str, float]) -> str:
    """In words."""
    return (
        f"{found['throughout']:.3f} right on average, {found['at_the_end']:.3f} at the end, over {found['versions']} "
        f"versions; {found['new_tokens']:,} tokens ever written or copied, "
        f"{1000 * found['seconds'] / found['new_tokens']:.2f} ms of processor for each; "
        f"{found['kept_bytes'] / 1000:.0f} kB kept"
    )


if __name__ == "__main__":
    sys.exit(main())
