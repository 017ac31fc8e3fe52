"""How far the word "major" can be trusted: the classifier against fifty labelled revisions.

`bin/validate revisions` prints the calibration; `--docs` writes it into docs/reference/major-revisions.md. Exit status
1 if F1 is below 0.8.
"""

import argparse
import json
import sys
from pathlib import Path

from bench.machine import itself
from fourleaf.documents.text.major import SHARE
from tests.documents import calibration
from tests.documents.calibration import Score
from tests.load.figures import Rows, show, write

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "major-revisions.md"
LEAST = 0.8


def lines() -> Rows:
    """What, and how it was."""
    shipped, middle, some = calibration.at(SHARE), calibration.interval(), calibration.judged()
    for name, label in (("precision", "precision"), ("recall", "recall"), ("f1", "F1")):
        low, high = middle[name]
        value = getattr(shipped, name)
        yield (
            f"{label} at {SHARE:.0%}, as shipped",
            f"{value:.2f} (95 % of bootstrap samples: {low:.2f}–{high:.2f})",
        )
    clear = [each for each in some if not each.is_border]
    yield (
        "on clear cases, on border cases",
        (
            f"{_said(calibration.at(SHARE, clear))}; "
            f"{_said(calibration.at(SHARE, [each for each in some if each.is_border]))}"
        ),
    )
    chosen, thresholds = calibration.left_out()
    yield (
        "threshold chosen without the pair it judges",
        f"{_said(chosen)}; {thresholds[0]:.0%}–{thresholds[-1]:.0%}",
    )
    letter, _ = calibration.left_out("removed")
    yield (
        "the same with removed words only",
        (f"{_said(letter)}; at {SHARE:.0%} F1 {calibration.at(SHARE, by='removed').f1:.2f}"),
    )
    for percent in (5, 10, 15, 20, 25, 30, 40, 50):
        yield f"threshold {percent} %", _said(calibration.at(percent / 100))
    alone = calibration.score(some, lambda each: each.is_altered)
    yield "sections and decisions alone", _said(alone)
    yield "called major, labelled minor", _named(major=False)
    yield "called minor, labelled major", _named(major=True)


def _said(score: Score) -> str:
    return (
        f"F1 {score.f1:.2f}, precision {score.precision:.2f}, recall {score.recall:.2f} "
        f"({score.hits} found, {score.missed} missed, {score.false_alarms} false)"
    )


def _named(*, major: bool) -> str:
    wrong = [
        each for each in calibration.judged() if each.is_major == major and each.predicted(SHARE) != major
    ]
    return (
        ", ".join(f"`{each.name}` ({each.share:.0%}{', border' if each.is_border else ''})" for each in wrong)
        or "none"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/validate revisions", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--docs", action="store_true", help=f"write them into docs/reference/{PAGE.name}")
    arguments = parser.parse_args()
    machine, found = itself(), list(lines())
    show(found)
    if arguments.json:
        arguments.json.write_text(json.dumps(dict(found) | {"machine": machine}, indent=1), encoding="utf-8")
    if arguments.docs:
        write("revisions", found, machine, PAGE)
    return 0 if calibration.at(SHARE).f1 >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
