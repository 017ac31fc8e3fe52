"""Figures of `bin/validate`: on the terminal, and in docs/reference/bad-days.md."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "bad-days.md"
Rows = Iterable[tuple[str, str]]


def show(rows: Rows) -> None:
    """As a table."""
    for what, how in rows:
        print(f"{what:45} {how}")


def write(name: str, rows: Rows, machine: dict[str, Any], page: Path = PAGE) -> None:
    """Between the marks `<!-- NAME: … -->` and `<!-- /NAME -->` of the page; `machine` is of `bench.machine`."""
    about = (
        f"{machine['cores']} cores of {machine['processor']}, load {machine['load_before']} before it began"
    )
    table = "".join(f"| {what} | {how} |\n" for what, how in rows)
    found = f"\n{datetime.now(UTC):%d %B %Y}, commit {machine['commit']}; {about}.\n\n| | |\n| --- | --- |\n{table}\n"
    place = re.compile(rf"(<!-- {name}:[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    text, times = place.subn(lambda marks: marks[1] + found + marks[2], page.read_text(encoding="utf-8"))
    if times != 1:
        raise ValueError(f"{page} has no place for {name}.")
    page.write_text(text, encoding="utf-8")
