"""The schema of documents, read from `documents/schema.json`, which the editor is built from too."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

#: A node as ProseMirror's JSON has it: type, and where there are any attrs, content, marks, text.
Tree = dict[str, Any]
#: Nodes within nodes; deeper is not a document that somebody wrote.
DEEPEST = 60

_FILE = json.loads((Path(__file__).parents[1] / "schema.json").read_text("utf-8"))
_NODES: dict[str, dict[str, Any]] = _FILE["nodes"]
_MARKS: dict[str, dict[str, Any]] = _FILE["marks"]
#: Each type of node as one character, so that a content expression is a regular expression.
_LETTER = {name: chr(0xE000 + number) for number, name in enumerate(_NODES)}
_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


@dataclass(frozen=True)
class Attribute:
    """One attribute: what it is when nothing is said, and what it may be."""

    name: str
    default: Any
    spec: dict[str, Any]

    def fault(self, value: Any) -> str | None:
        """Why this value will not do, in words; None if it will."""
        if "validate" in self.spec and not self._is_of_kind(value):
            return f"must be {self.spec['validate'].replace('|', ' or ')}"
        if "values" in self.spec and value not in self.spec["values"]:
            return f"must be one of {', '.join(map(str, self.spec['values']))}"
        if value is None:
            return None
        if "pattern" in self.spec and not re.fullmatch(self.spec["pattern"], value):
            return f"must look like {self.spec['pattern']}"
        if "least" in self.spec and not self.spec["least"] <= value <= self.spec["most"]:
            return f"must be from {self.spec['least']} to {self.spec['most']}"
        if "items" in self.spec and not _is_list_of(value, self.spec["items"]):
            return f"must be a list, each a {self.spec['items']}"
        return None

    def _is_of_kind(self, value: Any) -> bool:
        return any(_is_a(value, kind) for kind in self.spec["validate"].split("|"))


@dataclass(frozen=True)
class NodeType:
    """One type of node. `expression` is ProseMirror's content expression, "" for a leaf."""

    name: str
    expression: str
    attributes: dict[str, Attribute]
    is_inline: bool
    #: the types that may stand in it anywhere
    holds: frozenset[str]
    #: the marks that what stands in it may carry
    marks: frozenset[str]

    def takes(self, types: list[str]) -> bool:
        """Whether these, in this order, are a whole content."""
        letters = "".join(_LETTER.get(name, " ") for name in types)
        return _matcher(self.expression).fullmatch(letters) is not None


@dataclass(frozen=True)
class MarkType:
    """One type of mark. `rank` is its place among marks; it may lie twice on a text if it does not exclude itself."""

    name: str
    rank: int
    attributes: dict[str, Attribute]
    excludes: frozenset[str]

    @property
    def overlaps(self) -> bool:
        return self.name not in self.excludes


def _is_a(value: Any, kind: str) -> bool:
    return isinstance(value, _KINDS[kind]) and (kind == "boolean") == isinstance(value, bool)


def _is_list_of(value: Any, kind: str) -> bool:
    return isinstance(value, list) and all(_is_a(item, kind) for item in value)


def _members(name: str) -> list[str]:
    """The types that a name in an expression stands for: itself or its group."""
    if name in _NODES:
        return [name]
    return [other for other, spec in _NODES.items() if name in spec.get("group", "").split()]


@cache
def _matcher(expression: str) -> re.Pattern[str]:
    def letters(match: re.Match[str]) -> str:
        return f"[{''.join(_LETTER[name] for name in _members(match[0]))}]"

    return re.compile(re.sub(r"[A-Za-z]\w*", letters, expression).replace(" ", ""))


def _marks_in(spec: dict[str, Any], holds: frozenset[str]) -> frozenset[str]:
    if "marks" in spec:
        return frozenset(spec["marks"].split())
    return frozenset(_MARKS) if any(_is_inline(name) for name in holds) else frozenset()


def _is_inline(name: str) -> bool:
    return name == "text" or _NODES[name].get("inline", False)


def _attributes(spec: dict[str, Any]) -> dict[str, Attribute]:
    return {name: Attribute(name, each["default"], each) for name, each in spec.get("attrs", {}).items()}


def _node(name: str, spec: dict[str, Any]) -> NodeType:
    expression = spec.get("content", "")
    names = re.findall(r"[A-Za-z]\w*", expression)
    holds = frozenset(member for each in names for member in _members(each))
    return NodeType(name, expression, _attributes(spec), _is_inline(name), holds, _marks_in(spec, holds))


def _mark(rank: int, name: str, spec: dict[str, Any]) -> MarkType:
    excludes = frozenset(spec.get("excludes", name).split())
    return MarkType(name, rank, _attributes(spec), excludes)


NODES = {name: _node(name, spec) for name, spec in _NODES.items()}
MARKS = {name: _mark(rank, name, spec) for rank, (name, spec) in enumerate(_MARKS.items())}


def attributes_of(kind: NodeType | MarkType, given: dict[str, Any]) -> dict[str, Any]:
    """All attributes of this type: the given ones, else the defaults. What the schema does not know is left out."""
    return {name: given.get(name, each.default) for name, each in kind.attributes.items()}


def sound(kind: NodeType | MarkType, given: dict[str, Any]) -> dict[str, Any]:
    """All attributes of this type: the given ones that the schema allows, else the defaults."""
    known = {name: value for name, value in given.items() if name in kind.attributes}
    right = {name: value for name, value in known.items() if kind.attributes[name].fault(value) is None}
    return attributes_of(kind, right)


def node(kind: str, /, *content: Tree, **attrs: Any) -> Tree:
    """A node with all its attributes."""
    made: Tree = {"type": kind}
    if NODES[kind].attributes:
        made["attrs"] = attributes_of(NODES[kind], attrs)
    if content:
        made["content"] = list(content)
    return made


def mark(kind: str, /, **attrs: Any) -> Tree:
    """A mark with all its attributes."""
    made: Tree = {"type": kind}
    if MARKS[kind].attributes:
        made["attrs"] = attributes_of(MARKS[kind], attrs)
    return made


def text(words: str, *marks: Tree) -> Tree:
    """A piece of text, which is not empty."""
    made: Tree = {"type": "text"}
    if marks:
        made["marks"] = ranked(marks)
    made["text"] = words
    return made


def ranked(marks: Iterable[Tree]) -> list[Tree]:
    """Marks in the order of their rank; of one type, by what they say."""
    return sorted(marks, key=lambda each: (MARKS[each["type"]].rank, json.dumps(each, sort_keys=True)))


def joined(content: Iterable[Tree]) -> list[Tree]:
    """The same with neighbouring texts of the same marks as one."""
    whole: list[Tree] = []
    for each in content:
        last = whole[-1] if whole else None
        if last and last["type"] == each["type"] == "text" and last.get("marks") == each.get("marks"):
            whole[-1] = {**last, "text": last["text"] + each["text"]}
        else:
            whole.append(each)
    return whole


def normal(tree: Tree) -> Tree:
    """A tree without faults as Yjs gives it back: all attributes, marks in order and on text only, texts joined."""
    if tree["type"] == "text":
        marks = (mark(each["type"], **each.get("attrs", {})) for each in tree.get("marks", []))
        return text(tree["text"], *marks)
    attrs = {name: value for name, value in tree.get("attrs", {}).items() if value is not None}
    return node(tree["type"], *joined(map(normal, tree.get("content", []))), **attrs)
