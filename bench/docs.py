"""`docs/reference/performance.md`, made by the command."""

import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.rows import Row, shown

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reference" / "performance.md"
WORDS = {True: "met", False: "**missed**", None: "–"}


def write(groups: Iterable[str], found: Mapping[str, list[Row]], kept: Path, about: dict[str, Any]) -> None:
    """The whole page. Rows of groups that were not measured this time are those of the last time, from `kept`."""
    known: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    load = round(os.getloadavg()[0], 1)
    for name, rows in found.items():
        known[name] = {"rows": [row.as_json() for row in rows], "commit": about["commit"], "load": load}
    kept.write_text(json.dumps(known, ensure_ascii=False))
    listed = [known[name] for name in groups if name in known]
    PAGE.write_text("\n".join(_page(listed, about)) + "\n")


def _page(groups: list[dict[str, Any]], about: dict[str, Any]) -> list[str]:
    """How it was measured (`method.md`), on what, the table, why a goal is missed (`notes.toml`)."""
    notes: dict[str, str] = tomllib.loads((HERE / "notes.toml").read_text())
    rows = [row for group in groups for row in group["rows"]]
    lines = [
        (HERE / "method.md").read_text().strip(),
        "",
        "## The machine",
        "",
        "| part | |",
        "| --- | --- |",
    ]
    lines += [f"| {name} | {value} |" for name, value in about.items()]
    commits = ", ".join(dict.fromkeys(group["commit"] for group in groups))
    loads = [group["load"] for group in groups]
    lines += ["", "## Results", ""]
    lines += [f"Of commit {commits}; load average after each group {min(loads)} to {max(loads)}.", ""]
    lines += ["| what | figure | floor | ratio | range | goal | |", "| --- " * 7 + "|"]
    lines += [_line(row) for row in rows]
    lines += ["", "## Behind the figures", ""]
    lines += [f"- **{row['name']}**: {row['note']}." for row in rows if row["note"]]
    missed = [row["name"] for row in rows if row["met"] is False]
    if missed:
        lines += ["", "## Goals that are missed, and why", ""]
        lines += [f"- **{name}**: {notes.get(name, 'not yet looked into').strip()}" for name in missed]
    return lines


def _line(row: dict[str, Any]) -> str:
    spread = f"{shown(row['low'])}–{shown(row['high'])}" if row["low"] is not None else "–"
    figure = f"{shown(row['value'])} {row['unit']}"
    cells = (row["name"], figure, shown(row["floor"]), shown(row["ratio"]), spread, row["goal"] or "–")
    return f"| {' | '.join(cells)} | {WORDS[row['met']]} |"
