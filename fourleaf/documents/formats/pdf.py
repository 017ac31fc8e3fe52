"""PDF out: tagged for screen readers (PDF/UA-1), set by Typst from data, in our own letters (ADR 0018)."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fourleaf.documents.formats.grid import Placed, grid
from fourleaf.documents.formats.programs import LONGEST, run
from fourleaf.documents.formats.word_out import Pictures
from fourleaf.documents.tree.reading import words_of
from fourleaf.documents.tree.schema import NODES, Tree, sound
from fourleaf.documents.tree.showing import WORDS
from fourleaf.documents.tree.suggested import settled
from fourleaf.kit.refusals import Invalid

_HERE = Path(__file__).parent
_NOT_SET = gettext_lazy(
    "This document could not be made a PDF. Look at its pictures and tables, or export it as .docx."
)


def to_pdf(
    tree: Tree,
    title: str,
    language: str = "en",
    pictures: Pictures = lambda file: None,
    person: Callable[[str], str] = lambda key: "",
) -> bytes:
    """The document as PDF, suggestions left out. `person` names whom a task is for. Invalid if it takes too long."""
    setting = _Setting(pictures, person)
    content = list(setting.blocks(settled(tree, taken=False).get("content", [])))
    data = {"title": title, "language": language[:2], "content": content}
    with tempfile.TemporaryDirectory(prefix="fourleaf-") as folder:
        for name, picture in setting.files.items():
            Path(folder, name).write_bytes(picture)
        Path(folder, "document.json").write_text(json.dumps(data), "utf-8")
        shutil.copy(_HERE / "page.typ", folder)
        _set(folder)
        return Path(folder, "out.pdf").read_bytes()


def _set(folder: str) -> None:
    command = [sys.executable, str(_HERE / "typesetting.py"), folder, str(_HERE / "fonts"), str(LONGEST)]
    done = run(command, folder)
    if done.returncode:
        raise Invalid(_NOT_SET)


@dataclass
class _Setting:
    """Turns nodes into what `page.typ` shows: all defaults filled in, tables laid out, levels without gaps."""

    pictures: Pictures
    person: Callable[[str], str]
    files: dict[str, bytes] = field(default_factory=dict)
    level: int = 0

    def blocks(self, content: Iterable[Tree]) -> Iterator[Tree]:
        for each in content:
            yield from self.block(each)

    def block(self, tree: Tree) -> Iterator[Tree]:
        kind, attrs = tree["type"], sound(NODES[tree["type"]], tree.get("attrs", {}))
        made = {"type": kind, "content": []}
        match kind:
            case "heading":
                yield from self.heading(tree, attrs["level"])
            case "image":
                yield from self.image(attrs)
            case "table":
                yield self.table(tree)
            case "codeBlock":
                yield {"type": kind, "text": "".join(each["text"] for each in tree.get("content", []))}
            case "paragraph":
                yield made | {"content": _line(tree)}
            case "horizontalRule":
                yield made
            case _:
                yield made | self.more(kind, attrs) | {"content": list(self.blocks(tree.get("content", [])))}

    def more(self, kind: str, attrs: Tree) -> dict[str, Any]:
        if kind == "taskItem":
            who = (attrs["owner"] and self.person(attrs["owner"]), attrs["due"])
            return {"checked": attrs["checked"], "who": ", ".join(word for word in who if word)}
        if kind == "decision":
            return {"word": _(WORDS[f"decision_{attrs['state']}"])}
        return {"start": attrs["start"]} if kind == "orderedList" else {}

    def heading(self, tree: Tree, level: int) -> Iterator[Tree]:
        """A heading with words, at most one level below the one before, as screen readers want it."""
        if words_of(tree):
            self.level = min(level, self.level + 1)
            yield {"type": "heading", "level": self.level, "content": _line(tree)}

    def image(self, attrs: Tree) -> Iterator[Tree]:
        found = self.pictures(attrs["file"]) if attrs["file"] else None
        if found:
            name = f"picture-{len(self.files) + 1}.{found[1]}"
            self.files[name] = found[0]
            yield {"type": "image", "name": name, "alt": attrs["alt"] or _("Picture")}
        elif attrs["alt"]:
            yield {"type": "paragraph", "content": [{"type": "text", "text": attrs["alt"]}]}

    def table(self, tree: Tree) -> Tree:
        laid = grid(tree)
        cells = [self.cell(place, number) for number, row in enumerate(laid.rows) for place in row]
        return {"type": "table", "width": laid.width, "is_headed": laid.is_headed, "cells": cells}

    def cell(self, place: Placed, row: int) -> Tree:
        content = list(self.blocks(place.cell.get("content", [])))
        where = {"row": row, "column": place.column, "rows": place.rows, "columns": place.columns}
        is_heading = place.cell["type"] == "tableHeader"
        return where | {"align": place.align, "is_heading": is_heading, "content": content}


def _line(tree: Tree) -> list[Tree]:
    made = []
    for each in tree.get("content", []):
        match each["type"]:
            case "mention":
                made.append({"type": "mention", "label": each["attrs"]["label"] or ""})
            case "footnote":
                made.append({"type": "footnote", "content": _line(each)})
            case _:
                made.append(each)
    return made
