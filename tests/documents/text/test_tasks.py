"""Tasks and decisions found in trees: whose, by when, and which of them is which."""

from dataclasses import dataclass
from datetime import date

import pytest

from fourleaf.documents.formats.markdown import from_markdown
from fourleaf.documents.text import tasks
from fourleaf.documents.text.tasks import Found, due_in, found_in, paired

TODAY = date(2026, 11, 23)


@dataclass
class Row:
    kind: str
    key: str
    words: str


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("Check by 2026-12-01.", date(2026, 12, 1)),
        ("by 1 December 2026", date(2026, 12, 1)),
        ("bis 27 Nov", date(2026, 11, 27)),
        ("January 5, 2027", date(2027, 1, 5)),
        ("by January 5", date(2027, 1, 5)),
        ("before 3 October", date(2026, 10, 3)),
        ("para el 1 de diciembre", date(2026, 12, 1)),
        ("5 mg twice a day", None),
        ("these 2 may help", None),
        ("2026-13-41", None),
        ("31 February", None),
        ("", None),
    ],
)
def test_days(words: str, due: date | None) -> None:
    assert due_in(words, TODAY) == due


def test_what_is_found() -> None:
    tree = from_markdown(
        "- [ ] One\n  - [x] Two, @Ann Lee-Smith.\n\n- [ ] \n\n::: decision proposed\nWe wait.\n:::\n"
    )
    found = found_in(tree, TODAY)
    assert [(each.kind, each.words, each.state) for each in found] == [
        ("task", "One", "open"), ("task", "Two, @Ann Lee-Smith.", "done"), ("decision", "We wait.", "proposed"),
    ]  # fmt: skip
    assert "ann lee-smith" in found[1].names
    for each in found:
        node = tree
        for number in each.path:
            node = node["content"][number]
        assert node["type"] == {"task": "taskItem", "decision": "decision"}[each.kind]


def test_which_is_which() -> None:
    found = found_in(from_markdown("- [ ] Order ten bells\n- [ ] Check\n- [ ] Check\n- [ ] New"), TODAY)
    rows = [Row("task", "", "Check"), Row("task", "", "Order bells"), Row("decision", "", "New")]
    assert [row and row.words for _each, row in paired(rows, found)] == ["Order bells", "Check", None, None]


def test_each_line_is_taken_apart_once_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    known = tasks._telling

    def telling(words: str) -> set[str]:
        read.append(words)
        return known(words)

    monkeypatch.setattr(tasks, "_telling", telling)
    before = [Row("task", "", f"check bed {n}") for n in range(20)]
    after = [Found("task", (n,), "", f"ask ward{n}", "open", None, (), None) for n in range(20)]
    assert all(row is None for _each, row in tasks.paired(before, after))
    assert len(read) == 40
