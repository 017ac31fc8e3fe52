"""Which revisions are major, and how that is said."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given

from fourleaf.documents.text.major import SHARE, Step, classify, merged
from fourleaf.documents.tree.schema import Tree, node
from tests.documents import calibration
from tests.documents.text.writing import decision, doc, pairs, prose, written

LONG, ALSO, MORE = prose(60, 1), prose(60, 2), prose(60, 3).replace("w", "v")
PAPER = doc("# Heparin", "## Doses", LONG, "## Checks", ALSO)


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (PAPER, PAPER, "minor: nothing was changed or deleted"),
        (
            PAPER,
            doc("# Heparin", "## Doses", MORE, "## Checks", ALSO),
            "major: section “Doses” rewritten, 49 % of the text",
        ),
        (
            PAPER,
            doc("# Heparin", "## Doses", LONG, "## Checks", ALSO, MORE),
            "minor: nothing was changed or deleted",
        ),
        (PAPER, doc("# Heparin", "## Checks", ALSO, "## Doses", LONG), "major: section “{}” moved"),
        (PAPER, doc("# Heparin", "## How much", LONG, "## Checks", ALSO), "minor: 2 % of the text changed"),
        (
            PAPER,
            doc("# Heparin", "## Doses", LONG, "### Checks", ALSO),
            "major: “Checks” is no longer a section of its own",
        ),
        (
            doc("# Heparin", LONG, "### Doses", ALSO),
            doc("# Heparin", LONG, "## Doses", ALSO),
            "major: “Doses” became a section of its own",
        ),
        (PAPER, doc(*PAPER["content"], "## Sources", MORE), "major: section “Sources” added"),
        (PAPER, doc(*PAPER["content"][:3]), "major: 50 % of the text changed; section “Checks” removed"),
        (
            doc("# A", "## B", LONG, "# C", ALSO),
            doc("# A", LONG, "# C", "## B", ALSO),
            "major: section “B” moved",
        ),
        (
            doc(LONG, decision("We open on Sundays.")),
            doc(LONG, decision("We do not open on Sundays.")),
            "major: decision “We open on Sundays.” turned round by a “not”",
        ),
        (
            doc(LONG, decision("We open.")),
            doc(LONG, decision("We open.", "reversed")),
            "major: decision “We open.” reversed",
        ),
        (doc(LONG, decision("We open.")), doc(LONG), "major: decision “We open.” removed"),
        (
            doc(LONG, decision("We open.", "reversed")),
            doc(LONG, decision("We open.")),
            "major: decision “We open.” holds again",
        ),
        (
            doc(LONG, decision("We open.", "proposed")),
            doc(LONG, decision("We open.")),
            "minor: nothing was changed or deleted",
        ),
        (doc(LONG, decision("We open.", "proposed")), doc(LONG), "minor: 3 % of the text changed"),
        (
            doc(LONG, decision("No limit.")),
            doc(LONG, decision("There is no limit.")),
            "minor: 5 % of the text changed",
        ),
        (doc(), doc(LONG), "minor: nothing was changed or deleted"),
    ],
)
def test_the_judgement_and_its_reason(before: Tree, after: Tree, reason: str) -> None:
    said = classify(before, after).reason
    assert said in {reason.format("Doses"), reason.format("Checks")}


def test_an_hour_of_one_author_is_one_revision() -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    saved = [
        ("amara", 0),
        ("amara", 40),
        ("amara", 60),
        ("amara", 61),
        ("ben", 70),
        ("amara", 75),
        ("amara", 80),
    ]
    steps = [Step(author, start + timedelta(minutes=minute), doc(str(minute))) for author, minute in saved]
    assert [(step.author, step.tree) for step in merged(steps)] == [
        ("amara", doc("60")),
        ("amara", doc("61")),
        ("ben", doc("70")),
        ("amara", doc("80")),
    ]
    assert list(merged([])) == []


def test_many_small_steps_are_major_together() -> None:
    steps = [doc("# A", " ".join(["new"] * count + LONG.split(" ")[count:])) for count in range(0, 30, 5)]
    assert not any(classify(one, other).is_major for one, other in pairwise(steps))
    assert classify(steps[0], steps[-1]).is_major


def test_moves_do_not_count_as_changed() -> None:
    items = [written(f"{prose(12, number)}") for number in range(8)]
    assert classify(node("doc", *items), node("doc", *reversed(items))).changed == 0


@given(pairs())
def test_every_pair_has_a_judgement_with_a_reason(pair: tuple[Tree, Tree]) -> None:
    verdict = classify(*pair)
    assert verdict.reason.startswith("major: " if verdict.is_major else "minor: ")
    assert 0 <= verdict.share <= 1
    assert verdict.is_major == bool(verdict.clauses)
    assert not classify(pair[0], pair[0]).is_major


def test_it_agrees_with_the_labels() -> None:
    """Fails if the classifier gets worse; docs/reference/major-revisions.md says how far to trust the figure."""
    assert calibration.at(SHARE).f1 >= 0.8
    assert calibration.left_out()[0].f1 >= 0.8
    best = calibration.best(calibration.judged())
    assert calibration.at(best).f1 - calibration.at(SHARE).f1 <= 0.05


def test_sections_and_decisions_are_found_without_a_false_alarm() -> None:
    named = {each.name for each in calibration.judged() if each.is_altered}
    assert {each.name for each in calibration.judged() if each.is_altered and not each.is_major} == set()
    assert len(named) == 12
