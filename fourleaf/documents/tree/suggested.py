"""Suggestions in a document: which there are, and what it is with all of them taken, or none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from fourleaf.documents.tree.reading import JOINT
from fourleaf.documents.tree.schema import MARKS, NODES, Tree, joined, node, ranked, sound

_DROPPED = {True: "deletion", False: "insertion"}
_SUGGESTIONS = frozenset({"insertion", "deletion", "modification"})
#: Who suggests, with which client of Yjs, and its how-manieth that is.
_ID = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-\d+-\d+")
_ENDS = re.compile("¶+")


@dataclass(frozen=True)
class Suggestion:
    """Words that come and words that go; `person` is who its id says made it."""

    id: str
    added: str
    removed: str

    @property
    def person(self) -> UUID | None:
        return person_in(self.id)


def person_in(key: str) -> UUID | None:
    """Who made a suggestion, as its id says."""
    found = _ID.fullmatch(key)
    return UUID(found[1]) if found else None


def suggestions_in(tree: Tree) -> list[Suggestion]:
    """All suggestions of words, in the order of the text; the end of a block is a ¶."""
    found: dict[str, dict[str, str]] = {}
    for piece in _pieces(tree):
        for each in piece.get("marks", []):
            if each["type"] in _DROPPED.values():
                words = found.setdefault(str(each["attrs"]["id"]), {"insertion": "", "deletion": ""})
                words[each["type"]] += _words(piece).replace(JOINT, "¶")
    return [
        Suggestion(key, _ENDS.sub("¶", words["insertion"]), _ENDS.sub("¶", words["deletion"]))
        for key, words in found.items()
    ]


def settled(tree: Tree, *, taken: bool) -> Tree:
    """The document as it is when every suggestion has been accepted (`taken`), or rejected.

    As the editor does it (frontend/ts/editor/suggestions.ts): words that go are gone; where they go on beyond the
    end of a block, so does this end; a changed mark becomes the new or the old one.
    """
    content: list[Tree] = []
    children = tree.get("content", [])
    open_id: str | None = None
    for number, child in enumerate(children):
        if _is_inline(child):
            content += _inline(child, taken)
            continue
        begins = _edge(child, taken, 0)
        if open_id is not None and begins is None and _is_empty(child):
            following = next((each for each in children[number + 1 :] if not _is_empty(each)), None)
            if following is not None and _edge(following, taken, 0) == open_id:
                continue
        kept = settled(child, taken=taken)
        if open_id is not None and begins == open_id and content:
            content[-1:] = _merged(content[-1], kept)
        else:
            content.append(kept)
        open_id = _edge(child, taken, -1)
    return node(tree["type"], *joined(content), **tree.get("attrs", {}))


def has_suggestions(tree: Tree) -> bool:
    """Whether anything in this document waits to be accepted or rejected."""
    if any(each["type"] in _SUGGESTIONS for each in tree.get("marks", [])):
        return True
    return any(map(has_suggestions, tree.get("content", [])))


def _pieces(tree: Tree) -> Iterator[Tree]:
    for child in tree.get("content", []):
        if _is_inline(child):
            yield child
        else:
            yield from _pieces(child)


def _words(piece: Tree) -> str:
    match piece["type"]:
        case "text":
            return str(piece["text"])
        case "mention":
            return f"@{piece['attrs'].get('label') or ''}"
    return "…"


def _is_inline(tree: Tree) -> bool:
    return NODES[tree["type"]].is_inline


def _is_text_block(tree: Tree) -> bool:
    return "text" in NODES[tree["type"]].holds and not _is_inline(tree)


def _is_empty(tree: Tree) -> bool:
    return _is_text_block(tree) and not tree.get("content")


def _inline(tree: Tree, taken: bool) -> list[Tree]:
    marks = tree.get("marks", [])
    names = {each["type"] for each in marks}
    if _DROPPED[taken] in names:
        return []
    if tree["type"] != "text":
        kept = [each for each in marks if each["type"] not in _SUGGESTIONS]
        bare = (
            settled(tree, taken=taken)
            if "content" in tree
            else {k: v for k, v in tree.items() if k != "marks"}
        )
        return [{**bare, "marks": kept} if kept else bare]
    return _text(
        tree, marks, tree["text"].replace(JOINT, "") if names & _SUGGESTIONS else tree["text"], taken
    )


def _text(tree: Tree, marks: list[Tree], words: str, taken: bool) -> list[Tree]:
    if not words:
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


def _edge(block: Tree, taken: bool, side: int) -> str | None:
    """The id of what is dropped at the beginning (0) or the end (-1) of a block, if it is."""
    content = block.get("content", [])
    if not content:
        return None
    if not _is_inline(content[side]):
        return _edge(content[side], taken, side)
    marks = content[side].get("marks", [])
    return next((str(each["attrs"]["id"]) for each in marks if each["type"] == _DROPPED[taken]), None)


def _merged(one: Tree, other: Tree) -> list[Tree]:
    """Two blocks when the end of the one and the beginning of the other are gone."""
    first, second = one.get("content", []), other.get("content", [])
    if _is_text_block(one) and _is_text_block(other):
        return [node(one["type"], *joined([*first, *second]), **one.get("attrs", {}))]
    if one["type"] == other["type"] and first and second:
        both = [*first[:-1], *_merged(first[-1], second[0]), *second[1:]]
        return [node(one["type"], *both, **one.get("attrs", {}))]
    return [one, other]
