"""The four hundred labelled messages are what `README.md` says."""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
ROWS: list[dict[str, str]] = [
    json.loads(line) for line in (HERE / "red_flags.jsonl").read_text().splitlines()
]
KEYS = ["id", "language", "title", "body", "label", "kind", "why", "split"]
KINDS = {
    "allergic reaction",
    "bleeding",
    "breathing",
    "chest pain",
    "confusion or fall",
    "harm by others",
    "medicine danger",
    "other",
    "pregnancy danger",
    "self-harm",
    "sepsis or fever",
    "stroke",
}


def text(row: dict[str, str]) -> str:
    """What it says, apart from blanks, capitals and signs."""
    return "".join(letter for letter in (row["title"] + row["body"]).casefold() if letter.isalnum())


def test_a_message_is_whole() -> None:
    for row in ROWS:
        assert list(row) == KEYS, row["id"]
        assert all(value == value.strip() for value in row.values()), row["id"]
        assert text(row), row["id"]
        assert row["why"].endswith("."), row["id"]


def test_an_ordinary_one_has_no_kind_and_any_other_has() -> None:
    for row in ROWS:
        assert row["kind"] in ({""} if row["label"] == "none" else KINDS), row["id"]


def test_there_are_so_many_of_each() -> None:
    assert Counter((row["language"], row["split"], row["label"]) for row in ROWS) == {
        ("en", "develop", "red"): 18,
        ("en", "develop", "amber"): 14,
        ("en", "develop", "none"): 38,
        ("en", "judge", "red"): 52,
        ("en", "judge", "amber"): 42,
        ("en", "judge", "none"): 116,
        ("es", "develop", "red"): 7,
        ("es", "develop", "amber"): 6,
        ("es", "develop", "none"): 17,
        ("es", "judge", "red"): 23,
        ("es", "judge", "amber"): 18,
        ("es", "judge", "none"): 49,
    }


def test_the_page_counts_as_the_file_does() -> None:
    page = (HERE / "README.md").read_text()
    for key in ("language", "split", "kind"):
        counts = Counter((row[key] or "(none)", row["label"]) for row in ROWS)
        for first in {one for one, _ in counts}:
            numbers = [counts[first, label] for label in ("red", "amber", "none")]
            assert f"| {first} | {' | '.join(map(str, [*numbers, sum(numbers)]))} |\n" in page


def test_they_are_numbered_in_order_and_none_comes_twice() -> None:
    assert [row["id"] for row in ROWS] == [f"m{number:03}" for number in range(1, 401)]
    texts = sorted(text(row) for row in ROWS)
    assert not [one for one, following in pairwise(texts) if one == following]
    bodies = [row["body"] for row in ROWS if row["body"]]
    assert len(set(bodies)) == len(bodies)
