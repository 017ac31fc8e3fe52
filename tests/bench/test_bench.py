"""`bin/bench` from end to end on a tiny house, so that it cannot rot. What it measures here means nothing."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.groups import GROUPS
from tests.live.embedded import lay_postgres

pytestmark = pytest.mark.slow
SIZE = ("--tiny", "--people", "40", "--spaces", "6", "--posts", "8000")
#: Filling the demo takes a minute, and `tests/world` does it anyway: that group is left out.
TESTED = [name for name in GROUPS if name != "again"]
KEYS = {"name", "value", "unit", "floor", "ratio", "goal", "met"}


@pytest.fixture(scope="module")
def measured() -> Iterator[dict[str, Any]]:
    """One run over the groups, in a folder that PostgreSQL's own account may enter."""
    with tempfile.TemporaryDirectory(prefix="fourleaf-bench-") as folder:
        Path(folder).chmod(0o755)
        lay_postgres(Path(folder) / "data")
        yield _run(Path(folder))


def _run(folder: Path) -> dict[str, Any]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FOURLEAF_")}
    command = [sys.executable, "-m", "bench", *TESTED, *SIZE, "--data", str(folder / "data")]
    done = subprocess.run(
        [*command, "--json", str(folder / "found.json")],
        env=kept, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads((folder / "found.json").read_text())
    return found


def test_every_row_is_there(measured: dict[str, Any]) -> None:
    rows = measured["rows"]
    assert all(row.keys() >= KEYS for row in rows)
    promised = {row["name"] for row in rows if row["goal"]}
    assert promised == {
        "list of who has confirmed, 40 readers",
        "rows written for each reader who confirms",
        "thread page with “may see · have seen”, 40 readers",
        "space page, repeat view",
        "space page, first view of 40 posts",
        "timeline API, 40 posts",
        "durable post, 16 clients, into many spaces",
        "durable post, one busy space ÷ many spaces",
        "memory per idle socket, of 20",
        "fan-out to 20 sockets, processor time of a delivery",
        "commit to other screen, 10 posts/s, 20 sockets, p50",
        "commit to other screen, 10 posts/s, 20 sockets, p99",
        "search for a frequent word, p95",
        "search for a rare word, p95",
        "search for two words, p95",
        "search for a phrase, p95",
        *(
            f"search for {what}, staff, who read the open spaces too, p95"
            for what in ("a frequent word", "a rare word", "two words", "a phrase")
        ),
        "grants and receipts on ÷ off: space page, first view",
        "grants and receipts on ÷ off: timeline API",
        "statements for the permission to read 1,000 things",
        "ten times the posts: time of the page",
        "row-level security on ÷ off: space page, first view",
        "row-level security on ÷ off: timeline API",
        "an accepted update, 20 editors, 100 keys/s, processor time",
        "an accepted update, 20 editors, 400 keys/s, processor time",
        "key to the other screens, 20 editors in one document, p50",
        "key to the other screens, 20 editors in one document, p99",
        "opening a document of 1 kB with 400 updates",
        "opening a document of 1 kB with 400 updates, on the wire",
        "memory of 20 open documents",
        "first paint of a space, on the wire",
        "next best team, 40 people, 4 teams",
        "fan of 2 simulations of 4 weeks",
        "memory for it, 40 people",
    }


def test_what_was_measured_has_a_figure(measured: dict[str, Any]) -> None:
    empty = [row["name"] for row in measured["rows"] if row["value"] is None and not row["note"]]
    assert not empty


def test_the_machine_is_described(measured: dict[str, Any]) -> None:
    machine = measured["machine"]
    assert machine["cores"] >= 1
    assert machine["postgresql"]
    assert "8,000 posts" in machine["data"]


def test_groups_are_named() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "bench", "--list"], capture_output=True, text=True, check=True
    )
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(GROUPS)
