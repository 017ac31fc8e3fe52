"""Who wrote what stays known, through whatever becomes of the text."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.documents.text.blocks import blocks
from fourleaf.documents.text.carrying import Source
from fourleaf.documents.text.lineage import Lineage, Step, Survival
from fourleaf.documents.tree.schema import Tree
from tests.documents.text.histories import START, History, agreement
from tests.documents.text.writing import doc, prose, stirred
from tests.documents.trees import documents

ONE = "Give the patient five drops in the morning and note it in the chart."
TWO = "Call the doctor on duty when the pulse stays above one hundred for an hour."
THREE = "Relatives may stay overnight if the ward has a bed for them to sleep in."


def told(*trees: Tree) -> str:
    """What the first person (a), the second (b) … wrote of the last text: "aa b" is two runs by a, one by b."""
    lineage = Lineage()
    for number, tree in enumerate(trees):
        lineage.add("abcdefgh"[number], START + timedelta(hours=number), tree)
    return " ".join("".join(span.birth.author for span in spans) for _, spans in lineage.spans())


@pytest.mark.parametrize(
    ("trees", "expected"),
    [
        ([doc(ONE, TWO)], "a a"),
        ([doc(ONE), doc(ONE, TWO)], "a b"),
        ([doc(ONE), doc(ONE.replace("five", "six"))], "aba"),
        ([doc(ONE, TWO), doc(TWO, ONE), doc(f"{TWO} {ONE}")], "a"),
        ([doc(f"{ONE} {TWO}"), doc(ONE, TWO)], "a a"),
        ([doc(ONE), doc(TWO), doc(ONE)], "a"),
        ([doc(f"{ONE} {TWO}"), doc(ONE), doc(f"{ONE} {TWO}")], "a"),
        ([doc(f"{ONE} {TWO}"), doc(ONE), doc(f"Now. {ONE} And this. {TWO}")], "caca"),
        ([doc(ONE), doc(ONE, ONE)], "a a"),
        ([doc(ONE), doc(ONE, f"{THREE} {ONE}")], "a ba"),
        ([doc(ONE, THREE), doc(ONE, f"Note well: five drops in the morning and note it {THREE}")], "a ba"),
        ([doc(ONE), doc(ONE.upper()), doc(ONE)], "a"),
        ([doc(ONE, TWO), doc(ONE[:27], TWO[:23] + ONE[27:-1] + TWO[23:])], "a a"),
        ([doc("Yes."), doc(""), doc("Yes.")], "c"),
        ([doc("Yes. No. Stop."), doc(""), doc("Yes. No. Stop.")], "a"),
        ([doc(ONE), doc(), doc(THREE)], "c"),
    ],
)  # fmt: skip
def test_authors_stay_with_their_words(trees: list[Tree], expected: str) -> None:
    assert told(*trees) == expected


def test_a_token_that_returns_is_the_one_that_went() -> None:
    lineage = Lineage()
    for number, tree in enumerate([doc(ONE, TWO), doc(ONE), doc(ONE, THREE), doc(TWO, ONE, THREE)]):
        lineage.add("ab"[number % 2], START + timedelta(hours=number), tree)
    assert len(lineage.births) == 2
    assert not lineage.departed
    assert lineage.spans()[0][1][0].birth.revision == 0


def test_a_sentence_that_returns_elsewhere_is_no_copy() -> None:
    lineage = Lineage()
    for number, tree in enumerate([doc(f"{ONE} {TWO}"), doc(ONE), doc(ONE, f"{THREE} {TWO}")]):
        lineage.add("abc"[number], START + timedelta(hours=number), tree)
    assert [birth.author for birth in lineage.births] == ["a", "c"]
    assert not lineage.departed


def test_what_was_taken_from_another_document_is_credited_there() -> None:
    source = Source("policy-7", TWO.replace(".", " .").split(), ["zoe"] * 16)
    lineage = Lineage()
    lineage.add("amara", START, doc(ONE))
    lineage.add("ben", START, doc(ONE, f"{TWO} {THREE}"), [source])
    lineage.add("chidi", START, doc(f"{TWO} {THREE}", TWO))
    (_, first), (_, copy) = lineage.spans()
    births = [(span.birth.author, span.birth.by, span.birth.document) for span in [*first, *copy]]
    assert births == [("zoe", "ben", "policy-7"), ("ben", "ben", None), ("zoe", "chidi", "policy-7")]
    assert lineage.authors() == {"zoe": 32, "ben": 16}


def test_survival() -> None:
    lineage = Lineage()
    lineage.add("amara", START, doc(ONE))
    for number in range(1, 6):
        lineage.add("amara", START, doc(ONE, f"Step {number}."))
    assert lineage.survival(START)["amara"] == Survival(written=22, present=18, lasted=0)
    assert lineage.survival(START + timedelta(days=14))["amara"].lasted == 18
    for number in range(4):
        lineage.add("ben", START, doc(ONE, f"Step 5. Mine {number}"))
    assert lineage.survival(START)["amara"].lasted == 0
    lineage.add("chidi", START, doc(ONE, "Step 5. Mine 3 and more"))
    assert lineage.survival(START)["amara"].lasted == 18
    lineage.add("chidi", START, doc("Nothing is left"))
    assert lineage.survival(START) == {
        "amara": Survival(written=22, present=0, lasted=18),
        "ben": Survival(written=5, present=0, lasted=0),
        "chidi": Survival(written=5, present=3, lasted=0),
    }


def test_what_several_do_before_a_version_is_kept_is_one_revision() -> None:
    lineage = Lineage()
    lineage.take(Step("amara", START, 0), blocks(doc(ONE)))
    for number in range(1, 11):
        lineage.take(Step("ben", START, (number + 1) // 2), blocks(doc(ONE, f"Step {number}.")))
        lineage.take(Step("chidi", START, (number + 1) // 2), blocks(doc(ONE, f"Step {number}.", "Mine.")))
        assert lineage.survival(START)["amara"].lasted == (15 if number >= 9 else 0)


def test_what_somebody_says_later_to_be_from_elsewhere_is_credited_then() -> None:
    lineage = Lineage()
    lineage.add("amara", START, doc(ONE))
    lineage.add("ben", START, doc(ONE, f"{THREE} {TWO}"))
    source = Source("policy-7", TWO.replace(".", " .").split(), ["zoe"] * 16)
    before = len(lineage.held[1].ids)
    assert lineage.credit("ben", source, 6) == 16
    assert lineage.credit("ben", source, 6) == 0
    births = [(each.birth.author, each.birth.by, each.birth.document) for each in lineage.spans()[1][1]]
    assert births == [("ben", "ben", None), ("zoe", "ben", "policy-7")]
    assert lineage.authors() == {"amara": 15, "ben": before - 16, "zoe": 16}
    assert sum(birth.count for birth in lineage.births) == 15 + before
    assert lineage.survival(START)["ben"].written == before - 16
    assert Lineage.load(json.loads(json.dumps(lineage.saved()))).saved() == lineage.saved()


@st.composite
def developments(draw: st.DrawFn) -> list[Tree]:
    trees = [draw(documents())]
    for _ in range(draw(st.integers(0, 4))):
        trees.append(
            draw(documents())
            if draw(st.booleans())
            else stirred(draw(st.sampled_from(trees)), draw(st.randoms()))
        )
    return trees


@settings(max_examples=60)
@given(developments())
def test_every_token_is_covered_once_and_a_saved_state_goes_on_the_same(trees: list[Tree]) -> None:
    lineage, other = Lineage(), Lineage()
    for number, tree in enumerate(trees):
        for each in (lineage, other):
            each.add(f"p{number % 3}", START + timedelta(hours=number), tree)
        now = [token for held in lineage.held for token in held.ids]
        assert len(set(now)) == len(now) == sum(len(block.tokens) for block in blocks(tree))
        assert not set(now) & set(lineage.departed)
        for block, spans in lineage.spans():
            ends = [0, *(span.end for span in spans)]
            assert [span.start for span in spans] == ends[:-1]
            assert ends[-1] == len(block.tokens)
        other = Lineage.load(json.loads(json.dumps(other.saved())))
        assert other.saved() == lineage.saved()


def test_another_version_is_not_read() -> None:
    with pytest.raises(ValueError, match="version 1"):
        Lineage.load({"version": 1})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_generated_histories_are_attributed_rightly(seed: int) -> None:
    """300 revisions of 4,300 tokens: `bin/validate attribution`."""
    found, _ = agreement(History(seed, size=1000), 60)
    assert found.throughout >= 0.97
    assert found.at_the_end >= 0.97


def test_the_cost_follows_the_new_text_and_not_the_document() -> None:
    small, large = (agreement(History(5, size=size), 30)[0] for size in (1000, 4000))
    assert small.steps - 1000 > 2000
    assert (large.steps - 4000) <= 3 * (small.steps - 1000)


def test_one_word_in_a_long_paragraph_costs_that_paragraph() -> None:
    paragraphs = [prose(200, seed) for seed in range(40)]
    lineage = Lineage()
    lineage.add("amara", START, doc(*paragraphs))
    begun = lineage.work.steps
    lineage.add("ben", START, doc(*paragraphs[:7], f"Now {paragraphs[7]}", *paragraphs[8:]))
    assert lineage.work.steps - begun < 2000
    assert lineage.authors()["ben"] == 1


def test_saved_it_is_small() -> None:
    _, lineage = agreement(History(4, size=1200), 40)
    assert len(json.dumps(lineage.saved())) < 12 * sum(birth.count for birth in lineage.births)
