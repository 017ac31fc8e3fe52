"""What comes from elsewhere, brought into the shape of the schema without losing words."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from fourleaf.documents.formats.limits import MOST_NODES, count, ensure_small
from fourleaf.documents.tree.schema import DEEPEST, MARKS, NODES, Tree, joined, node, normal, text

_WRAPPED = {
    "bulletList": "listItem",
    "orderedList": "listItem",
    "taskList": "taskItem",
    "table": "tableRow",
    "tableRow": "tableCell",
}


def fitted(tree: Tree) -> Tree:
    """The same document without faults. Its nodes and marks must be of known types, wherever they stand.

    What cannot stand in its place is wrapped in what can, or gives up its content to it; a picture in a line parts
    the line. Invalid if there are too many nodes.
    """
    ensure_small(count(tree), MOST_NODES)
    return normal(_fit(tree, 0))


def _fit(tree: Tree, depth: int) -> Tree:
    kind = NODES[tree["type"]]
    content = tree.get("content", [])
    if not kind.expression:
        inner = []
    elif "text" in kind.holds:
        inner = _line(content, kind.name)
    elif kind.name in _WRAPPED:
        inner = [_fit(each, depth + 1) for each in _wrapped(content, _WRAPPED[kind.name])]
    else:
        inner = [_fit(each, depth + 1) for each in _stacked(content, kind.name, depth)]
    return node(kind.name, *inner, **tree.get("attrs", {}))


def _line(content: Iterable[Tree], parent: str) -> list[Tree]:
    """What may stand in a line of this node, with the marks that it may carry."""
    made: list[Tree] = []
    for each in content:
        if each["type"] == "text":
            marks = [it for it in each.get("marks", []) if it["type"] in NODES[parent].marks]
            made += [text(each["text"], *_agreeing(marks))] if each["text"] else []
        elif each["type"] in NODES[parent].holds:
            made.append(_fit(each, 0))
        elif each["type"] == "hardBreak":
            made.append(text("\n" if parent == "codeBlock" else " "))
        else:
            made += _line(each.get("content", []), parent)
    return joined(made)


def _agreeing(marks: list[Tree]) -> list[Tree]:
    """Of marks that exclude one another the first."""
    kept: list[Tree] = []
    for each in marks:
        kind = MARKS[each["type"]]
        others = [MARKS[it["type"]] for it in kept]
        if each not in kept and not any(
            kind.name in it.excludes or it.name in kind.excludes for it in others
        ):
            kept.append(each)
    return kept


def _wrapped(content: list[Tree], wrapper: str) -> list[Tree]:
    """Each child in the wrapper that its parent holds, at least one; cells of either kind are left as they are."""
    cells = {"tableCell", "tableHeader"} if wrapper == "tableCell" else {wrapper}
    made: list[Tree] = []
    for is_right, group in groupby(content, key=lambda each: each["type"] in cells):
        each = list(group)
        made += each if is_right else [node(wrapper, *each)]
    return made or [node(wrapper)]


def _stacked(content: list[Tree], parent: str, depth: int) -> list[Tree]:
    """Blocks for a node that holds blocks: runs of inline become paragraphs, strangers give up their content."""
    made = list(_blocks(content, parent, depth))
    needs_first = NODES[parent].expression.startswith("paragraph") and (
        not made or made[0]["type"] != "paragraph"
    )
    return [node("paragraph"), *made] if needs_first or not made else made


def _blocks(content: list[Tree], parent: str, depth: int) -> Iterator[Tree]:
    for is_inline, group in groupby(content, key=lambda each: NODES[each["type"]].is_inline):
        if is_inline:
            yield node("paragraph", *group)
            continue
        for each in group:
            if each["type"] in NODES[parent].holds and depth < DEEPEST // 2:
                yield from _parted(each, parent)
            else:
                yield from _blocks(each.get("content", []), parent, depth)


def _parted(tree: Tree, parent: str) -> Iterator[Tree]:
    """A line, parted at the pictures and other blocks in it."""
    if "text" not in NODES[tree["type"]].holds or tree["type"] == "codeBlock":
        yield tree
        return
    is_empty = True
    for is_block, group in groupby(
        tree.get("content", []), key=lambda each: not NODES[each["type"]].is_inline
    ):
        is_empty = False
        if is_block:
            yield from (each for each in group if each["type"] in NODES[parent].holds)
        else:
            yield {**tree, "content": list(group)}
    if is_empty:
        yield tree
