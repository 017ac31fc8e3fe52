"""The fifty labelled revisions are what `labelled/README.md` says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

Node = dict[str, Any]
PAIRS: list[Node] = json.loads((Path(__file__).parent / "labelled" / "revisions.json").read_text())
KEYS = {"id", "title", "before", "after", "major", "kind", "why", "border"}
#: What a node may hold; a block of text holds text.
INSIDE = {
    "bulletList": {"listItem"},
    "orderedList": {"listItem"},
    "taskList": {"taskItem"},
    "listItem": {"paragraph", "bulletList", "orderedList"},
    "taskItem": {"paragraph"},
    "table": {"tableRow"},
    "tableRow": {"tableHeader", "tableCell"},
    "tableHeader": {"paragraph"},
    "tableCell": {"paragraph"},
    "blockquote": {"paragraph"},
    "decision": {"paragraph"},
    "heading": {"text"},
    "paragraph": {"text"},
}
INSIDE["doc"] = {
    "heading",
    "paragraph",
    "bulletList",
    "orderedList",
    "taskList",
    "table",
    "blockquote",
    "decision",
}
MARKS = {"bold", "italic"}


def nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("content", []):
        yield from nodes(child)


def words(tree: Node) -> int:
    """Words between blanks, the blocks kept apart."""
    blocks = [node for node in nodes(tree) if node["type"] in {"paragraph", "heading"}]
    return sum(len("".join(part["text"] for part in block["content"]).split()) for block in blocks)


def test_there_are_fifty_and_about_twenty_are_major() -> None:
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS) == 50
    assert sum(pair["major"] for pair in PAIRS) == 21
    assert sum(pair["border"] for pair in PAIRS) == 26


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["id"] for pair in PAIRS])
def test_a_pair_is_a_real_change_between_two_whole_documents(pair: Node) -> None:
    assert set(pair) == KEYS
    assert all(pair[key].strip() for key in ("id", "title", "kind", "why"))
    assert isinstance(pair["major"], bool)
    assert isinstance(pair["border"], bool)
    assert pair["before"] != pair["after"]
    assert all(150 <= words(pair[side]) <= 700 for side in ("before", "after"))


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("pair", PAIRS, ids=[pair["id"] for pair in PAIRS])
def test_a_tree_is_one_the_editor_could_have_made(pair: Node, side: str) -> None:
    assert pair[side]["type"] == "doc"
    decisions = []
    for node in nodes(pair[side]):
        kind, attrs = node["type"], node.get("attrs", {})
        if kind == "text":
            assert node["text"]
            assert {mark["type"] for mark in node.get("marks", [])} <= MARKS
            continue
        assert {child["type"] for child in node["content"]} <= INSIDE[kind]
        if kind == "heading":
            assert attrs["level"] in range(1, 5)
        elif kind == "taskItem":
            assert isinstance(attrs["checked"], bool)
        elif kind == "decision":
            assert attrs["state"] in {"decided", "reversed", "proposed"}
            decisions.append(attrs["id"])
        elif kind == "table":
            assert len({len(row["content"]) for row in node["content"]}) == 1
    assert len(set(decisions)) == len(decisions)
