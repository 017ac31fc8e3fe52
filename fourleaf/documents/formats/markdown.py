"""Markdown in: CommonMark with tables, strikethrough, tasks and footnotes becomes a tree."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from fourleaf.documents.formats.limits import MOST_TEXT, ensure_small
from fourleaf.documents.formats.shaping import fitted
from fourleaf.documents.tree.schema import MARKS, Tree, mark, node, text

_FILE = re.compile(r"file:([0-9a-f-]{36})")
_TASK = re.compile(r"\[([ xX])\](?: |$)")
_BREAK = re.compile(r"<br ?/?>", re.I)
_SIMPLE = {
    "paragraph": "paragraph",
    "blockquote": "blockquote",
    "bullet_list": "bulletList",
    "list_item": "listItem",
    "tr": "tableRow",
}
_MARKS = {"strong": "bold", "em": "italic", "s": "strike"}


def from_markdown(source: str) -> Tree:
    """The document that this Markdown is. Raw HTML stays text; a picture from elsewhere becomes a link to it.

    Invalid if there is more than can be a document.
    """
    ensure_small(len(source), MOST_TEXT)
    env: dict[str, Any] = {}
    tokens = parser().parse(source.replace("\0", ""), env)
    reader = _Reader(_notes(tokens) if env.get("footnotes") else {})
    return fitted(node("doc", *reader.blocks(iter(tokens), "")))


@cache
def parser() -> MarkdownIt:
    """The parser for documents; `formats.marking` writes what it reads."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable(["table", "strikethrough"])
    parser.disable(["html_block", "lheading"])
    parser.use(footnote_plugin).use(container_plugin, "decision")
    parser.validateLink = lambda url: True  # type: ignore[method-assign] # the schema says which may be
    return parser


def _notes(tokens: list[Token]) -> dict[int, str]:
    """The words of each footnote."""
    notes: dict[int, str] = {}
    current = -1
    for token in tokens:
        if token.type == "footnote_open":
            current = token.meta["id"]
        elif token.type == "inline" and current >= 0:
            words = "".join(
                child.content for child in token.children or [] if child.type in ("text", "code_inline")
            )
            notes[current] = " ".join([notes[current], words] if current in notes else [words])
    return notes


class _Reader:
    def __init__(self, notes: dict[int, str]) -> None:
        self.notes = notes

    def blocks(self, tokens: Iterator[Token], until: str) -> Iterator[Tree]:
        """The nodes up to a closing token."""
        for token in tokens:
            if token.type == until:
                return
            yield from self.block(token, tokens)

    def block(self, token: Token, tokens: Iterator[Token]) -> Iterator[Tree]:
        name = token.type.removesuffix("_open")
        if token.type == "inline":
            yield from self.inline(token.children or [])
        elif token.type in ("fence", "code_block"):
            yield _code(token)
        elif token.type == "hr":
            yield node("horizontalRule")
        elif name == "footnote_block":
            list(self.blocks(tokens, "footnote_block_close"))
        elif token.nesting == 1:
            yield from self.frame(name, token, list(self.blocks(tokens, f"{name}_close")))

    def frame(self, name: str, token: Token, content: list[Tree]) -> Iterator[Tree]:
        """A node that other nodes stand in; what has no node of its own leaves its content."""
        if name == "heading":
            yield node("heading", *content, level=min(int(token.tag[1]), 4))
        elif name == "ordered_list":
            yield node("orderedList", *content, start=min(int(token.attrGet("start") or 1), 999999))
        elif name == "bullet_list" and (items := _tasks(content)):
            yield node("taskList", *items)
        elif name == "table":
            yield node("table", *content)
        elif name in ("th", "td"):
            align = re.search(r"left|center|right", str(token.attrGet("style") or ""))
            kind = "tableHeader" if name == "th" else "tableCell"
            yield node(kind, node("paragraph", *content), align=align[0] if align else None)
        elif name == "container_decision":
            state = token.info.split()[-1]
            known = {"state": state} if state in ("proposed", "decided", "reversed") else {}
            yield node("decision", *content, **known)
        elif name in _SIMPLE:
            yield node(_SIMPLE[name], *content)
        else:
            yield from content

    def inline(self, tokens: Iterable[Token]) -> Iterator[Tree]:
        open_ones: list[Tree] = []
        for token in tokens:
            name = token.type.removesuffix("_open").removesuffix("_close")
            if token.nesting == 1:
                open_ones.append(_opened(name, token))
            elif token.nesting == -1:
                open_ones.pop()
            else:
                yield from self.piece(token, [each for each in open_ones if each])

    def piece(self, token: Token, marks: list[Tree]) -> Iterator[Tree]:
        match token.type:
            case "softbreak":
                yield text(" ", *marks)
            case "hardbreak":
                yield node("hardBreak")
            case "code_inline":
                yield text(token.content, *_beside_code(marks), mark("code"))
            case "footnote_ref":
                words = self.notes.get(token.meta["id"], "")
                yield node("footnote", *([text(words)] if words else []))
            case "image":
                yield _picture(token, marks)
            case "html_inline" if _BREAK.fullmatch(token.content):
                yield node("hardBreak")
            case _ if token.content:
                yield text(token.content, *marks)


def _opened(name: str, token: Token) -> Tree:
    """The mark that a token opens; empty for none."""
    if name == "link":
        href = mark("link", href=token.attrGet("href"))
        return href if MARKS["link"].attributes["href"].fault(href["attrs"]["href"]) is None else {}
    return mark(_MARKS[name]) if name in _MARKS else {}


def _beside_code(marks: list[Tree]) -> list[Tree]:
    return [each for each in marks if each["type"] not in MARKS["code"].excludes]


def _code(token: Token) -> Tree:
    words = token.content.removesuffix("\n")
    language = re.fullmatch(r"[\w.+#-]{1,32}", (token.info.split() or [""])[0])
    return node("codeBlock", *([text(words)] if words else []), language=language[0] if language else None)


def _picture(token: Token, marks: list[Tree]) -> Tree:
    """A picture of ours, which `fitted` lifts out of its line; of others, a link in its place."""
    source, alt = str(token.attrGet("src") or ""), token.content
    if ours := _FILE.fullmatch(source):
        return node("image", file=ours[1], alt=alt or None)
    link = mark("link", href=source)
    is_right = MARKS["link"].attributes["href"].fault(source) is None
    others = [each for each in marks if each["type"] != "link"]
    return text(alt or source or "?", *others, *([link] if is_right else []))


def _tasks(items: list[Tree]) -> list[Tree] | None:
    """The items as tasks, if each begins with a box."""
    made: list[Tree] = []
    for item in items:
        first: dict[str, Any] = next(iter(item.get("content", [])), {})
        line = first.get("content", [])
        box = _TASK.match(line[0]["text"]) if line and line[0]["type"] == "text" else None
        if box is None or first["type"] != "paragraph":
            return None
        rest = line[0]["text"][box.end() :]
        words = [{**line[0], "text": rest}] if rest else []
        begun = node("paragraph", *words, *line[1:])
        made.append(node("taskItem", begun, *item["content"][1:], checked=box[1] != " "))
    return made
