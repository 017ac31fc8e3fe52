"""The Yjs state of a document and its tree."""

from typing import Any

import pytest
from hypothesis import given, settings
from pycrdt import Doc, XmlElement, XmlFragment, XmlText, get_state

from fourleaf.documents.tree.checking import faults
from fourleaf.documents.tree.schema import DEEPEST, Tree, mark, node, text
from fourleaf.documents.tree.yjs import Unreadable, read, write
from tests.documents.trees import documents


@settings(max_examples=150, deadline=None)
@given(documents())
def test_what_is_written_is_read(tree: Tree) -> None:
    assert not faults(tree)
    assert read(write(tree)) == tree


def test_a_document_without_anything_is_one_empty_paragraph() -> None:
    assert read(Doc().get_update()) == node("doc", node("paragraph"))
    assert read(Doc()) == node("doc", node("paragraph"))


@pytest.mark.parametrize("state", [b"", b"\x01", b"\xff" * 40, b"hello"])
def test_bytes_that_are_no_state_are_unreadable(state: bytes) -> None:
    with pytest.raises(Unreadable):
        read(state)


def test_what_an_editor_would_drop_is_left_out() -> None:
    document: Doc[Any] = Doc()
    root: Any = document.get("default", type=XmlFragment)
    for name in ("script", "listItem", "paragraph", "text", "codeBlock", "paragraph", "heading"):
        root.children.append(XmlElement(name, contents=[]))
    script, _, paragraph, _, code, other, heading = root.children
    script.children.append(XmlText("alert"))
    paragraph.children.append(XmlText("kept"))
    code.children.append(run := XmlText())
    run.insert(0, "x", {"bold": {}})
    other.children.append(run := XmlText())
    run.insert(0, "y", {"blink": {}})
    heading.attributes["level"] = 9
    heading.attributes["onclick"] = "alert(1)"
    tree = read(document)
    assert tree == node("doc", node("paragraph", text("kept")), node("paragraph"), node("heading"))
    assert not faults(tree)


def test_a_document_nested_too_deep_is_not_shown_but_the_rest_is() -> None:
    document: Doc[Any] = Doc()
    root: Any = document.get("default", type=XmlFragment)
    with document.transaction():
        root.children.append(XmlElement("paragraph"))
        place: Any = root
        for _ in range(3 * DEEPEST):
            place.children.append(quote := XmlElement("blockquote"))
            place = quote
        place.children.append(XmlElement("paragraph"))
    assert read(document) == node("doc", node("paragraph"))


def test_two_comments_on_one_text_are_two_marks() -> None:
    both = [mark("comment", id="a"), mark("comment", id="b")]
    tree = node("doc", node("paragraph", text("one", both[0]), text("two", *both)))
    assert read(write(tree)) == tree


def test_texts_side_by_side_after_a_concurrent_edit_are_one() -> None:
    document: Doc[Any] = Doc()
    root: Any = document.get("default", type=XmlFragment)
    root.children.append(paragraph := XmlElement("paragraph"))
    paragraph.children.append(XmlText("one "))
    paragraph.children.append(XmlText("two"))
    assert read(document) == node("doc", node("paragraph", text("one two")))


def test_a_paragraph_of_many_pieces_is_written_in_linear_time() -> None:
    """Ten times the pieces: with quadratic time this would not end while anybody waits."""
    pieces = [text("a", mark("bold")) if number % 2 else text("b") for number in range(100_000)]
    tree = node("doc", node("paragraph", *pieces))
    assert len(read(write(tree))["content"][0]["content"]) == 100_000


def test_the_client_id_is_the_one_that_was_given() -> None:
    document: Doc[Any] = Doc()
    document.apply_update(write(node("doc", node("paragraph", text("é🏥x"))), client=2**32 - 1))
    assert get_state(document.get_update()) == get_state(
        write(node("doc", node("paragraph", text("é🏥x"))), client=2**32 - 1)
    )
