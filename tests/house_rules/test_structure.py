"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "fourleaf"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services", "managers", "misc"}
WRITES = {"save", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "delete"}
#: Who may write besides actions: the sessions that Django's framework drives, and a model saving itself.
WRITERS = re.compile(r"(^|/)(actions(/|\.py)|models(/|\.py)|sessions\.py|record\.py|migrations/)")
LIMIT = 400


def sources(*suffixes: str) -> list[Path]:
    """The project's own files, as git knows them or would if they were added."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).exists()]


def python_sources() -> list[Path]:
    return [path for path in sources(".py") if path.is_relative_to(PACKAGE)]


def test_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in sources(".py", ".ts", ".css", ".html")
        if "migrations" not in path.parts and (count := len(path.read_text().splitlines())) > LIMIT
    }
    assert not long


def test_no_file_is_called_a_junk_drawer() -> None:
    assert not [path for path in sources(".py", ".ts") if path.stem in FORBIDDEN_NAMES]


def calls(tree: ast.AST) -> Iterator[ast.Attribute]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func


def test_only_actions_write() -> None:
    found = []
    for path in python_sources():
        name = path.relative_to(ROOT).as_posix()
        if WRITERS.search(name):
            continue
        for call in calls(ast.parse(path.read_text())):
            is_row = re.search(r"\.objects\b|\b(form|instance)\b", ast.unparse(call.value)) is not None
            if call.attr in WRITES and is_row:
                found.append(f"{name}:{call.lineno} .{call.attr}(")
    assert not found


def test_nothing_is_imported_inside_a_function() -> None:
    found = []
    for path in python_sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [child for child in ast.walk(node) if isinstance(child, ast.Import | ast.ImportFrom)]
                found += [f"{path.relative_to(ROOT)}:{child.lineno}" for child in inner]
    assert not found


@pytest.mark.parametrize(
    "pattern", [r"<style", r"\sstyle=\"", r"\son[a-z]+=\"", r"<script(?![^>]*(\ssrc=|application/json))"]
)
def test_templates_hold_no_inline_style_or_script(pattern: str) -> None:
    templates = [path for path in sources(".html") if path.is_relative_to(PACKAGE)]
    assert templates
    assert not [str(path) for path in templates if re.search(pattern, path.read_text())]


def test_dates_come_from_the_one_clock() -> None:
    banned = re.compile(r"auto_now|auto_now_add|timezone\.now\(|datetime\.now\(")
    clock = PACKAGE / "kit" / "time.py"
    assert not [str(path) for path in python_sources() if path != clock and banned.search(path.read_text())]


def test_pages_show_no_third_party_origin() -> None:
    for path in sources(".html", ".css"):
        if path.is_relative_to(PACKAGE):
            assert not re.search(r"(src|href|url\()\s*=?\s*[\"'(]?https?://", path.read_text()), path


def test_decisions_are_numbered_in_order() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert numbers == [f"{number:04}" for number in range(len(decisions))]
    titles = {path.name: path.read_text().split(maxsplit=2)[1] for path in decisions[1:]}
    assert titles == {name: f"{name[:4]}:" for name in titles}
