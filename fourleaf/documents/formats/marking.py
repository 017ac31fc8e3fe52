"""Markdown out: a tree as the Markdown that `formats.markdown` reads back as the same tree, as far as Markdown goes.

What Markdown has no word for goes: comments, credits, who a task is for, the width of a column, an empty paragraph.
"""

import re
from collections.abc import Callable, Iterator

from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.tree.reading import plain_text
from fourleaf.documents.tree.schema import NODES, Tree, joined, node, sound, text
from fourleaf.documents.tree.suggested import settled

_SPECIAL = re.compile(r"[\\`*_\[\]<>~|&^@]|:(?=:)")
#: A break with nothing behind it would be read as a backslash.
_LAST_BREAKS = re.compile(r"(?:\\\n)+\Z")
#: Up to where a backslash keeps a line, also after a break, from beginning a heading or a list.
_AT_START = re.compile(
    r"^[^\S\n]*(?:\d{1,9}(?=[.)](?:\s|$))|(?=#{1,6}(?:\s|$)|[-+=](?:\s|$|[-=])))", re.MULTILINE
)
_FENCES = {"bold": "**", "italic": "*", "strike": "~~"}
_KEPT = ("link", "bold", "italic", "strike", "code")


def to_markdown(tree: Tree, picture: Callable[[str], str] = lambda file: f"file:{file}") -> str:
    """The document as Markdown, suggestions left out. `picture` says where a picture lies."""
    lines = _Writer(picture).blocks(settled(tree, taken=False).get("content", []))
    return "\n".join(lines).strip("\n") + "\n"


class _Writer:
    def __init__(self, picture: Callable[[str], str]) -> None:
        self.picture = picture

    def blocks(self, content: list[Tree]) -> list[str]:
        """Lines, with an empty one between blocks; of two lists side by side the second has other bullets."""
        lines: list[str] = []
        is_other, last = False, ""
        for each in content:
            kind = "bulletList" if each["type"] == "taskList" else each["type"]
            is_other = kind == last and not is_other
            made = list(self.block(each, is_other))
            if made:
                lines += ["", *made] if lines else made
                last = kind
        return lines

    def block(self, tree: Tree, is_other: bool) -> Iterator[str]:
        content, attrs = tree.get("content", []), sound(NODES[tree["type"]], tree.get("attrs", {}))
        match tree["type"]:
            case "bulletList" | "orderedList" | "taskList":
                yield from self.items(tree, attrs.get("start", 1), is_other)
            case "blockquote":
                yield from (f"> {line}".rstrip() for line in self.blocks(content))
            case "decision":
                fence = ":" * (3 + _decisions_in(tree))
                yield from (f"{fence} decision {attrs['state']}", *self.blocks(content), fence)
            case "table":
                yield from self.table(content)
            case "horizontalRule":
                yield "***" if is_other else "---"
            case _:
                yield from self.leaf(tree["type"], content, attrs)

    def leaf(self, kind: str, content: list[Tree], attrs: Tree) -> Iterator[str]:
        match kind:
            case "paragraph":
                yield from _line(content).split("\n") if content else []
            case "heading":
                words = re.sub(r"(?<=\s)(?=#+$)", r"\\", _line(content, is_one_line=True))
                yield f"{'#' * attrs['level']} {words}".rstrip()
            case "codeBlock":
                yield from _code(content, attrs["language"])
            case "image" if attrs["file"]:
                yield f"![{_escaped(attrs['alt'] or '')}]({self.picture(attrs['file'])})"

    def items(self, tree: Tree, start: int, is_other: bool) -> Iterator[str]:
        for number, item in enumerate(tree.get("content", [])):
            bullet = "*" if is_other else "-"
            if tree["type"] == "orderedList":
                bullet = f"{start + number}{')' if is_other else '.'}"
            lines = self.blocks(item.get("content", []))
            if tree["type"] == "taskList":
                box = "[x]" if item.get("attrs", {}).get("checked") else "[ ]"
                lines = [f"{box} {lines[0] if lines else ''}", *lines[1:]]
            elif not item["content"][0].get("content"):
                lines = ["", *lines] if lines else [""]
            indent = " " * (len(bullet) + 1)
            yield from (
                f"{indent if place else bullet + ' '}{line}".rstrip()
                for place, line in enumerate(lines or [""])
            )

    def table(self, rows: list[Tree]) -> Iterator[str]:
        """A table of one line a cell; the first row is its head, whatever it was."""
        width = max((len(row.get("content", [])) for row in rows), default=0)
        for number, row in enumerate(rows if width else []):
            cells = row.get("content", [])
            words = [_cell(cell) for cell in cells] + [""] * (width - len(cells))
            yield f"| {' | '.join(words)} |"
            if number == 0:
                aligns = [sound(NODES[cell["type"]], cell.get("attrs", {}))["align"] for cell in cells]
                yield f"| {' | '.join(_RULES[align] for align in aligns + [None] * (width - len(cells)))} |"


def _decisions_in(tree: Tree) -> int:
    """How deep decisions stand in this node; each fence is longer than those within."""
    inner = ((child["type"] == "decision") + _decisions_in(child) for child in tree.get("content", []))
    return max(inner, default=0)


_RULES = {None: "---", "left": ":--", "center": ":-:", "right": "--:"}


def _cell(cell: Tree) -> str:
    """A cell in one line: a paragraph as it is, others by their words."""
    lines = [
        _line(block.get("content", []), is_one_line=True)
        if block["type"] == "paragraph"
        else "<br>".join(_escaped(line) for line in plain_text(node("doc", block)).split("\n"))
        for block in cell.get("content", [])
    ]
    return "<br>".join(line for line in lines if line)


def _code(content: list[Tree], language: str | None) -> Iterator[str]:
    words = "".join(each["text"] for each in content)
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language or ''}"
    yield from words.split("\n") if words else []
    yield fence


def _line(content: list[Tree], *, is_one_line: bool = False) -> str:
    """Inline nodes as Markdown: with their marks if they can be read back, else the words alone."""
    pieces = joined(_plain(each) for each in content)
    written = _written(pieces, is_one_line)
    if any(each.get("marks") for each in pieces) and _read_back(written) != _words(pieces):
        written = _written([_unmarked(each) for each in pieces], is_one_line)
    return written


def _plain(tree: Tree) -> Tree:
    """The same with the marks that Markdown has; a mention is its name."""
    if tree["type"] == "mention":
        return text(f"@{tree['attrs']['label'] or ''}")
    if tree["type"] != "text":
        return tree
    words = re.sub(r"[^\S\xa0]+", " ", tree["text"])
    return text(words, *(each for each in tree.get("marks", []) if each["type"] in _KEPT))


def _unmarked(tree: Tree) -> Tree:
    return text(tree["text"]) if tree["type"] == "text" else tree


def _words(pieces: list[Tree]) -> list[tuple[str, str]]:
    """Each letter with its marks, for comparing; white space at the edges and that of marks does not count."""
    return [
        (
            letter,
            "" if letter.isspace() else ",".join(sorted(each["type"] for each in piece.get("marks", []))),
        )
        for piece in pieces
        for letter in (
            piece["text"] if piece["type"] == "text" else "\n" if piece["type"] == "hardBreak" else "^"
        )
    ]


def _read_back(written: str) -> list[tuple[str, str]]:
    read = from_markdown(written)["content"]
    return _words(read[0].get("content", [])) if len(read) == 1 else []


def _written(pieces: list[Tree], is_one_line: bool) -> str:
    made = ""
    open_ones: list[Tree] = []
    for each in pieces:
        marks = [it for it in each.get("marks", []) if it["type"] != "code"]
        shared = 0
        while shared < min(len(open_ones), len(marks)) and open_ones[shared] == marks[shared]:
            shared += 1
        closing = "".join(_close(it) for it in reversed(open_ones[shared:]))
        spaces = len(made) - len(made.rstrip(" ")) if closing else 0
        made = made[: len(made) - spaces] + closing + " " * spaces
        piece = _piece(each, is_one_line)
        leading = len(piece) - len(piece.lstrip(" ")) if marks[shared:] and each["type"] == "text" else 0
        made += " " * leading + "".join(_open(it) for it in marks[shared:]) + piece[leading:]
        open_ones = marks
    spaces = len(made) - len(made.rstrip(" "))
    made = made[: len(made) - spaces] + "".join(_close(it) for it in reversed(open_ones))
    begun = _AT_START.sub(r"\g<0>\\", made.strip(" "))
    return _LAST_BREAKS.sub(lambda found: "<br>" * (len(found[0]) // 2), begun)


def _open(given: Tree) -> str:
    return "[" if given["type"] == "link" else _FENCES[given["type"]]


def _close(given: Tree) -> str:
    if given["type"] != "link":
        return _FENCES[given["type"]]
    href = re.sub(r"[<>]", lambda found: f"%{ord(found[0]):X}", given["attrs"]["href"])
    return f"](<{href}>)" if re.search(r"[()\\&*_`]", href) else f"]({href})"


def _piece(tree: Tree, is_one_line: bool) -> str:
    match tree["type"]:
        case "hardBreak":
            return "<br>" if is_one_line else "\\\n"
        case "footnote":
            return f"^[{_escaped(''.join(each['text'] for each in tree.get('content', [])))}]"
    if any(each["type"] == "code" for each in tree.get("marks", [])):
        return _inline_code(tree["text"])
    return _escaped(tree["text"])


def _inline_code(words: str) -> str:
    longest = max((len(run) for run in re.findall("`+", words)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if words.startswith(("`", " ")) or words.endswith(("`", " ")) else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _escaped(words: str) -> str:
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", words)
    return re.sub(r"!(?=\\?\[)", r"\\!", escaped)
