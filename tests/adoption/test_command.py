"""`fourleaf spread` on 232 real people, and on files that cannot be used."""

import gzip
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from fourleaf.adoption.spread import command
from fourleaf.adoption.spread.files import groups, read
from fourleaf.config.cli import main

DATA = Path(__file__).parents[1] / "data"
PEOPLE, CONTACTS = DATA / "workplace_InVS15_metadata.txt", DATA / "workplace_InVS15_tij.dat.gz"


@pytest.fixture
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "RUNS", 3)


def test_real_people_become_a_plan_a_map_and_a_report(
    few_runs: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "folder"
    assert main(["spread", str(PEOPLE), str(CONTACTS), "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["people"], told["people_without_contacts"], told["simulation"]) == (232, 15, True)
    assert told["merged"] == ["DG + SDOC"]
    assert len(told["plan"]) == 11
    assert sum(row["people"] for row in told["plan"]) == 232
    assert {row["readiness"] for row in told["plan"]} == {"unknown"}
    assert re.match(r"\d+ of 24 members already work with people on the platform", told["plan"][1]["reason"])
    assert sorted(path.name for path in out.iterdir()) == ["map.svg", "plan.json", "report.html", "report.md"]
    assert json.loads((out / "plan.json").read_text()) == told
    for row in told["plan"]:
        assert row["team"] in (out / "report.md").read_text()
    assert "<script" not in (out / "report.html").read_text()
    assert "http" not in (out / "report.html").read_text().replace("http://www.w3.org/2000/svg", "")


def test_the_map_says_what_it_shows(
    few_runs: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["spread", str(PEOPLE), str(CONTACTS), "--out", str(tmp_path)]) == 0
    assert "  1. week   1  DMI (60 people)" in capsys.readouterr().out
    svg = ET.fromstring((tmp_path / "map.svg").read_text())  # noqa: S314 (our own)
    name = "{http://www.w3.org/2000/svg}"
    parts = {child.get("id"): child for child in svg}
    assert svg.get("role") == "img"
    assert all(parts[key].text for key in (svg.get("aria-labelledby") or "").split())
    assert len(svg.findall(f"{name}circle")) == 11
    style = svg.find(f"{name}style")
    assert style is not None
    assert style.text is not None
    assert "prefers-color-scheme: dark" in style.text
    assert "@media print" in style.text


GOOD = "a\tA\nb\tA\nc\tA\nd\tA\ne\tA\nf\tB\ng\tB\nh\tB\ni\tB\nj\tB\n"


@pytest.mark.parametrize(
    ("people", "contacts", "says"),
    [
        (GOOD, "20 a b\n20 a\n", "contacts.txt, line 2: 2 columns where a time and two people are meant"),
        (GOOD, "20 a z\n", "line 1: person z is not in the table of people"),
        (GOOD, "-20 a b\n", "line 1: a time is a whole number of seconds from 0 on, not '-20'"),
        (GOOD, "20 a a\n", "line 1: person a meets person a"),
        (GOOD + "a\tB\n", "", "people.txt, line 11: person a is of B here and of A on line 1"),
        (GOOD + "k\t\n", "", "people.txt, line 11: 1 column where a person and a department are meant"),
        ("", "", "people.txt: there is nobody in it"),
        ("a\tA\n", "", "an order needs two departments"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_plain_line(
    people: str, contacts: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "people.txt").write_text(people)
    (tmp_path / "contacts.txt").write_text(contacts)
    arguments = ["spread", str(tmp_path / "people.txt"), str(tmp_path / "contacts.txt")]
    assert main([*arguments, "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert says in error
    assert "Nothing was written" in error
    assert not (tmp_path / "out").exists()


def test_files_cut_short_or_of_another_kind_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half = tmp_path / "half.gz"
    half.write_bytes(CONTACTS.read_bytes()[:5_000])
    assert main(["spread", str(PEOPLE), str(half)]) == 2
    assert "cut short or changed" in capsys.readouterr().err
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff\xfe")
    assert main(["spread", str(tmp_path / "picture"), str(CONTACTS)]) == 2
    assert "line 1: this is not text in UTF-8" in capsys.readouterr().err
    assert main(["spread", str(tmp_path / "nowhere"), str(CONTACTS)]) == 2
    assert "No such file" in capsys.readouterr().err


def test_commas_gzip_blank_lines_and_departments_without_contacts_are_fine(
    few_runs: None, tmp_path: Path
) -> None:
    people, contacts = tmp_path / "people.csv.gz", tmp_path / "contacts.csv"
    people.write_bytes(gzip.compress(GOOD.replace("\t", ", ").encode()))
    contacts.write_text("# t,i,j\n\n20,a,b\n90000,b,a\n40,a,c\n")
    measured = read(people, contacts)
    assert measured.ties == {("a", "b"): 1.0, ("a", "c"): 0.5}
    assert command.spread(people, contacts).alone == 7


def test_small_departments_are_put_together() -> None:
    rooms = {
        f"{name}{place}": name
        for name, size in {"A": 9, "B": 6, "C": 2, "D": 1}.items()
        for place in range(size)
    }
    found = groups(rooms)
    assert [(group.name, len(group.people)) for group in found] == [("A", 9), ("B + C + D", 9)]
    assert all(len(group.people) >= 5 for group in found)
