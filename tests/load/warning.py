"""Whether the early warning warns: made-up logs of teams, healthy, and thinned by a script.

`bin/validate warning` counts false alarms on healthy logs, and the weeks until an alarm on those whose leader falls
silent, and each week 5 % more of the members; `--docs` writes the figures into docs/explanation/validation.md. Exit
status 1 if a promise is missed.
"""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from statistics import median

from bench.machine import itself
from fourleaf.adoption.warning.alarm import Level, levels
from tests.adoption.logs import healthy, thinned
from tests.load.figures import Rows, show, write
from tests.load.spread import PAGE

WEEKS, SINCE, AFTER = 52, 30, 12
SOON = 3


def begun(found: list[bool]) -> int:
    """How often an alarm begins."""
    return sum(on and not before for before, on in zip([False, *found], found, strict=False))


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate warning", description=__doc__)
    parser.add_argument("--teams", type=int, default=200)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", action="store_true", help=f"write them into docs/explanation/{PAGE.name}")
    arguments = parser.parse_args()
    machine, alarms, reds, signs = itself(), 0, 0, Counter[str]()
    delays: Counter[int] = Counter()
    for seed in range(arguments.teams):
        log = healthy(seed, weeks=WEEKS)
        weeks = levels(log, WEEKS)
        alarms += begun([any(week.values()) for week in weeks])
        reds += begun([Level.RED in week.values() for week in weeks])
        signs += Counter({sign.value: begun([week[sign] > 0 for week in weeks]) for sign in weeks[0]})
        after = levels(thinned(log, SINCE, AFTER, seed), SINCE + AFTER)[SINCE:]
        delays[next((place for place, week in enumerate(after, 1) if any(week.values())), AFTER + 1)] += 1
    years = arguments.teams * WEEKS / 52
    soon = sum(count for delay, count in delays.items() if delay <= SOON) / arguments.teams
    middle = median(delays.elements())
    rows: Rows = [
        ("false alarms a team and year (under 1)", f"{_kept(alarms / years < 1)}: {alarms / years:.2f}"),
        ("of these red", f"{reds / years:.2f}"),
        ("alarm within three weeks of thinning, middle team", f"{_kept(middle <= SOON)}: {middle:.0f} weeks"),
        ("teams with an alarm within three weeks", f"{soon:.0%} of {arguments.teams}"),
        ("weeks until the alarm", ", ".join(f"{each}: {count}" for each, count in sorted(delays.items()))),
        *((f"false alarms by sign: {sign}", f"{count / years:.2f}") for sign, count in signs.most_common()),
    ]
    show(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps(dict(rows) | {"machine": machine}, indent=1), encoding="utf-8")
    if arguments.docs:
        write("warning", rows, machine, PAGE)
    return 0 if alarms / years < 1 and middle <= SOON else 1


def _kept(kept: bool) -> str:
    return "kept" if kept else "**missed**"


if __name__ == "__main__":
    sys.exit(main())
