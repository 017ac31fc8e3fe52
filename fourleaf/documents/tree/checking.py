"""What in a tree does not fit the schema: where it is and why, in words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from fourleaf.documents.tree.schema import DEEPEST, MARKS, NODES, MarkType, NodeType, Tree

#: Marks on one piece of text: ours, and a good number of comments.
MOST_MARKS = 60
_KEYS = {"type", "attrs", "content", "marks", "text"}


@dataclass(frozen=True)
class Fault:
    """One thing that does not fit. `path` leads to it from the root: "content.2.attrs.level", "" for the root."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path or 'document'}: {self.reason}"


def faults(tree: Any, most: int = 20) -> list[Fault]:
    """The first faults of a document, none if it fits. Any JSON may be given."""
    if not isinstance(tree, dict) or tree.get("type") != "doc":
        return [Fault("", "must be a node of type doc")]
    try:
        json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError):
        return [Fault("", "cannot be written as JSON in UTF-8")]
    return list(islice(_of_node(tree, (), frozenset()), most))


Path = tuple[str | int, ...]


def _fault(path: Path, reason: str) -> Fault:
    return Fault(".".join(map(str, path)), reason)


def _of_node(tree: Any, path: Path, marks: frozenset[str]) -> Iterator[Fault]:
    kind = NODES.get(tree["type"]) if isinstance(tree, dict) and isinstance(tree.get("type"), str) else None
    if kind is None:
        yield _fault(path, "is no node of a type that the schema knows")
        return
    if unknown := tree.keys() - _KEYS:
        yield _fault(path, f"has what no node has: {', '.join(map(str, sorted(unknown, key=str)))}")
    yield from _of_attributes(kind, tree.get("attrs", {}), path)
    yield from _of_marks(tree.get("marks", []), (*path, "marks"), marks)
    if kind.name == "text":
        yield from _of_text(tree, path)
    elif len(path) > 2 * DEEPEST:
        yield _fault(path, f"lies deeper than {DEEPEST} nodes")
    else:
        yield from _of_content(kind, tree.get("content", []), path)


def _of_text(tree: Tree, path: Path) -> Iterator[Fault]:
    if not isinstance(tree.get("text"), str) or not tree["text"]:
        yield _fault(path, "is a text without words")
    if "content" in tree:
        yield _fault(path, "is a text, which holds no nodes")


def _of_content(kind: NodeType, content: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(content, list):
        yield _fault((*path, "content"), "must be a list")
        return
    types = [str(each.get("type")) if isinstance(each, dict) else "" for each in content]
    strangers = [number for number, name in enumerate(types) if name in NODES and name not in kind.holds]
    for number in strangers:
        yield _fault((*path, "content", number), f"cannot stand in a {kind.name}: {types[number]}")
    if not strangers and not kind.takes(types):
        yield _fault(path, f"a {kind.name} must hold: {kind.expression or 'nothing'}")
    for number, each in enumerate(content):
        yield from _of_node(each, (*path, "content", number), kind.marks)


def _of_attributes(kind: NodeType | MarkType, given: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(given, dict):
        yield _fault((*path, "attrs"), "must be an object")
        return
    for name, value in given.items():
        known = kind.attributes.get(name)
        reason = known.fault(value) if known else f"is no attribute of a {kind.name}"
        if reason:
            yield _fault((*path, "attrs", name), reason)


def _of_marks(marks: Any, path: Path, allowed: frozenset[str]) -> Iterator[Fault]:
    if not isinstance(marks, list) or not all(isinstance(each, dict) for each in marks):
        yield _fault(path, "must be a list of marks")
        return
    if len(marks) > MOST_MARKS:
        yield _fault(path, f"are more than {MOST_MARKS}")
        return
    for number, each in enumerate(marks):
        kind = MARKS.get(str(each.get("type")))
        if kind is None or kind.name not in allowed:
            yield _fault((*path, number), f"cannot lie here: {each.get('type')}")
        else:
            yield from _of_attributes(kind, each.get("attrs", {}), (*path, number))
    for one, other in combinations(marks, 2):
        if one == other or _exclude(one, other):
            yield _fault(path, f"{one.get('type')} and {other.get('type')} cannot lie on the same text")


def _exclude(one: Tree, other: Tree) -> bool:
    first, second = (MARKS.get(str(each.get("type"))) for each in (one, other))
    return bool(first and second and (second.name in first.excludes or first.name in second.excludes))
