"""Python and a real editor (y-prosemirror, as TipTap ships it, run by Node) read each other's documents alike."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from fourleaf.documents.tree.schema import Tree, mark, node, ranked, text
from fourleaf.documents.tree.yjs import read, write
from tests.documents.trees import documents

ROOT = Path(__file__).parents[3]
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def editor() -> Iterator[Ask]:
    """Ask Node one thing: `editor(write=tree)` or `editor(read=state)`."""
    node_program = shutil.which("node")
    assert node_program, "The tests of documents need Node."
    program = [node_program, "tests/documents/tree/editor.mjs"]
    with subprocess.Popen(
        program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout

        def ask(**asked: Any) -> Any:
            assert process.stdin
            assert process.stdout
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()


def in_order(tree: Tree) -> Tree:
    """The same with several marks of one type in our order; the editor keeps them as they came."""
    changed = dict(tree)
    if "marks" in tree:
        changed["marks"] = ranked(tree["marks"])
    if "content" in tree:
        changed["content"] = [in_order(each) for each in tree["content"]]
    return changed


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=documents())
def test_what_python_writes_an_editor_reads(editor: Ask, tree: Tree) -> None:
    assert in_order(editor(read=write(tree).hex())["tree"]) == tree


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=documents())
def test_what_an_editor_writes_python_reads(editor: Ask, tree: Tree) -> None:
    assert read(bytes.fromhex(editor(write=tree)["state"])) == tree


def formats(state: bytes) -> list[set[str]]:
    """The names of the formats of each text in the first paragraph."""
    document: Doc[Any] = Doc()
    document.apply_update(state)
    root: Any = document.get("default", type=XmlFragment)
    return [set(names or {}) for run in root.children[0].children for _, names in run.diff()]


def test_marks_that_overlap_have_the_names_that_an_editor_gives_them(editor: Ask) -> None:
    change = mark(
        "modification",
        id="m-1",
        type="mark",
        previousValue=[1.5, 10**12, -7, True],
        newValue={"type": "bold"},
    )
    line = node(
        "paragraph",
        text("a", mark("comment", id="é-1"), mark("comment", id="b"), mark("bold")),
        text("b", change),
    )
    tree = node("doc", line)
    ours, theirs = formats(write(tree)), formats(bytes.fromhex(editor(write=tree)["state"]))
    assert ours == theirs
    assert len(ours[0]) == 3


def test_both_leave_out_the_same(editor: Ask) -> None:
    document: Doc[Any] = Doc()
    root: Any = document.get("default", type=XmlFragment)
    for name in ("paragraph", "bulletList", "blockquote", "codeBlock", "heading"):
        root.children.append(XmlElement(name))
    paragraph, bullets, quote, code, heading = root.children
    paragraph.children.append(XmlElement("script"))
    paragraph.children.append(XmlText("kept"))
    bullets.children.append(XmlElement("paragraph"))
    quote.children.append(XmlElement("heading"))
    code.children.append(run := XmlText())
    run.insert(0, "x", {"bold": {}})
    heading.attributes["color"] = "red"
    heading.children.append(run := XmlText())
    run.insert(0, "y", {"blink": {}})
    run.insert(1, "z")
    tree = read(document)
    assert tree == editor(read=document.get_update().hex())["tree"]
    assert [each["type"] for each in tree["content"]] == ["paragraph", "blockquote", "heading"]
