"""A tree → its blocks: what holds text itself (paragraph, heading, code, footnote), an image, a rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from fourleaf.documents.text.tokens import Token, digest, tokens
from fourleaf.documents.tree.schema import NODES, Tree

#: Marks that say something about a text without changing how it is set.
_NOTES = {"comment", "credit", "insertion", "deletion", "modification"}
#: Attributes that are part of what a reader sees.
_SHOWN = {"taskItem": "checked", "decision": "state", "orderedList": "start", "codeBlock": "language"}
FOOTNOTE = "※"


@dataclass(frozen=True)
class Block:
    """One block. `path`: the numbers of the children that lead to it from the root."""

    path: tuple[int, ...]
    kind: str
    #: of a heading 1–4, else 0
    level: int
    #: hard breaks are "\n"; a mention is "@" and its label, a footnote's place is "※"
    text: str
    tokens: tuple[Token, ...]
    #: what it stands in, from the root: "taskList taskItem[True]"
    place: str

    @cached_property
    def texts(self) -> list[str]:
        return [token.text for token in self.tokens]

    @cached_property
    def digest(self) -> int:
        """The same for the same tokens in the same order, wherever and however they are set."""
        return digest(self.texts)

    @cached_property
    def words(self) -> int:
        return sum(token.is_word for token in self.tokens)

    @property
    def setting(self) -> tuple[str, int, str]:
        """How the block is set, apart from its words."""
        return self.kind, self.level, self.place

    def words_from(self, start: int, end: int) -> str:
        """The text of tokens [start, end) up to where the next begins; whatever stands before the first is with it."""
        begin = self.tokens[start].start if 0 < start < len(self.tokens) else len(self.text) if start else 0
        return self.text[begin : self.tokens[end].start if end < len(self.tokens) else len(self.text)]


def blocks(tree: Tree) -> list[Block]:
    """All blocks in reading order; an empty paragraph is one without tokens, a footnote follows its paragraph."""
    return list(_walk(tree, (), ""))


def _walk(node: Tree, path: tuple[int, ...], place: str) -> Iterator[Block]:
    kind = NODES[node["type"]]
    if kind.name == "footnote" or (not kind.is_inline and (not kind.holds or "text" in kind.holds)):
        yield _block(node, path, place)
        within = [each for each in enumerate(node.get("content", [])) if each[1]["type"] == "footnote"]
    else:
        within = list(enumerate(node.get("content", [])))
        place = f"{place} {_named(node)}".strip() if path else ""
    for number, child in within:
        yield from _walk(child, (*path, number), place)


def _named(node: Tree) -> str:
    kind = node["type"]
    if kind not in _SHOWN:
        return str(kind)
    name = _SHOWN[kind]
    return f"{kind}[{node.get('attrs', {}).get(name, NODES[kind].attributes[name].default)}]"


def _block(node: Tree, path: tuple[int, ...], place: str) -> Block:
    kind, attrs = node["type"], node.get("attrs", {})
    if kind == "horizontalRule":
        return Block(path, kind, 0, "", (Token("---", 0, 0),), place)
    if kind == "image":
        alt = attrs.get("alt") or ""
        return Block(path, kind, 0, alt, (Token(f"image {attrs.get('file')}", 0, 0), *tokens(alt)), place)
    text, found = _inline(node.get("content", []))
    level = attrs.get("level", 1) if kind == "heading" else 0
    return Block(path, _named(node) if kind == "codeBlock" else kind, level, text, tuple(found), place)


def _inline(content: list[Tree]) -> tuple[str, list[Token]]:
    """Text and tokens of what stands in a block; a word that is half bold is one token."""
    whole, run, looks, found = "", "", [], []  # type: tuple[str, str, list[tuple[int, str]], list[Token]]
    for child in [*content, None]:
        if child and child["type"] in ("text", "hardBreak"):
            looks.append((len(run), _look(child)))
            run += child.get("text", "\n")
            continue
        found += _set(tokens(run, len(whole)), looks, len(whole))
        whole, run, looks = whole + run, "", []
        if child:
            atom = (
                FOOTNOTE if child["type"] == "footnote" else f"@{child.get('attrs', {}).get('label') or ''}"
            )
            found.append(Token(atom, len(whole), len(whole) + len(atom), _look(child)))
            whole += atom
    return whole, found


def _look(node: Tree) -> str:
    names = [
        each["type"] + (f"({each.get('attrs', {}).get('href', '')})" if each["type"] == "link" else "")
        for each in node.get("marks", [])
        if each["type"] not in _NOTES
    ]
    return " ".join(sorted(set(names)))


def _set(found: list[Token], looks: list[tuple[int, str]], at: int) -> Iterator[Token]:
    """The tokens with the look of the pieces that they stand in; `looks` says from where in the run each holds."""
    if len({look for _, look in looks}) < 2:
        yield from (token._replace(look=looks[0][1]) for token in found)
        return
    piece = 0
    for token in found:
        while piece + 1 < len(looks) and at + looks[piece + 1][0] <= token.start:
            piece += 1
        last, on = piece, []
        while last < len(looks) and at + looks[last][0] < token.end:
            on.append(looks[last][1])
            last += 1
        yield token._replace(look="+".join(dict.fromkeys(on)))
