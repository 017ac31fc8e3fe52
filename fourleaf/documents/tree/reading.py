"""What a document says in plain text: its words, its outline, how long and how hard it is to read."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from fourleaf.documents.tree.schema import NODES, Tree

#: Silent reading of non-fiction in English, 238 words a minute: Brysbaert, Journal of Memory and Language 109 (2019).
WORDS_A_MINUTE = 238
#: Stands, marked, where a suggestion parts or joins two blocks (prosemirror-suggest-changes); no letter.
JOINT = "\u200b"
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


@dataclass(frozen=True)
class Heading:
    """A line of the outline. `anchor` is the id of the heading in the HTML, `path` leads to its node."""

    level: int
    text: str
    anchor: str
    path: tuple[int, ...]


class Anchors:
    """Gives the headings of one document their ids, in order: from their words, each only once."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def next(self, words: str) -> str:
        kept = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFKC", words).lower())
        plain = name = "s-" + "-".join(kept.split())[:60].strip("-_")
        while name in self._taken:
            self._taken[plain] += 1
            name = f"{plain}-{self._taken[plain]}"
        self._taken[name] = 1
        return name


def nodes(tree: Tree, path: tuple[int, ...] = ()) -> Iterator[tuple[Tree, tuple[int, ...]]]:
    """Every node under this one, in order, with the way to it."""
    for number, child in enumerate(tree.get("content", [])):
        yield child, (*path, number)
        yield from nodes(child, (*path, number))


def words_of(tree: Tree) -> str:
    """The text within one block, on one line; a mention is its label, a footnote stays out."""
    return " ".join("".join(_inline(tree)).replace(JOINT, "").split())


def plain_text(tree: Tree) -> str:
    """The whole document as plain text: a line a block, cells of a table with tabs between, footnotes at the end."""
    notes = [note for child, _ in nodes(tree) if child["type"] == "footnote" and (note := words_of(child))]
    return "\n".join([*_lines(tree), *(f"[{number}] {note}" for number, note in enumerate(notes, 1))])


def outline(tree: Tree) -> list[Heading]:
    """The headings with words, in order."""
    anchors = Anchors()
    found = []
    for child, path in nodes(tree):
        if child["type"] == "heading":
            words = words_of(child)
            heading = Heading(child["attrs"]["level"], words, anchors.next(words), path)
            found += [heading] if words else []
    return found


def word_count(tree: Tree) -> int:
    """How many words there are, footnotes included. Scripts without spaces count by their runs."""
    return len(_WORD.findall(plain_text(tree)))


def reading_minutes(words: int) -> int:
    """How long one reads so many words, in minutes, at least one where there are any."""
    return -(-words // WORDS_A_MINUTE)


def _inline(tree: Tree) -> Iterator[str]:
    for child in tree.get("content", []):
        match child["type"]:
            case "text":
                yield child["text"]
            case "hardBreak":
                yield " "
            case "mention":
                yield f"@{child['attrs']['label'] or ''}"


def _lines(tree: Tree) -> Iterator[str]:
    for child in tree.get("content", []):
        if child["type"] == "tableRow":
            yield "\t".join(" ".join(_lines(cell)) for cell in child.get("content", []))
        elif child["type"] == "codeBlock":
            yield "".join(_inline(child))
        elif child["type"] == "image":
            yield child["attrs"]["alt"] or ""
        elif "text" in NODES[child["type"]].holds:
            yield words_of(child)
        else:
            yield from _lines(child)
