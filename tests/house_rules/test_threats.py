"""docs/threats.md: every threat has its kind, a defence and a test, and every test that is named exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" |")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith(("| | threat", "| ---"))
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1][:60])
def test_a_threat_is_met_and_tried(row: list[str]) -> None:
    kind, threat, first, _second, tests = row
    assert kind in "STRIDE"
    assert len(kind) == 1
    assert threat
    assert first
    named = NAMED.findall(tests)
    assert named, "no test is named"
    for path, function in named:
        assert (ROOT / path).exists(), path
        assert not function or function in _tests_of(path), f"{path} has no {function}"


def test_every_kind_of_threat_is_thought_of() -> None:
    assert {row[0] for row in ROWS} == set("STRIDE")
    assert len(ROWS) > 40


def _tests_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    return {name for name in found if name.startswith("test_")}
