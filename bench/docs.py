"""`docs/reference/performance.md`, made by the command."""

import tomllib
from pathlib import Path
from typing import Any

from bench.rows import Row, shown

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reference" / "performance.md"
WORDS = {True: "met", False: "**missed**", None: "–"}


def write(rows: list[Row], about: dict[str, Any]) -> None:
    """The whole page: how it was measured (`method.md`), on what, the table, why a goal is missed (`notes.toml`)."""
    notes: dict[str, str] = tomllib.loads((HERE / "notes.toml").read_text())
    lines = [(HERE / "method.md").read_text().strip(), "", "## The machine", ""]
    lines += ["| part | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in about.items()), ""]
    lines += ["## Results", "", "| what | figure | floor | ratio | range | goal | |", "| --- " * 7 + "|"]
    for row in rows:
        spread = f"{shown(row.low)}–{shown(row.high)}" if row.low is not None else "–"
        lines.append(
            f"| {row.name} | {shown(row.value)} {row.unit} | {shown(row.floor)} | {shown(row.ratio)} "
            f"| {spread} | {row.goal or '–'} | {WORDS[row.met]} |"
        )
    lines += ["", "## Behind the figures", ""]
    lines += [f"- **{row.name}**: {row.note}." for row in rows if row.note]
    told = [row for row in rows if row.met is False and row.name in notes]
    if told:
        lines += ["", "## Goals that are missed, and why", ""]
        lines += [f"- **{row.name}**: {notes[row.name].strip()}" for row in told]
    PAGE.write_text("\n".join(lines) + "\n")
