"""Two trees compared: what became of each block and word."""

from itertools import chain

import pytest
from hypothesis import given, settings

from fourleaf.documents.text.alignment import REACH, Work
from fourleaf.documents.text.blocks import blocks
from fourleaf.documents.text.differences import Differences, Edit, Match, compare
from fourleaf.documents.text.tokens import tokens
from fourleaf.documents.tree.schema import Tree, node
from tests.documents.test_labelled import PAIRS
from tests.documents.text.writing import bold, doc, pairs, prose, table, written

ONE = "Give the patient five drops in the morning and note it in the chart."
TWO = "Call the doctor on duty when the pulse stays above one hundred for an hour."
THREE = "Relatives may stay overnight if the ward has a bed for them to sleep in."


def kinds(found: Differences) -> list[str]:
    return [("moved " if match.moved else "") + match.kind for match in found.matches]


def edits(found: Differences) -> list[tuple[str, str]]:
    return [
        (edit.kind, (edit.after or edit.before).strip())
        for match in found.matches
        for edit in match.edits
        if edit.kind != "equal"
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (doc(ONE, TWO), doc(ONE, TWO), ["same", "same"]),
        (doc(ONE, TWO), doc(ONE, THREE, TWO), ["same", "added", "same"]),
        (doc(ONE, TWO, THREE), doc(ONE, THREE), ["same", "same", "removed"]),
        (doc(ONE, TWO, THREE), doc(TWO, THREE, ONE), ["same", "same", "moved same"]),
        (doc(ONE), doc(bold(ONE)), ["formatted"]),
        (doc("Doses", ONE), doc("## Doses", ONE), ["formatted", "same"]),
        (doc("## Doses", ONE), doc("## How much", ONE), ["changed", "same"]),
        (doc(f"{ONE} {TWO}", THREE), doc(ONE, TWO, THREE), ["split", "same"]),
        (doc(ONE, TWO, THREE), doc(f"{ONE} {TWO}", THREE), ["joined", "same"]),
        (doc(ONE, TWO), doc(ONE.replace("five", "six"), TWO), ["changed", "same"]),
        (
            doc(ONE, TWO, THREE),
            doc(TWO, THREE, ONE.replace("five", "six")),
            ["same", "same", "moved changed"],
        ),
        (doc("", ONE, "", TWO), doc("", "", ONE, "", TWO), ["same", "added", "same", "same", "same"]),
        (doc(table(["5 mg", "10 mg"])), doc(table(["5 mg", "20 mg"])), ["same", "changed"]),
        (doc(table(["a", "b"])), doc(table(["a", "b"], ["c", "d"])), ["same", "same", "added", "added"]),
        (doc(ONE), doc(THREE), ["added", "removed"]),
    ],
)
def test_what_became_of_blocks(before: Tree, after: Tree, expected: list[str]) -> None:
    assert kinds(compare(before, after)) == expected


def test_what_became_of_words() -> None:
    found = compare(doc(ONE, bold(TWO)), doc(ONE.replace("five drops", "six drops slowly"), TWO))
    assert edits(found) == [("removed", "five"), ("added", "six"), ("added", "slowly"), ("formatted", TWO)]
    counts = found.counts
    assert (counts.before, counts.after, counts.added, counts.removed) == (29, 30, 2, 1)
    assert (counts.formatted, counts.moved) == (15, 0)


def test_a_sentence_that_went_to_another_paragraph_was_moved() -> None:
    found = compare(doc(f"{ONE} {TWO}", THREE), doc(ONE, f"{THREE} {TWO}"))
    assert edits(found) == [("moved away", TWO), ("moved here", TWO)]
    assert (found.counts.added, found.counts.removed, found.counts.moved) == (0, 0, 15)


def test_parts_are_painted_on_lines_of_their_own() -> None:
    for before, after in [([f"{ONE} {TWO}"], [ONE, TWO]), ([ONE, TWO], [f"{ONE} {TWO}"])]:
        (match,) = compare(doc(*before), doc(*after)).matches
        assert "".join(text for _, text in match.pieces("before")) == "\n".join(before)
        assert "".join(text for _, text in match.pieces("after")) == "\n".join(after)


def test_painted_inline_and_side_by_side() -> None:
    found = compare(doc(ONE, TWO, "Old.", THREE), doc(TWO, THREE, ONE, "New words here."))
    rows = [
        (row.left and row.left.blocks[0].text, row.right and row.right.blocks[0].text)
        for row in found.side_by_side()
    ]
    assert rows == [
        (ONE, None),
        (TWO, TWO),
        ("Old.", None),
        (THREE, THREE),
        (None, ONE),
        (None, "New words here."),
    ]
    lines = [(half.match.kind, half.is_ghost, half.pieces) for half in found.inline()]
    assert lines[0] == ("same", True, [("equal", ONE)])
    assert lines[2] == ("removed", False, [("removed", "Old.")])
    assert lines[4] == ("same", False, [("equal", ONE)])
    assert len(list(found.inline(ghosts=False))) == 5


def test_replaced_words_are_painted_in_turn() -> None:
    (half,) = compare(doc("Give 5 mg now."), doc("Give 10 mg now.")).inline()
    assert half.pieces == [("equal", "Give "), ("removed", "5 mg "), ("added", "10 mg "), ("equal", "now.")]


def held(matches: tuple[Match, ...], side: str) -> list[tuple[int, ...]]:
    return sorted(block.path for match in matches for block in getattr(match, side))


def says(edit: Edit, side: str) -> str:
    return str(getattr(edit, side))


@settings(max_examples=150)
@given(pairs())
def test_every_block_and_word_of_both_is_accounted_for_once(pair: tuple[Tree, Tree]) -> None:
    found = compare(*pair)
    for side, tree in zip(("before", "after"), pair, strict=True):
        assert held(found.matches, side) == sorted(block.path for block in blocks(tree))
        for match in found.matches:
            whole = "\n".join(block.text for block in getattr(match, side) if block.tokens)
            assert "".join(says(edit, side) for edit in match.edits) == whole
    for edit in chain.from_iterable(match.edits for match in found.matches):
        if edit.kind in ("equal", "formatted"):
            assert [token.text for token in tokens(edit.before)] == [
                token.text for token in tokens(edit.after)
            ]
        else:
            assert not edit.before or not edit.after


@settings(max_examples=60)
@given(pairs())
def test_rows_hold_each_text_in_its_order(pair: tuple[Tree, Tree]) -> None:
    rows = list(compare(*pair).side_by_side())
    left = [block.path for row in rows if row.left for block in row.left.blocks]
    right = [block.path for row in rows if row.right for block in row.right.blocks]
    assert right == [block.path for block in blocks(pair[1])]
    assert sorted(left) == sorted(block.path for block in blocks(pair[0]))


@given(pairs())
def test_nothing_differs_from_itself(pair: tuple[Tree, Tree]) -> None:
    assert {(match.kind, match.moved) for match in compare(pair[0], pair[0]).matches} <= {("same", False)}


def test_backwards_is_the_mirror() -> None:
    """Of what people did; where several answers are as short, the mirror may choose another."""
    for pair in PAIRS:
        there, back = (
            compare(pair["before"], pair["after"]).counts,
            compare(pair["after"], pair["before"]).counts,
        )
        assert (there.before, there.after) == (back.after, back.before)
        assert abs(there.removed - back.added) <= 0.02 * there.before, pair["id"]
        assert abs(there.added - back.removed) <= 0.02 * there.before, pair["id"]


def test_the_worst_of_fifty_kilobytes_is_bounded_and_a_small_change_in_it_is_cheap() -> None:
    one, other = prose(8000, seed=1), prose(8000, seed=2)
    worst, little = Work(), Work()
    compare(doc(one), doc(other), worst)
    assert worst.steps <= REACH * 18_000
    found = compare(doc(one), doc(one.replace("w7 ", "not w7 ", 1)), little)
    assert little.steps <= 10_000
    assert [kind for kind, _ in edits(found)] == ["added"]


def test_many_blocks_are_compared_by_their_hash() -> None:
    cells = [[f"{row} mg", str(row)] for row in range(2500)]
    work = Work()
    after = [*cells[:1000], ["new", "row"], *cells[1000:1200], *cells[1201:]]
    found = compare(node("doc", table(*cells)), node("doc", table(*after)), work)
    assert found.counts.blocks == {"same": 4998, "added": 2, "removed": 2}
    assert work.steps < 1000


def test_lists_that_were_sorted_anew_were_moved() -> None:
    items = [f"Item {number} is about {prose(5, number)}" for number in range(6)]
    before = doc(node("bulletList", *(node("listItem", written(item)) for item in items)))
    after = doc(node("bulletList", *(node("listItem", written(item)) for item in reversed(items))))
    assert sorted(kinds(compare(before, after))) == ["moved same"] * 5 + ["same"]
