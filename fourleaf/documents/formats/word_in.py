""".docx in: pandoc's tree becomes ours. Tracked changes come as suggestions, comments stay outside."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fourleaf.documents.formats.package import unpacked
from fourleaf.documents.formats.pandoc import Ast, read_docx
from fourleaf.documents.formats.raised import lowered, raised
from fourleaf.documents.formats.shaping import fitted
from fourleaf.documents.tree.naming import with_files
from fourleaf.documents.tree.schema import MARKS, Tree, mark, node, text

_BOX = {"☐": False, "☒": True, "☑": True}
_ALIGNED = {"AlignLeft": "left", "AlignCenter": "center", "AlignRight": "right"}
_MARKED = {"Strong": "bold", "Emph": "italic", "Strikeout": "strike"}
_TRACKED = {"insertion", "deletion"}


@dataclass(frozen=True)
class Brought:
    """A document from elsewhere. An image's `file` is a stand-in, whose bytes are in `pictures`: see `settle`."""

    tree: Tree
    pictures: dict[str, bytes] = field(default_factory=dict)

    def settle(self, files: dict[str, str]) -> Tree:
        """The tree with the keys of files in place of stand-ins; a picture without one keeps its words alone."""
        return with_files(self.tree, files)


def from_docx(data: bytes) -> Brought:
    """The document that this .docx is. Invalid, with the reason, if it is none, too large, or not harmless."""
    packed, pictures = unpacked(data)
    reader = _Reader(pictures)
    tree = fitted(node("doc", *reader.blocks(read_docx(packed)["blocks"])))
    return Brought(tree, reader.used)


class _Reader:
    def __init__(self, pictures: dict[str, bytes]) -> None:
        self.pictures = pictures
        self.used: dict[str, bytes] = {}

    def blocks(self, blocks: Iterable[Ast]) -> Iterator[Tree]:
        for each in blocks:
            yield from self.block(each["t"], each.get("c"))

    def block(self, kind: str, c: Any) -> Iterator[Tree]:
        match kind:
            case "Para" | "Plain":
                yield node("paragraph", *self.inlines(c, []))
            case "Header":
                yield node("heading", *self.inlines(c[2], []), level=min(c[0], 4))
            case "BulletList":
                yield self.bullets(c)
            case "OrderedList":
                start = min(max(c[0][0], 0), 999999)
                yield node("orderedList", *self.items(c[1]), start=start)
            case "HorizontalRule":
                yield node("horizontalRule")
            case "CodeBlock":
                yield node("codeBlock", *([text(c[1])] if c[1] else []))
            case _:
                yield from self.frame(kind, c)

    def frame(self, kind: str, c: Any) -> Iterator[Tree]:
        match kind:
            case "BlockQuote":
                yield node("blockquote", *self.blocks(c))
            case "Table":
                yield node("table", *self.rows(c))
            case "Div":
                yield from self.blocks(c[1])
            case "Figure":
                yield from self.blocks(c[2])
            case "LineBlock":
                yield from (node("paragraph", *self.inlines(line, [])) for line in c)
            case "DefinitionList":
                yield from (each for term, said in c for each in self.definition(term, said))

    def definition(self, term: list[Ast], said: list[list[Ast]]) -> Iterator[Tree]:
        yield node("paragraph", *self.inlines(term, [mark("bold")]))
        yield from (block for each in said for block in self.blocks(each))

    def items(self, items: list[list[Ast]]) -> Iterator[Tree]:
        for item in items:
            yield node("listItem", *self.blocks(item))

    def bullets(self, items: list[list[Ast]]) -> Tree:
        """A list; of tasks if each item begins with a box."""
        read = list(self.items(items))
        firsts = [_first_words(item) for item in read]
        if not all(words[:1] in _BOX for words in firsts):
            return node("bulletList", *read)
        return node(
            "taskList", *(_task(item, _BOX[words[0]]) for item, words in zip(read, firsts, strict=True))
        )

    def rows(self, c: Any) -> Iterator[Tree]:
        _, _, columns, (_, head), bodies, (_, foot) = c
        aligns = [_ALIGNED.get(each[0]["t"]) for each in columns]
        for row in head:
            yield self.row(row, aligns, len(columns))
        for _, headings, intermediate, rows in bodies:
            for row in [*intermediate, *rows]:
                yield self.row(row, aligns, headings)
        for row in foot:
            yield self.row(row, aligns, 0)

    def row(self, row: Any, aligns: list[str | None], headings: int) -> Tree:
        cells = []
        for number, (_, align, rows, columns, blocks) in enumerate(row[1]):
            kind = "tableHeader" if number < headings else "tableCell"
            own = _ALIGNED.get(align["t"]) or (aligns[number] if number < len(aligns) else None)
            spans = {"rowspan": min(max(rows, 1), 1000), "colspan": min(max(columns, 1), 1000)}
            cells.append(node(kind, *self.blocks(blocks), align=own, **spans))
        return node("tableRow", *cells)

    def inlines(self, inlines: Iterable[Ast], marks: list[Tree]) -> Iterator[Tree]:
        for each in inlines:
            yield from self.inline(each["t"], each.get("c"), marks)

    def inline(self, kind: str, c: Any, marks: list[Tree]) -> Iterator[Tree]:
        match kind:
            case "Str":
                yield text(c, *marks)
            case "Space" | "SoftBreak":
                yield text(" ", *marks)
            case "LineBreak":
                yield node("hardBreak")
            case "Strong" | "Emph" | "Strikeout":
                yield from self.inlines(c, [*marks, mark(_MARKED[kind])])
            case "Underline" | "SmallCaps":
                yield from self.inlines(c, marks)
            case "Superscript" | "Subscript":
                words = _words(self.inlines(c, []))
                yield from (
                    [text((raised if kind == "Superscript" else lowered)(words), *marks)] if words else []
                )
            case _:
                yield from self.rarer(kind, c, marks)

    def rarer(self, kind: str, c: Any, marks: list[Tree]) -> Iterator[Tree]:
        match kind:
            case "Link":
                yield from self.inlines(c[1], [*marks, *_link(c[2][0])])
            case "Span":
                yield from self.span(c[0], c[1], marks)
            case "Note":
                words = " ".join(_words([each]) for each in self.blocks(c)).strip()
                yield node("footnote", *([text(words)] if words else []))
            case "Image":
                yield self.image(c[2][0], _words(self.inlines(c[1], [])) or None)
            case "Quoted":
                opening, closing = "‘’" if c[0]["t"] == "SingleQuote" else "“”"
                yield from (text(opening, *marks), *self.inlines(c[1], marks), text(closing, *marks))
            case "Code" | "Math":
                yield text(
                    c[1],
                    *(each for each in marks if each["type"] not in MARKS["code"].excludes),
                    mark("code"),
                )
            case "Cite":
                yield from self.inlines(c[1], marks)

    def image(self, name: str, alt: str | None) -> Tree:
        data = self.pictures.get(name)
        if data is None:
            return node("image", alt=alt)
        stand_in = str(UUID(int=len(self.used) + 1))
        self.used[stand_in] = data
        return node("image", file=stand_in, alt=alt)

    def span(self, attr: Any, inlines: list[Ast], marks: list[Tree]) -> Iterator[Tree]:
        """Tracked changes are suggestions, one id for each; a comment's own words stay outside."""
        classes, pairs = attr[1], dict(attr[2])
        if "comment-start" in classes:
            return
        names = [name for name in classes if name in _TRACKED]
        date = re.sub(r"\D", "", pairs.get("date", ""))[:14]
        yield from self.inlines(inlines, [*marks, *(mark(name, id=f"word-{date or 0}") for name in names)])


def _link(href: str) -> list[Tree]:
    encoded = quote(href, safe="%/:=&?~#+!$,;'@()*[]")
    return [] if MARKS["link"].attributes["href"].fault(encoded) else [mark("link", href=encoded)]


def _words(nodes: Iterable[Tree]) -> str:
    return "".join(each.get("text") or _words(each.get("content", [])) for each in nodes)


def _first_words(item: Tree) -> str:
    return _words(item.get("content", [])[:1]).lstrip()


def _task(item: Tree, is_done: bool) -> Tree:
    first, *rest = item["content"]
    line = list(first.get("content", []))
    while (
        line
        and line[0]["type"] == "text"
        and (line[0]["text"].strip() == "" or line[0]["text"].strip() in _BOX)
    ):
        line.pop(0)
    if line and line[0]["type"] == "text":
        bare = line[0]["text"].lstrip("☐☒☑ ")
        line[:1] = [{**line[0], "text": bare}] if bare else []
    return node("taskItem", node("paragraph", *line), *rest, checked=is_done)
