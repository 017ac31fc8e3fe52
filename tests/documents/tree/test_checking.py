"""What does not fit the schema, where and why."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourleaf.documents.tree.checking import faults
from fourleaf.documents.tree.schema import MARKS, NODES, mark, node, text
from tests.documents.trees import documents

PARAGRAPH = node("paragraph")


def first(*content: Any) -> str:
    found = faults({"type": "doc", "content": list(content)})
    return str(found[0]) if found else ""


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ([], "document: a doc must hold: block+"),
        ([node("listItem", PARAGRAPH)], "content.0: cannot stand in a doc: listItem"),
        (
            [node("bulletList", node("listItem", node("heading")))],
            "content.0.content.0: a listItem must hold: paragraph block*",
        ),
        ([node("heading", level=9)], "content.0.attrs.level: must be one of 1, 2, 3, 4"),
        ([node("heading", level=True)], "content.0.attrs.level: must be number"),
        ([{"type": "script"}], "document: a doc must hold: block+"),
        ([{"type": "paragraph", "html": "<b>"}], "content.0: has what no node has: html"),
        (
            [{"type": "paragraph", "attrs": {"style": "x"}}],
            "content.0.attrs.style: is no attribute of a paragraph",
        ),
        ([{"type": "paragraph", "content": {"a": 1}}], "content.0.content: must be a list"),
        (
            [{"type": "paragraph", "content": [{"type": "text", "text": ""}]}],
            "content.0.content.0: is a text without words",
        ),
        (
            [node("paragraph", text("x", mark("link", href="javascript:alert(1)")))],
            "content.0.content.0.marks.0.attrs.href: must look like",
        ),
        ([node("codeBlock", text("x", mark("bold")))], "content.0.content.0.marks.0: cannot lie here: bold"),
        (
            [node("paragraph", text("x", mark("code"), mark("bold")))],
            "content.0.content.0.marks: bold and code cannot lie on the same text",
        ),
        ([node("paragraph", text("\ud800"))], "document: cannot be written as JSON in UTF-8"),
        ([node("image", file="../../etc/passwd")], "content.0.attrs.file: must look like"),
    ],
)
def test_a_fault_says_where_and_why(content: list[Any], fault: str) -> None:
    assert first(*content).startswith(fault)


def test_a_tree_nested_too_deep_is_a_fault() -> None:
    for depth, word in ((100, "deeper"), (100_000, "cannot be written")):
        tree: dict[str, Any] = PARAGRAPH
        for _ in range(depth):
            tree = {"type": "blockquote", "content": [tree]}
        assert word in first(tree)


@pytest.mark.parametrize(
    "tree", [None, [], "doc", {}, {"type": []}, {"type": "doc", "content": [None, 3, {}]}]
)
def test_what_is_no_tree_has_faults(tree: Any) -> None:
    assert faults(tree)


def test_only_the_first_faults_are_told() -> None:
    assert len(faults({"type": "doc", "content": [{"type": "paragraph", "x": 1}] * 1000})) == 20


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.sampled_from([*NODES, *MARKS, "x"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "attrs", "content", "marks", "text", "level"]), inner, max_size=4
        )
    ),
)


@given(JSON)
def test_any_json_is_answered(tree: Any) -> None:
    assert all(fault.reason for fault in faults({"type": "doc", "content": tree}))


@settings(max_examples=50, deadline=None)
@given(documents(), st.data())
def test_a_tree_that_is_damaged_has_a_fault(tree: dict[str, Any], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(tree["content"]) - 1))
    for damage in ({"type": "tableRow"}, {"type": "text", "text": "x"}, {"type": "nothing"}, None):
        content = [*tree["content"][:number], damage, *tree["content"][number + 1 :]]
        assert faults({"type": "doc", "content": content})
