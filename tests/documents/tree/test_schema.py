"""The schema file itself."""

import json
import re
from pathlib import Path

import pytest

from fourleaf.documents.tree.schema import MARKS, NODES

FILE = json.loads(Path("fourleaf/documents/schema.json").read_text("utf-8"))
NODE_KEYS = {
    *("content", "group", "marks", "inline", "atom", "attrs", "selectable", "draggable", "code", "defining"),
    *("isolating", "linebreakReplacement", "tableRole"),
}
MARK_KEYS = {"attrs", "inclusive", "excludes", "code"}
ATTRIBUTE_KEYS = {"default", "validate", "values", "pattern", "least", "most", "items"}
CASES = [("nodes", name) for name in NODES] + [("marks", name) for name in MARKS]


@pytest.mark.parametrize(("part", "name"), CASES)
def test_a_type_is_described_as_prosemirror_wants_it(part: str, name: str) -> None:
    spec = FILE[part][name]
    assert spec.keys() <= (NODE_KEYS if part == "nodes" else MARK_KEYS)
    for attribute in spec.get("attrs", {}).values():
        assert attribute.keys() <= ATTRIBUTE_KEYS
        assert "default" in attribute
        assert ("least" in attribute) == ("most" in attribute)
        kinds = set(attribute.get("validate", "").split("|"))
        assert kinds <= {"", "string", "number", "boolean", "null"}


@pytest.mark.parametrize(("part", "name"), CASES)
def test_a_default_is_allowed_where_nothing_must_be_said(part: str, name: str) -> None:
    kind = (NODES if part == "nodes" else MARKS)[name]
    for attribute in kind.attributes.values():
        if attribute.default != "":
            assert attribute.fault(attribute.default) is None


def test_every_name_in_an_expression_is_known() -> None:
    groups = {group for spec in FILE["nodes"].values() for group in spec.get("group", "").split()}
    for spec in FILE["nodes"].values():
        assert set(re.findall(r"[A-Za-z]\w*", spec.get("content", ""))) <= NODES.keys() | groups
        assert set(spec.get("marks", "").split()) <= MARKS.keys()
    for spec in FILE["marks"].values():
        assert set(spec.get("excludes", "").split()) <= MARKS.keys()


def test_yjs_can_keep_every_attribute() -> None:
    """A null cannot be told from nothing, so what may be null is null when nothing is said."""
    for kind in NODES.values():
        for attribute in kind.attributes.values():
            may_be_null = attribute.fault(None) is None
            assert not may_be_null or attribute.default is None, (kind.name, attribute.name)
