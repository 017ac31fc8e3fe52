"""`fourleaf import people`: idempotent, all or nothing, and clear about what is wrong."""

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourleaf.chronicle.models import Entry
from fourleaf.imports.directory.reading import COLUMNS
from fourleaf.people import actions
from fourleaf.people.models import OrganisationRole, Person, Profession, Session, Site, Skill, Unit
from fourleaf.spaces.models import Membership
from tests.house import House

Run = Callable[..., tuple[int, str, str]]
FIXTURES = Path(__file__).parent / "directories"
HEAD = "staff_number,name,email,unit,parent_unit,site,zone,manager\n"


def counts(run: Run, file: str | bytes | Path, *options: str) -> dict[str, int]:
    """The counts of the report, without those that are nought."""
    code, out, _err = run(file, "--json", *options)
    assert code == 0, out
    found: dict[str, int] = json.loads(out)["counts"]
    return {name: number for name, number in found.items() if number}


def test_a_directory_comes_in_and_again_changes_nothing(run: Run) -> None:
    first = counts(run, FIXTURES / "marigold.csv")
    assert first == {"added": 6, "units": 4, "sites": 2, "professions": 3, "roles": 2}
    rosa = Person.objects.get(staff_number="M-1003")
    assert (rosa.name, rosa.family_name, rosa.email) == ("Rosa Martín", "Martín", "rosa@marigold.example")
    assert (rosa.job_title, str(rosa.unit), str(rosa.site), str(rosa.profession), str(rosa.manager)) == (
        "ward pharmacist", "Pharmacy", "Clínica Ribera", "Pharmacist", "Adaeze Obi",
    )  # fmt: skip
    assert {skill.name for skill in rosa.skills.all()} == {"Anticoagulants", "Antibiotic rounds"}
    past = rosa.past_functions.get()
    assert (past.title, past.place, past.from_on, past.until_on) == (
        "Stroke unit pharmacist", "Bath", date(2019, 1, 1), date(2023, 12, 31),
    )  # fmt: skip
    assert rosa.site is not None
    assert (rosa.site.zone, rosa.site.latitude) == ("Europe/Madrid", 39.47)
    ward = Unit.objects.get(name="Ward B2")
    assert str(ward.parent) == "Geriatrics"
    assert not rosa.has_usable_password()
    assert Entry.objects.filter(name="PersonAdded").count() == 6
    deeds = Entry.objects.count()
    assert counts(run, FIXTURES / "marigold.csv") == {"unchanged": 6}
    assert Entry.objects.count() == deeds


def test_semicolons_a_mark_at_the_beginning_and_windows_line_ends_are_understood(run: Run) -> None:
    text = (FIXTURES / "semicolons.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert b";" in text
    assert b"\r\n" in text
    assert counts(run, text) == {"added": 2}
    assert Person.objects.get(staff_number="2").name == 'Ana "la de noche" Ruiz'


def test_a_dry_run_shows_every_difference_and_writes_nothing(run: Run) -> None:
    run(HEAD + "1,Ada Obi,ada@m.example,Wards,,Eastgate,Europe/London,\n")
    deeds = Entry.objects.count()
    code, out, _err = run(
        HEAD + "1,Ada Obi-Reid,ada@m.example,Wards,Care,Eastgate,Europe/London,2\n2,Bo Lund,,,,,,\n",
        "--dry-run",
    )
    assert code == 0
    assert "name: “Ada Obi” → “Ada Obi-Reid”" in out
    assert "manager: nothing → “2”" in out
    assert "+ 2 Bo Lund" in out
    assert "nothing was written" in out
    assert Person.objects.get().name == "Ada Obi"
    assert not Unit.objects.filter(name="Care").exists()
    assert Entry.objects.count() == deeds


def test_changes_are_written_and_named_by_field_only(run: Run) -> None:
    run(HEAD + "1,Ada Obi,ada@m.example,Wards,,Eastgate,Europe/London,\n2,Bo Lund,bo@m.example,Wards,,,,1\n")
    report = counts(
        run,
        HEAD
        + "1,Ada Obi,bo@m.example,Wards,Care,Eastgate,Europe/Madrid,2\n2,Bo Lund,ada@m.example,wards,,,,\n",
    )
    assert report == {"changed": 2, "units": 2, "sites": 1}
    ada, bo = Person.objects.get(staff_number="1"), Person.objects.get(staff_number="2")
    assert (ada.email, bo.email, ada.manager, bo.manager) == ("bo@m.example", "ada@m.example", bo, None)
    assert Site.objects.get().zone == "Europe/Madrid"
    facts = Entry.objects.filter(name="PersonChanged").latest("at").facts
    assert facts == {"person": str(bo.pk), "fields": ["email", "manager"]}


def test_what_the_file_has_no_column_for_stays(run: Run) -> None:
    run("staff_number,name,job_title,skills\n1,Ada Obi,nurse,Falls\n")
    ada = Person.objects.get()
    actions.set_skills(actor=ada, person=ada, skills=["Rails"])
    assert counts(run, "staff_number,name\n1,Ada Obi\n") == {"unchanged": 1}
    assert counts(run, "staff_number,name,skills\n1,Ada Obi,Falls\n") == {"unchanged": 1}
    ada.refresh_from_db()
    assert ada.job_title == "nurse"
    assert [skill.name for skill in ada.skills.all()] == ["Rails"]


@pytest.mark.parametrize(
    ("row", "column", "accepted"),
    [
        (",Ada,,,,,,", "staff_number", "every row needs it"),
        ("2,,,,,,,", "name", "every row needs it"),
        ("2,Bo,not-an-address,,,,,", "email", "name@hospital.example"),
        ("2,Bo,,,,East,Europe/Lodnon,", "zone", "did you mean Europe/London?"),
        ("2,Bo,,,,,Europe/London,", "zone", "without a site"),
        ("2,Bo,,,Care,,,", "parent_unit", "without a unit"),
        ("2,Bo,,,,,,9", "manager", "staff number of this file"),
        ("2,Bo,,,,,,2", "manager", "own manager"),
        ("2,Bo,,Wards,Wards,,,", "parent_unit", "circle"),
        ("1,Bo,,,,,,", "staff_number", "lines 2, 3"),
        ("2,Bo,ADA@m.example,,,,,", "email", "lines 2, 3"),
        ("2,Bo", "", "8 columns"),
        ("2," + "x" * 151 + ",,,,,,", "name", "at most 150"),
        ("2,B\x07o,,,,,,", "name", "control characters"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(run: Run, row: str, column: str, accepted: str) -> None:
    code, _out, err = run(HEAD + "1,Ada,ada@m.example,,,,,\n" + row + "\n")
    assert code == 1
    told = next(line for line in err.splitlines() if line.startswith("line 3"))
    assert told.startswith(f"line 3, {column}: " if column else "line 3: ")
    assert accepted in told
    assert "Nothing was written" in err
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("column", "text", "accepted"),
    [
        ("latitude", "51,45", "such as 51.45"),
        ("longitude", "200", "from -180 to 180"),
        ("kind", "patient", "staff or bot"),
        ("roles", "leadr", "did you mean leader?"),
        ("roles", "leader 2026-02-30..", "not a day"),
        ("roles", "leader 2026-02-03..2025", "ends before it begins"),
        ("past_functions", "a | b | 2019 | x", "title | place"),
        ("skills", "x" * 61, "semicolons"),
    ],
)
def test_cells_of_every_kind_say_what_they_accept(run: Run, column: str, text: str, accepted: str) -> None:
    code, _out, err = run(f'staff_number,name,site,{column}\n1,Ada,East,"{text}"\n')
    assert code == 1
    assert f"line 2, {column}: " in err
    assert accepted in err


def test_without_the_bad_the_good_come_in(run: Run) -> None:
    text = HEAD + "1,Ada,,,,,,\n2,Bo,nonsense,,,,,\n3,Cy,,,,,,2\n4,Di,,,,,,3\n"
    code, out, err = run(text, "--skip-bad")
    assert code == 1
    assert [p.staff_number for p in Person.objects.all()] == ["1"]
    assert "line 4, manager" in err
    assert "line 5, manager" in err
    assert "3  rows skipped" in out


def test_a_bad_row_makes_nobody_a_leaver(run: Run) -> None:
    run(HEAD + "".join(f"{n},Person {n},,,,,,\n" for n in range(20)))
    rows = "".join(f"{n},Person {n},,,,,,\n" for n in range(2, 20))
    assert run(HEAD + rows + "0,,,,,,,\n1,Person 1,,,,,,\n", "--skip-bad")[0] == 1
    assert Person.objects.get(staff_number="0").is_active
    code, out, _err = run(HEAD + rows + "0,Person 0,,,,,,\nshort\n", "--skip-bad")
    assert code == 1
    assert "Nobody was deactivated" in out
    assert Person.objects.get(staff_number="1").is_active


@pytest.mark.parametrize(
    ("rows", "circle"),
    [
        (["1,Ada,,,,,,2", "2,Bo,,,,,,3", "3,Cy,,,,,,1"], "1 → 2 → 3 → 1"),
        (["1,Ada,,A,B,,,", "2,Bo,,B,C,,,", "3,Cy,,C,A,,,"], "a → b → c → a"),
    ],
)
def test_circles_are_refused(run: Run, rows: list[str], circle: str) -> None:
    code, _out, err = run(HEAD + "\n".join(rows) + "\n")
    assert code == 1
    assert circle in err


def test_a_circle_with_what_is_known_already_is_refused(run: Run) -> None:
    run(HEAD + "1,Ada,,A,B,,,2\n2,Bo,,,,,,\n")
    code, _out, err = run("staff_number,name,manager\n2,Bo,1\n", "--leavers", "keep")
    assert (code, "circle" in err) == (1, True)
    code, _out, err = run("staff_number,name,unit,parent_unit\n2,Bo,B,A\n", "--leavers", "keep")
    assert (code, "circle" in err) == (1, True)


def test_two_units_can_change_places(run: Run) -> None:
    run(HEAD + "1,Ada,,A,B,,,\n2,Bo,,B,C,,,\n")
    assert counts(run, HEAD + "1,Ada,,B,A,,,\n2,Bo,,A,C,,,\n")["units"] == 2
    assert str(Unit.objects.get(name="B").parent) == "A"


def test_units_and_sites_that_contradict_themselves_are_bad(run: Run) -> None:
    _code, _out, err = run(HEAD + "1,Ada,,A,B,East,Europe/London,\n2,Bo,,A,C,East,Europe/Madrid,\n")
    assert "line 3, parent_unit: “A” lies in “B” in line 2, here in “C”" in err
    assert "line 3, zone: “East” has Europe/London in line 2" in err


def test_an_address_of_somebody_else_is_not_taken(run: Run, house: House) -> None:
    code, _out, err = run("staff_number,name,email\n9,New,maria@marigold.example\n", "--leavers", "keep")
    assert code == 1
    assert "belongs to another account" in err
    assert house.maria.name not in err


def test_a_colleague_who_came_from_elsewhere_is_recognised_by_address(run: Run) -> None:
    slack = actions.add_person(actor=None, name="ada", email="ada@m.example", is_active=False)
    report = counts(run, "staff_number,name,email\n7,Ada Obi,ADA@m.example\n")
    assert report == {"changed": 1, "reactivated": 1}
    slack.refresh_from_db()
    assert (slack.staff_number, slack.name, slack.is_active) == ("7", "Ada Obi", True)


def staff(numbers: range) -> str:
    return "staff_number,name\n" + "".join(f"{number},Person {number}\n" for number in numbers)


def test_leavers_are_deactivated_and_come_back(run: Run) -> None:
    run(staff(range(10)))
    gone = Person.objects.get(staff_number="9")
    Session.objects.create(digest="d", person=gone, data="", expires_at=gone.created_at)
    assert counts(run, staff(range(9))) == {"deactivated": 1, "unchanged": 9}
    gone.refresh_from_db()
    assert not gone.is_active
    assert not Session.objects.exists()
    assert counts(run, staff(range(9))) == {"unchanged": 9}
    assert counts(run, staff(range(10))) == {"reactivated": 1, "unchanged": 9}


def test_many_leavers_are_taken_for_a_mistake(run: Run) -> None:
    run(staff(range(10)))
    code, _out, err = run(staff(range(7)))
    assert code == 1
    assert "3 of 10 people" in err
    assert "--confirm-leavers 3" in err
    assert run(staff(range(7)), "--confirm-leavers", "2")[0] == 1
    assert Person.objects.active().count() == 10
    assert counts(run, staff(range(7)), "--leavers", "keep") == {"unchanged": 7}
    assert counts(run, staff(range(7)), "--confirm-leavers", "3") == {"deactivated": 3, "unchanged": 7}


def test_those_without_a_staff_number_never_leave(run: Run, house: House) -> None:
    everyone = "staff_number,name\n" + "".join(
        f"{person.staff_number},{person.name}\n" for person in Person.objects.exclude(staff_number=None)
    )
    counts(run, everyone)
    house.maria.refresh_from_db()
    assert house.maria.is_active


def test_a_space_gets_a_steward_when_its_last_one_leaves(run: Run, house: House) -> None:
    rest = "staff_number,name\n" + "".join(
        f"{person.staff_number},{person.name}\n"
        for person in Person.objects.exclude(staff_number=None).exclude(pk=house.amina.pk)
    )
    code, out, _err = run(rest)
    assert code == 0
    assert (
        "“Falls prevention” lost its last steward Amina Yusuf (M-Amina): Ben Achterberg (M-Ben) is its steward now"
        in out
    )
    stewards = Membership.objects.of_active().filter(space=house.ward, role="steward")
    assert [membership.person for membership in stewards] == [house.ben]


def test_roles_are_given_changed_and_ended(run: Run) -> None:
    head = "staff_number,name,roles\n"
    counts(run, head + "1,Ada,leader; guru 2020..2021\n")
    assert counts(run, head + "1,Ada,leader; guru 2020..2021\n") == {"unchanged": 1}
    assert counts(run, head + "1,Ada,leader 2026-01-01..2099-01-01; guru 2020..2021\n") == {
        "changed": 1,
        "roles": 1,
    }
    leader = OrganisationRole.objects.get(role="leader")
    assert (leader.from_on, leader.until_on) == (date(2026, 1, 1), date(2099, 1, 1))
    assert counts(run, head + "1,Ada,\n") == {"changed": 1, "roles": 1}
    assert counts(run, head + "1,Ada,\n") == {"unchanged": 1}


ROWS = [line for line in (FIXTURES / "marigold.csv").read_text("utf-8").splitlines() if line]


@given(order=st.permutations(ROWS[1:]), again=st.permutations(ROWS[1:]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_any_order_and_twice_is_as_once(run: Run, order: list[str], again: list[str]) -> None:
    _empty()
    counts(run, "\n".join([ROWS[0], *order]) + "\n")
    state = _state()
    assert counts(run, "\n".join([ROWS[0], *again]) + "\n") == {"unchanged": 6}
    assert _state() == state
    _empty()
    counts(run, "\n".join(ROWS) + "\n")
    assert _state() == state


def _state() -> Any:
    def of(person: Person) -> Any:
        plain = (person.staff_number, person.name, person.family_name, person.email, person.job_title)
        places = (str(person.unit), str(person.site), str(person.profession), str(person.manager))
        return (
            *plain, *places, sorted(map(str, person.skills.all())), sorted(map(str, person.past_functions.all())),
            sorted((role.role, role.from_on, role.until_on) for role in person.organisation_roles.all()),
        )  # fmt: skip

    units = sorted((unit.name, str(unit.parent)) for unit in Unit.objects.all())
    sites = sorted(
        (site.name, site.zone, site.city, site.latitude, site.longitude) for site in Site.objects.all()
    )
    return sorted(of(person) for person in Person.objects.all()), units, sites


def _empty() -> None:
    Person.objects.all().delete()
    Unit.objects.update(parent=None)
    for model in (Unit, Site, Profession, Skill):
        model._default_manager.all().delete()


def test_the_number_of_statements_does_not_grow_with_what_is_unchanged(run: Run) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            run(staff(range(Person.objects.count())))
        return len(queries)

    run(staff(range(10)))
    before = statements()
    run(staff(range(200)))
    assert statements() == before


def test_five_thousand_come_in_and_are_known_again(run: Run) -> None:
    chance = random.Random(4)
    rows = [
        f"M{n},Person Number{n},p{n}@m.example,Unit {n % 90},Division {n % 90 % 7},Site {n % 12},Europe/London,"
        f"{f'M{chance.randrange(n)}' if n else ''}"
        for n in range(5000)
    ]
    assert counts(run, HEAD + "\n".join(rows) + "\n")["added"] == 5000
    assert counts(run, HEAD + "\n".join(rows) + "\n") == {"unchanged": 5000}


def test_the_reference_names_every_column() -> None:
    text = (Path(__file__).parents[2] / "docs/reference/directory-csv.md").read_text("utf-8")
    missing = [name for name in COLUMNS if f"| `{name}` |" not in text]
    assert not missing


def test_private_contact_data_comes_in_sealed_and_no_report_shows_it(run: Run) -> None:
    head = "staff_number,name,mobile,private_email,address\n"
    file = f"{head}M-1,Ada Pell,07700 900123,ada@home.example,4 Quay Street\n"
    _code, out, _err = run(file, "--dry-run")
    assert "900123" not in out
    assert counts(run, file) == {"added": 1}
    ada = Person.objects.get(staff_number="M-1")
    said = {point.kind: point.value for point in ada.contact_points.all()}
    assert said == {"mobile": "07700 900123", "email": "ada@home.example", "address": "4 Quay Street"}
    assert not ada.contact_points.filter(is_shown=True).exists()
    assert counts(run, file) == {"unchanged": 1}
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(encode(value, 'escape'), ' ') from people_contactpoint")
        assert "900123" not in cursor.fetchone()[0]


def test_what_a_person_said_themselves_stays(run: Run) -> None:
    head = "staff_number,name,mobile\n"
    counts(run, f"{head}M-1,Ada Pell,\n")
    ada = Person.objects.get(staff_number="M-1")
    actions.set_contact(
        actor=ada, person=ada, points=[actions.Point("mobile", "07700 900999", is_shown=True)]
    )
    assert counts(run, f"{head}M-1,Ada Pell,07700 900123\n") == {"unchanged": 1}
    assert ada.contact_points.get().value == "07700 900999"


def test_a_bad_number_is_named_and_not_repeated(run: Run) -> None:
    code, _out, err = run("staff_number,name,mobile\nM-1,Ada Pell,ring me please\n")
    assert code == 1
    assert "mobile" in err
    assert "ring me" not in err
