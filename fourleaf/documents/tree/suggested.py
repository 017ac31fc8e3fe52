"""A document with all its suggestions taken, or none: what one reads, copies out and compares."""

from collections.abc import Iterator

from fourleaf.documents.tree.reading import JOINT
from fourleaf.documents.tree.schema import MARKS, NODES, Tree, joined, node, ranked, sound

_DROPPED = {True: "deletion", False: "insertion"}
_SUGGESTIONS = frozenset({"insertion", "deletion", "modification"})


def settled(tree: Tree, *, taken: bool) -> Tree:
    """The document as it is when every suggestion has been accepted (`taken`), or rejected.

    As the editor does it: words that go are gone, a block whose end goes joins the next one, and a changed mark becomes
    the new or the old one.
    """
    content: list[Tree] = []
    is_open = False
    for child in tree.get("content", []):
        loses_end = _loses_end(child, _DROPPED[taken])
        kept = _text(child, taken) if child["type"] == "text" else [settled(child, taken=taken)]
        if is_open and content and kept and _can_join(content[-1], kept[0]):
            last = content.pop()
            both = joined([*last.get("content", []), *kept[0].get("content", [])])
            kept = [node(last["type"], *both, **last.get("attrs", {}))]
        content += kept
        is_open = loses_end
    return node(tree["type"], *joined(content), **tree.get("attrs", {}))


def has_suggestions(tree: Tree) -> bool:
    """Whether anything in this document waits to be accepted or rejected."""
    if any(each["type"] in _SUGGESTIONS for each in tree.get("marks", [])):
        return True
    return any(map(has_suggestions, tree.get("content", [])))


def _text(tree: Tree, taken: bool) -> list[Tree]:
    marks = tree.get("marks", [])
    names = {each["type"] for each in marks}
    words = tree["text"].replace(JOINT, "") if names & _SUGGESTIONS else tree["text"]
    if _DROPPED[taken] in names or not words:
        return []
    kept = {
        each["type"]: each for each in marks if each["type"] not in _SUGGESTIONS and each["type"] != "comment"
    }
    for each in marks:
        if each["type"] == "modification" and not taken:
            kept = _reverted(kept, each["attrs"])
    comments = [each for each in marks if each["type"] == "comment"]
    made: Tree = {"type": "text"}
    if kept or comments:
        made["marks"] = ranked([*kept.values(), *comments])
    return [{**made, "text": words}]


def _reverted(kept: dict[str, Tree], change: Tree) -> dict[str, Tree]:
    """The marks before a change of marks was suggested."""
    if change["type"] != "mark":
        return kept
    gone = {each["type"] for each in _as_marks(change["newValue"])}
    back = {each["type"]: each for each in _as_marks(change["previousValue"])}
    return {name: each for name, each in kept.items() if name not in gone} | back


def _as_marks(value: object) -> Iterator[Tree]:
    """The mark that a modification speaks of, if the schema knows it."""
    if isinstance(value, dict) and value.get("type") in MARKS.keys() - _SUGGESTIONS:
        kind, given = MARKS[value["type"]], value.get("attrs")
        attrs = sound(kind, given if isinstance(given, dict) else {})
        yield {"type": kind.name, "attrs": attrs} if attrs else {"type": kind.name}


def _loses_end(block: Tree, dropped: str) -> bool:
    """Whether the end of this block goes: a marked joint stands there."""
    content = block.get("content", [])
    if "text" not in NODES[block["type"]].holds or not content or content[-1]["type"] != "text":
        return False
    marks = {each["type"] for each in content[-1].get("marks", [])}
    return dropped in marks and content[-1]["text"].endswith(JOINT)


def _can_join(one: Tree, other: Tree) -> bool:
    return all(
        "text" in NODES[each["type"]].holds and not NODES[each["type"]].is_inline for each in (one, other)
    )
