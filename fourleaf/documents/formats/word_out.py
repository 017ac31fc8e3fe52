""".docx out: our tree becomes pandoc's. Suggestions that nobody has accepted, comments and credits stay outside."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fourleaf.documents.formats.grid import Placed, grid
from fourleaf.documents.formats.pandoc import API, Ast, write_docx
from fourleaf.documents.tree.schema import NODES, Tree, sound
from fourleaf.documents.tree.showing import WORDS
from fourleaf.documents.tree.suggested import settled

#: From the key of a file to its bytes and the ending of its name ("png"), or None if there is none to show.
Pictures = Callable[[str], tuple[bytes, str] | None]
_WRAPPED = {"bold": "Strong", "italic": "Emph", "strike": "Strikeout"}
_ALIGNED = {None: "AlignDefault", "left": "AlignLeft", "center": "AlignCenter", "right": "AlignRight"}
_NONE: list[Any] = ["", [], []]


def to_docx(
    tree: Tree,
    title: str,
    pictures: Pictures = lambda file: None,
    person: Callable[[str], str] = lambda key: "",
) -> bytes:
    """The document as .docx, which Word, LibreOffice and Google Docs open. `person` names whom a task is for.

    Invalid if it takes too long.
    """
    writer = _Writer(pictures, person)
    blocks = list(writer.blocks(settled(tree, taken=False).get("content", [])))
    meta = {"title": {"t": "MetaInlines", "c": _text(title)}}
    return write_docx({"pandoc-api-version": API, "meta": meta, "blocks": blocks}, writer.files)


@dataclass
class _Writer:
    pictures: Pictures
    person: Callable[[str], str]
    files: dict[str, bytes] = field(default_factory=dict)

    def blocks(self, content: Iterable[Tree]) -> Iterator[Ast]:
        for each in content:
            yield from self.block(each)

    def block(self, tree: Tree) -> Iterator[Ast]:
        content, attrs = tree.get("content", []), sound(NODES[tree["type"]], tree.get("attrs", {}))
        match tree["type"]:
            case "paragraph":
                yield _ast("Para", self.inlines(content))
            case "heading":
                yield _ast("Header", [attrs["level"], _NONE, self.inlines(content)])
            case "codeBlock":
                yield _ast("CodeBlock", [_NONE, "".join(each["text"] for each in content)])
            case "horizontalRule":
                yield _ast("HorizontalRule")
            case "image":
                yield from self.image(attrs)
            case "table":
                yield self.table(tree)
            case _:
                yield from self.frame(tree["type"], content, attrs)

    def frame(self, kind: str, content: list[Tree], attrs: Tree) -> Iterator[Ast]:
        match kind:
            case "bulletList":
                yield _ast("BulletList", [list(self.blocks(item.get("content", []))) for item in content])
            case "taskList":
                yield _ast("BulletList", [list(self.task(item)) for item in content])
            case "orderedList":
                style = [attrs["start"], _ast("Decimal"), _ast("Period")]
                yield _ast(
                    "OrderedList", [style, [list(self.blocks(item.get("content", []))) for item in content]]
                )
            case "blockquote":
                yield _ast("BlockQuote", list(self.blocks(content)))
            case "decision":
                word = _ast("Strong", _text(_(WORDS[f"decision_{attrs['state']}"])))
                yield _ast("BlockQuote", [_ast("Para", [word]), *self.blocks(content)])

    def task(self, item: Tree) -> Iterator[Ast]:
        attrs = sound(NODES["taskItem"], item.get("attrs", {}))
        first, *rest = item["content"]
        who = ", ".join(
            word for word in (attrs["owner"] and self.person(attrs["owner"]), attrs["due"]) if word
        )
        box = _text("☒ " if attrs["checked"] else "☐ ")
        yield _ast("Para", box + self.inlines(first.get("content", [])) + (_text(f" ({who})") if who else []))
        yield from self.blocks(rest)

    def image(self, attrs: Tree) -> Iterator[Ast]:
        found = self.pictures(attrs["file"]) if attrs["file"] else None
        if found:
            data, ending = found
            name = f"picture-{len(self.files) + 1}.{ending}"
            self.files[name] = data
            yield _ast("Para", [_ast("Image", [_NONE, _text(attrs["alt"] or ""), [name, ""]])])
        elif attrs["alt"]:
            yield _ast("Para", _text(attrs["alt"]))

    def table(self, tree: Tree) -> Ast:
        laid = grid(tree)
        made = [[_NONE, [self.cell(place) for place in row]] for row in laid.rows]
        head, body = (made[:1], made[1:]) if laid.is_headed else ([], made)
        columns = [[_ast("AlignDefault"), {"t": "ColWidth", "c": 1 / laid.width}]] * laid.width
        return _ast("Table", [_NONE, [None, []], columns, [_NONE, head], [[_NONE, 0, [], body]], [_NONE, []]])

    def cell(self, place: Placed) -> list[Any]:
        blocks = list(self.blocks(place.cell.get("content", [])))
        return [_NONE, _ast(_ALIGNED[place.align]), place.rows, place.columns, blocks]

    def inlines(self, content: Iterable[Tree]) -> list[Ast]:
        return [made for each in content for made in self.inline(each)]

    def inline(self, tree: Tree) -> list[Ast]:
        match tree["type"]:
            case "text":
                return _marked(tree["text"], tree.get("marks", []))
            case "hardBreak":
                return [_ast("LineBreak")]
            case "mention":
                return _text(f"@{tree['attrs']['label'] or ''}")
        return [_ast("Note", [_ast("Para", self.inlines(tree.get("content", [])))])]


def _marked(words: str, marks: list[Tree]) -> list[Ast]:
    names = {each["type"]: each for each in marks}
    made = [_ast("Code", [_NONE, _printable(words)])] if "code" in names else _text(words)
    for name, wrapper in _WRAPPED.items():
        made = [_ast(wrapper, made)] if name in names else made
    return [_ast("Link", [_NONE, made, [names["link"]["attrs"]["href"], ""]])] if "link" in names else made


def _ast(kind: str, content: Any = None) -> Ast:
    return {"t": kind} if content is None else {"t": kind, "c": content}


def _text(words: str) -> list[Ast]:
    return [_ast("Str", _printable(words))] if words else []


def _printable(words: str) -> str:
    """Without what XML cannot hold."""
    return "".join(
        letter for letter in words if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff")
    )
