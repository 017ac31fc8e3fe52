"""Plain text, outline, and how hard a text is to read."""

from uuid import UUID

import pytest
from hypothesis import given, settings

from fourleaf.documents.tree.commented import Quote, passages, with_comments
from fourleaf.documents.tree.level import language_of, level
from fourleaf.documents.tree.reading import nodes, outline, plain_text, reading_minutes, word_count
from fourleaf.documents.tree.schema import Tree, mark, node, text
from fourleaf.documents.tree.suggested import has_suggestions, settled, suggestions_in
from tests.documents.trees import documents


def paragraphs(*lines: str) -> Tree:
    return node("doc", *(node("paragraph", *([text(line)] if line else [])) for line in lines))


def test_plain_text_has_a_line_a_block_and_notes_at_the_end() -> None:
    cell = node("tableCell", node("paragraph", text("5 mg")))
    tree = node(
        "doc",
        node("heading", text("Doses"), level=2),
        node(
            "paragraph",
            text("Ask "),
            node("mention", id="x", label="Dr Okafor"),
            node("footnote", text("ext. 12")),
        ),
        node("table", node("tableRow", cell, cell)),
        node("codeBlock", text("a\nb")),
        node("image", alt="A pump"),
        node("horizontalRule"),
    )
    assert plain_text(tree) == "Doses\nAsk @Dr Okafor\n5 mg\t5 mg\na\nb\nA pump\n[1] ext. 12"
    assert word_count(tree) == 15
    assert reading_minutes(word_count(tree)) == 1
    assert [(line.level, line.text, line.path) for line in outline(tree)] == [(2, "Doses", (0,))]


def test_many_long_headings_of_one_text_have_anchors_of_their_own() -> None:
    tree = node("doc", *(node("heading", text("dose " * 40)) for _ in range(2000)))
    assert len({line.anchor for line in outline(tree)}) == 2000


def test_an_empty_document_takes_no_time() -> None:
    empty = node("doc", node("paragraph"))
    assert (plain_text(empty), word_count(empty), reading_minutes(0), outline(empty)) == ("", 0, 0, [])


# The Gettysburg address has a grade of about 11; Spanish and plain examples are our own, counted by hand.
GETTYSBURG = (
    "Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in Liberty, "
    "and dedicated to the proposition that all men are created equal. Now we are engaged in a great civil war, "
    "testing whether that nation, or any nation so conceived and so dedicated, can long endure. We are met on a "
    "great battle-field of that war."
)
PLAIN = "Take one pill in the morning. Drink a glass of water with it. Do not stop on your own. " * 3
LLANO = (
    "Tome una pastilla por la mañana. Beba un vaso de agua. No deje de tomarla sin hablar con su doctor. " * 3
)
DURO = (
    "La administración concomitante de anticoagulantes requiere monitorización periódica de los parámetros "
    "hematológicos correspondientes y la consideración individualizada de las contraindicaciones farmacológicas "
    "potencialmente relevantes, particularmente en pacientes polimedicados con antecedentes cardiovasculares "
    "significativos documentados previamente."
)


def test_the_level_of_english_is_years_of_school() -> None:
    hard, plain = level(paragraphs(GETTYSBURG), "en-GB"), level(paragraphs(PLAIN), "en")
    assert hard
    assert plain
    assert hard.grade == pytest.approx(11.5, abs=1.5)
    assert not hard.is_plain
    assert plain.grade is not None
    assert plain.grade < 4
    assert plain.is_plain


def test_the_level_of_spanish_is_a_scale_of_ease() -> None:
    plain, hard = level(paragraphs(LLANO), "es"), level(paragraphs(DURO), "es")
    assert plain
    assert hard
    assert (plain.words, plain.sentences, plain.syllables) == (60, 9, 102)
    assert plain.ease == pytest.approx(206.84 - 60 * 102 / 60 - 1.02 * 60 / 9, abs=0.1)
    assert plain.is_plain
    assert hard.ease < 30
    assert plain.grade is hard.grade is None


def test_other_languages_and_short_texts_have_no_level() -> None:
    assert level(paragraphs(PLAIN), "ar") is None
    assert level(paragraphs("Take one pill."), "en") is None


def test_suggestions_are_taken_or_not() -> None:
    insertion, deletion = mark("insertion", id="a"), mark("deletion", id="b")
    bold = mark("modification", id="c", type="mark", newValue=mark("bold"))
    line = node(
        "paragraph", text("10", deletion), text("5", insertion), text(" mg"), text("!", bold, mark("bold"))
    )
    tree = node("doc", line)
    assert has_suggestions(tree)
    assert settled(tree, taken=True) == node("doc", node("paragraph", text("5 mg"), text("!", mark("bold"))))
    assert settled(tree, taken=False) == node("doc", node("paragraph", text("10 mg!")))


def test_a_block_whose_end_goes_joins_the_next() -> None:
    deletion, insertion = mark("deletion", id="b"), mark("insertion", id="a")
    joining = node(
        "doc",
        node("paragraph", text("one"), text("\u200b", deletion)),
        node("paragraph", text("\u200btwo ", deletion), text("three")),
    )
    assert settled(joining, taken=True) == paragraphs("onethree")
    assert settled(joining, taken=False) == paragraphs("one", "two three")
    parting = node(
        "doc",
        node("paragraph", text("one"), text("\u200b", insertion)),
        node("paragraph", text("\u200btwo", insertion)),
    )
    assert settled(parting, taken=True) == paragraphs("one", "two")
    assert settled(parting, taken=False) == paragraphs("one")


@settings(max_examples=60, deadline=None)
@given(documents())
def test_settled_documents_hold_no_suggestions(tree: Tree) -> None:
    for taken in (True, False):
        assert not has_suggestions(settled(tree, taken=taken))
    if not has_suggestions(tree):
        assert settled(tree, taken=True) == tree
    assert plain_text(tree) is not None


def test_the_language_is_told_by_its_small_words() -> None:
    for words, language in (
        (GETTYSBURG, "en"),
        (PLAIN, "en"),
        (LLANO, "es"),
        (DURO, "es"),
        ("Apixaban", ""),
        ("", ""),
    ):
        assert language_of(paragraphs(words)) == language, words


def test_suggestions_that_go_on_beyond_the_end_of_a_block() -> None:
    gone, other = mark("deletion", id="a"), mark("deletion", id="b")
    across = node(
        "doc",
        node("paragraph", text("one "), text("two", gone)),
        node("paragraph"),
        node("paragraph", text("three ", gone), text("four")),
    )
    assert settled(across, taken=True) == paragraphs("one four")
    assert settled(across, taken=False) == paragraphs("one two", "", "three four")
    apart = node(
        "doc", node("paragraph", text("one", gone)), node("paragraph", text("two", other), text("3"))
    )
    assert settled(apart, taken=True) == paragraphs("", "3")
    new = mark("insertion", id="a")
    items = [
        node("listItem", node("paragraph", text("one"), text("\u200b", new))),
        node("listItem", node("paragraph", text("\u200b", new), text("two"))),
    ]
    rejected = settled(node("doc", node("bulletList", *items)), taken=False)
    assert plain_text(rejected) == "onetwo"
    assert len(rejected["content"][0]["content"]) == 1


def test_suggestions_are_listed_with_who_made_them() -> None:
    amina = "0190a000-0000-7000-8000-00000000000a"
    new, gone = mark("insertion", id=f"{amina}-7-1"), mark("deletion", id=f"{amina}-7-1")
    imported = mark("insertion", id="3")
    tree = node(
        "doc", node("paragraph", text("Give "), text("10", gone), text("5", new), text(" mg", imported))
    )
    first, second = suggestions_in(tree)
    assert (first.added, first.removed, first.person) == ("5", "10", UUID(amina))
    assert (second.added, second.removed, second.person) == (" mg", "", None)


def test_comments_hang_on_their_mark_or_on_the_words_they_quote() -> None:
    old, here = mark("comment", id="old"), mark("comment", id="here")
    tree = node(
        "doc",
        node("paragraph", text("The rail "), text("is loose", old, here), text(".")),
        node("paragraph", text("Look at the "), text("rail", mark("bold")), text(" twice.")),
    )
    shown = with_comments(
        tree,
        [
            Quote("here", "is loose"),
            Quote("far", "rail", prefix="Look at the ", suffix=" twice."),
            Quote("lost", "nowhere to be found"),
        ],
    )
    held = {
        each["attrs"]["id"]: child["text"]
        for child, _path in nodes(shown)
        for each in child.get("marks", [])
        if each["type"] == "comment"
    }
    assert held == {"here": "is loose", "far": "rail"}
    assert plain_text(shown) == plain_text(tree)
    assert passages(tree) == ["The rail is loose.", "Look at the rail twice."]
