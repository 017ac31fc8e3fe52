"""CSV files of teams and past work: each bad line is named, and then nothing is taken."""

from datetime import date

import pytest

from fourleaf.adoption.bringing import bring_teams, bring_works, skills_of
from fourleaf.adoption.models import Deliverable, Launch, Team
from fourleaf.kit.refusals import Invalid
from fourleaf.people.actions import add_person
from tests.house import House

TEAMS = """team;person;leads;outcome;skills;begins_on
Night falls;amina@marigold.example;yes;Fewer falls;Falls: 2; ;
Night falls;Ben Achterberg;;;Night care;
Rota;M-Omar;x;;;2027-02-01
""".replace("Falls: 2; ;", "Falls: 2;")


def text_of(refusal: pytest.ExceptionInfo[Invalid]) -> str:
    return str(refusal.value.text)


def test_teams_come_from_a_file(house: House) -> None:
    made = bring_teams(actor=house.omar, data=TEAMS.encode())
    assert [team.name for team in made] == ["Night falls", "Rota"]
    falls = Team.objects.get(name="Night falls")
    assert falls.leader == house.amina
    assert falls.put_forward_by == house.omar
    assert dict(falls.required_skills.values_list("name", "weight")) == {"Falls": 2, "Night care": 1}
    assert Launch.objects.get(team__name="Rota").begins_on == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Rota,Nobody Here,", "Line 3: Nobody who works here"),
        ("Rota,maria@marigold.example,yes", "Line 3: Nobody who works here"),
        (",Ben Achterberg,", "Line 3: says no team."),
        ("Night,Amina Yusuf,", "Line 3: “Amina Yusuf” is in this team already."),
        ("Night,Ben Achterberg,yes", "Line 3: “Night” has a leader already."),
        ("Rota,Ben Achterberg,", "Line 3: “Rota” has nobody who leads it."),
        ("Rota,Ben Achterberg,yes,more", "Line 3: has 4 cells; the first line names 3 columns."),
        ('Rota,"Ben Achterberg,yes', "quotation marks"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken(house: House, line: str, told: str) -> None:
    data = f"team,person,leads\nNight,Amina Yusuf,yes\n{line}\n".encode()
    with pytest.raises(Invalid) as refusal:
        bring_teams(actor=house.amina, data=data)
    assert told in text_of(refusal)
    assert not Team.objects.exists()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "no lines"),
        (b"team,person\n", "no lines"),
        (b"\xff\xfet\x00", "UTF-8"),
        (b"PK\x03\x04\x00", "UTF-8"),
        (b"team,who\nA,B\n", "no column “who”"),
        (b"team,team\nA,B\n", "there twice"),
        (b"team\nA\n", "“person” is missing"),
        (b"team,person\n" + b"x" * 1_048_577, "larger than 1 MB"),
        (b"team,person,begins_on\nA,Amina Yusuf,soon\n", "“soon” is no day"),
    ],
)
def test_what_is_no_such_file_is_said(house: House, data: bytes, told: str) -> None:
    with pytest.raises(Invalid) as refusal:
        bring_teams(actor=house.amina, data=data)
    assert told in text_of(refusal)


def test_two_of_one_name_are_told_apart(house: House) -> None:
    add_person(actor=None, name="Ben Achterberg", email="ben.two@marigold.example")
    with pytest.raises(Invalid) as refusal:
        bring_teams(actor=house.amina, data=b"team,person,leads\nA,ben achterberg,yes\n")
    assert "Several people" in text_of(refusal)
    [team] = bring_teams(actor=house.amina, data=b"team,person,leads\nA,ben@marigold.example,yes\n")
    assert team.leader == house.ben


def test_past_work_comes_from_a_file(house: House, team: Team) -> None:
    lines = (
        "name,started_on,finished_on,major_revisions,hours",
        "Audit,2026-01-05,2026-02-01,3,40",
        "Card,2026-03-01,2026-03-01,,",
    )
    bring_works(actor=house.amina, team=team, data="\n".join(lines).encode())
    rows = Deliverable.objects.past().values_list("name", "major_revisions", "hours", "source")
    assert list(rows) == [("Audit", 3, 40.0, "file"), ("Card", None, None, "file")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("A,2026-02-01,2026-01-05,,", "Line 2: It cannot be finished before it was begun."),
        ("A,2026-02-01,2026-02-05,,-3", "Line 2: Hours are a number"),
        ("A,2026-02-01,2026-02-05,three,", "Line 2: “three” is no number."),
        ("A,2026-02-01,2026-02-05,,nan", "Line 2: Hours are a number"),
        ("A,,2026-02-05,,", "Line 2: Say on which day it was begun."),
        (",2026-02-01,2026-02-05,,", "Line 2: Say what was delivered."),
    ],
)
def test_bad_work_is_named_and_nothing_is_taken(house: House, team: Team, line: str, told: str) -> None:
    data = f"name,started_on,finished_on,major_revisions,hours\n{line}\nB,2026-01-01,2026-01-02,,\n".encode()
    with pytest.raises(Invalid) as refusal:
        bring_works(actor=house.amina, team=team, data=data)
    assert told in text_of(refusal)
    assert not Deliverable.objects.exists()


def test_skills_carry_weights() -> None:
    assert skills_of(["Falls: 2", " ", "Night care", "A: b: 1,5"]) == {
        "Falls": 2,
        "Night care": 1,
        "A: b": 1.5,
    }
    with pytest.raises(Invalid):
        skills_of(["Falls: many"])
