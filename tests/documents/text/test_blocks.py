"""A tree falls into the blocks that hold its text."""

from hypothesis import given

from fourleaf.documents.text.blocks import blocks
from fourleaf.documents.tree.schema import Tree, mark, node, text
from tests.documents.text.writing import doc, table, written
from tests.documents.trees import documents


def test_blocks_say_where_and_what_they_are() -> None:
    task = node("taskList", node("taskItem", written("Call"), checked=True))
    found = blocks(doc("## Doses", task, table(["5 mg", "10 mg"]), "", node("horizontalRule")))
    assert [(block.path, block.kind, block.level, block.place, block.text) for block in found] == [
        ((0,), "heading", 2, "", "Doses"),
        ((1, 0, 0), "paragraph", 0, "taskList taskItem[True]", "Call"),
        ((2, 0, 0, 0), "paragraph", 0, "table tableRow tableCell", "5 mg"),
        ((2, 0, 1, 0), "paragraph", 0, "table tableRow tableCell", "10 mg"),
        ((3,), "paragraph", 0, "", ""),
        ((4,), "horizontalRule", 0, "", ""),
    ]


def test_a_word_of_two_looks_is_one_token_and_notes_are_no_look() -> None:
    line = node(
        "paragraph",
        text("half", mark("bold")),
        text("bold and ", mark("comment", id="c1")),
        node("mention", id="p", label="Amara Okafor"),
        node("hardBreak"),
        text("linked", mark("link", href="https://a.example")),
        node("footnote", text("As agreed.")),
    )
    body, note = blocks(doc(line))
    assert body.text == "halfbold and @Amara Okafor\nlinked※"
    assert [(token.text, token.look) for token in body.tokens] == [
        ("halfbold", "bold+"),
        ("and", ""),
        ("@Amara Okafor", ""),
        ("linked", "link(https://a.example)"),
        ("※", ""),
    ]
    assert (note.kind, note.text, note.path) == ("footnote", "As agreed.", (0, 5))


def test_a_digest_is_of_the_words_alone() -> None:
    one, other, image, another = blocks(
        doc("Dose", "# Dose", node("image", file="a" * 36), node("image", file="b" * 36))
    )
    assert one.digest == other.digest
    assert one.setting != other.setting
    assert image.digest != another.digest


@given(documents())
def test_every_document_has_blocks_whose_tokens_stand_in_their_text(tree: Tree) -> None:
    for block in blocks(tree):
        assert [token.start for token in block.tokens] == sorted(token.start for token in block.tokens)
        assert "".join(block.words_from(place, place + 1) for place in range(len(block.tokens))) == (
            block.text if block.tokens else ""
        )
